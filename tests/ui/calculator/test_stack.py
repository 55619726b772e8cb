"""The tabs on stacks and shifts: what they read from an address, keep, explain, and write back."""

from functools import partial

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cnnviz.networks import NETWORKS
from cnnviz.networks.text import read_stack, write_stack
from cnnviz.ui import stack_editor
from cnnviz.ui.calculator import stack
from cnnviz.ui.calculator.state import CalculatorState
from cnnviz.ui.calculator.state import CalculatorState as Key


def stack_script() -> None:
    from cnnviz.ui.calculator import stack
    from cnnviz.ui.calculator.state import CalculatorState

    stack.show(CalculatorState())


def shifts_script() -> None:
    from cnnviz.ui.calculator import shifts
    from cnnviz.ui.calculator.state import CalculatorState

    shifts.show(CalculatorState())


@pytest.fixture(autouse=True)
def no_other_page(monkeypatch):
    """The tab runs alone here: there is no trainer that it could link to."""
    monkeypatch.setattr(stack, "link_to_trainer", lambda drafts: None)


def opened(script, **address: str) -> AppTest:
    page = AppTest.from_function(script, default_timeout=120)
    page.query_params |= address
    page.run()
    assert not page.exception
    return page


def layers_of(page: AppTest) -> str:
    return write_stack(CalculatorState(page.session_state).drafts)


def address_of(page: AppTest, key: str) -> str:
    return "".join(page.query_params.get(key, ""))


def totals(page: AppTest) -> str:
    return page.get("html")[0].proto.body


def test_the_tab_opens_with_a_lecture_network_on_the_screen():
    page = opened(stack_script)
    assert page.session_state[Key.NETWORK] == "lecture-mnist"
    assert "421,642 weights and biases" in totals(page)
    assert not address_of(page, Key.LAYERS)


@pytest.mark.parametrize(
    ("name", "count"),
    [("LeNet-5", "61,706"), ("AlexNet", "60,965,224"), ("VGG-16", "138,357,544")],
)
def test_a_known_network_brings_its_layers_and_its_image(name, count):
    page = opened(stack_script)
    page.selectbox(Key.NETWORK).set_value(name).run()
    assert f"{count} weights and biases" in totals(page)
    assert tuple(page.session_state[key] for key in Key.IMAGE_SIDES) == NETWORKS[name].input_shape
    assert any(NETWORKS[name].source in caption.value for caption in page.caption)


def test_an_address_opens_a_known_network():
    page = opened(stack_script, **{Key.NETWORK: "VGG-16"})
    assert "138,357,544 weights and biases" in totals(page)


def test_own_layers_and_image_are_in_the_address_and_come_back_from_it():
    page = opened(stack_script)
    page.text_area(Key.TYPED).set_value("conv 8 5x5 relu, flatten, dense 3").run()
    page.number_input(Key.IMAGE_SIDES[0]).set_value(40).run()
    address = {key: address_of(page, key) for key in (Key.LAYERS, Key.IMAGE)}
    assert address == {Key.LAYERS: "conv 8 5x5 relu, flatten, dense 3", Key.IMAGE: "40x28x1"}
    again = opened(stack_script, **{Key.NETWORK: "Own layers"}, **address)
    assert layers_of(again) == address[Key.LAYERS]
    assert totals(again) == totals(page)


def test_another_image_changes_shapes_and_costs():
    page = opened(stack_script)
    page.number_input(Key.IMAGE_SIDES[2]).set_value(3).run()
    assert f"{421_642 + 2 * 9 * 32:,} weights and biases" in totals(page)
    assert address_of(page, Key.IMAGE) == "28x28x3"


def test_text_that_is_no_stack_is_explained_and_the_old_layers_stay():
    page = opened(stack_script)
    before = layers_of(page)
    page.text_area(Key.TYPED).set_value("conv 8, cnov 8").run()
    assert page.error[0].value.startswith('Layer 2, "cnov 8": did you mean "conv"?')
    assert layers_of(page) == before
    assert page.text_area(Key.TYPED).value == "conv 8, cnov 8"
    page.text_area(Key.TYPED).set_value("conv 8").run()
    assert not page.error


def test_a_layer_without_its_filters_is_explained_in_the_text_and_in_a_link():
    page = opened(stack_script)
    page.text_area(Key.TYPED).set_value("conv, dense").run()
    assert not page.exception
    assert page.error[0].value == (
        'Layer 1, "conv": conv needs the number of filters: conv 32 3x3.\n\n'
        'Layer 2, "dense": dense needs the number of units: dense 10.'
    )
    linked = opened(stack_script, **{Key.NETWORK: "Own layers", Key.LAYERS: "conv"})
    assert linked.error[0].value == (
        'The layer stack in this link is invalid: layer 1, "conv": conv needs the number of '
        "filters: conv 32 3x3."
    )


