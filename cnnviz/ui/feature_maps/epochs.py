"""A run's network at any epoch, and at the newest one while it trains."""

import streamlit as st

from cnnviz.training import epoch_model, folder
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.linked import kept_select
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _

POLL_SECONDS = 2.0
LAST, NEWEST = N_("as trained"), N_("newest epoch")


def choose_epoch(state: FeatureMapsState, entry: ModelEntry, whole_run: ModelEntry | None) -> None:
    """Show the menu of a run's epochs, which are models of their own; a choice opens one.

    Parameters
    ----------
    state : FeatureMapsState
    entry : ModelEntry
        The run's network that is shown.
    whole_run : ModelEntry, optional
        The run itself, where it is in the menu of models.
    """
    run = entry.key.partition("@")[0]
    options = {}
    if whole_run is not None:
        options[run] = _(NEWEST if whole_run.training else LAST)
    for epoch in _epochs(run):
        options[epoch_model.name_of(run, epoch)] = _("epoch {number}", number=epoch)
    if len(options) < 2 or entry.key not in options:
        return
    state[state.EPOCH] = entry.key
    kept_select(
        _("Epoch"),
        options,
        state.EPOCH,
        on_change=_open,
        args=(state,),
        width=120,
        label_visibility="collapsed",
    )


def _open(state: FeatureMapsState) -> None:
    state[state.MODEL] = state[state.EPOCH]


def _epochs(run: str) -> list[int]:
    try:
        return folder.find(run).checkpoints()
    except InputError:
        return []


def follow_training(entry: ModelEntry) -> None:
    """Run the page anew when a run that trains has a new epoch, or has ended."""
    st.fragment(_look, run_every=POLL_SECONDS)(entry.key, entry.path.stem)


def _look(run: str, shown: str) -> None:
    try:
        found = folder.find(run)
        newest, active = found.checkpoints()[-1:], found.state().active
    except InputError:
        st.rerun()
    if not active or newest != [int(shown)]:
        st.rerun()
