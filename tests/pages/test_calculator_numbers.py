"""Numbers on the layer calculator's page: typed, pasted, of a lecture, from a link."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.layers.lecture_examples import EXAMPLES
from cnnviz.layers.window import DEPTHWISE, patterns
from cnnviz.ui.calculator.layer import PURPOSE
from cnnviz.ui.calculator.state import CalculatorState as Key
from tests.pages.calculator_page import change, opened, shown, type_input, type_kernel


@pytest.fixture
def page() -> AppTest:
    return opened()


def test_own_numbers_begin_as_those_on_screen(page):
    before = shown(page)
    page.selectbox(Key.KERNEL_KIND).set_value(patterns.OWN).run()
    assert page.text_area(Key.TYPED_KERNEL).value == "-1 0 1\n-1 0 1\n-1 0 1"
    assert (shown(page).output == before.output).all()


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_lecture_example_sets_every_control_in_one_click(page, name):
    example = EXAMPLES[name]
    change(page, {Key.CHANNELS: 4, Key.FILTERS: 2, Key.GROUPS: 2, Key.DILATION[0]: 2})
    page.toggle(Key.APART).set_value(True).run()
    page.toggle(Key.SIDES_APART).set_value(True).run()
    page.menu_button(Key.LECTURE).set_value(name).run()
    assert not page.error
    assert shown(page).layer == example.settings
    assert np.array_equal(shown(page).cells, example.cells)
    assert not example.kernel or np.array_equal(shown(page).weights, example.weights)
    assert f"**{name}.** {example.note}" in [caption.value for caption in page.caption]


def test_the_note_of_an_example_goes_when_a_number_is_another(page):
    page.menu_button(Key.LECTURE).set_value("2 × 2 kernel on 3 × 3").run()
    type_input(page, "0 1 2\n3 4 5\n6 7 9")
    assert page.caption[0].value == PURPOSE


def test_a_typed_input_sets_the_size_and_is_exact(page):
    type_input(page, "60 113 56 139\n−1.75 1/3 0 1e-3\n1 2 3 4")
    assert page.selectbox(Key.INPUT).value == patterns.OWN
    assert shown(page).layer.size == (3, 4)
    assert shown(page).cells.tolist() == [
        [[60, 113, 56, 139], [-1.75, 1 / 3, 0, 0.001], [1, 2, 3, 4]]
    ]
    assert page.text_area(Key.TYPED_INPUT).value.splitlines()[0] == "60 113 56 139"


def test_the_menus_need_not_be_set_first_for_a_kernel_either(page):
    type_kernel(page, "[[0, 1], [2, 3]]")
    assert page.selectbox(Key.KERNEL_KIND).value == patterns.OWN
    assert shown(page).layer.kernel == (2, 2)
    assert shown(page).weights.tolist() == [[[[0, 1], [2, 3]]]]


def test_a_typed_line_is_a_one_dimensional_layer_and_a_matrix_is_none(page):
    type_kernel(page, "1 0\n0 1")
    type_input(page, "1 2 3 4 5")
    assert (shown(page).layer.dims, shown(page).layer.size) == (1, (1, 5))
    type_input(page, "1 2\n3 4\n5 6")
    assert (shown(page).layer.dims, shown(page).layer.size) == (2, (3, 2))


def test_several_typed_channels_and_filters_set_the_depth(page):
    type_input(page, "1 2\n3 4\n\n5 6\n7 8")
    change(page, {Key.KERNEL[0]: 1})
    type_kernel(page, "1\n\n2\n|\n3\n\n-0.5\n|\n0\n\n1")
    layer = shown(page).layer
    assert (layer.channels, layer.filters) == (2, 3)
    assert shown(page).weights.ravel().tolist() == [1, 2, 3, -0.5, 0, 1]
    assert shown(page).output[1].tolist() == [[0.5, 3], [5.5, 8]]


def test_blocks_of_a_kernel_are_filters_where_the_input_has_one_channel(page):
    type_input(page, "1 2\n3 4")
    type_kernel(page, "1 0\n0 1\n\n1 1\n1 1")
    assert (shown(page).layer.channels, shown(page).layer.filters) == (1, 2)
    assert shown(page).output.ravel().tolist() == [5, 10]


def test_a_depthwise_kernel_is_shared_out_to_the_channels(page):
    page.selectbox(Key.OPERATION).set_value(DEPTHWISE).run()
    change(page, {Key.CHANNELS: 2})
    type_kernel(page, "1\n\n2\n\n3\n\n4")
    assert shown(page).weights.shape == (4, 1, 1, 1)
    type_kernel(page, "1\n\n2\n\n3")
    assert "2 channels, got 3 kernels" in page.error[0].value


UNREADABLE = [
    ("1 2 3\n4 5", "Row 2 has 2 numbers, row 1 has 3."),
    ("1 2\n3 x", '"x" in row 2 is not a number.'),
    ("1e7", "Numbers must be between -1,000,000 and 1,000,000, got 1e+07."),
    (" ".join("1" * 33), "an input of up to 32 × 32 cells, got 1 × 33."),
    ("1\n\n2\n\n3\n\n4\n\n5", "Number of channels typed must be at most 4, got 5."),
]


@pytest.mark.parametrize(("text", "reason"), UNREADABLE)
def test_what_is_not_readable_is_answered_at_the_field_and_the_layer_stays(page, text, reason):
    type_input(page, "1 2\n3 4")
    change(page, {Key.KERNEL[0]: 2})
    type_input(page, text)
    assert not page.exception
    assert page.text_area(Key.TYPED_INPUT).value == text
    at_field, beside_layer = (error.value for error in page.error)
    assert reason in at_field
    assert beside_layer == "The typed input is invalid: see Numbers."
    assert shown(page).cells.tolist() == [[[1, 2], [3, 4]]]
    type_input(page, "1 2\n3 5")
    assert not page.error


def test_settings_can_still_be_changed_while_a_field_is_unreadable(page):
    type_input(page, "1 x")
    change(page, {Key.STRIDE[0]: 2})
    assert shown(page).layer.stride == (2, 2)


def test_a_kernel_of_several_rows_is_refused_in_one_dimension(page):
    page.toggle(Key.ONE_DIMENSION).set_value(True).run()
    type_kernel(page, "1 0\n0 1")
    assert "a one-dimensional layer has one row, got 2" in page.error[0].value
    type_kernel(page, "1 3 0 -1")
    assert shown(page).layer.kernel == (1, 4)


def test_an_emptied_field_takes_the_pattern_again(page):
    type_input(page, "1 2 3\n4 5 6\n7 8 9")
    type_input(page, "")
    assert page.selectbox(Key.INPUT).value == "Random digits"
    assert shown(page).layer.size == (3, 3)


def test_a_link_holds_typed_numbers_exactly(page):
    type_input(page, "0.1 −1.75\n1e6 1/3")
    type_kernel(page, "1/3")
    again = opened(**page.query_params)
    assert np.array_equal(shown(again).cells, shown(page).cells)
    assert np.array_equal(shown(again).weights, shown(page).weights)


def test_a_link_of_an_older_version_opens_with_its_digits():
    page = opened(l_input="Own numbers", l_cells="012/345/678", l_height="3")
    assert shown(page).cells.tolist() == [[[0, 1, 2], [3, 4, 5], [6, 7, 8]]]
    assert page.text_area(Key.TYPED_INPUT).value == "0 1 2\n3 4 5\n6 7 8"
