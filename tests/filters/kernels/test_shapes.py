"""cnnviz.filters.kernels.shapes: the anchor stays where it is, whatever is cut or padded."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.filters import kernels
from cnnviz.ops.convolution import cross_correlate2d
from cnnviz.utils.errors import InputError

sides = st.integers(1, 15)


@pytest.mark.parametrize(
    ("shape", "cell"), [((1, 1), (0, 0)), ((3, 3), (1, 1)), ((2, 4), (0, 1)), ((15, 6), (7, 2))]
)
def test_the_anchor_is_the_centre_or_the_cell_before_it(shape, cell):
    assert kernels.anchor(shape) == cell


@given(sides, sides, sides, sides)
def test_recentring_keeps_the_anchor_cell_the_anchor(rows, cols, new_rows, new_cols):
    weights = np.random.default_rng(0).random((rows, cols))
    moved = kernels.recentre(weights, new_rows, new_cols)
    assert moved.shape == (new_rows, new_cols)
    assert moved[kernels.anchor(moved.shape)] == weights[kernels.anchor(weights.shape)]


@given(sides, sides)
def test_a_padded_kernel_can_be_cut_back(rows, cols):
    weights = np.random.default_rng(0).random((rows, cols, 3))
    padded = kernels.recentre(weights, 15, 15)
    np.testing.assert_array_equal(kernels.recentre(padded, rows, cols), weights)


@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 4), st.integers(0, 4))
def test_a_padded_kernel_filters_as_before(rows, cols, more_rows, more_cols):
    rng = np.random.default_rng(0)
    image, weights = rng.random((12, 12, 1)).astype(np.float32), rng.random((rows, cols))
    padded = kernels.recentre(weights, rows + more_rows, cols + more_cols)
    before = cross_correlate2d(image, weights, border="zero")
    np.testing.assert_allclose(cross_correlate2d(image, padded, border="zero"), before, atol=1e-4)


def test_recentring_cuts_the_rim():
    weights = np.arange(25.0).reshape(5, 5)
    assert kernels.recentre(weights, 3, 3).tolist() == [[6, 7, 8], [11, 12, 13], [16, 17, 18]]


def test_recentring_adds_zeros():
    weights = np.arange(1.0, 5.0).reshape(2, 2)
    expected = [[0, 0, 0, 0], [0, 1, 2, 0], [0, 3, 4, 0]]
    assert kernels.recentre(weights, 3, 4).tolist() == expected


def test_recentring_treats_all_planes_alike():
    planes = np.random.default_rng(0).random((3, 4, 3))
    moved = kernels.recentre(planes, 5, 2)
    each = [kernels.recentre(planes[..., plane], 5, 2) for plane in range(3)]
    np.testing.assert_array_equal(moved, np.stack(each, axis=2))


def test_a_recentred_kernel_is_a_copy():
    weights = np.zeros((3, 3))
    kernels.recentre(weights, 3, 3)[:] = 1
    assert not weights.any()


@pytest.mark.parametrize("shape", [(16, 16), (0, 3), (3, 16)])
def test_a_shape_beyond_15_is_refused(shape):
    with pytest.raises(
        InputError, match="has 1 to 15 rows and columns, got {} × {}".format(*shape)
    ):
        kernels.recentre(np.ones((3, 3)), *shape)
