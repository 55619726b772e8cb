"""The table of attribution methods over the test set, filled while one looks."""

from html import escape

import streamlit as st

from cnnviz.engine.method_scores import MethodScores
from cnnviz.explain.methods import BY_NAME
from cnnviz.explain.score_table import BASELINES, ROWS, Estimate, ScoreTable
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui import caches, polling
from cnnviz.ui.feature_maps import card_text
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.html import LINE, NUMBERS, scrollable
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _, _n, current, put_in
from cnnviz.utils.retold import retold
from cnnviz.utils.text import plural, rough_duration, sentence

POLL_SECONDS = 1.0
HEADS = {
    "deletion": (N_("Deletion"), N_("Area under the deletion curve: less is better")),
    "insertion": (N_("Insertion"), N_("Area under the insertion curve: more is better")),
    "peak": (
        N_("Peak in a box"),
        N_("Share of the images whose map is largest inside a labelled box"),
    ),
    "inside": (
        N_("Map in boxes"),
        N_("Share of the map's positive part that lies in labelled boxes"),
    ),
}
LESS_IS_BETTER = {"deletion"}
KNOWS_NOTHING = N_("Knows nothing of the network.")
ABOUT = N_(
    "The predicted class of each test image is explained, and its most important pixels are taken "
    "away or kept alone. In brackets: 95 % intervals (Wilson's for shares of images)."
)

TRAINED_ON = N_("This network was trained on these images, too: on others it may look elsewhere.")


def show_table(state: FeatureMapsState, entry: ModelEntry) -> None:
    """Show what is known over the test set; a button computes the rest."""
    st.markdown(f"**{_('Over the test set')}**")
    try:
        found = caches.method_scores(entry)
    except InputError as error:
        st.caption(sentence(_("The methods cannot be scored here: {error}", error=error)))
        return
    every = polling.every(POLL_SECONDS) if found.active else None
    note = _(TRAINED_ON) if card_text.is_trained_on_all(entry.info.card) else ""
    st.fragment(show_scores, run_every=every)(state, found, found.active, note)


def show_scores(state: FeatureMapsState, found: MethodScores, was_active: bool, note: str) -> None:
    """Show the button, the progress and the table."""
    active = found.active
    if active != was_active:
        st.rerun()  # polls from now on, or no longer
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if active:
            st.button(_("Stop"), key=f"{state.SCORE}_stop", on_click=found.stop)
        elif not found.complete:
            label = _("Resume") if found.table.done else _("Score the methods")
            st.button(label, key=state.SCORE, type="primary", on_click=found.start)
        st.caption(progress_text(found, active))
    if active:
        st.progress(found.table.done / max(found.total, 1))
    if found.error:
        st.warning(sentence(retold(found.error)))
    if found.table.done:
        st.html(table_html(found.table))
        st.caption(" ".join(filter(None, (_(ABOUT), note, boxes_text(found.table)))))


def progress_text(found: MethodScores, active: bool) -> str:
    """Say how many images are scored, and how long the rest takes."""
    images = _n(
        "{done:,} of {count:,} test image scored",
        "{done:,} of {count:,} test images scored",
        found.total,
        done=found.table.done,
    )
    left = found.seconds_left if active else None
    if left is None:
        return images
    return _("{done}, {time} left", done=images, time=rough_duration(left))


def boxes_text(table: ScoreTable) -> str:
    """Say what the share of the map in boxes is compared with."""
    if not table.area:
        return ""
    mean = sum(table.area) / len(table.area)
    return _n(
        "{count:,} image with a box of the predicted class; the boxes cover {mean:.3f} of an "
        "image, which is what an even map has inside.",
        "{count:,} images with a box of the predicted class; the boxes cover {mean:.3f} of an "
        "image, which is what an even map has inside.",
        len(table.area),
        mean=mean,
    )


def table_html(table: ScoreTable) -> str:
    """Write the table; the best number of each column is bold."""
    estimates = {row: found for row in ROWS if (found := table.estimates(row))}
    measures = [each for each in HEADS if any(each in found for found in estimates.values())]
    best = {measure: _best(measure, estimates) for measure in measures}
    cell = "padding:0.3rem 0.7rem 0.3rem 0;vertical-align:top"
    head = "".join(
        f'<th style="{cell};{NUMBERS};font-weight:500" title="{escape(_(HEADS[each][1]))}">'
        f"{escape(_(HEADS[each][0]))} {'↓' if each in LESS_IS_BETTER else '↑'}</th>"
        for each in measures
    )
    lines = []
    for row, found in estimates.items():
        border = f"border-top:{LINE}" if row == next(iter(BASELINES)) else ""
        numbers = "".join(
            f'<td style="{cell};{NUMBERS};white-space:nowrap">'
            f"{_number(found.get(each), row == best[each])}</td>"
            for each in measures
        )
        limit = _(BY_NAME[row].limit if row in BY_NAME else KNOWS_NOTHING)
        lines.append(
            f'<tr style="{border}"><td style="{cell};white-space:nowrap">{_(ROWS[row])}</td>'
            f'{numbers}<td style="{cell};opacity:0.72;min-width:16rem">{escape(limit)}</td></tr>'
        )
    written = (
        '<table style="border-collapse:collapse;font-size:0.88rem">'
        f'<tr style="text-align:left"><th style="{cell};font-weight:500">{_("Method")}</th>{head}'
        f'<th style="{cell};font-weight:500">{_("What it cannot do")}</th></tr>{"".join(lines)}'
        "</table>"
    )
    return scrollable(written, _("Scores of the methods"))


def _best(measure: str, estimates: dict[str, dict[str, Estimate]]) -> str:
    means = {row: found[measure].mean for row, found in estimates.items() if measure in found}
    choose = min if measure in LESS_IS_BETTER else max
    return choose(means, key=lambda row: means[row])


def _number(estimate: Estimate | None, is_best: bool) -> str:
    if estimate is None:
        return ""
    low, high = estimate.interval
    mean = put_in("{mean:.3f}", {"mean": estimate.mean}, current())
    detail = _("{mean}, over {images}", mean=estimate.mean, images=plural(estimate.n, "image"))
    interval = _("({low:.3f} to {high:.3f})", low=low, high=high)
    return (
        f'<span title="{escape(detail)}">{f"<b>{mean}</b>" if is_best else mean} '
        f'<span style="opacity:0.72">{interval}</span></span>'
    )
