"""One run: its progress, its curves as they grow, and its result."""

from contextlib import suppress
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz.classroom import belongings
from cnnviz.classroom.visitor import separates
from cnnviz.data import uploads
from cnnviz.training import text as wording
from cnnviz.training.config import RunConfig
from cnnviz.training.events import History
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import State, Status
from cnnviz.ui import caches, polling
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.html import FIGURES_HEIGHT, figures_row
from cnnviz.ui.sharing import offer_sharing
from cnnviz.ui.trainer.actions import show_actions
from cnnviz.ui.trainer.again import show_again
from cnnviz.ui.trainer.insight import show_insight, show_overfitting
from cnnviz.ui.trainer.matrix import RENEW_SECONDS, follow_matrix
from cnnviz.ui.trainer.one_image import show_opened
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.ui.trainer.take_away import show_take_away
from cnnviz.ui.trainer.watching import Watching
from cnnviz.ui.widgets import bordered_link
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import sentence

OTHERS = N_("Not your run: you can look at it, and train again with its settings.")
HEAD = "t_head"  # key of the row with a run's settings
TICK_SECONDS = 0.5
ACTIONS_SECONDS = 5.0  # a click renews the actions at once


def show_run(state: TrainerState, run: RunFolder) -> None:
    """Show a run; while it is active, its parts are renewed periodically.

    Of a run whose files are damaged, what can be read is shown, with a sentence on the rest.
    """
    watching = Watching(state, run)
    try:
        config, now, history = run.config(), run.state(), watching.read()
    except InputError as error:
        st.error(sentence(error))
        return
    with st.container(gap="xsmall"):  # so that the curves are on the first screen
        show_head(state, run, config)
        standing = st.empty()
        if not now.active:
            with standing.container():
                show_end(run, config, now, history)
        actions_every = polling.every(ACTIONS_SECONDS) if now.active else None
        st.fragment(follow_actions, run_every=actions_every)(state, run, watching, now.status)
        warming_up = caches.engine().ensure_running() == "starting"  # feature maps wait for it
        tick = polling.every(TICK_SECONDS) if now.active or warming_up else None
        st.fragment(follow, run_every=tick)(state, run, watching, standing, now.status, warming_up)
    with suppress(InputError):  # ``show_end`` says that it is damaged
        evaluation = run.evaluation()
        if evaluation and not now.active:
            show_overfitting(state, run, config)
            st.fragment(show_insight)(state, run, config, evaluation)
    if now.active:
        st.fragment(follow_evaluation, run_every=polling.every(RENEW_SECONDS))(state, run, config)
    else:
        show_take_away(run, config)


def show_head(state: TrainerState, run: RunFolder, config: RunConfig) -> None:
    """Show a run's settings, and what can be done with them."""
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", key=HEAD):
        st.caption(wording.settings_line(config))
        show_again(state, run, config)
        offer_sharing([run.id, *upload_of(config)], {state.RUN: [run.id]}, "t_share")
    if not belongings.is_own(run.path):
        st.caption(_(OTHERS))


def upload_of(config: RunConfig) -> list[str]:
    """The key of the upload that a run learned from, which is shared with it."""
    folder = Path(config.dataset).parent
    return [folder.name] if folder.name.startswith(uploads.PREFIX) else []


def follow_evaluation(state: TrainerState, run: RunFolder, config: RunConfig) -> None:
    """Show the matrix of the validation images while a run trains, and the image opened in it."""
    follow_matrix(state, run, config)
    show_opened(state, run, config)


def follow_actions(state: TrainerState, run: RunFolder, watching: Watching, before: Status) -> None:
    """Show what can be done to the run. Less often than its curves: it is the dearest part.

    A new status runs the whole page: a click has resumed a run that nothing else follows.
    """
    try:
        now, config, history = run.state(), run.config(), watching.read()
    except InputError:  # its folder was deleted or damaged: the whole page says so
        st.rerun()
    if now.status != before or state.complaint or state.get(state.RUN, run.id) != run.id:
        st.rerun()
    show_actions(state, run, config, now, history)


def follow(
    state: TrainerState,
    run: RunFolder,
    watching: Watching,
    standing: DeltaGenerator,
    before: Status,
    warming_up: bool,
) -> None:
    """Show what changes while a run is active; a new status runs the whole page again."""
    try:
        now, config, history = run.state(), run.config(), watching.read()
    except InputError:  # as in ``follow_actions``
        st.rerun()
    engine_came = warming_up and not now.active and caches.engine().ensure_running() != "starting"
    if now.status != before or state.complaint or engine_came:
        st.rerun()
    if now.active:
        show_progress(standing, run, config, now)
    watching.show(now, config, history)


def show_progress(standing: DeltaGenerator, run: RunFolder, config: RunConfig, now: State) -> None:
    """Show progress and the time left."""
    text = standing_text(run, config, now)
    if pace := wording.images_per_second(now, config.batch_size):
        text += f", {pace}"
    if now.status == "queued" and caches.engine().ensure_running() == "starting":
        text = _(wording.WAITS_FOR_ENGINE)
    if now.status == "running" and run.pause_requested:
        text = _("Pausing")
    with (
        standing.container(),
        st.container(height=FIGURES_HEIGHT, border=False, vertical_alignment="center"),
    ):
        st.progress(min(now.progress.fraction, 1.0), text)


def standing_text(run: RunFolder, config: RunConfig, now: State) -> str:
    """Say how far a run is; one that waits has a place, and of a class an expected start."""
    expected = caches.queue_outlook().get(run.id) if now.status == "queued" else None
    if expected and separates():
        return wording.place_in_queue(expected)
    ahead = expected.ahead + expected.training if expected else 0
    return wording.standing(now, config.total_epochs, queue_position=ahead)


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
    with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
        st.html(figures_row(wording.figures(evaluation, history, config.total_epochs)))
        with bordered_link("t_look_inside"):
            st.page_link(
                "pages/feature_maps.py",
                label=_("Look inside"),
                icon=":material/layers:",
                query_params={FeatureMapsState.MODEL: run.id},
            )
    if state.status == "failed":  # after it was taken up again
        st.error(wording.ending(state))
    elif state.reason:
        st.caption(wording.ending(state))
