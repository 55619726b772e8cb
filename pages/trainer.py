"""Trainer: choose data, a network and a few numbers; watch it learn; see whether it did."""

from itertools import islice

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz import architectures, session
from cnnviz.errors import InputError
from cnnviz.session import Trainer as Key
from cnnviz.session import run_label
from cnnviz.training import folder, wording
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.placing import place
from cnnviz.views.heading import heading
from cnnviz.views.linked_select import linked_select
from cnnviz.views.run_live import show_run
from cnnviz.views.run_preview import show_preview
from cnnviz.views.run_settings import choose_settings

NEXT = ""  # in place of a run's id: the one that would be trained next
MOST_RUNS = 40  # in the menu; an older one opens by its address


def show() -> None:
    """Settings on the left; on the right a run, or what the next one would be made of."""
    session.engine()  # starts warming up while the visitor chooses
    with st.container(horizontal=True, vertical_alignment="bottom"):
        heading("Trainer", "Teach a network, watch it learn, see on unseen images whether it did.")
        menu = st.container(width=360)
    settings, stage = st.columns([1, 3], gap="medium")
    with settings:
        config = read_settings()
        train(config)
    with stage:
        complaint = st.container()
    with menu:
        run = choose_run(complaint)
    with stage:
        if run:
            show_run(run)
        elif Key.LAST in st.session_state:
            show_preview(st.session_state[Key.LAST])


def read_settings() -> RunConfig | None:
    """The settings of the next run; None, with a sentence, where one breaks a rule."""
    try:
        st.session_state[Key.LAST] = choose_settings()
        return st.session_state[Key.LAST]
    except InputError as error:
        st.error(wording.sentence(error))
        return None


def train(config: RunConfig | None) -> None:
    """The button that starts a run, and shows it; what cannot be trained is refused here."""
    pressed = st.button("Train", type="primary", icon=":material/model_training:",
                        width="stretch", disabled=config is None)  # fmt: skip
    if not pressed or config is None:
        return
    try:
        data = session.data_preview(config.dataset, config.seed, config.image_size)
        architectures.trace(config.network, data.input_shape, len(data.classes))
        st.session_state[Key.RUN] = place(session.engine(), config).id
    except InputError as error:
        st.error(wording.sentence(error))


def choose_run(complaint: DeltaGenerator) -> RunFolder | None:
    """The run on show, its id in the address; None for the next one."""
    runs = {run.id: run for run in islice(folder.newest(), MOST_RUNS)}
    wanted = {st.session_state.get(Key.RUN, NEXT), st.query_params.get(Key.RUN, NEXT)}
    for run_id in wanted - runs.keys() - {NEXT}:
        try:
            runs[run_id] = folder.find(run_id)
        except InputError as error:
            complaint.warning(wording.sentence(error))
    labels = {NEXT: "New run"} | {run_id: run_label(run_id) for run_id in runs}
    look = {"label_visibility": "collapsed"}
    return runs.get(linked_select("Run", labels, Key.RUN, Key.LINKED_RUN, **look))


show()
