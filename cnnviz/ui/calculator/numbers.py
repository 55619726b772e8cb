"""Which numbers the layer computes with: patterns, or the visitor's own."""

from dataclasses import astuple
from typing import Any

import numpy as np
import streamlit as st

from cnnviz.layers.window import patterns
from cnnviz.layers.window.patterns import OWN, Numbers
from cnnviz.ui.calculator.state import CalculatorState as Key
from cnnviz.ui.components.sliding_window import Edit, edits_of

BOUND: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}
KEYS = (Key.INPUT, Key.KERNEL_KIND, Key.CELLS, Key.WEIGHTS, Key.SEED)  # as in ``Numbers``
CELLS_HELP = "Digits; rows parted by /, channels by ;"
WEIGHTS_HELP = "Whole numbers; rows parted by /, channels by ; and filters by |"

state = st.session_state


def choose_numbers() -> Numbers:
    """Menus of patterns, and boxes for own numbers."""
    kinds: dict[str, Any] = {"on_change": start_own_numbers, **BOUND}
    return Numbers(
        st.selectbox("Input", [*patterns.INPUTS, OWN], key=Key.INPUT, **kinds),
        st.selectbox("Kernel", [*patterns.KERNELS, OWN], key=Key.KERNEL_KIND, **kinds),
        st.text_input("Own input", key=Key.CELLS, placeholder="012/345", help=CELLS_HELP, **BOUND),
        st.text_input(
            "Own kernel", key=Key.WEIGHTS, placeholder="1 0/2", help=WEIGHTS_HELP, **BOUND
        ),
        st.number_input(
            "Seed of random numbers",
            0,
            value=0,
            step=1,
            key=Key.SEED,
            **BOUND,
            help="Or click a number in the picture and type another.",
        ),
    )


def start_own_numbers() -> None:
    """Own numbers begin as the ones on screen."""
    last = state[Key.LAST]
    if state[Key.INPUT] == OWN:
        state[Key.CELLS] = state[Key.CELLS] or patterns.write_cells(last.cells)
    if state[Key.KERNEL_KIND] == OWN and last.layer.weighted:
        state[Key.WEIGHTS] = state[Key.WEIGHTS] or patterns.write_weights(last.weights)


def keep_edits() -> None:
    """Take numbers that were changed in the picture over into the visitor's own numbers."""
    edits, last, (chosen, _) = edits_of(Key.ANIMATION), state[Key.LAST], state[Key.SAID]
    # Sent along with an edit, a box can still say what it said before the last one.
    state.update(zip(KEYS, astuple(chosen), strict=True))
    weights = [edit for edit in edits if edit.grid == "kernel"]
    cells = [edit for edit in edits if edit.grid != "kernel"]
    if weights:
        state[Key.KERNEL_KIND] = OWN
        state[Key.WEIGHTS] = patterns.write_weights(_changed(last.weights, weights))
    if cells:
        state[Key.INPUT] = OWN
        state[Key.CELLS] = patterns.write_cells(_changed(last.cells, cells))


def _changed(numbers: np.ndarray, edits: list[Edit]) -> np.ndarray:
    for edit in edits:
        numbers = patterns.replaced(numbers, edit.place, edit.value)
    return numbers
