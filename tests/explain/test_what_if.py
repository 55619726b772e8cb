"""Changes of an input against SciPy and array slices, and where an answer tips over."""

import numpy as np
import pytest
from scipy import ndimage

from cnnviz.explain import what_if
from cnnviz.explain.what_if import BY_NAME, CHANGES, Tipping

IMAGE = np.random.default_rng(0).random((10, 20, 1), np.float32)
IMAGE[0] = 0.5  # the background, which is the median
MEDIAN = np.median(IMAGE)


def test_neutral_numbers_change_nothing():
    np.testing.assert_array_equal(what_if.changed(IMAGE, {}), IMAGE)
    np.testing.assert_array_equal(what_if.changed(IMAGE, what_if.NEUTRAL), IMAGE)
    for change in CHANGES:
        assert change.low <= change.neutral <= change.high


def test_a_shift_by_whole_pixels_moves_them_and_fills_with_the_background():
    found = what_if.changed(IMAGE, {"right": 0.1, "down": -0.2})
    expected = np.full_like(IMAGE, MEDIAN)
    expected[:8, 2:] = IMAGE[2:, :-2]
    np.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize(("angle", "turns"), [(90, 1), (180, 2), (-90, 3)])
def test_a_quarter_turn_is_numpy_s(angle, turns):
    square = IMAGE[:, :10]
    found = what_if.changed(square, {"turn": angle})
    np.testing.assert_allclose(found, np.rot90(square, turns), atol=1e-4)


def test_scaling_by_two_doubles_the_distance_from_the_centre():
    image = np.zeros((21, 21, 1), np.float32)
    image[10, 13] = 1
    found = what_if.changed(image, {"scale": 2})
    assert np.unravel_index(found.argmax(), found.shape) == (10, 16, 0)


def test_blur_is_scipy_s():
    found = what_if.changed(IMAGE, {"blur": 0.05})  # a standard deviation of one pixel
    expected = ndimage.gaussian_filter(IMAGE[..., 0], 1, mode="nearest", truncate=4)
    np.testing.assert_allclose(found[..., 0], expected, atol=2e-3)


def test_brightness_is_added_and_noise_has_its_strength():
    even = np.full((50, 50, 1), 0.5, np.float32)
    np.testing.assert_allclose(what_if.changed(even, {"brighten": 0.25}), 0.75)
    np.testing.assert_allclose(what_if.changed(even, {"brighten": -0.8}), 0)
    assert np.std(what_if.changed(even, {"noise": 0.1})) == pytest.approx(0.1, rel=0.1)


@pytest.mark.parametrize("change", CHANGES)
def test_a_sweep_goes_through_the_whole_range_with_the_other_changes_as_they_are(change):
    values = {"turn": 20.0, "noise": 0.1}
    found = what_if.sweep(IMAGE, values, change)
    for place in (0, 20, 40):
        single = what_if.changed(IMAGE, values | {change.name: change.grid[place]})
        np.testing.assert_array_equal(found[place], single)
    np.testing.assert_array_equal(what_if.sweep(IMAGE, values, change, (3, 9)), found[3:9])
    assert (change.grid[0], change.grid[-1]) == (change.low, change.high)


def test_the_answer_tips_where_two_lines_cross():
    grid = np.array([0.0, 1, 2, 3, 4])
    first = np.array([0.2, 0.6, 0.9, 0.7, 0.3])
    found = what_if.tipping_points(grid, np.stack([first, 1 - first], axis=1), 2.1)
    assert [(each.before, each.after) for each in found] == [(0, 1), (0, 1)]
    assert [each.at for each in found] == [pytest.approx(0.75), pytest.approx(3.5)]


def test_an_answer_that_never_tips_has_no_such_place():
    assert what_if.tipping_points(np.arange(3.0), np.array([[0.9, 0.1]] * 3), 0) == []
    assert Tipping(1.0, 0, 1).at == 1
    assert set(BY_NAME) == {change.name for change in CHANGES}
