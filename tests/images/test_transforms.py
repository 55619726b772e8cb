"""Scaling pictures as they are stored."""

import numpy as np

from cnnviz.images import fit_within, shrink


def test_shrinking_8_bits_rounds_what_fit_within_averages():
    pixels = np.random.default_rng(0).integers(0, 256, (61, 90, 3), np.uint8)
    exact = fit_within(pixels, 40)
    shrunk = shrink(pixels, 40)
    assert (shrunk.shape, shrunk.dtype) == ((27, 40, 3), np.uint8)
    assert np.abs(shrunk / 255 - exact).max() <= 0.51 / 255
    assert shrink(pixels, 90) is pixels


def test_in_two_steps_a_picture_is_averaged_nearly_as_in_one():
    rows, cols = np.mgrid[:200, :200] / 200
    pixels = (127 + 100 * np.sin(9 * rows) * np.cos(7 * cols)).astype(np.uint8)[..., np.newaxis]
    exact = fit_within(pixels, 80)
    assert np.abs(shrink(pixels, 80) / 255 - exact).max() <= 2 / 255
