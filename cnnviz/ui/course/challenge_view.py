"""The challenge board: who is best with few parameters, and who in little time."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import islice
from pathlib import Path

import streamlit as st

from cnnviz.classroom import belongings
from cnnviz.classroom.visitor import label_of
from cnnviz.training import challenge, folder
from cnnviz.training.challenge import Entry
from cnnviz.training.run_summary import RunSummary
from cnnviz.ui import caches, html
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _
from cnnviz.utils.text import duration, grouped, percent

MOST_RUNS, MOST_SHOWN, MOST_NAMED = 500, 10, 3
DATA = "c_challenge_data"


def show() -> None:
    """Show the best ten of all finished runs on a data set, whoever's they are."""
    st.subheader(_("Challenge"), anchor=False)
    runs = _finished()
    names = sorted({run.config.dataset for run in runs})
    if not names:
        st.caption(
            _(
                "The best accuracy with at most {parameters} parameters, or in {seconds} CPU "
                "seconds: train a network, and it stands here.",
                parameters=grouped(challenge.MOST_PARAMETERS),
                seconds=f"{challenge.MOST_CPU_SECONDS:.0f}",
            )
        )
        return
    data = st.selectbox(
        _("Data set"), names, key=DATA, width=320, format_func=lambda name: Path(name).stem
    )
    with st.container(horizontal=True, gap="large"):
        _show_board(
            _("At most {count} parameters", count=grouped(challenge.MOST_PARAMETERS)),
            challenge.small(runs, data),
            challenge.too_large(runs, data),
            _("Parameters"),
            lambda run: grouped(run.parameters or 0),
        )
        _show_board(
            _("At most {seconds} CPU seconds", seconds=f"{challenge.MOST_CPU_SECONDS:.0f}"),
            challenge.quick(runs, data),
            challenge.too_slow(runs, data),
            _("CPU time"),
            lambda run: duration(run.cpu_seconds or 0.0),
        )


def _show_board(
    title: str,
    entries: Iterable[Entry],
    beyond: Iterable[RunSummary],
    unit: str,
    cost: Callable[[RunSummary], str],
) -> None:
    with st.container(width=420):
        st.markdown(f"**{title}**")
        rows = [
            (
                f"{place}. {entry.run.title}{_owner(entry.run)}",
                percent(entry.accuracy, 2),
                cost(entry.run),
            )
            for place, entry in enumerate(islice(entries, MOST_SHOWN), 1)
        ]
        if rows:
            st.html(html.table((_("Run"), _("Accuracy"), unit), rows))
        else:
            st.caption(_("None yet."))
        # Only one's own: whoever looks for a run in vain is told why it is not there.
        own = (run for run in beyond if belongings.is_own(paths.runs() / run.id))
        if named := [f"{run.title} ({cost(run)})" for run in islice(own, MOST_NAMED)]:
            st.text(_("Beyond the limit, so not here: {runs}", runs=", ".join(named)))


def _owner(run: RunSummary) -> str:
    owner = belongings.of(paths.runs() / run.id).visitor
    return f" · {label_of(owner)}" if owner else ""


def _finished() -> list[RunSummary]:
    found = []
    for run in islice(folder.every(), MOST_RUNS):
        with suppress(InputError):
            summary = caches.run_summary(run)
            if summary.evaluation is not None:
                found.append(summary)
    return found
