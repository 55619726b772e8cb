"""The table of a comparison: one row per group of runs, with the settings in which they differ."""

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from cnnviz.training.groups import Group, differing
from cnnviz.training.verdicts import OTHER_DATA, difference, outcome
from cnnviz.ui import caches
from cnnviz.ui.html import LINE, NUMBERS, scrollable
from cnnviz.ui.trainer.scatter import COLOURS as OKABE_ITO
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import compact, duration, exact, fixed, percent, plural, rough_duration

COLOURS = OKABE_ITO  # one per group, in the order chosen
FIGURES = {
    N_("Accuracy"): N_(
        "On the test images; below it the 95 % interval, or the range of several seeds"
    ),
    N_("Against the first"): N_(
        "Difference of the accuracies in percentage points; grey where it is smaller than what "
        "seeds and test images explain"
    ),
    N_("Loss"): N_("Mean cross-entropy of the test images, in nats"),
    N_("Calibration error"): N_("Mean difference between confidence and accuracy (ECE, 15 bins)"),
    N_("Parameters"): N_("Weights and biases of the network"),
    N_("Multiply-adds"): N_("For one image"),
    N_("CPU time"): N_("Of the training, over all threads"),
    N_("Time"): N_("Of the training, without pauses"),
}
NONE = "–"
SMALL = "display:block;opacity:0.72;font-size:0.78rem"
GREY = "opacity:0.6"


def show_outcome(groups: Sequence[Group]) -> None:
    """Say in one sentence what came out, and what still trains."""
    text = outcome(groups)
    waiting = tuple(run.id for group in groups for run in group.runs if run.active)
    if waiting:
        left = caches.time_left(waiting)
        runs = plural(len(waiting), "run")
        unfinished = (
            _("{runs} not finished yet.", runs=runs)
            if left is None
            else _(
                "{runs} not finished yet, about {time} left.",
                runs=runs,
                time=rough_duration(left),
            )
        )
        text = f"{text} {unfinished}".strip()
    if text:
        st.markdown(f"**{text}**" if not waiting else text)


SHORT = 24  # characters of a setting that is not broken into lines


def comparison_table(groups: Sequence[Group]) -> str:
    """Write the table as HTML."""
    columns = differing(groups)
    heads = ["", *columns, *FIGURES]
    head = "".join(
        _cell("th", i > len(columns), escape(_(name)), _(FIGURES.get(name, "")))
        for i, name in enumerate(heads)
    )
    rows = "".join(
        f"<tr>{_name(group, COLOURS[i])}"
        + "".join(_cell("td", False, escape(column[i])) for column in columns.values())
        + "".join(_figures(group, groups[0], len(groups) - 1))
        + "</tr>"
        for i, group in enumerate(groups)
    )
    table = (
        '<table style="width:100%;border-collapse:collapse;font-size:0.875rem">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )
    return scrollable(table, _("Runs compared"))


def _name(group: Group, colour: str) -> str:
    dot = "display:inline-block;width:0.7rem;height:0.7rem;border-radius:50%;margin-right:0.4rem"
    seeds = plural(len(group.runs), "run")
    tip = ", ".join(
        _(
            "{run}: seed {seed}, {status}",
            run=run.code,
            seed=str(run.config.seed),
            status=_(run.status),
        )
        for run in group.runs
    )
    few = f'<span style="{SMALL}">{seeds}</span>' if len(group.runs) > 1 else ""
    name = f'<span style="{dot};background:{colour}"></span><b>{escape(group.title)}</b>{few}'
    return _cell("td", False, f'<div style="min-width:8rem">{name}</div>', tip)


def _figures(group: Group, reference: Group, comparisons: int) -> list[str]:
    """Write the cells of one group's figures, of which so many are compared with the reference."""
    if group.accuracy is None:
        (first, *_others) = [run.status for run in group.runs]
        return [_cell("td", True, _(first)), *[_cell("td", True, NONE)] * (len(FIGURES) - 1)]
    low, high = group.bounds
    accuracy = (
        f"{percent(group.accuracy, 2)}"
        f'<span style="{SMALL}">'
        f"{_('{least:.2f} to {most:.2f}', least=100 * low, most=100 * high)}</span>"
    )
    numbers: list[tuple[str, Callable[[float], str]]] = [
        ("loss", four_decimals),
        ("calibration_error", four_decimals),
        ("parameters", compact),
        ("multiply_adds", compact),
        ("cpu_seconds", tenths),
        ("seconds", duration),
    ]
    cells = [
        _cell("td", True, accuracy, f"{group.accuracy!r}"),
        _against(group, reference, comparisons),
    ]
    for name, write in numbers:
        value = group.mean(name)
        cells.append(
            _cell("td", True, NONE, _("not recorded by the version that trained it"))
            if value is None
            else _cell("td", True, write(value), exact(value))
        )
    return cells


def four_decimals(value: float) -> str:
    """Write a loss, or a calibration error."""
    return fixed(value, 4)


def tenths(seconds: float) -> str:
    """Write a CPU time."""
    return f"{fixed(seconds, 1)} s"


def _against(group: Group, reference: Group, comparisons: int) -> str:
    """Write the difference to the first group, grey where none is shown."""
    found = difference(reference, group, comparisons) if group is not reference else None
    if found is None:
        return _cell("td", True, NONE)
    if found.reason == OTHER_DATA:
        return _cell(
            "td", True, NONE, _("A difference of accuracies on different data would say nothing")
        )
    if found.claimed:
        return _cell("td", True, found.text, found.reason)
    none = _("no difference")
    text = f'<span style="{GREY}">{found.text}</span><span style="{SMALL}">{none}</span>'
    return _cell("td", True, text, found.reason)


def _cell(tag: str, number: bool, text: str, tip: str = "") -> str:
    weight = "font-weight:400;opacity:0.72;" if tag == "th" else f"border-top:{LINE};"
    align = NUMBERS if number else "text-align:left"
    align += ";white-space:nowrap" if number or len(text) <= SHORT else ";min-width:8rem"
    title = f' title="{escape(tip)}"' if tip else ""
    return f'<{tag}{title} style="padding:0.3rem 0.4rem;{weight}{align}">{text}</{tag}>'
