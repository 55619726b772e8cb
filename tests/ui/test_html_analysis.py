"""HTML of factors, singular values and times."""

import re

import numpy as np

from cnnviz.filters.analysis.separable import separation
from cnnviz.filters.analysis.timing import Timing
from cnnviz.ui import html_analysis

SOBEL_X = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def texts(html: str) -> list[str]:
    return [text.strip() for text in re.findall(r">([^<>]+)<", html) if text.strip()]


def test_numbers_are_whole_or_short_and_have_a_true_minus():
    written = [html_analysis.number(value) for value in (-2.0, 0.125, 0, 1e-4, -12345678.0)]
    assert written == ["−2", "0.12", "0", "1e−4", "−1e7"]


def test_factors_and_products_stand_like_a_multiplication_table():
    cells = texts(html_analysis.product_table(separation(SOBEL_X)))
    assert cells[:3] == ["−1", "0", "1"]  # the row
    assert cells[3:7] == ["1", "−1", "0", "1"]  # the column's first number and its products


def test_what_all_products_are_multiplied_with_stands_before_them():
    assert "1/8 ×" in texts(html_analysis.product_table(separation(SOBEL_X / 8)))
    assert "×" not in "".join(texts(html_analysis.product_table(separation(SOBEL_X))))


def test_large_kernels_show_colours_and_keep_numbers_for_the_pointer():
    html = html_analysis.product_table(separation(np.random.default_rng(0).normal(size=(15, 15))))
    assert texts(html) == []
    assert html.count("title=") == 15 * 15 + 15 + 15


def test_singular_values_of_rounding_are_0():
    assert texts(html_analysis.singular_bars(separation(SOBEL_X))) == ["3.46", "0", "0"]


def test_an_all_zero_kernel_is_drawn_too():
    parts = separation(np.zeros((2, 2)))
    assert texts(html_analysis.singular_bars(parts)) == ["0", "0"]
    assert texts(html_analysis.product_table(parts)) == ["0"] * 8


def test_a_way_that_is_not_open_has_a_dash():
    rows = texts(
        html_analysis.timing_rows([Timing("Direct", 9, 1.234), Timing("Separable", None, None)])
    )
    assert rows[2:] == ["Direct", "9", "1.23", "Separable", "–", "–"]
