"""Rank and factors of kernels, against NumPy's rank and by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cnnviz.filters.analysis.separable import fraction, separation, whole_numbers
from tests.examples import at_most

SOBEL_X = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
LAPLACIAN = np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])
SIDES = st.integers(1, 15)


def kernels(elements):
    return st.tuples(SIDES, SIDES).flatmap(lambda shape: arrays(float, shape, elements=elements))


def test_sobel_is_a_smoothing_column_times_a_differencing_row():
    parts = separation(SOBEL_X)
    assert parts.separable
    assert parts.rank == 1
    assert (parts.column.tolist(), parts.row.tolist()) == ([1, 2, 1], [-1, 0, 1])
    assert parts.scale == 1


def test_its_transpose_has_the_factors_exchanged():
    parts = separation(SOBEL_X.T)
    assert (parts.column.tolist(), parts.row.tolist()) == ([-1, 0, 1], [1, 2, 1])


def test_a_box_is_ones_times_ones_over_the_count():
    parts = separation(np.full((3, 5), 1 / 15))
    assert (parts.column.tolist(), parts.row.tolist()) == ([1] * 3, [1] * 5)
    assert fraction(parts.scale) == "1/15"


def test_the_laplacian_is_the_sum_of_two_products():
    parts = separation(LAPLACIAN)
    assert parts.rank == 2
    assert not parts.separable
    # By hand: the eigenvalues of this symmetric matrix are 0 and -2 ± sqrt(6).
    largest, second = 2 + 6**0.5, 6**0.5 - 2
    np.testing.assert_allclose(parts.singular_values, [largest, second, 0], atol=1e-12)
    assert parts.captured == pytest.approx(largest**2 / (largest**2 + second**2))


def test_of_all_columns_times_rows_the_one_found_is_nearest():
    parts = separation(LAPLACIAN)
    error = np.linalg.norm(parts.product - LAPLACIAN)
    assert error == pytest.approx(parts.singular_values[1])  # Eckart and Young
    noise = np.random.default_rng(0)
    for _ in range(200):
        column = parts.column + noise.normal(0, 0.1, 3)
        row = parts.row + noise.normal(0, 0.1, 3)
        assert np.linalg.norm(np.outer(column, row) - LAPLACIAN) > error


def test_the_cost_is_the_product_of_the_sides_against_their_sum():
    parts = separation(np.ones((5, 7)))
    assert (parts.direct_cost, parts.separable_cost) == (35, 12)
    assert separation(LAPLACIAN).separable_cost == 2 * 6


def test_an_all_zero_kernel_has_rank_0_and_nothing_is_lost():
    parts = separation(np.zeros((3, 4)))
    assert (parts.rank, parts.captured) == (0, 1)
    assert not parts.product.any()


@at_most(100)
@given(kernels(st.floats(-1e6, 1e6).filter(lambda value: value == 0 or abs(value) > 1e-3)))
def test_the_rank_is_numpys(kernel):
    parts = separation(kernel)
    assert parts.rank == np.linalg.matrix_rank(kernel, rtol=1e-9)


@given(st.data(), SIDES, SIDES)
def test_whole_factors_are_found_again_and_their_product_is_the_kernel(data, height, width):
    whole = st.integers(-30, 30)
    column = data.draw(arrays(int, height, elements=whole))
    row = data.draw(arrays(int, width, elements=whole))
    kernel = np.outer(column, row) / data.draw(st.integers(1, 300))
    parts = separation(kernel)
    assert parts.separable
    np.testing.assert_allclose(parts.product, kernel, atol=1e-9 * max(np.abs(kernel).max(), 1))


def test_weights_without_a_common_measure_stay_as_they_are():
    assert whole_numbers(np.array([1, 2**0.5])) is None
    gaussian = np.exp(-(np.arange(-2, 3) ** 2) / 2)
    parts = separation(np.outer(gaussian, gaussian))
    assert parts.scale == 1
    np.testing.assert_allclose(parts.row, gaussian, atol=1e-12)


def test_whole_numbers_keep_to_the_largest_allowed():
    assert whole_numbers(np.array([0.01, 1.28]), 99) is None
    weights, factor = whole_numbers(np.array([0.25, -0.5]))
    assert (weights.tolist(), factor) == ([1, -2], 0.25)


def test_a_number_that_is_no_fraction_is_written_with_four_digits():
    assert (fraction(3.0), fraction(2**0.5)) == ("3", "1.414")
