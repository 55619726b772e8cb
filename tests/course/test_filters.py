"""The lessons on filters: each answer and slip, worked out by SciPy or by hand."""

import numpy as np
import pytest
from scipy.signal import convolve2d, correlate2d
from scipy.stats import norm

from cnnviz.course.lessons import blurs, filters

SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
STEP = np.repeat([[0, 0, 1, 1]], 4, axis=0)


def question(lesson):
    return lesson.cards[1].question


def slips(lesson):
    return [slip.value for slip in question(lesson).slips]


def test_a_true_convolution_exchanges_the_signs_of_sobel_x():
    picture = np.random.default_rng(0).random((9, 9))
    plain = correlate2d(picture, SOBEL, "valid")
    assert convolve2d(picture, SOBEL, "valid") == pytest.approx(-plain)
    assert question(filters.flipped()).solution == "Red and blue are exchanged"


def test_the_signs_told_are_scipys():
    right = question(filters.flipped()).options[0].reason
    assert f"−4 instead of {correlate2d(STEP, SOBEL, 'valid')[0, 0]}." in right
    assert convolve2d(STEP, SOBEL, "valid")[0, 0] == -4


def test_sobel_x_gives_4_at_a_step():
    assert question(filters.edges()).answer == correlate2d(STEP, SOBEL, "valid")[0, 0]


def test_the_slips_on_an_edge_are_evenness_the_step_equal_rows_and_the_sign():
    prewitt = correlate2d(STEP, np.sign(SOBEL), "valid")[0, 0]
    assert slips(filters.edges()) == [0, 1, prewitt, -4]


def test_each_weight_of_a_mean_of_25_is_a_25th():
    assert question(blurs.blur()).answer == pytest.approx(1 / 25)
    assert slips(blurs.blur()) == pytest.approx([1 / 5, 1, 1 / 10])


def test_sharpening_makes_200_of_120_among_100():
    assert question(filters.sharpen()).answer == 5 * 120 - 4 * 100
    assert slips(filters.sharpen()) == [600, 500, 120, 100]


def test_three_sigma_of_2_need_13_cells():
    cells = [offset for offset in range(-50, 51) if abs(offset) <= 3 * 2]
    assert question(blurs.gaussian_width()).answer == len(cells)
    assert slips(blurs.gaussian_width()) == [6, 12, 7]


def test_the_share_within_three_sigma_is_that_of_the_sampled_normal_density():
    density = norm.pdf(np.arange(-50, 51), scale=2)
    share = density[50 - 6 : 51 + 6].sum() / density.sum()
    assert f"{share * 100:.1f} %" in blurs.gaussian_width().cards[1].reveal
