"""Shrinking by products of matrices, against OpenCV's and against the mean over areas."""

import cv2
import numpy as np
import pytest

from cnnviz.images import averaged
from cnnviz.utils.errors import InputError


def _grey(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(height).random((height, width, 1), np.float32)


@pytest.mark.parametrize("size", [(160, 160), (150, 160), (175, 120), (64, 64), (100, 200)])
def test_it_equals_opencv(size):
    image = _grey(200, 200)
    wanted = cv2.resize(image, size[::-1], interpolation=cv2.INTER_AREA)
    assert averaged(image, *size)[..., 0] == pytest.approx(wanted, abs=1e-6)


def test_a_new_pixel_is_the_mean_over_the_area_it_covers():
    image = np.float32([[1, 0, 0, 0, 0]]).repeat(5, axis=0)[..., np.newaxis]
    assert averaged(image, 4, 4)[0, :, 0] == pytest.approx([0.8, 0, 0, 0])


def test_colours_and_growth_are_resized_as_ever():
    image = np.random.default_rng(0).random((10, 10, 3), np.float32)
    wanted = cv2.resize(image, (8, 8), interpolation=cv2.INTER_AREA)
    assert np.array_equal(averaged(image, 8, 8), wanted)
    assert averaged(_grey(10, 10), 14, 14).shape == (14, 14, 1)


def test_no_pixel_is_refused():
    with pytest.raises(InputError, match="got 0 × 4"):
        averaged(_grey(5, 5), 0, 4)
