"""One run on the screen: how it stands, its curves as they grow, and what came of it."""

import streamlit as st

from cnnviz.data import Dataset
from cnnviz.evaluation.metrics import Evaluation, Wrong
from cnnviz.training import folder
from cnnviz.training import text as wording
from cnnviz.training.config import RunConfig
from cnnviz.training.curves import curves
from cnnviz.training.events import EventReader, History
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import State, Status
from cnnviz.ui import caches
from cnnviz.ui.charts import confusion_matrix
from cnnviz.ui.components.learning_curves import learning_curves
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.html import FIGURES_HEIGHT, Exhibit, figures_row, gallery
from cnnviz.ui.trainer.state import TrainerState as Key
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import plural

TICK_SECONDS = 0.4
ROWS_OF_MISTAKES = 4
MATRIX_WIDTH = 432  # CSS pixels; where less is left beside it, the mistakes come below
SHORT_NAME = 4  # characters of a class; longer names need wider pictures above them
STILL = {"displayModeBar": False}
MATRIX_HELP = "Rows: the true class. Columns: what it was taken for. Colour: share of its row."
MISTAKES_HELP = "Test images, true class → predicted class; the surest mistakes first."


def show_run(run: RunFolder) -> None:
    """Show a run; while it is active, again and again."""
    config, state = run.config(), run.state()
    st.caption(wording.settings_line(config))
    tick = TICK_SECONDS if state.active else None
    st.fragment(follow, run_every=tick)(run, run.events(), config, state.status)
    evaluation = run.evaluation()
    if evaluation and not state.active:
        show_result(config, evaluation)


def follow(run: RunFolder, events: EventReader, config: RunConfig, was: Status) -> None:
    """What changes while a run is active; another status shows the whole page anew."""
    state, history = run.state(), events.read()
    if state.status != was:
        st.rerun()
    if state.active:
        show_progress(run, config, state)
    else:
        show_end(run, config, state, history)
    learning_curves(curves(history, config.epochs, ended=not state.active), key=Key.CURVES)


def show_progress(run: RunFolder, config: RunConfig, state: State) -> None:
    """Progress, the time left, pause and stop."""
    before = folder.queued_before(run) if state.status == "queued" else []
    text = wording.standing(state, config.epochs, queue_position=len(before))
    if state.status == "queued" and caches.engine().state() == "starting":
        text = wording.WAITS_FOR_ENGINE
    paused = run.pause_requested
    with st.container(
        horizontal=True,
        wrap=False,
        vertical_alignment="center",
        height=FIGURES_HEIGHT,
        border=False,
    ):
        st.progress(min(state.progress.fraction, 1.0), text)
        st.button(
            "Resume" if paused else "Pause",
            on_click=run.request,
            args=("pause", not paused),
            icon=":material/play_arrow:" if paused else ":material/pause:",
        )
        st.button(
            "Stop",
            icon=":material/stop:",
            on_click=run.request,
            args=("stop",),
            disabled=run.stop_requested,
        )
    if sentence := wording.paused_before(before):
        st.info(sentence)


def show_end(run: RunFolder, config: RunConfig, state: State, history: History) -> None:
    """What came of it in numbers, or why nothing did."""
    evaluation = run.evaluation()
    if evaluation is None:
        tell = st.error if state.status == "failed" else st.info
        tell(wording.ending(state))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(figures_row(wording.figures(evaluation, history, config.epochs)))
        st.page_link(
            "pages/feature_maps.py",
            label="Look inside",
            icon=":material/layers:",
            query_params={FeatureMapsState.MODEL: run.id},
        )


def show_result(config: RunConfig, evaluation: Evaluation) -> None:
    """The confusion matrix, and the mistaken images themselves."""
    with st.container(horizontal=True, gap="medium"):
        matrix, mistakes = st.container(width=MATRIX_WIDTH), st.container()
    with matrix:
        st.subheader("Confusion matrix", help=MATRIX_HELP)
        st.plotly_chart(confusion_matrix(evaluation), key=Key.MATRIX, config=STILL)
    with mistakes:
        st.subheader(plural(len(evaluation.wrong), "mistake"), help=MISTAKES_HELP)
        show_mistakes(config, evaluation)


def show_mistakes(config: RunConfig, evaluation: Evaluation) -> None:
    """Pictures of mistaken images with their true and predicted class."""
    try:
        data = caches.samples(config.dataset, config.seed)
    except InputError as error:
        st.warning(f"The images cannot be shown: {error}.")
        return
    columns = 6 if max(map(len, evaluation.classes)) <= SHORT_NAME else 4
    shown = evaluation.wrong[: columns * ROWS_OF_MISTAKES]
    exhibits = [_exhibit(data, evaluation.classes, wrong) for wrong in shown]
    st.html(gallery(exhibits, columns))


def _exhibit(data: Dataset, classes: tuple[str, ...], wrong: Wrong) -> Exhibit:
    true, predicted = classes[wrong.label], classes[wrong.predicted]
    sure = f"taken for {predicted} with {wrong.probability:.1%}"
    detail = f"{data.test.files[wrong.index]}: {true}, {sure}"
    return Exhibit(data.test.images[wrong.index], f"{true} → {predicted}", detail)
