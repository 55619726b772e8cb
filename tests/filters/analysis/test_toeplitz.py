"""The layer's matrix, against the layer itself and SciPy's Toeplitz matrices."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import linalg

from cnnviz.filters import apply
from cnnviz.filters.analysis.toeplitz import (
    MOST_COLUMNS,
    digits,
    linear_layer,
    small_picture,
    small_shape,
)
from cnnviz.filters.filter_layer import OPERATIONS, FilterLayer
from cnnviz.ops import convolution

KERNEL = np.array([[1.0, 2, 0], [-3, 4, 5], [0, -6, 7]])

layers = st.builds(
    FilterLayer,
    st.sampled_from(OPERATIONS),
    st.integers(1, 3),
    st.integers(1, 3),
    st.sampled_from(convolution.BORDERS),
)
sides = st.integers(1, 8)


def fits(size: int, kernel: int, layer: FilterLayer) -> bool:
    return (
        layer.border != "valid" or convolution.effective_kernel_size(kernel, layer.dilation) <= size
    )


@given(layers, sides, sides, st.integers(1, 5), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_the_matrix_times_the_input_is_the_layers_output(layer, height, width, kh, kw, seed):
    assume(fits(height, kh, layer) and fits(width, kw, layer))
    random = np.random.default_rng(seed)
    image, kernel = random.normal(size=(height, width)), random.normal(size=(kh, kw))
    linear = linear_layer(kernel, (height, width), layer)
    expected = apply.sums(image[..., None].astype(np.float32), kernel[..., None], layer)
    assert linear.output_shape == expected.shape[:2]
    np.testing.assert_allclose(linear.matrix @ image.ravel(), expected.ravel(), atol=1e-4)
    np.testing.assert_allclose(linear.patches(image) @ linear.weights, expected.ravel(), atol=1e-4)


def test_one_row_gives_scipys_toeplitz_matrix():
    row = np.array([[2.0, 3, 4]])
    matrix = linear_layer(row, (1, 6), FilterLayer()).matrix
    np.testing.assert_array_equal(matrix, linalg.toeplitz([2, 0, 0, 0], [2, 3, 4, 0, 0, 0]))


def test_blocks_of_the_matrix_repeat_along_its_diagonals():
    matrix = linear_layer(KERNEL, (5, 6), FilterLayer()).matrix
    layers = matrix.reshape(3, 4, 5, 6).swapaxes(1, 2)
    for row in range(2):
        for col in range(4):
            np.testing.assert_array_equal(layers[row, col], layers[row + 1, col + 1])


def test_a_weight_of_0_is_a_connection_and_the_rest_are_none():
    linear = linear_layer(KERNEL, (5, 5), FilterLayer())
    assert linear.connected.sum() == 9 * 9
    assert linear.zeros == pytest.approx(1 - 81 / 225)


def test_weights_are_counted_against_a_dense_layers():
    linear = linear_layer(KERNEL, (5, 5), FilterLayer())
    assert (linear.shared_weights, linear.dense_weights) == (10, 25 * 9 + 9)


def test_with_a_border_every_pixel_has_a_row():
    linear = linear_layer(KERNEL, (5, 5), FilterLayer(border="zero"))
    assert linear.matrix.shape == (25, 25)
    assert (linear.sources[0] >= 0).sum() == 4  # of the corner's window


def test_what_wraps_round_is_circulant():
    row = np.array([[0.0, 1, 5]])
    matrix = linear_layer(row, (1, 4), FilterLayer(border="wrap")).matrix
    np.testing.assert_array_equal(matrix, linalg.circulant([1, 0, 0, 5]))


@given(layers, st.integers(1, 15), st.integers(1, 15))
def test_the_small_input_holds_the_window(layer, height, width):
    shape = small_shape((height, width), layer)
    linear = linear_layer(np.ones((height, width)), shape, layer)
    assert linear.outputs >= 4
    assert linear.readable == (shape[0] * shape[1] <= MOST_COLUMNS)


def test_without_stride_and_gaps_every_kernel_gives_a_readable_matrix():
    for side in range(1, 16):
        for border in convolution.BORDERS:
            shape = small_shape((side, side), FilterLayer(border=border))
            assert linear_layer(np.ones((side, side)), shape, FilterLayer(border=border)).readable


def test_a_small_picture_keeps_light_and_dark_in_their_places():
    plane = np.zeros((700, 900), np.float32)
    plane[:, 450:] = 0.5
    np.testing.assert_array_equal(small_picture(plane, (4, 4)), [[0, 0, 9, 9]] * 4)


def test_an_even_picture_stays_as_light_as_it_is():
    assert digits(np.full((3, 3), 0.5)).tolist() == [[4] * 3] * 3
