"""Trainer: choose data, a network and a few numbers; watch it learn; see whether it did."""

from itertools import islice

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz.networks import architecture
from cnnviz.training import folder
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.queue import place
from cnnviz.ui import caches
from cnnviz.ui.caches import run_label
from cnnviz.ui.navigation import heading
from cnnviz.ui.trainer.live import show_run
from cnnviz.ui.trainer.preview import show_preview
from cnnviz.ui.trainer.settings import choose_settings
from cnnviz.ui.trainer.state import TrainerState as Key
from cnnviz.ui.widgets import linked_select
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import sentence

NEXT = ""  # in place of a run's id: the one that would be trained next
MOST_RUNS = 40  # in the menu; an older one opens by its address
SETTINGS_WIDTH = 272  # CSS pixels
NEXT_HELP = "What Train would start; the settings of the run on show stand above its curves."


def show() -> None:
    """Settings on the left; on the right a run, or what the next one would be made of."""
    caches.engine()  # starts warming up while the visitor chooses
    with st.container(horizontal=True, vertical_alignment="bottom"):
        heading("Trainer", "Teach a network, watch it learn, see on unseen images whether it did.")
        menu = st.container(width=400)
    with st.container(horizontal=True, gap="medium"):
        settings, stage = st.container(width=SETTINGS_WIDTH), st.container(width="stretch")
    with settings:
        title = st.container()
        config = read_settings()
        button = st.container()
    with stage:
        complaint = st.container()
    with menu:
        run = choose_run(complaint)
    if text := st.session_state.pop(Key.COMPLAINT, ""):
        complaint.error(text)
    with stage:
        fits = show_stage(run)
    if run:
        title.subheader("Next run", help=NEXT_HELP)
    with button:
        st.button(
            "Train",
            type="primary",
            icon=":material/model_training:",
            width="stretch",
            disabled=not fits or config is None,
            on_click=train,
            args=(config,),
        )


def read_settings() -> RunConfig | None:
    """The settings of the next run; None, with a sentence, where one breaks a rule."""
    try:
        st.session_state[Key.LAST] = choose_settings()
        return st.session_state[Key.LAST]
    except InputError as error:
        st.error(sentence(error))
        return None


def show_stage(run: RunFolder | None) -> bool:
    """Show a run, or what the next one would be made of; tell whether that can be trained.

    While a run is on show nobody waits for other data to be read: ``train`` reads them.
    """
    if run:
        show_run(run)
        return True
    return Key.LAST in st.session_state and show_preview(st.session_state[Key.LAST])


def train(config: RunConfig | None) -> None:
    """Start a run, and show it; what cannot be trained is refused here."""
    if config is None:
        return
    try:
        data = caches.data_preview(config.dataset, config.seed, config.image_size)
        architecture.trace(config.network, data.input_shape, len(data.classes))
        st.session_state[Key.RUN] = place(caches.engine(), config).id
    except InputError as error:
        st.session_state[Key.COMPLAINT] = sentence(error)


def choose_run(complaint: DeltaGenerator) -> RunFolder | None:
    """The run on show, its id in the address; None for the next one."""
    runs = {run.id: run for run in islice(folder.newest(), MOST_RUNS)}
    wanted = {st.session_state.get(Key.RUN, NEXT), st.query_params.get(Key.RUN, NEXT)}
    for run_id in wanted - runs.keys() - {NEXT}:
        try:
            runs[run_id] = folder.find(run_id)
        except InputError as error:
            complaint.warning(sentence(error))
    labels = {NEXT: "New run"} | {run_id: run_label(run) for run_id, run in runs.items()}
    look = {"label_visibility": "collapsed"}
    return runs.get(linked_select("Run", labels, Key.RUN, Key.LINKED_RUN, **look))


show()
