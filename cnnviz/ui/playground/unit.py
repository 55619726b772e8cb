"""The unit of all numbers: whether a white pixel is 1 or 255."""

import streamlit as st

from cnnviz.ops.convolution import MAX_MAGNITUDE
from cnnviz.ui.bound import bound
from cnnviz.ui.playground.state import PlaygroundState
from cnnviz.utils.language import N_, _

UNITS = {N_("0 to 1"): 1.0, N_("0 to 255"): 255.0}
UNIT_HELP = N_(
    "Black is 0 and white is 1, as networks get pictures, or 255, as files store them. All "
    "numbers are in this unit: the picture's, the output's, the bias, and numbers that you "
    "type."
)


def choose_unit(state: PlaygroundState) -> float:
    """Choose the value of a white pixel, 1 or 255: the unit of all numbers shown and typed."""
    unit = st.segmented_control(
        _("Values"),
        **bound(list(UNITS), state.UNIT),
        default=next(iter(UNITS)),
        required=True,
        on_change=_take_unit,
        args=(state,),
        help=_(UNIT_HELP),
    )
    state.unit = UNITS[unit]
    return state.unit


def _take_unit(state: PlaygroundState) -> None:
    """Keep the bias what it is in the other unit."""
    bias = state[state.BIAS] * UNITS[state[state.UNIT]] / state.unit
    state[state.BIAS] = min(max(round(bias, 9), -MAX_MAGNITUDE), MAX_MAGNITUDE)
