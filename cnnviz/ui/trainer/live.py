"""One run: its progress, its curves as they grow, and its result."""

from contextlib import suppress

import streamlit as st

from cnnviz.data import Dataset
from cnnviz.evaluation.metrics import Evaluation, Wrong
from cnnviz.training import text as wording
from cnnviz.training.config import RunConfig
from cnnviz.training.events import History
from cnnviz.training.folder import RunFolder
from cnnviz.training.queue import queued_before
from cnnviz.training.state import State, Status
from cnnviz.ui import caches
from cnnviz.ui.confusion_matrix import confusion_matrix
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.html import FIGURES_HEIGHT, Exhibit, figures_row, gallery
from cnnviz.ui.trainer.again import show_again
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.ui.trainer.take_away import show_take_away
from cnnviz.ui.trainer.watching import Watching
from cnnviz.ui.widgets import bordered_link
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import percent, plural, sentence

TICK_SECONDS = 0.5
ROWS_OF_ERRORS = 4
MATRIX_WIDTH = 432  # CSS pixels; where less is left beside it, the errors are shown below
SHORT_NAME = 4  # characters of a class; longer names need wider pictures above them
MATRIX_HELP = "Rows: true class. Columns: predicted class. Colour: share of the row."
ERRORS_HELP = "Test images, true class → predicted class; the most confident errors first."


def show_run(state: TrainerState, run: RunFolder) -> None:
    """Show a run; while it is active, the progress is renewed periodically.

    Of a run whose files are damaged, what can be read is shown, with a sentence on the rest.
    """
    try:
        config, progress = run.config(), run.state()
    except InputError as error:
        st.error(sentence(error))
        return
    with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
        st.caption(wording.settings_line(config))
        show_again(state, run, config)
    warming_up = caches.engine().ensure_running() == "starting"  # feature maps wait for it
    tick = TICK_SECONDS if progress.active or warming_up else None
    watching = Watching(state, run, config)
    st.fragment(follow, run_every=tick)(state, run, watching, config, progress.status, warming_up)
    with suppress(InputError):  # ``follow`` says that it is damaged
        evaluation = run.evaluation()
        if evaluation and not progress.active:
            show_result(config, evaluation)
    if not progress.active:
        show_take_away(run, config)


def follow(
    state: TrainerState,
    run: RunFolder,
    watching: Watching,
    config: RunConfig,
    before: Status,
    warming_up: bool,
) -> None:
    """Show what changes while a run is active; a new status runs the whole page again."""
    try:
        now, history = run.state(), watching.read()
    except InputError:  # its folder was deleted or damaged: the whole page says so
        st.rerun()
    if now.status != before or (
        warming_up and not now.active and caches.engine().ensure_running() != "starting"
    ):
        st.rerun()
    if now.active:
        show_progress(state, run, config, now)
    else:
        show_end(run, config, now, history)
    watching.show(now, history)


def show_progress(state: TrainerState, run: RunFolder, config: RunConfig, now: State) -> None:
    """Show progress, the time left, and buttons to pause and stop."""
    before = queued_before(run) if now.status == "queued" else []
    text = wording.standing(now, config.epochs, queue_position=len(before))
    if pace := wording.images_per_second(now, config.batch_size):
        text += f", {pace}"
    if now.status == "queued" and caches.engine().ensure_running() == "starting":
        text = wording.WAITS_FOR_ENGINE
    paused = run.pause_requested
    with st.container(
        horizontal=True,
        wrap=False,
        vertical_alignment="center",
        height=FIGURES_HEIGHT,
        border=False,
    ):
        st.progress(min(now.progress.fraction, 1.0), text)
        st.button(
            "Resume" if paused else "Pause",
            on_click=request,
            args=(state, run, "pause", not paused),
            icon=":material/play_arrow:" if paused else ":material/pause:",
        )
        st.button(
            "Stop",
            icon=":material/stop:",
            on_click=request,
            args=(state, run, "stop", True),
            disabled=run.stop_requested,
        )
    if waits := wording.paused_before(before):
        st.info(waits)


def request(state: TrainerState, run: RunFolder, what: str, wanted: bool) -> None:
    """Ask a run to pause or stop, or withdraw that; one that cannot be asked is explained."""
    try:
        run.request(what, wanted)
    except InputError as error:
        state.complaint = sentence(error)


def show_end(run: RunFolder, config: RunConfig, state: State, history: History) -> None:
    """Show the result in numbers, or why there is none."""
    try:
        evaluation = run.evaluation()
    except InputError as error:
        st.error(sentence(error))
        return
    if evaluation is None:
        show = st.error if state.status == "failed" else st.info
        show(wording.ending(state))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(figures_row(wording.figures(evaluation, history, config.epochs)))
        with bordered_link("t_look_inside"):
            st.page_link(
                "pages/feature_maps.py",
                label="Look inside",
                icon=":material/layers:",
                query_params={FeatureMapsState.MODEL: run.id},
            )


def show_result(config: RunConfig, evaluation: Evaluation) -> None:
    """Show the confusion matrix and the misclassified images."""
    with st.container(horizontal=True, gap="medium"):
        matrix, errors = st.container(width=MATRIX_WIDTH), st.container()
    with matrix:
        st.subheader("Confusion matrix", help=MATRIX_HELP)
        st.html(confusion_matrix(evaluation))
    with errors:
        st.subheader(plural(len(evaluation.wrong), "error"), help=ERRORS_HELP)
        show_errors(config, evaluation)


def show_errors(config: RunConfig, evaluation: Evaluation) -> None:
    """Show misclassified images with their true and predicted class."""
    try:
        data = caches.samples(
            config.dataset, config.seed, config.skip_unusable, config.held_out, config.left_out
        )
    except InputError as error:
        st.warning(sentence(f"The images cannot be shown: {error}"))
        return
    columns = 6 if max(map(len, evaluation.classes)) <= SHORT_NAME else 4
    # The data may be another than the run's, where its files were replaced.
    known = [wrong for wrong in evaluation.wrong if wrong.index < len(data.test)]
    shown = known[: columns * ROWS_OF_ERRORS]
    exhibits = [_exhibit(data, evaluation.classes, wrong) for wrong in shown]
    st.html(gallery(exhibits, columns))


def _exhibit(data: Dataset, classes: tuple[str, ...], wrong: Wrong) -> Exhibit:
    true, predicted = classes[wrong.label], classes[wrong.predicted]
    predicted_as = f"predicted as {predicted} with {percent(wrong.probability)}"
    detail = f"{data.test.files[wrong.index]}: {true}, {predicted_as}"
    return Exhibit(data.test.images[wrong.index], f"{true} → {predicted}", detail)
