"""Trainer: choose data, a network and settings; watch it learn; see what it learned."""

from dataclasses import replace
from itertools import islice

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz.data import left_out
from cnnviz.training import folder
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.queue import enqueue
from cnnviz.ui import address, caches
from cnnviz.ui.linked import linked_select
from cnnviz.ui.navigation import heading
from cnnviz.ui.storage_notice import storage_notice
from cnnviz.ui.trainer.again import is_same, take_linked_run
from cnnviz.ui.trainer.compare import show_compare
from cnnviz.ui.trainer.experiments import show_experiments
from cnnviz.ui.trainer.live import HEAD, show_run
from cnnviz.ui.trainer.network_editor import explain, network_table
from cnnviz.ui.trainer.preview import load_preview, show_preview
from cnnviz.ui.trainer.settings import choose_settings
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.ui.trainer.views import COMPARE, EXPERIMENTS, choose_view
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import sentence

OTHER_VIEWS = {COMPARE: show_compare, EXPERIMENTS: show_experiments}
NEXT = ""  # in place of a run's id: the next one
MOST_RUNS = 40  # in the menu; an older one opens by its address
SETTINGS_WIDTH, MENU_WIDTH = 272, 400  # CSS pixels
TOP, SETTINGS = "t_top", "t_settings"  # keys of containers
# The heading and a run's settings have lines of their own; what is set is as wide as what is below.
ON_A_PHONE = f"""<style>@media (max-width: 640px) {{
.st-key-{TOP} > :first-child, .st-key-{HEAD} > :first-child {{ flex: 1 0 100%; }}
.st-key-{HEAD} {{ flex-wrap: wrap; }}
:has(> .st-key-{SETTINGS}) {{ width: 100%; flex: 1 0 100%; }}
}}</style>"""
NEXT_HELP = N_("What Train starts. The settings of the run shown are above its curves.")


def show(state: TrainerState) -> None:
    """Show the part of the trainer that is open: training, the comparison, or the experiments."""
    caches.engine()  # starts warming up while the visitor chooses
    take_linked_run(state)
    st.html(ON_A_PHONE)
    with st.container(horizontal=True, vertical_alignment="bottom", key=TOP):
        heading(_("Trainer"), _("Train a network, watch it learn, test it on unseen images."))
        view = choose_view(state)
        menu = st.container(width=MENU_WIDTH)
    storage_notice()
    if view in OTHER_VIEWS:
        OTHER_VIEWS[view](state)
    else:
        show_training(state, menu)


def show_training(state: TrainerState, menu: DeltaGenerator) -> None:
    """Show settings on the left; on the right a run, or the preview of the next one."""
    with st.container(horizontal=True, gap="medium"):
        settings = st.container(width=SETTINGS_WIDTH, key=SETTINGS)
        stage = st.container(width="stretch")
    with settings:
        title = st.container(horizontal=True, vertical_alignment="center", gap="small")
        config = read_settings(state)
        button = st.container()
    if state.train_clicked:
        state.train_clicked = False
        train(state, config)
    with stage:
        complaint = st.container()
    with menu:
        run = choose_run(state, complaint)
    if state.complaint:
        complaint.error(state.complaint)
        state.complaint = ""
    with stage:
        fits = show_stage(state, run)
    if state.note:
        complaint.info(state.note)
        state.note = ""
    with title:
        show_title(run, config)
    with button:
        show_train_button(state, disabled=not fits or config is None)
    if state.last_part:
        state.last_part()


def show_title(run: RunFolder | None, config: RunConfig | None) -> None:
    """Say, beside a run, that the settings are the next one's, and whether they are the same."""
    if not run:
        return
    st.subheader(_("Next run"), help=_(NEXT_HELP), width="content")
    if config and is_same(config, run):
        st.caption(_("Set like this run"), width="content")


def show_train_button(state: TrainerState, disabled: bool) -> None:
    """Show the button that starts the next run."""
    st.button(
        _("Train"),
        type="primary",
        icon=":material/model_training:",
        width="stretch",
        disabled=disabled,
        on_click=remember_click,
        args=(state,),
    )


def read_settings(state: TrainerState) -> RunConfig | None:
    """Return the settings of the next run; None where they are invalid."""
    try:
        state.last = choose_settings(state)
        return state.last
    except InputError as error:
        (state.below_numbers or st).error(sentence(error))
        return None


def show_stage(state: TrainerState, run: RunFolder | None) -> bool:
    """Show a run, or the preview of the next one; return whether that can be trained.

    While a run is shown, data of other settings are not read: ``train`` reads them.
    """
    if run:
        show_run(state, run)
        return True
    return state.last is not None and show_preview(state, state.last)


def remember_click(state: TrainerState) -> None:
    """Let the page train once it has read its settings: the last may have come with the click."""
    state.train_clicked = True


def train(state: TrainerState, config: RunConfig | None) -> None:
    """Start a run and show it; invalid settings are explained."""
    if config is None:
        return
    try:
        data = load_preview(config)
        config = replace(config, left_out=left_out.read(data.key))
        table = network_table(state, data.input_shape, len(data.classes))
        if table.fault:
            raise InputError(explain(table, state.drafts))
        state[state.RUN] = state.started = enqueue(caches.engine(), config, state.probes).id
    except InputError as error:
        state.complaint = sentence(error)


def choose_run(state: TrainerState, complaint: DeltaGenerator) -> RunFolder | None:
    """Show the menu of runs; return the chosen one, None for the next."""
    runs = {run.id: run for run in islice(folder.newest(), MOST_RUNS)}
    wanted = {state.get(state.RUN, NEXT), address.text(state.RUN) or NEXT}
    for run_id in wanted - runs.keys() - {NEXT}:
        try:
            runs[run_id] = folder.find(run_id)
        except InputError as error:
            complaint.warning(sentence(error))
    labels = {NEXT: _("New run")} | {run_id: caches.run_label(run) for run_id, run in runs.items()}
    return runs.get(linked_select(_("Run"), labels, state.RUN, label_visibility="collapsed"))


show(TrainerState())
