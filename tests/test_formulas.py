"""cnnviz.formulas: the arithmetic as a reader sees it."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.formulas import answer, bill, facts, output_size
from cnnviz.sliding import AVERAGE_POOLING, MAX_POOLING, Sides, WindowLayer


def value(layer: WindowLayer, label: str) -> str:
    return next(fact.value for fact in facts(layer) if fact.label == label)


def test_the_formula_has_the_numbers_put_into_it_and_the_floor_is_seen():
    ((title, latex),) = output_size(WindowLayer(size=(8, 8), stride=(2, 2)))
    assert title == "Height and width"
    assert r"\frac{n + p - k'}{s}" in latex
    assert r"\frac{8 + 0 - 3}{2}" in latex
    assert r"\left\lfloor 2.5 \right\rfloor + 1 = 2 + 1" in latex
    assert r"\mathbf{3}" in latex


def test_a_quotient_that_does_not_end_shows_dots():
    ((_, latex),) = output_size(WindowLayer(size=(7, 7), kernel=(2, 2), stride=(3, 3)))
    assert r"\lfloor 1.66\ldots" in latex


def test_height_and_width_are_derived_apart_where_they_differ():
    titles = [title for title, _ in output_size(WindowLayer(size=(8, 7)))]
    assert titles == ["Height", "Width"]


@settings(deadline=None)
@given(st.integers(3, 32), st.integers(1, 5), st.integers(0, 4))
def test_the_steps_of_the_formula_agree_with_one_another(size, stride, padding):
    pads = Sides.each(padding, padding)
    layer = WindowLayer(size=(size, size), stride=(stride, stride), padding=pads)
    ((_, latex),) = output_size(layer)
    n, p, k, s = map(int, re.search(r"\{(\d+) \+ (\d+) - (\d+)\}\{(\d+)\}", latex).groups())
    floored = int(re.search(r"= (\d+) \+ 1", latex).group(1))
    assert (n + p - k) // s == floored
    assert rf"\mathbf{{{floored + 1}}}" in latex


def test_the_answer_names_the_size_and_what_a_cell_is_made_of():
    assert "5 × 5</b>, each cell the sum of 9 products." in answer(WindowLayer())


def test_the_answer_says_that_pooling_leaves_the_padding_out():
    layer = WindowLayer(AVERAGE_POOLING, padding="same")
    assert "the mean of 9 cells, padding left out." in answer(layer)


def test_the_bill_of_a_convolution():
    layer = WindowLayer(size=(14, 14), padding="same", channels=32, filters=64)
    assert value(layer, "Windows") == "14 × 14 = 196"
    assert value(layer, "Weights") == "3 × 3 × 32 × 64 = 18,432"
    assert value(layer, "Biases") == "64, so 18,496 parameters"
    assert value(layer, "Multiplications") == "196 × 18,432 = 3,612,672"


def test_pooling_has_no_weights():
    assert value(WindowLayer(MAX_POOLING), "Weights") == "none"


def test_what_the_stride_leaves_over_is_counted():
    layer = WindowLayer(MAX_POOLING, kernel=(2, 2), stride=(2, 2))
    assert value(layer, "Left over") == "1 row, 1 column"
    assert value(layer, "Never read") == "13 of 49 input cells"


def test_nothing_is_left_over_where_the_stride_divides():
    assert value(WindowLayer(), "Left over") == "nothing"
    assert value(WindowLayer(), "Never read") == "none"


def test_gaps_between_windows_are_never_read_either():
    layer = WindowLayer(kernel=(1, 1), stride=(2, 2))
    assert value(layer, "Left over") == "nothing"
    assert value(layer, "Never read") == "33 of 49 input cells"


def test_the_effective_kernel_is_worked_out_where_it_is_dilated():
    assert value(WindowLayer(dilation=(2, 2)), "Effective kernel") == "2·(3 − 1) + 1 = 5"
    assert value(WindowLayer(), "Effective kernel") == "3 × 3"
    assert value(WindowLayer(dilation=(2, 1)), "Effective kernel") == "5 × 3"


def test_padding_is_told_side_by_side():
    def told(**changes):
        return value(WindowLayer(**changes), "Padding")

    assert told() == "none"
    assert told(padding="same") == "1 on every side"
    assert told(padding=Sides.each(2, 1)) == "2 top and bottom, 1 left and right"
    assert told(padding="same", kernel=(2, 2)) == "1 bottom, 1 right"


def test_the_bill_is_a_table_with_a_row_a_fact():
    layer = WindowLayer()
    assert bill(layer).count("<tr") == len(facts(layer))
