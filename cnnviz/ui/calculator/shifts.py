"""Pooling and shifts: what stays of a pooled map when the picture moves by a pixel."""

import numpy as np
import streamlit as st

from cnnviz.data import strokes
from cnnviz.layers.shift_invariance import ENTERS, METHODS, Shifts, read_shift
from cnnviz.layers.window.patterns import INPUTS, LARGEST_DIGIT
from cnnviz.ui import address
from cnnviz.ui.address import BOUND
from cnnviz.ui.bound import bound
from cnnviz.ui.calculator.state import CalculatorState
from cnnviz.ui.components.drawing_pad import drawing_pad
from cnnviz.ui.components.shift_pooling import shift_of, shift_pooling
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import percent, sentence

FIRST = "A seven"
DRAWN = "A drawn digit"
LARGEST_SIDE = 20
START = (0, 1)
SUMMARY = "l_shift_summary"
ENTERS_HELP = N_(
    'What enters at the edge that the picture moved away from. With "the other side" nothing '
    "is lost, and a shift by a whole stride only moves the outputs."
)


@st.fragment
def show(state: CalculatorState) -> None:
    """Read picture and pooling, compute every shift, show them."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        cells = choose_picture(state)
        window = number(_("Window"), state.POOL_WINDOW)
        stride = number(_("Stride"), state.POOL_STRIDE)
        enters = st.selectbox(
            _("What enters"),
            **bound(ENTERS, state.ENTERS),
            width=170,
            help=_(ENTERS_HELP),
            persist_state="session",
        )
    try:
        state.last_shifts = Shifts(cells, window, stride, enters)
    except InputError as error:
        st.error(_("{reason} The last valid pooling is shown below.", reason=sentence(error)))
    shifts = state.last_shifts or Shifts(cells)
    with st.container(key=SUMMARY):
        st.markdown(summary(shifts))
    shift, _complaint = address.read(state.SHIFT, read_shift, START, N_("shift"))
    shift_pooling(shifts, shift, key=state.SHIFTS, on_shift=lambda: keep_shift(state))


def choose_picture(state: CalculatorState) -> np.ndarray:
    """Return the chosen picture: integers 0 to 9, (H, W)."""
    names = [FIRST, *(name for name in INPUTS if name != FIRST), DRAWN]
    name = st.selectbox(
        _("Picture"), **bound(names, state.POOLED), width=180, persist_state="session"
    )
    if name == DRAWN:
        with st.popover(_("Draw"), icon=":material/draw:"):
            return drawn(state)
    side = st.number_input(
        _("Side"), 2, LARGEST_SIDE, 14, key=state.POOLED_SIDE, width=100, **BOUND
    )
    return INPUTS[name](side, side, 0)


def drawn(state: CalculatorState) -> np.ndarray:
    """Return the drawing, centred and scaled as MNIST's digits are, (28, 28)."""
    try:
        state.strokes = drawing_pad(state.strokes, key=state.PAD_DRAWN)
    except InputError as error:
        st.warning(sentence(error))
    digit = strokes.as_mnist(strokes.draw(state.strokes))
    if digit is None:
        return np.zeros((strokes.SIDE, strokes.SIDE), int)
    return (digit.reshape(strokes.SIDE, strokes.SIDE) * LARGEST_DIGIT).round().astype(int)


def number(label: str, key: str) -> int:
    """Show a number field without bounds, for they depend on the picture."""
    return st.number_input(label, value=2, step=1, key=key, width=100, **BOUND)


def keep_shift(state: CalculatorState) -> None:
    """Write the shift that the visitor dragged to into the address."""
    shift = shift_of(state.SHIFTS)
    if shift is not None:
        address.write({state.SHIFT: f"{shift[0]},{shift[1]}"})


def summary(shifts: Shifts) -> str:
    """Say how invariant each pooling is to a shift of this picture by one pixel."""
    largest, mean, first = (percent(shifts.effects[each].share_by_one, 0) for each in METHODS)
    return _(
        "When the picture shifts by one pixel (all eight directions together), **{largest}** of "
        "the outputs that are not blank stay the same with max pooling, **{mean}** with average "
        "pooling and **{first}** with a stride alone.",
        largest=largest,
        mean=mean,
        first=first,
    )
