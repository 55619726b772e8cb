"""cnnviz.layers.formulas: the arithmetic as a reader sees it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.layers.formulas import facts, made_of, output, output_size, sentence, symbols, title
from cnnviz.layers.window import (
    AVERAGE_POOLING,
    DEPTHWISE,
    GLOBAL_MAX,
    MAX_POOLING,
    TRANSPOSED,
    Sides,
    WindowSettings,
)
from tests.window_layers import layer_of


def value(layer: WindowSettings, label: str) -> str:
    return next(fact.value for fact in facts(layer) if fact.label == label)


def test_the_formula_shows_its_numbers_and_the_floor():
    ((title, latex),) = output_size(layer_of(size=(8, 8), stride=(2, 2)))
    assert title == "Height and width"
    assert r"\frac{n + p - k'}{s}" in latex
    assert r"\frac{8 + 0 - 3}{2}" in latex
    assert r"\left\lfloor 2.5 \right\rfloor + 1 = 2 + 1" in latex
    assert r"\mathbf{3}" in latex


def test_a_quotient_that_does_not_end_shows_dots():
    ((_, latex),) = output_size(layer_of(size=(7, 7), kernel=(2, 2), stride=(3, 3)))
    assert r"\lfloor 1.66\ldots" in latex


def test_height_and_width_are_derived_separately_where_they_differ():
    titles = [title for title, _ in output_size(layer_of(size=(8, 7)))]
    assert titles == ["Height", "Width"]


@given(st.integers(3, 32), st.integers(1, 5), st.integers(0, 4))
def test_the_steps_of_the_formula_agree_with_one_another(size, stride, padding):
    pads = Sides.each(padding, padding)
    layer = layer_of(size=(size, size), stride=(stride, stride), padding=pads)
    ((_, latex),) = output_size(layer)
    n, p, k, s = map(int, re.search(r"\{(\d+) \+ (\d+) - (\d+)\}\{(\d+)\}", latex).groups())
    floored = int(re.search(r"= (\d+) \+ 1", latex).group(1))
    assert (n + p - k) // s == floored
    assert rf"\mathbf{{{floored + 1}}}" in latex


def test_the_answer_names_the_size_and_what_a_cell_is_made_of():
    assert sentence(layer_of()) == "The output is 5 × 5, each cell the sum of 9 products."


def test_the_answer_says_that_pooling_leaves_the_padding_out():
    layer = layer_of(AVERAGE_POOLING, padding="same")
    assert made_of(layer) == "the mean of 9 cells, padding left out"


def test_the_answer_says_that_padding_counts_where_it_does():
    layer = layer_of(AVERAGE_POOLING, padding=Sides.each(1, 1), count_padding=True)
    assert made_of(layer) == "the mean of 9 cells, padding counted"


def test_the_costs_of_a_convolution():
    layer = layer_of(size=(14, 14), padding="same", channels=32, filters=64)
    assert value(layer, "Windows") == "14 × 14 = 196"
    assert value(layer, "Weights") == "3 × 3 × 32 × 64 = 18,432"
    assert value(layer, "Biases") == "64, so 18,496 parameters"
    assert value(layer, "Multiply-adds") == "196 × 18,432 = 3,612,672"


def test_pooling_has_no_weights():
    assert value(layer_of(MAX_POOLING), "Weights") == "none"


def test_what_the_stride_leaves_over_is_counted():
    layer = layer_of(MAX_POOLING, kernel=(2, 2), stride=(2, 2))
    assert value(layer, "Left over") == "1 row, 1 column"
    assert value(layer, "Never read") == "row 7, column 7: 13 of 49 input cells"


def test_nothing_is_left_over_where_the_stride_divides():
    assert value(layer_of(), "Left over") == "nothing"
    assert value(layer_of(), "Never read") == "none"


def test_gaps_between_windows_are_never_read_either():
    layer = layer_of(kernel=(1, 1), stride=(2, 2))
    assert value(layer, "Left over") == "nothing"
    assert value(layer, "Never read") == "rows 2, 4 and 6, columns 2, 4 and 6: 33 of 49 input cells"


def test_the_effective_kernel_is_worked_out_where_it_is_dilated():
    assert value(layer_of(dilation=(2, 2)), "Effective kernel") == "2·(3 − 1) + 1 = 5"
    assert value(layer_of(), "Effective kernel") == "3 × 3"
    assert value(layer_of(dilation=(2, 1)), "Effective kernel") == "5 × 3"


def test_padding_is_written_for_each_side():
    def written(**changes):
        return value(layer_of(**changes), "Padding")

    assert written() == "none"
    assert written(padding="same") == "1 on every side"
    assert written(padding=Sides.each(2, 1)) == "2 top and bottom, 1 left and right"
    assert written(padding="same", kernel=(2, 2)) == "1 bottom, 1 right"


def only(layer: WindowSettings) -> str:
    ((_, latex),) = output_size(layer)
    return latex


def test_keras_same_is_the_input_over_the_stride_with_the_extra_cell_after():
    latex = only(layer_of(padding="same", kernel=(4, 4), stride=(2, 2)))
    assert r"\left\lceil \frac{7}{2} \right\rceil = \left\lceil 3.5 \right\rceil" in latex
    assert r"\max((4 - 1) \cdot 2 + 4 - 7, 0) \\ &= 3\quad\text{1 before, 2 after}" in latex


def test_full_padding_is_worked_out():
    assert "p &= 2(k' - 1) = 2(3 - 1) = 4" in only(layer_of(padding="full"))


def test_rounding_up_is_written_with_a_ceiling():
    latex = only(layer_of(MAX_POOLING, size=(8, 8), stride=(2, 2), ceil=True))
    assert r"\left\lceil 2.5 \right\rceil + 1 = 3 + 1" in latex
    assert "rounds up" in symbols(layer_of(MAX_POOLING, ceil=True))


def test_a_last_window_that_would_start_behind_the_input_is_taken_away_again():
    layer = layer_of(MAX_POOLING, (5, 5), (2, 2), (3, 3), Sides.each(1, 1), ceil=True)
    assert r"3 - 1 \quad\text{the last would start behind the input}" in only(layer)
    assert r"\mathbf{2}" in only(layer)


def test_the_dilated_kernel_is_a_step_of_its_own():
    assert "k' &= 2(3 - 1) + 1 = 5" in only(layer_of(dilation=(2, 2)))


@pytest.mark.parametrize(
    ("padding", "steps"),
    [
        ("valid", [r"(n - 1)s + \max(k', s)", r"(7 - 1) \cdot 2 + \max(3, 2)", r"\mathbf{15}"]),
        ("same", ["n s", r"7 \cdot 2", r"\mathbf{14}", "0 before, 1 after"]),
        (
            Sides.each(1, 1),
            ["c &= 1 + 1 = 2", "(n - 1)s + k' - c + a", r"(7 - 1) \cdot 2 + 3 - 2 + 0"],
        ),
    ],
)
def test_a_transposed_convolution_is_derived_as_its_padding_asks(padding, steps):
    latex = only(layer_of(TRANSPOSED, stride=(2, 2), padding=padding))
    assert [step for step in steps if step not in latex] == []


def test_a_layer_in_one_dimension_has_one_length():
    ((title, latex),) = output_size(layer_of(size=(9, 9), dims=1))
    assert title == "Length"
    assert r"\frac{9 + 0 - 3}{1}" in latex
    assert output(layer_of(dims=1, filters=8)) == "5 × 8"


def test_groups_and_depth_are_in_the_weight_formula():
    grouped = layer_of(channels=4, filters=6, groups=2)
    assert value(grouped, "Weights") == "3 × 3 × (4 / 2) × 6 = 108"
    assert made_of(grouped) == "the sum of 18 products"
    depthwise = layer_of(DEPTHWISE, channels=4, filters=8)
    assert value(depthwise, "Weights") == "3 × 3 × (4 / 4) × 8 = 72"


def test_the_facts_of_a_transposed_convolution_count_stamps():
    layer = layer_of(TRANSPOSED, stride=(2, 2), padding="same")
    assert value(layer, "Stamps") == "7 × 7 = 49"
    assert value(layer, "Overlap") == "1 to 4 stamps per cell"
    assert value(layer, "Receptive field") == "2 × 2 at most"
    assert value(layer, "Multiply-adds") == "49 × 9 = 441"
    assert value(layer, "Cut away") == "1 bottom, 1 right"
    assert made_of(layer) == "the sum of at most 4 products"


def test_activations_take_four_bytes_per_value():
    layer = layer_of(size=(14, 14), padding="same", channels=32, filters=64)
    assert value(layer, "Memory") == "12,544 × 4 B = 50.2 kB"
    assert value(layer_of(), "Memory") == "25 × 4 B = 100 B"


def test_a_dense_layer_of_the_same_sizes_is_compared():
    layer = layer_of(size=(14, 14), padding="same", channels=32, filters=64)
    assert layer.dense_weights == (14 * 14 * 32) * (14 * 14 * 64)
    assert value(layer, "Dense layer") == "4,268 × weights"
    assert value(layer, "") == "21.8 × multiply-adds"
    assert value(layer_of(MAX_POOLING), "Dense layer") == "1,225 weights"


def test_many_rows_that_are_never_read_are_counted():
    layer = layer_of(size=(15, 15), kernel=(1, 1), stride=(2, 1))
    assert value(layer, "Never read") == "7 rows: 105 of 225 input cells"


def test_pooling_says_what_it_does_with_the_padding():
    (padding,) = [f for f in facts(layer_of(AVERAGE_POOLING)) if f.label == "Padding"]
    assert "count_include_pad=False" in padding.meaning
    layer = layer_of(AVERAGE_POOLING, padding=Sides.each(1, 1), count_padding=True)
    (padding,) = [f for f in facts(layer) if f.label == "Padding"]
    assert "count_include_pad=True" in padding.meaning


@pytest.mark.parametrize(
    ("layer", "line"),
    [
        (layer_of(), "Convolution of a 7 × 7 input by a 3 × 3 kernel"),
        (
            layer_of(stride=(2, 1), padding="same", channels=4, filters=8, groups=2),
            "Convolution of a 7 × 7 input by a 3 × 3 kernel, stride 2 × 1, padding same, "
            "4 channels, 8 filters, 2 groups",
        ),
        (
            layer_of(DEPTHWISE, channels=3, filters=6, dilation=(2, 2)),
            "Depthwise convolution of a 7 × 7 input by a 3 × 3 kernel, dilation 2, 3 channels, "
            "6 filters",
        ),
        (
            layer_of(TRANSPOSED, stride=(2, 2), padding=Sides.each(1, 1), output_padding=(1, 1)),
            "Transposed convolution of a 7 × 7 input by a 3 × 3 kernel, stride 2, "
            "padding 1 on every side, output padding 1",
        ),
        (
            layer_of(MAX_POOLING, size=(8, 8), kernel=(2, 2), ceil=True, channels=3),
            "Max pooling of an 8 × 8 input by a 2 × 2 window, rounded up, 3 channels",
        ),
        (layer_of(GLOBAL_MAX, channels=2), "Global max pooling of a 7 × 7 input, 2 channels"),
        (
            layer_of(size=(9, 9), dims=1, stride=(2, 2), padding=Sides(left=2, right=1)),
            "Convolution of an input of 9 by a kernel of 3, stride 2, padding 2 left, 1 right",
        ),
        (
            layer_of(padding=Sides()),
            "Convolution of a 7 × 7 input by a 3 × 3 kernel",
        ),
    ],
)
def test_a_layers_title_names_what_differs_from_the_defaults(layer, line):
    assert title(layer) == line


def test_the_answer_is_also_a_plain_sentence():
    assert sentence(layer_of()) == "The output is 5 × 5, each cell the sum of 9 products."
