"""Pooling and shifts: what stays of a pooled map when the picture moves by a pixel."""

from typing import Any

import numpy as np
import streamlit as st

from cnnviz.data import strokes
from cnnviz.layers.shift_invariance import ENTERS, METHODS, Shifts, read_shift
from cnnviz.layers.window.patterns import INPUTS, LARGEST_DIGIT
from cnnviz.ui.calculator.state import CalculatorState as Key
from cnnviz.ui.components.drawing_pad import drawing_pad
from cnnviz.ui.components.shift_pooling import shift_of, shift_pooling
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import sentence

DRAWN = "A drawn digit"
LARGEST_SIDE = 20
BOUND: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}
START = (0, 1)
ENTERS_HELP = """What comes in where the picture was moved away. From the other side, nothing is
lost, and a shift by a whole stride only moves the outputs."""

state = st.session_state


@st.fragment
def show() -> None:
    """Read picture and pooling, compute every shift, show them."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        cells = choose_picture()
        window = number("Window", Key.POOL_WINDOW)
        stride = number("Stride", Key.POOL_STRIDE)
        enters = st.selectbox(
            "What enters", ENTERS, key=Key.ENTERS, width=170, help=ENTERS_HELP, **BOUND
        )
    try:
        state[Key.LAST_SHIFTS] = Shifts(cells, window, stride, enters)
    except InputError as error:
        st.error(f"{sentence(error)} Below is still the last pooling that works.")
    shifts = state.get(Key.LAST_SHIFTS) or Shifts(cells)
    st.markdown(summary(shifts))
    shift_pooling(shifts, linked_shift(), key=Key.SHIFTS, on_shift=keep_shift)


def choose_picture() -> np.ndarray:
    """Whole numbers 0 to 9, (H, W)."""
    name = st.selectbox(
        "Picture",
        ["A seven", *(n for n in INPUTS if n != "A seven"), DRAWN],
        key=Key.POOLED,
        width=180,
        **BOUND,
    )
    if name == DRAWN:
        with st.popover("Draw", icon=":material/draw:"):
            return drawn()
    side = st.number_input("Side", 2, LARGEST_SIDE, 14, key=Key.POOLED_SIDE, width=100, **BOUND)
    return INPUTS[name](side, side, 0)


def drawn() -> np.ndarray:
    """What is drawn on the pad, as MNIST's digits are, (28, 28)."""
    try:
        state[Key.STROKES] = drawing_pad(state.get(Key.STROKES, strokes.EXAMPLE), key=Key.PAD_DRAWN)
    except InputError as error:
        st.warning(sentence(error))
    digit = strokes.as_mnist(strokes.draw(state.get(Key.STROKES, strokes.EXAMPLE)))
    if digit is None:
        return np.zeros((strokes.SIDE, strokes.SIDE), int)
    return (digit.reshape(strokes.SIDE, strokes.SIDE) * LARGEST_DIGIT).round().astype(int)


def number(label: str, key: str) -> int:
    """A small number; what it may be depends on the picture, and is explained where it is not."""
    return st.number_input(label, value=2, step=1, key=key, width=100, **BOUND)


def linked_shift() -> tuple[int, int]:
    """The shift in the address; by one to the right where there is none."""
    try:
        return read_shift(st.query_params.get(Key.SHIFT, ""))
    except InputError:
        return START


def keep_shift() -> None:
    """Write the shift where the hand left it into the address."""
    shift = shift_of(Key.SHIFTS)
    if shift is not None:
        st.query_params[Key.SHIFT] = f"{shift[0]},{shift[1]}"


def summary(shifts: Shifts) -> str:
    """The lectures' question, answered for this picture."""
    largest, mean, first = (f"{100 * shifts.effects[each].share_by_one:.0f} %" for each in METHODS)
    return (
        f"Of the outputs that are not blank, a shift by one pixel leaves **{largest}** as they "
        f"were with max pooling, **{mean}** with average pooling and **{first}** with a stride "
        "alone (all eight directions together)."
    )
