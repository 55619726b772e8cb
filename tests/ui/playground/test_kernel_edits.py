"""Edits of the current kernel as the component sends them, and the layer's filters."""

import numpy as np
import pytest
import streamlit as st

from cnnviz.filters import bank, kernels
from cnnviz.ui import address
from cnnviz.ui.playground import maps
from cnnviz.ui.playground.kernel import CUSTOM, take_edit, use_kernel
from cnnviz.ui.playground.state import PlaygroundState

START = np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 2]])


@pytest.fixture
def state(monkeypatch) -> PlaygroundState:
    session: dict = {}
    monkeypatch.setattr(st, "session_state", session)
    made = PlaygroundState(session)
    use_kernel(made, START)
    return made


def sent(state: PlaygroundState, **edit: object) -> np.ndarray:
    """The weights (kH, kW) after an edit."""
    state.session[state.BENCH] = {"edit": edit}
    take_edit(state)
    return state.weights[..., 0]


def test_edited_weights_are_the_kernel(state):
    weights = START + 1
    np.testing.assert_array_equal(sent(state, what="weights", planes=[weights.tolist()]), weights)
    assert state.name == CUSTOM


def test_weights_of_a_named_kernel_take_its_name(state):
    sobel = [[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    sent(state, what="weights", planes=[sobel])
    assert state.name == kernels.name_of(np.array(sobel)[..., np.newaxis])
    assert state.name != CUSTOM


def test_a_pasted_matrix_is_read_with_its_own_size(state):
    pasted = sent(state, what="text", text="1 2\n3, 4\n5;6")
    np.testing.assert_array_equal(pasted, [[1, 2], [3, 4], [5, 6]])


@pytest.mark.parametrize("tool", kernels.TOOLS)
def test_a_tool_is_applied_and_undone(state, tool):
    changed = sent(state, what="tool", tool=tool)
    expected = kernels.TOOLS[tool].apply(START[..., np.newaxis])[..., 0]
    np.testing.assert_array_equal(changed, expected)
    if not np.array_equal(expected, START):
        np.testing.assert_array_equal(sent(state, what="undo"), START)


def test_scaling_multiplies_every_weight(state):
    np.testing.assert_allclose(sent(state, what="scale", factor=0.5), START / 2)


def test_a_sliders_values_build_the_named_kernel_anew(state):
    name, kernel = next((name, each) for name, each in kernels.KERNELS.items() if each.parameters)
    values = [each.default for each in kernel.parameters]
    use_kernel(state, kernel.build((5, 5), values), name, values)
    moved = [kernel.parameters[0].default * 1.25, *values[1:]]
    built = kernel.build((5, 5), moved)
    expected = built if built.ndim == 2 else built[..., 0]
    np.testing.assert_allclose(sent(state, what="values", values=moved), expected)
    assert (state.name, list(state.values)) == (name, moved)


def test_a_custom_kernel_has_no_sliders_and_says_so(state):
    np.testing.assert_array_equal(sent(state, what="values", values=[1.0]), START)
    assert state.kernel_complaint == ("A custom kernel has no parameters. The kernel is unchanged.")


def test_what_cannot_be_read_changes_nothing_and_is_one_sentence(state):
    np.testing.assert_array_equal(sent(state, what="text", text="1 2\nthree 4"), START)
    assert state.kernel_complaint.endswith(". The kernel is unchanged.")
    sent(state, what="scale", factor=2)
    assert state.kernel_complaint == ""


def test_undoing_without_an_earlier_kernel_changes_nothing(state):
    np.testing.assert_array_equal(sent(state, what="undo"), START)


@pytest.fixture
def written(monkeypatch) -> list[dict]:
    """What is written into the address."""
    calls: list[dict] = []
    monkeypatch.setattr(address, "write", calls.append)
    return calls


def test_a_kernel_added_to_the_layer_is_its_last_and_stands_in_the_link(state, written):
    state.filters = bank.start()
    maps.add_kernel(state)
    assert state.filters[-1].same_as(state.weights)
    assert len(state.filters) == len(bank.start()) + 1
    assert maps.current_index(state, state.filters) == len(bank.start())
    assert written == [{state.BANK: bank.write_bank(state.filters)}]


def test_without_the_added_kernel_the_link_says_nothing_of_the_layer(state, written):
    state.filters = bank.start()
    maps.add_kernel(state)
    maps.remove_kernel(state, len(state.filters) - 1)
    assert len(state.filters) == len(bank.start())
    assert written[-1] == {state.BANK: None}


def test_a_click_on_a_map_makes_its_kernel_the_current_one(state, monkeypatch):
    state.filters = bank.start()
    monkeypatch.setattr(maps, "pick_of", lambda key: 1)
    maps.take_pick(state)
    assert state.name == state.filters[1].name
    assert state.filters[1].same_as(state.weights)


def test_a_click_on_a_map_that_is_gone_changes_nothing(state, monkeypatch):
    state.filters = bank.start()
    monkeypatch.setattr(maps, "pick_of", lambda key: len(state.filters))
    maps.take_pick(state)
    np.testing.assert_array_equal(state.weights[..., 0], START)
