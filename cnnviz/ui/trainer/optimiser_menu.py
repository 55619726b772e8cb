"""The optimiser of the next run with its own numbers, and what changes the loss it minimises."""

from typing import Any

import streamlit as st

from cnnviz.training.config import CLASS_WEIGHTS, LABEL_SMOOTHING, RunConfig
from cnnviz.training.numbers import Number
from cnnviz.training.optimisers import NUMBERS, OPTIMISERS, Optimiser
from cnnviz.ui.linked import linked_number, linked_select
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import capital

OPTIMISER_HELP = N_(
    "The rule by which each step changes the weights w: g is the gradient of a batch's loss, η "
    "the learning rate, t the number of the step."
)
SMOOTHING_HELP = N_(
    "Trains on softer labels, which keeps the network from being overconfident: this share of "
    "each label is spread evenly over all classes; 0 to below 1, often 0.1. The curves and the "
    "evaluation go on showing the plain cross-entropy, so that runs can be compared."
)
WEIGHTS_HELP = N_(
    "**balanced**: the rarer a class, the more the loss of its training images counts: n images "
    "in k classes give a class of n_c images the weight n / (k · n_c). The curves and the "
    "evaluation go on showing the plain cross-entropy, so that runs can be compared."
)


def choose_optimiser(state: TrainerState) -> dict[str, Any]:
    """Show the menu of optimisers, below it the numbers of the chosen one; return both as JSON."""
    kind = OPTIMISERS[
        linked_select(
            _("Optimiser"),
            {name: _(each.title) for name, each in OPTIMISERS.items()},
            state.OPTIMISER,
            default=RunConfig.optimiser.kind,
            help=_(OPTIMISER_HELP),
        )
    ]
    st.caption(_(kind.summary), help=_("Source: {source}", source=kind.source))
    st.latex(rf"\small\begin{{gathered}}{kind.formula}\end{{gathered}}")
    chosen: dict[str, Any] = {"kind": kind.kind}
    numbers = list(kind().numbers.items())
    for start in range(0, len(numbers), 2):
        with st.container(horizontal=True, wrap=False, gap="small"):
            for name, default in numbers[start : start + 2]:
                key = state.optimiser_number(kind.kind, name)
                chosen[name] = _number_input(NUMBERS[name], key, default)
    return chosen


def choose_loss(state: TrainerState) -> dict[str, Any]:
    """Show what changes the loss; return the values by the settings' names."""
    # At the bottom: in the narrow column the first label takes two lines.
    with st.container(horizontal=True, wrap=False, gap="small", vertical_alignment="bottom"):
        return {
            "label_smoothing": _number_input(
                LABEL_SMOOTHING, state.SMOOTHING, 0.0, _(SMOOTHING_HELP)
            ),
            "class_weights": linked_select(
                _("Class weights"),
                dict(zip(CLASS_WEIGHTS, CLASS_WEIGHTS, strict=True)),
                state.CLASS_WEIGHTS,
                help=_(WEIGHTS_HELP),
            ),
        }


def set_optimiser(state: TrainerState, optimiser: Optimiser) -> None:
    """Set the menu and the numbers below it, in a callback."""
    state[state.OPTIMISER] = optimiser.kind
    for name, value in optimiser.numbers.items():
        state[state.optimiser_number(optimiser.kind, name)] = value


def show_rate_hint(state: TrainerState, kind: str, rate: float) -> None:
    """Where the learning rate suits another optimiser, say so and offer one that suits this."""
    optimiser = OPTIMISERS[kind]
    if hint := optimiser.rate_hint(rate):
        with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
            st.caption(hint)
            st.button(
                _("Use {value:g}", value=optimiser.start_rate),
                key=state.USE_RATE,
                on_click=state.__setitem__,
                args=(state.RATE, optimiser.start_rate),
            )


def _number_input(number: Number, key: str, default: float, tip: str = "") -> float:
    return linked_number(
        capital(_(number.label)),
        key,
        float(default),
        step=number.step,
        format="%g",
        help=tip or f"{number.symbol}: {_(number.meaning)}; {_(number.range)}.",
    )
