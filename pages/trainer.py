"""Trainer: choose data, a network and a few numbers; watch it learn; see whether it did."""

from itertools import islice

import streamlit as st

from cnnviz import architectures, session
from cnnviz.errors import InputError
from cnnviz.session import Trainer as Key
from cnnviz.session import run_label
from cnnviz.training import folder, wording
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.placing import place
from cnnviz.views.run_live import show_run
from cnnviz.views.run_preview import show_preview
from cnnviz.views.run_settings import choose_settings

NEXT = ""  # in place of a run's id: the one that would be trained next
MOST_RUNS = 40  # in the menu; an older one opens by its address


def show() -> None:
    """Settings on the left; on the right a run, or what the next one would be made of."""
    session.engine()  # starts warming up while the visitor chooses
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width="stretch", gap=None):
            st.title("Trainer")
            st.caption("Teach a network, watch it learn, see on unseen images whether it did.")
        menu = st.container(width=330)
    with st.container(horizontal=True, gap="medium"):
        with st.container(width=272):
            config = read_settings()
            place_for_button = st.container()
        stage = st.container(width="stretch")
    with place_for_button:
        train(config)
    with menu:
        run = choose_run()
    with stage:
        if run:
            show_run(run)
        elif config:
            show_preview(config)


def read_settings() -> RunConfig | None:
    """The settings of the next run; None, with a sentence, where one breaks a rule."""
    try:
        return choose_settings()
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


def choose_run() -> RunFolder | None:
    """The run on show, its id in the address; None for the next one."""
    runs = {run.id: run for run in islice(folder.newest(), MOST_RUNS)}
    wanted = st.session_state.setdefault(Key.RUN, st.query_params.get(Key.RUN, NEXT))
    if wanted != NEXT and wanted not in runs:
        try:
            runs[wanted] = folder.find(wanted)
        except InputError as error:
            st.warning(wording.sentence(error))
            st.session_state[Key.RUN] = NEXT
    chosen = st.selectbox(
        "Run", [NEXT, *runs], key=Key.RUN, persist_state="session",
        format_func=lambda key: run_label(key) if key else "New run",
        label_visibility="collapsed",
    )  # fmt: skip
    st.query_params[Key.RUN] = chosen
    return runs.get(chosen)


show()
