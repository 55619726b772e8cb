"""cnnviz.ops.fast_correlation: whichever way is taken, the numbers are SciPy's."""

from unittest import mock

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from cnnviz.ops import fast_correlation

EDGES = {
    "constant": cv2.BORDER_CONSTANT,
    "mirror": cv2.BORDER_REFLECT_101,
    "nearest": cv2.BORDER_REPLICATE,
}
sides = st.integers(1, 15)


def noise(*shape):
    return np.random.default_rng(0).normal(size=shape)


def by_scipy(image, kernel, mode):
    """ndimage puts an even kernel's anchor after the middle: origin -1 moves it before."""
    origin = [-(1 - side % 2) for side in kernel.shape]
    planes = np.moveaxis(image.astype(float), 2, 0)
    answers = [ndimage.correlate(plane, kernel, mode=mode, origin=origin) for plane in planes]
    return np.stack(answers, axis=2)


@given(sides, sides, st.sampled_from(list(EDGES)), st.sampled_from([1, 2, 3]))
def test_direct_sliding_and_the_fourier_transform_agree_with_scipy(height, width, mode, channels):
    image, kernel = noise(20, 17, channels).astype(np.float32), noise(height, width)
    expected = by_scipy(image, kernel, mode)
    for way in (fast_correlation.spatial, fast_correlation.fft):
        result = way(image, kernel, EDGES[mode])
        assert result.dtype == np.float32
        np.testing.assert_allclose(result, expected, atol=2e-4)


@settings(max_examples=40)
@given(sides, sides, st.sampled_from(list(EDGES)), st.sampled_from([1, 3]))
def test_column_and_row_one_after_the_other_agree_with_scipy(height, width, mode, channels):
    image, column, row = noise(20, 17, channels).astype(np.float32), noise(height), noise(width)
    result = fast_correlation.separable(image, column, row, EDGES[mode])
    expected = by_scipy(image, np.outer(column, row), mode)
    np.testing.assert_allclose(result, expected, atol=2e-4)


@given(
    st.integers(1, 300),
    sides,
    sides,
    st.sampled_from(list(EDGES)),
    st.integers(1, 6),
    st.sampled_from([0, 10_000]),
)
def test_strips_on_all_cores_leave_no_seam(rows, height, width, mode, strip, fourier_to):
    image, kernel = noise(rows, 9, 2).astype(np.float32), noise(height, width)
    sizes = {"SHARED_FROM": 0, "STRIP": 18 * strip, "FOURIER_STRIP": strip, "FOURIER_FROM": 60}
    sizes["FOURIER_TO"] = fourier_to
    with mock.patch.multiple(fast_correlation, **sizes):
        result = fast_correlation.correlate(image, kernel, EDGES[mode])
    np.testing.assert_allclose(result, by_scipy(image, kernel, mode), atol=5e-4)


@given(sides, sides)
def test_a_column_times_a_row_is_separated(height, width):
    kernel = np.outer(noise(height), noise(width))
    np.testing.assert_allclose(np.outer(*fast_correlation.separate(kernel)), kernel, atol=1e-12)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("kernel", [np.zeros((3, 3)), np.eye(3), noise(5, 4)])
def test_a_kernel_of_higher_rank_is_not_separated(kernel):
    assert fast_correlation.separate(kernel) is None


def test_a_kernel_of_almost_rank_1_is_not_separated():
    kernel = np.ones((3, 3))
    kernel[2, 2] += 1e-6
    assert fast_correlation.separate(kernel) is None


@pytest.mark.parametrize(
    ("shape", "anchor"), [((3, 3), (1, 1)), ((2, 5), (0, 2)), ((1, 4), (0, 1))]
)
def test_the_anchor_is_the_middle_or_the_cell_before_it(shape, anchor):
    assert fast_correlation.anchor(np.ones(shape)) == anchor
