"""cnnviz.ops.pooling against NumPy's windows and SciPy's filters."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import ndimage

from cnnviz.ops import pooling
from cnnviz.ops.geometry import Axis
from cnnviz.utils.errors import InputError
from tests.keras_padding import same_pads

sizes = st.integers(1, 12)


def windows(image, size, stride, padding, fill):
    """(H_out, W_out, C, size, size) windows of an image padded with ``fill``."""
    pads = [(0, 0)] * 3
    if padding == "same":
        pads[:2] = [same_pads(length, size, stride) for length in image.shape[:2]]
    padded = np.pad(image, pads, constant_values=fill)
    view = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(0, 1))
    return view[::stride, ::stride]


@given(
    height=sizes,
    width=sizes,
    size=st.integers(1, 5),
    stride=st.integers(1, 4),
    padding=st.sampled_from(["valid", "same"]),
)
def test_pooling_takes_each_windows_maximum_and_mean(height, width, size, stride, padding):
    assume(padding == "same" or size <= min(height, width))
    image = np.random.default_rng(0).normal(size=(height, width, 2)).astype(np.float32)
    real = windows(image, size, stride, padding, np.nan)
    options = {"stride": stride, "padding": padding}
    largest, mean = np.nanmax(real, axis=(3, 4)), np.nanmean(real, axis=(3, 4))
    np.testing.assert_array_equal(pooling.max_pool2d(image, size, **options), largest)
    np.testing.assert_allclose(pooling.average_pool2d(image, size, **options), mean, atol=1e-6)


@given(sizes, sizes, st.sampled_from([(1, 1), (3, 3), (3, 5)]))
def test_centred_windows_give_scipys_maximum_and_uniform_filter(height, width, window):
    planes = np.random.default_rng(0).normal(size=(height, width))
    axes = [
        Axis(side, kernel, before=kernel // 2, after=kernel // 2)
        for side, kernel in zip(planes.shape, window, strict=True)
    ]
    largest = ndimage.maximum_filter(planes, window, mode="constant", cval=-np.inf)
    np.testing.assert_array_equal(pooling.maxima(planes, *axes), largest)
    mean = ndimage.uniform_filter(planes, window, mode="constant")
    counted = pooling.sums(planes, *axes) / pooling.cell_counts(*axes, padding=True)
    np.testing.assert_allclose(counted, mean, atol=1e-12)


@given(st.integers(2, 9), st.integers(1, 3), st.integers(1, 3), st.integers(1, 2), st.booleans())
def test_a_windows_cells_are_counted_one_by_one(size, kernel, stride, dilation, ceil):
    try:
        axis = Axis(size, kernel, stride, kernel // 2, kernel // 2, dilation, ceil)
    except InputError:
        assume(False)
    cells = [[cell - axis.before for cell in window] for window in axis.windows]
    inside = [sum(0 <= cell < size for cell in window) for window in cells]
    padded = [sum(cell < size + axis.after for cell in window) for window in cells]
    one = Axis(1, 1)
    assert pooling.cell_counts(axis, one)[:, 0].tolist() == inside
    assert pooling.cell_counts(one, axis, padding=True)[0].tolist() == padded


def test_of_equal_cells_the_first_in_reading_order_wins():
    planes = np.array([[[0, 7, 0], [7, 7, 7]]])
    rows, cols = Axis(2, 2), Axis(3, 2)
    largest = pooling.maxima(planes, rows, cols)
    assert pooling.winners(planes, largest, rows, cols).tolist() == [[[1, 0]]]


def test_padding_is_never_the_largest_of_negative_values():
    axis = Axis(2, 3, before=1, after=1)
    assert pooling.maxima(np.full((2, 2), -5), axis, axis).tolist() == [[-5, -5], [-5, -5]]


def test_pooling_windows_move_by_their_own_size_unless_a_stride_is_given():
    image = np.arange(25, dtype=np.float32).reshape(5, 5, 1)
    assert pooling.max_pool2d(image)[..., 0].tolist() == [[6, 8], [16, 18]]
    assert pooling.average_pool2d(image)[..., 0].tolist() == [[3, 5], [13, 15]]


def test_pooling_leaves_its_input_unchanged():
    image = np.random.default_rng(0).random((6, 6, 2)).astype(np.float32)
    before = image.copy()
    pooling.max_pool2d(image, 1)
    pooling.average_pool2d(image, 1)
    np.testing.assert_array_equal(image, before)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"stride": 0}, "stride must be at least 1, got 0"),
        ({"size": 0}, "size must be at least 1, got 0"),
        ({"size": 6}, "a window 6 wide does not fit a padded input 5 wide"),
        ({"padding": "full"}, "padding must be one of valid, same, got 'full'"),
    ],
)
def test_invalid_pooling_settings_raise(options, sentence):
    with pytest.raises(InputError, match=sentence):
        pooling.max_pool2d(np.zeros((5, 5, 1), np.float32), **options)
