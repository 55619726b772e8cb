"""The calculator's numbers: what is typed into the picture becomes the visitor's own."""

import numpy as np
import pytest
import streamlit as st

from cnnviz.layers.window import slide
from cnnviz.layers.window.patterns import OWN, Numbers
from cnnviz.ui.calculator import numbers
from cnnviz.ui.calculator.state import CalculatorState, ShownLayer
from tests.window_layers import layer_of

LAYER = layer_of(size=(2, 2), kernel=(1, 1))


@pytest.fixture
def state(monkeypatch):
    """A visit whose own kernel is 3, where the menu still holds its earlier value."""
    cells = np.array([[[1, 2], [3, 4]]])
    monkeypatch.setattr(st, "session_state", {})
    state = CalculatorState()
    state.numbers = Numbers(kernel=OWN, own_kernel="3")
    state.own_input, state.own_kernel = "", "3"
    state.last = ShownLayer(LAYER, slide(LAYER, cells, np.array([[[[3]]]])), state.numbers, {})
    state[state.KERNEL_KIND] = "Vertical edges"
    return state


def change(state, grid, place, value, number):
    state.session.setdefault(state.ANIMATION, {"edit": []})["edit"].append(
        {"grid": grid, "place": place, "value": value, "number": number}
    )


def test_two_changed_cells_are_both_own(state):
    change(state, "input", [0, 0, 0], 9, 1)
    change(state, "input", [0, 1, 1], 7, 2)
    numbers.keep_edits(state)
    assert (state[state.INPUT], state.own_input) == (OWN, "92/37")


def test_a_changed_weight_is_own(state):
    change(state, "kernel", [0, 0, 0, 0], -5, 1)
    numbers.keep_edits(state)
    assert (state[state.KERNEL_KIND], state.own_kernel) == (OWN, "-5")


def test_a_changed_cell_takes_a_fraction(state):
    change(state, "input", [0, 0, 1], -1.75, 1)
    numbers.keep_edits(state)
    assert state.own_input == "1 -1.75/3 4"


def test_a_box_that_is_behind_does_not_undo_an_earlier_change(state):
    change(state, "input", [0, 0, 0], 9, 1)
    numbers.keep_edits(state)
    assert (state[state.KERNEL_KIND], state.own_kernel) == (OWN, "3")
