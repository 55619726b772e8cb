"""Shifted test images, against SciPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from cnnviz.data import Split
from cnnviz.evaluation.shifts import MOST_IMAGES, shifted, shifts_for, spread

BY_TURN = [(0, 1), (0, -1), (1, 0), (-1, 0)]


@given(st.integers(0, 4), st.integers(5, 9), st.integers(5, 9), st.integers(1, 3))
def test_images_are_moved_in_four_directions_and_repeat_their_edge(shift, height, width, channels):
    images = np.random.default_rng(0).integers(0, 256, (9, height, width, channels), np.uint8)
    moved = shifted(images, shift)
    assert (moved.shape, moved.dtype) == (images.shape, images.dtype)
    for i, (image, ours) in enumerate(zip(images, moved, strict=True)):
        down, right = BY_TURN[i % 4]
        theirs = ndimage.shift(image, (down * shift, right * shift, 0), order=0, mode="nearest")
        np.testing.assert_array_equal(ours, theirs)


def test_a_shift_of_0_changes_nothing():
    images = np.arange(2 * 5 * 5, dtype=np.uint8).reshape(2, 5, 5, 1)
    np.testing.assert_array_equal(shifted(images, 0), images)


@pytest.mark.parametrize("size", [(28, 28), (200, 100), (8, 8)])
def test_shifts_begin_at_0_and_end_at_a_fifth_of_the_image(size):
    shifts = shifts_for(*size)
    assert shifts[0] == 0
    assert list(shifts) == sorted(set(shifts))
    assert shifts[-1] == round(max(size) * 6 / 28)


@pytest.mark.parametrize("n", [3, 1000, 4321])
def test_images_are_spread_over_a_split(n):
    split = Split(np.zeros((n, 2, 2, 1), np.uint8), np.arange(n), tuple(map(str, range(n))))
    some = spread(split)
    assert len(some) == min(n, MOST_IMAGES)
    assert (some.labels[0], some.labels[-1]) == (0, n - 1)
