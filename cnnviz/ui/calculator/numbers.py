"""The numbers that the layer computes with: patterns, or the visitor's own."""

from collections.abc import Callable
from dataclasses import astuple
from typing import Any

import numpy as np
import streamlit as st

from cnnviz.layers.window import CONVOLUTION, CONVOLUTIONS, patterns
from cnnviz.layers.window.own_numbers import (
    cells_as_lines,
    replaced,
    weights_as_lines,
    write_cells,
    write_weights,
)
from cnnviz.layers.window.patterns import OWN, Numbers
from cnnviz.ui import address
from cnnviz.ui.address import BOUND
from cnnviz.ui.bound import bound
from cnnviz.ui.calculator.sizes import fit_input, fit_kernel
from cnnviz.ui.calculator.state import CalculatorState
from cnnviz.ui.components.sliding_window import Edit, edits_of
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.number_text import read_numbers
from cnnviz.utils.text import sentence

CELLS_HELP = N_(
    "Rows as lines, or brackets as NumPy and Python print them. 1/3 and 1e-3 are read. An empty "
    "line begins the next channel. Ctrl + Enter takes the numbers and their size."
)
WEIGHTS_HELP = N_(
    "As above; a line with | begins the next filter. In NumPy: filter, channel, row, column."
)
SEED_HELP = N_("You can also click a number in the picture and type another.")


def choose_numbers(state: CalculatorState) -> Numbers:
    """Show menus of patterns, each with a field to type or paste own numbers into."""
    read_link(state)
    kinds: dict[str, Any] = {
        "on_change": start_own_numbers,
        "args": (state,),
        "persist_state": "session",
    }
    inputs = bound([*patterns.INPUTS, OWN], state.INPUT)
    chosen = st.selectbox(_("Input numbers"), **inputs, **kinds)
    lines = cells_as_lines(state.own_input) if chosen == OWN else ""
    type_numbers(state, _("Type or paste an input"), lines, _(CELLS_HELP), take_input)
    kernels = bound([*patterns.KERNELS, OWN], state.KERNEL_KIND)
    kernel = st.selectbox(_("Kernel numbers"), **kernels, **kinds)
    lines = weights_as_lines(state.own_kernel) if kernel == OWN else ""
    pools = state.get(state.OPERATION, CONVOLUTION).lower() not in CONVOLUTIONS
    type_numbers(state, _("Type or paste a kernel"), lines, _(WEIGHTS_HELP), take_kernel, pools)
    seed = st.number_input(
        _("Seed of random numbers"), 0, value=0, step=1, key=state.SEED, help=_(SEED_HELP), **BOUND
    )
    state.numbers = Numbers(chosen, kernel, state.own_input, state.own_kernel, seed)
    write_link(state)
    return state.numbers


def read_link(state: CalculatorState) -> None:
    """Start with the own numbers that the address holds."""
    if not hasattr(state, "own_input"):
        state.own_input = address.text(state.CELLS) or ""
        state.own_kernel = address.text(state.WEIGHTS) or ""


def write_link(state: CalculatorState) -> None:
    """Write own numbers into the address where they have changed."""
    texts = {state.CELLS: state.own_input, state.WEIGHTS: state.own_kernel}
    address.write(
        {key: text or None for key, text in texts.items() if (address.text(key) or "") != text}
    )


def type_numbers(
    state: CalculatorState,
    label: str,
    lines: str,
    help: str,
    take: Callable[[CalculatorState], None],
    disabled: bool = False,
) -> None:
    """Show a field for own numbers, and below it what is unreadable in them."""
    key = state.TYPED_INPUT if take is take_input else state.TYPED_KERNEL
    complaint = state.input_complaint if take is take_input else state.kernel_complaint
    if not complaint:
        state[key] = lines
    st.text_area(
        label,
        key=key,
        disabled=disabled,
        on_change=take,
        args=(state,),
        height=96,
        placeholder="1 0 −1\n2 0 −2",
        help=help,
    )
    if complaint:
        st.error(complaint)


def complaint(state: CalculatorState) -> str:
    """Return where typed numbers are invalid, in few words; "" where none are."""
    if state.input_complaint:
        return _("The typed input is invalid: see Numbers.")
    return _("The typed kernel is invalid: see Numbers.") if state.kernel_complaint else ""


def take_input(state: CalculatorState) -> None:
    """Take the typed input and its size; an invalid one is explained, and the last one stays."""
    typed, state.input_complaint = state[state.TYPED_INPUT], ""
    if not typed.strip():
        state.own_input, state[state.INPUT] = "", next(iter(patterns.INPUTS))
        return
    try:
        cells = read_numbers(typed, 3)
        fit_input(state, cells)
    except InputError as error:
        state.input_complaint = sentence(error)
    else:
        state.own_input, state[state.INPUT] = write_cells(cells), OWN


def take_kernel(state: CalculatorState) -> None:
    """Take the typed kernels with their size; invalid ones are explained."""
    typed, state.kernel_complaint = state[state.TYPED_KERNEL], ""
    if not typed.strip():
        state.own_kernel, state[state.KERNEL_KIND] = "", next(iter(patterns.KERNELS))
        return
    try:
        weights = fit_kernel(state, read_numbers(typed, 4))
    except InputError as error:
        state.kernel_complaint = sentence(error)
    else:
        state.own_kernel, state[state.KERNEL_KIND] = write_weights(weights), OWN


def start_own_numbers(state: CalculatorState) -> None:
    """Start own numbers from those on the screen."""
    slide = state.last.slide
    if slide is None:
        return
    if state[state.INPUT] == OWN:
        state.own_input = state.own_input or write_cells(slide.cells)
    if state[state.KERNEL_KIND] == OWN and slide.layer.weighted:
        state.own_kernel = state.own_kernel or write_weights(slide.weights)


def keep_edits(state: CalculatorState) -> None:
    """Make the numbers that were changed in the picture the visitor's own."""
    slide, edits = state.last.slide, edits_of(state.ANIMATION)
    if slide is None:  # an edit that was sent before the layer grew too large to be drawn
        return
    # A menu's value that arrives together with an edit can be older than the edit before it.
    state[state.INPUT], state[state.KERNEL_KIND], *_, state[state.SEED] = astuple(state.numbers)
    state.input_complaint = state.kernel_complaint = ""
    weights = _changed(slide.weights, [edit for edit in edits if edit.grid == "kernel"])
    cells = _changed(slide.cells, [edit for edit in edits if edit.grid != "kernel"])
    if weights is not slide.weights:
        state.own_kernel, state[state.KERNEL_KIND] = write_weights(weights), OWN
    if cells is not slide.cells:
        state.own_input, state[state.INPUT] = write_cells(cells), OWN


def _changed(numbers: np.ndarray, edits: list[Edit]) -> np.ndarray:
    """Apply edits; those that fall outside, of a layer before this one, are left out."""
    for edit in edits:
        inside = len(edit.place) == numbers.ndim and all(
            0 <= at < size for at, size in zip(edit.place, numbers.shape, strict=True)
        )
        if inside:
            numbers = replaced(numbers, edit.place, edit.value)
    return numbers
