"""The layer calculator's page, run without a browser: what it says for what is set."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.course.lessons.links import of_example
from cnnviz.layers.lecture_examples import EXAMPLES
from cnnviz.layers.window import (
    CONVOLUTIONS,
    DEPTHWISE,
    GLOBAL_MAX,
    MAX_POOLING,
    OPERATIONS,
    TRANSPOSED,
    Sides,
)
from cnnviz.ui.calculator.state import CalculatorState as Key
from tests.pages.calculator_page import change, opened, shown, text_of
from tests.window_layers import layer_of

IMPOSSIBLE = [
    (Key.STRIDE[0], 0, "Stride must be at least 1, got 0."),
    (Key.KERNEL[0], 9, "A 9 × 9 kernel does not fit a 7 × 7 input; pad by 1 or more."),
    (Key.SIZE[0], 10_001, "Input height must be at most 10,000, got 10,001."),
    (Key.DILATION[0], -1, "Dilation must be at least 1, got -1."),
    (Key.CHANNELS, 0, "Channels must be at least 1, got 0."),
    (Key.FILTERS, 70_000, "Filters must be at most 65,536, got 70,000."),
]


@pytest.fixture
def page() -> AppTest:
    return opened()


def test_it_opens_with_a_layer_and_its_size(page):
    assert "5 × 5</b>, each cell the sum of 9 products." in text_of(page)
    assert shown(page).layer == layer_of()


def test_a_stride_gives_a_smaller_output_with_the_formula_beside_it(page):
    page.number_input(Key.STRIDE[0]).set_value(3).run()
    text = text_of(page)
    assert "2 × 2</b>" in text
    assert r"\frac{7 + 0 - 3}{3}" in text
    assert r"\lfloor 1.33\ldots \right\rfloor" in text
    assert "1 row, 1 column" in text


def test_max_pooling_speaks_of_a_window_and_has_no_weights(page):
    page.selectbox(Key.OPERATION).set_value("max pooling").run()
    assert "window\nwith stride" in text_of(page)
    assert "each cell the largest of 9 cells." in text_of(page)


def test_height_and_width_apart_start_from_what_was_square(page):
    page.number_input(Key.SIZE[0]).set_value(9).run()
    page.toggle(Key.APART).set_value(True).run()
    assert shown(page).layer.size == (9, 9)
    page.number_input(Key.SIZE[1]).set_value(5).run()
    assert "7 × 3</b>" in text_of(page)


def test_padding_can_be_a_number(page):
    page.selectbox(Key.PADDING).set_value("number").run()
    page.number_input(Key.PAD[0]).set_value(2).run()
    assert "9 × 9</b>" in text_of(page)
    assert "2 on every side" in text_of(page)


def test_channels_and_filters_count_in_the_weights(page):
    change(page, {Key.CHANNELS: 3, Key.FILTERS: 32})
    assert "3 × 3 × 3 × 32 = 864" in text_of(page)
    assert "32, so 896 parameters" in text_of(page)


@pytest.fixture(scope="module")
def by_operation() -> dict[str, tuple]:
    """The layer shown for each operation, the errors, and which settings are switched off."""
    page, found = opened(), {}
    for operation in OPERATIONS:
        page.selectbox(Key.OPERATION).set_value(operation).run()
        found[operation] = (
            shown(page).layer,
            [error.value for error in page.error],
            {
                "ceil": page.toggle(Key.CEIL).disabled,
                "output padding": page.number_input(Key.OUTPUT_PADDING[0]).disabled,
                "groups": page.number_input(Key.GROUPS).disabled,
            },
        )
    return found


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_can_be_chosen(by_operation, operation):
    layer, errors, _ = by_operation[operation]
    assert layer == layer_of(operation)
    assert errors == []


def test_a_global_pooling_asks_for_no_window(page):
    page.selectbox(Key.OPERATION).set_value(GLOBAL_MAX).run()
    keys = {box.key for box in page.number_input}
    assert keys.isdisjoint({Key.KERNEL[0], Key.STRIDE[0], Key.DILATION[0], Key.FILTERS})


def test_a_depthwise_convolution_asks_for_kernels_a_channel(page):
    page.selectbox(Key.OPERATION).set_value(DEPTHWISE).run()
    change(page, {Key.CHANNELS: 3, Key.MULTIPLIER: 2})
    assert shown(page).layer == layer_of(DEPTHWISE, channels=3, filters=6)
    assert "kernels per channel, size" in text_of(page)


def test_a_kernel_can_be_grouped(page):
    change(page, {Key.CHANNELS: 4, Key.FILTERS: 2, Key.GROUPS: 2})
    assert shown(page).layer == layer_of(channels=4, filters=2, groups=2)
    assert shown(page).weights.shape == (2, 2, 3, 3)


def test_groups_that_do_not_divide_are_explained(page):
    page.number_input(Key.GROUPS).set_value(2).run()
    assert page.error[0].value.startswith("Groups must divide channels and filters: 2 does not")


def test_a_transposed_convolution_takes_output_padding(page):
    page.selectbox(Key.OPERATION).set_value(TRANSPOSED)
    page.selectbox(Key.PADDING).set_value("number").run()
    change(page, {Key.STRIDE[0]: 2, Key.OUTPUT_PADDING[0]: 1})
    assert shown(page).layer == layer_of(
        TRANSPOSED, stride=(2, 2), padding=Sides.each(1, 1), output_padding=(1, 1)
    )
    assert "14 × 14</b>" in text_of(page)


def test_pooling_can_round_up(page):
    page.selectbox(Key.OPERATION).set_value(MAX_POOLING)
    change(page, {Key.SIZE[0]: 6, Key.STRIDE[0]: 2})
    assert "2 × 2</b>" in text_of(page)
    page.toggle(Key.CEIL).set_value(True).run()
    assert "3 × 3</b>" in text_of(page)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_settings_that_an_operation_has_not_are_switched_off(by_operation, operation):
    assert by_operation[operation][2] == {
        "ceil": operation not in (MAX_POOLING, "average pooling"),
        "output padding": operation != TRANSPOSED,
        "groups": operation not in CONVOLUTIONS or operation == DEPTHWISE,
    }


def test_what_another_operation_had_set_does_no_harm(page):
    page.selectbox(Key.OPERATION).set_value(MAX_POOLING).run()
    page.toggle(Key.CEIL).set_value(True).run()
    page.selectbox(Key.OPERATION).set_value("convolution").run()
    assert not page.error
    assert shown(page).layer == layer_of()


def test_four_sides_start_from_the_padding_of_all_and_go_apart(page):
    page.selectbox(Key.PADDING).set_value("number").run()
    page.number_input(Key.PAD[0]).set_value(2).run()
    page.toggle(Key.SIDES_APART).set_value(True).run()
    assert shown(page).layer.padding == Sides(2, 2, 2, 2)
    page.number_input(Key.SIDES[1]).set_value(0).run()
    assert shown(page).layer.padding == Sides(2, 0, 2, 2)


def test_a_layer_can_have_one_dimension(page):
    page.toggle(Key.ONE_DIMENSION).set_value(True).run()
    assert shown(page).layer == layer_of(dims=1)
    assert shown(page).output.shape == (1, 1, 5)


def test_an_impossible_setting_is_explained_and_the_last_layer_stays(page):
    page.number_input(Key.STRIDE[0]).set_value(2).run()
    for key, value, sentence in IMPOSSIBLE:
        possible = page.number_input(key).value
        page.number_input(key).set_value(value).run()
        assert not page.exception
        assert page.error[0].value.startswith(sentence)
        assert shown(page).layer == layer_of(stride=(2, 2))
        assert r"\mathbf{3}" in text_of(page)
        page.number_input(key).set_value(possible)  # runs with the next one


def test_a_layer_too_large_to_draw_has_numbers_and_a_sentence_in_place_of_the_animation(page):
    page.selectbox(Key.PADDING).set_value("number").run()
    sizes = {Key.SIZE[0]: 224, Key.KERNEL[0]: 7, Key.STRIDE[0]: 2, Key.PAD[0]: 3}
    change(page, sizes | {Key.CHANNELS: 3, Key.FILTERS: 64})
    text = text_of(page)
    assert not page.error
    assert "112 × 112 × 64</b>" in text
    assert "= 9,408" in text
    assert "= 118,013,952" in text
    assert page.info[0].value.startswith("The animation shows an input of up to 32 × 32 cells")


def test_the_error_goes_when_the_setting_is_possible_again(page):
    page.number_input(Key.STRIDE[0]).set_value(0).run()
    page.number_input(Key.STRIDE[0]).set_value(1).run()
    assert not page.error
    assert "5 × 5</b>" in text_of(page)


@pytest.mark.parametrize(
    ("padding", "sides"), [("valid", (0, 0, 0, 0)), ("same", (0, 1, 0, 1)), ("full", (1, 1, 1, 1))]
)
def test_four_sides_start_from_the_padding_that_a_name_gave(page, padding, sides):
    change(page, {Key.KERNEL[0]: 2})
    page.selectbox(Key.PADDING).set_value(padding).run()
    before = shown(page).output
    page.toggle(Key.SIDES_APART).set_value(True).run()
    assert shown(page).layer.padding == Sides(*sides)
    assert np.array_equal(shown(page).output, before)
    page.toggle(Key.SIDES_APART).set_value(False).run()
    assert shown(page).layer.padding == Sides.each(sides[0], sides[2])


def test_an_address_with_an_impossible_layer_opens_with_the_reason():
    page = opened(**{Key.STRIDE[0]: "0"})
    assert not page.exception
    assert page.error[0].value.startswith("Stride must be at least 1, got 0.")
    assert shown(page).layer == layer_of()


def test_an_address_reopens_a_layer():
    page = opened(**{Key.KERNEL[0]: "2", Key.OPERATION: "Max pooling", Key.PADDING: "same"})
    assert shown(page).layer == layer_of("max pooling", kernel=(2, 2), padding="same")


def test_beside_a_card_no_note_names_the_outputs_that_it_asks_for():
    note = "The largest of every 2 × 2 cells"
    link = of_example(EXAMPLES["Max pooling of 4 × 4"])
    assert any(note in caption.value for caption in opened(**link).caption)
    beside = opened(**link, lesson="pooling-kinds.1")
    assert shown(beside).layer == EXAMPLES["Max pooling of 4 × 4"].settings
    assert not any(note in caption.value for caption in beside.caption)
