"""The numbers that the layer computes with: patterns, or the visitor's own."""

from dataclasses import astuple

import numpy as np
import streamlit as st

from cnnviz.layers.window import patterns
from cnnviz.layers.window.patterns import OWN, Numbers
from cnnviz.ui.address import BOUND
from cnnviz.ui.calculator.state import CalculatorState
from cnnviz.ui.components.sliding_window import Edit, edits_of

CELL_AXES = 3  # channel, row and column; weights have one more, the filter
CELLS_HELP = "Digits. Rows are separated by /, channels by ;"
WEIGHTS_HELP = "Integers. Rows are separated by /, channels by ; and filters by |"


def choose_numbers(state: CalculatorState) -> Numbers:
    """Show menus of patterns and fields for own numbers."""
    kinds = {"on_change": start_own_numbers, "args": (state,), **BOUND}
    state.numbers = Numbers(
        input=st.selectbox("Input", [*patterns.INPUTS, OWN], key=state.INPUT, **kinds),
        kernel=st.selectbox("Kernel", [*patterns.KERNELS, OWN], key=state.KERNEL_KIND, **kinds),
        own_input=st.text_input(
            "Own input", key=state.CELLS, placeholder="012/345", help=CELLS_HELP, **BOUND
        ),
        own_kernel=st.text_input(
            "Own kernel", key=state.WEIGHTS, placeholder="1 0/2", help=WEIGHTS_HELP, **BOUND
        ),
        seed=st.number_input(
            "Seed of random numbers",
            0,
            value=0,
            step=1,
            key=state.SEED,
            **BOUND,
            help="You can also click a number in the picture and type another.",
        ),
    )
    return state.numbers


def start_own_numbers(state: CalculatorState) -> None:
    """Start own numbers from those on the screen."""
    slide = state.last.slide
    if slide is None:
        return
    if state[state.INPUT] == OWN:
        state[state.CELLS] = state[state.CELLS] or patterns.write_cells(slide.cells)
    if state[state.KERNEL_KIND] == OWN and slide.layer.weighted:
        state[state.WEIGHTS] = state[state.WEIGHTS] or patterns.write_weights(slide.weights)


def keep_edits(state: CalculatorState) -> None:
    """Make the numbers that were changed in the picture the visitor's own."""
    slide, edits = state.last.slide, edits_of(state.ANIMATION)
    if slide is None:  # an edit that was sent before the layer grew too large to be drawn
        return
    # A widget's value that arrives together with an edit can be older than the edit before it.
    keys = (state.INPUT, state.KERNEL_KIND, state.CELLS, state.WEIGHTS, state.SEED)
    for key, value in zip(keys, astuple(state.numbers), strict=True):
        state[key] = value
    weights = _changed(slide.weights, [edit for edit in edits if edit.grid == "kernel"])
    cells = _changed(slide.cells, [edit for edit in edits if edit.grid != "kernel"])
    if weights is not slide.weights:
        state[state.KERNEL_KIND] = OWN
        state[state.WEIGHTS] = patterns.write_weights(weights)
    if cells is not slide.cells:
        state[state.INPUT] = OWN
        state[state.CELLS] = patterns.write_cells(cells)


def _changed(numbers: np.ndarray, edits: list[Edit]) -> np.ndarray:
    """Apply edits; those that fall outside, of a layer before this one, are left out."""
    least = -patterns.LARGEST_WEIGHT if numbers.ndim > CELL_AXES else 0
    most = patterns.LARGEST_WEIGHT if numbers.ndim > CELL_AXES else patterns.LARGEST_DIGIT
    for edit in edits:
        inside = len(edit.place) == numbers.ndim and all(
            0 <= at < size for at, size in zip(edit.place, numbers.shape, strict=True)
        )
        if inside and least <= edit.value <= most:
            numbers = patterns.replaced(numbers, edit.place, edit.value)
    return numbers
