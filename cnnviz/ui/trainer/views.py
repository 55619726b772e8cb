"""Which part of the trainer is open: training, the comparison of runs, or ready experiments."""

import streamlit as st

from cnnviz.ui import address
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.language import N_, _

TRAIN, COMPARE, EXPERIMENTS = "", "compare", "experiments"
BUTTONS = {
    TRAIN: (
        N_("Back to training"),
        ":material/model_training:",
        N_("Train a network and watch it learn"),
    ),
    COMPARE: (
        N_("Compare runs"),
        ":material/compare_arrows:",
        N_("All runs: find, name, compare"),
    ),
    EXPERIMENTS: (
        N_("Experiments"),
        ":material/science:",
        N_("Experiments of the lectures, ready to run"),
    ),
}


def choose_view(state: TrainerState) -> str:
    """Show buttons that open the other parts; return which part is open. It is in the address.

    Buttons, because a widget with a value would send its old one after the program has set it.
    """
    linked = address.text(state.PAGE) or TRAIN
    if linked in BUTTONS and linked != state.linked_page:
        state.page = linked
    state.linked_page = state.page
    address.write({state.PAGE: state.page or None})
    for name, (label, icon, tip) in BUTTONS.items():
        if name != state.page:
            st.button(
                _(label),
                icon=icon,
                help=_(tip),
                key=f"t_to_{name or 'train'}",
                on_click=open_view,
                args=(state, name),
            )
    return state.page


def open_view(state: TrainerState, name: str) -> None:
    """Open a part of the trainer, in a callback."""
    state.page = state.linked_page = name
    address.write({state.PAGE: name or None})


def chosen_runs(state: TrainerState) -> tuple[str, ...]:
    """Return the ids of the runs compared; a link that the visitor follows comes first."""
    linked = address.text(state.CHOSEN) or ""
    if linked and linked != state.linked_chosen:
        state.chosen = tuple(dict.fromkeys(filter(None, linked.split(","))))
    choose_runs(state, state.chosen)
    return state.chosen


def choose_runs(state: TrainerState, runs: tuple[str, ...]) -> None:
    """Compare these runs from now on, and write them into the address."""
    state.chosen, state.linked_chosen = runs, ",".join(runs)
    address.write({state.CHOSEN: state.linked_chosen or None})