def test_a_link_with_a_misspelled_layer_ends_in_one_question_mark():
    page = opened(stack_script, **{Key.NETWORK: "Own layers", Key.LAYERS: "covn 8"})
    assert page.error[0].value.endswith('did you mean "conv"?')


def test_a_typed_stack_is_explained_where_it_was_typed():
    page = opened(stack_script)
    page.text_area(Key.TYPED).set_value("cnov 8").run()
    state = CalculatorState(page.session_state)
    assert (bool(state.typed_complaint), state.stack_complaint) == (True, "")


def test_an_edit_that_is_no_value_keeps_the_stack_and_is_explained_at_its_layer(monkeypatch):
    edits = [
        {"do": "set", "at": 0, "name": "kernel", "value": "2.5", "number": 1},
        {"do": "set", "at": 0, "name": "filters", "value": 9, "number": 2},
    ]
    session = {Key.NETWORK: "Own layers", Key.STACK: {"edit": edits}}
    monkeypatch.setattr(st, "session_state", session)
    state = CalculatorState()
    state.drafts = read_stack("conv 8 3x3, flatten")
    stack_editor.take_edits(state, partial(stack.use, state))
    assert write_stack(state.drafts) == "conv 9 3x3, flatten"
    assert (state.refused.at, state.refused.reason) == (
        0,
        "window must be whole numbers up to 100,000, like 3 or 3x5, got '2.5'",
    )


def test_invalid_layers_keep_the_totals_of_the_last_valid_stack():
    page = opened(stack_script)
    before = totals(page)
    page.text_area(Key.TYPED).set_value("conv 8, conv 8 99x99").run()
    assert totals(page) == before
    assert layers_of(page) == "conv 8 3x3, conv 8 99x99"
    page.text_area(Key.TYPED).set_value("conv 8, conv 8").run()
    assert totals(page) != before


def test_a_link_with_invalid_layers_opens_with_a_network_and_no_traceback():
    page = opened(stack_script, **{Key.NETWORK: "Own layers", Key.LAYERS: "dense 4"})
    assert layers_of(page) == "dense 4"
    assert "421,642 weights and biases" in totals(page)


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ({Key.LAYERS: "x" * 9000}, "layer stack"),
        ({Key.LAYERS: "lambda os"}, "layer stack"),
        ({Key.IMAGE: "0x0x0"}, "image size"),
    ],
)
def test_an_invalid_part_of_a_link_is_explained(address, part):
    page = opened(stack_script, **{Key.NETWORK: "Own layers"}, **address)
    assert page.error[0].value.startswith(f"The {part} in this link is invalid: ")


def test_no_layer_at_all_keeps_the_last_stack():
    page = opened(stack_script)
    before = totals(page)
    page.text_area(Key.TYPED).set_value(" ").run()
    assert not page.exception
    assert totals(page) == before


def test_the_question_is_answered_for_the_picture_on_the_screen():
    page = opened(shifts_script)
    assert "**27 %** of the outputs" in page.markdown[0].value
    page.selectbox(Key.POOLED).set_value("An edge").run()
    assert "**27 %** of the outputs" not in page.markdown[0].value


def test_a_window_larger_than_the_picture_is_explained_and_the_last_stays():
    page = opened(shifts_script)
    before = page.markdown[0].value
    page.number_input(Key.POOL_WINDOW).set_value(15).run()
    assert page.error[0].value.startswith("A 15 × 15 window does not fit a 14 × 14 picture;")
    assert page.markdown[0].value == before
    page.number_input(Key.POOL_WINDOW).set_value(3).run()
    assert not page.error


def test_a_picture_pooling_and_shift_come_from_the_address():
    page = opened(shifts_script, **{Key.POOLED: "A ramp", Key.POOL_WINDOW: "3", Key.SHIFT: "x"})
    shifts = CalculatorState(page.session_state).last_shifts
    assert (shifts.window, shifts.cells[0, 0], shifts.cells[0, -1]) == (3, 0, 9)


def test_a_drawn_digit_is_shifted_too():
    page = opened(shifts_script)
    page.selectbox(Key.POOLED).set_value("A drawn digit").run()
    assert not page.exception
    cells = CalculatorState(page.session_state).last_shifts.cells
    assert cells.shape == (28, 28)
    assert cells.max() == 9


def test_a_box_that_is_behind_does_not_undo_an_edit(monkeypatch):
    edit = {"do": "set", "at": 0, "name": "kernel", "value": 5, "number": 1}
    session = {Key.NETWORK: "lecture-mnist", Key.STACK: {"edit": [edit]}}
    monkeypatch.setattr(st, "session_state", session)
    state = CalculatorState()
    state.drafts = read_stack("conv 8 3x3, flatten")
    stack.take_network(state)
    stack_editor.take_edits(state, partial(stack.use, state))
    assert write_stack(state.drafts) == "conv 8 5x5, flatten"
    assert state[Key.NETWORK] == stack.OWN
