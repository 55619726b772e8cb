"""cnnviz.filters.kernels.families: compared with SciPy, sums by hand and what they should find."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from cnnviz.filters import kernels
from cnnviz.filters.kernels import families
from cnnviz.ops.convolution import cross_correlate2d

sides = st.integers(1, 15)
shapes = st.tuples(sides, sides)
odd_shapes = st.tuples(*[st.integers(0, 7).map(lambda reach: 2 * reach + 1)] * 2)
sigmas = st.floats(0.3, 4)
angles = st.floats(0, 180)
wavelengths = st.floats(2, 12)
lengths = st.floats(1, 15)


def spike(shape: tuple[int, int]) -> np.ndarray:
    """1 at the anchor of zeros."""
    image = np.zeros(shape)
    image[kernels.anchor(shape)] = 1
    return image


def reach(shape: tuple[int, int]) -> tuple[int, ...]:
    return tuple(side // 2 for side in shape)


# Gaussian.


@given(odd_shapes, sigmas)
def test_the_gaussian_is_scipys_answer_to_one_bright_pixel(shape, sigma):
    expected = ndimage.gaussian_filter(spike(shape), sigma, mode="constant", radius=reach(shape))
    np.testing.assert_allclose(families.gaussian(shape, sigma), expected, atol=1e-12)


@given(shapes, sigmas)
def test_the_gaussian_sums_to_1(shape, sigma):
    assert families.gaussian(shape, sigma).sum() == pytest.approx(1, abs=1e-12)


@given(shapes, sigmas)
def test_the_gaussian_is_largest_at_the_anchor(shape, sigma):
    weights = families.gaussian(shape, sigma)
    assert weights[kernels.anchor(shape)] == weights.max()


@given(shapes, sigmas)
def test_the_gaussian_is_a_column_times_a_row(shape, sigma):
    assert np.linalg.matrix_rank(families.gaussian(shape, sigma)) == 1


@pytest.mark.parametrize("sigma", [0.8, 1.2, 2.0])
def test_the_gaussians_spread_is_sigma(sigma):
    columns = families.gaussian((15, 15), sigma).sum(axis=0)
    assert (columns * np.arange(-7, 8) ** 2).sum() == pytest.approx(sigma**2, rel=0.01)


@given(shapes, sigmas)
def test_a_smaller_gaussian_is_the_middle_of_a_larger_one(shape, sigma):
    middle = kernels.recentre(families.gaussian((15, 15), sigma), *shape)
    expected = middle / middle.sum()
    np.testing.assert_allclose(families.gaussian(shape, sigma), expected, atol=1e-12)


# Box and unsharp mask.


@given(shapes)
def test_the_box_is_the_mean_of_its_window(shape):
    window = np.random.default_rng(0).random(shape)
    assert (families.box(shape) * window).sum() == pytest.approx(window.mean())


@given(odd_shapes, sigmas, st.floats(0, 5))
def test_the_unsharp_mask_adds_what_scipys_blur_takes_away(shape, sigma, amount):
    image = spike(shape)
    blurred = ndimage.gaussian_filter(image, sigma, mode="constant", radius=reach(shape))
    expected = image + amount * (image - blurred)
    np.testing.assert_allclose(families.unsharp(shape, sigma, amount), expected, atol=1e-12)


@given(shapes, sigmas)
def test_an_unsharp_mask_of_amount_0_leaves_the_picture_as_it_is(shape, sigma):
    np.testing.assert_array_equal(families.unsharp(shape, sigma, 0), spike(shape))


# Laplacian of Gaussian.


@pytest.mark.parametrize("sigma", [0.8, 1.0, 1.4, 1.8])
def test_the_laplacian_of_gaussian_is_scipys_answer_to_one_bright_pixel(sigma):
    expected = ndimage.gaussian_laplace(spike((15, 15)), sigma, mode="constant", radius=7)
    weights = families.laplacian_of_gaussian((15, 15), sigma)
    np.testing.assert_allclose(weights, expected, atol=0.01 * np.abs(expected).max())


@given(shapes, sigmas)
def test_the_laplacian_of_gaussian_sums_to_0(shape, sigma):
    weights = families.laplacian_of_gaussian(shape, sigma)
    assert abs(weights.sum()) <= 1e-13 * max(np.abs(weights).sum(), 1)


@given(st.floats(0.8, 1.8))
def test_the_laplacian_of_gaussian_is_negative_up_to_sigma_times_the_root_of_2(sigma):
    rows, cols = np.mgrid[-7:8, -7:8]
    beyond = rows**2 + cols**2 - 2 * sigma**2
    clear = np.abs(beyond) > 0.1
    weights = families.laplacian_of_gaussian((15, 15), sigma)
    np.testing.assert_array_equal(np.sign(weights)[clear], np.sign(beyond)[clear])


# Gabor.


def gabor_by_hand(shape: tuple[int, int], angle: float, wavelength: float) -> list[list[float]]:
    """Pixel by pixel: exp(-r² / 2 sigma²) (cos(2 pi u / wavelength) - k), scaled to ±1."""
    sigma = wavelength / math.pi * math.sqrt(math.log(2) / 2) * (2 + 1) / (2 - 1)
    turn = math.radians(angle)
    cells = {}
    for row in range(shape[0]):
        for col in range(shape[1]):
            down, right = row - (shape[0] - 1) // 2, col - (shape[1] - 1) // 2
            across_stripes = right * math.cos(turn) + down * math.sin(turn)
            envelope = math.exp(-(right**2 + down**2) / (2 * sigma**2))
            cells[row, col] = (envelope, math.cos(2 * math.pi * across_stripes / wavelength))
    level = sum(e * wave for e, wave in cells.values()) / sum(e for e, _ in cells.values())
    stripes = {cell: e * (wave - level) for cell, (e, wave) in cells.items()}
    positive = sum(weight for weight in stripes.values() if weight > 0)
    return [[stripes[r, c] / positive for c in range(shape[1])] for r in range(shape[0])]


@given(st.tuples(st.integers(3, 15), st.integers(3, 15)), angles, wavelengths)
def test_the_gabor_kernel_is_the_one_computed_by_hand(shape, angle, wavelength):
    expected = gabor_by_hand(shape, angle, wavelength)
    np.testing.assert_allclose(families.gabor(shape, angle, wavelength), expected, atol=1e-9)


@given(shapes, angles, wavelengths)
def test_a_gabor_kernels_positive_and_negative_weights_weigh_the_same(shape, angle, wavelength):
    weights = families.gabor(shape, angle, wavelength)
    expected = 1 if weights.any() else 0
    assert weights[weights > 0].sum() == pytest.approx(expected, abs=1e-9)
    assert weights[weights < 0].sum() == pytest.approx(-expected, abs=1e-9)


@given(odd_shapes, angles, wavelengths)
def test_a_gabor_kernel_is_the_same_upside_down(shape, angle, wavelength):
    weights = families.gabor(shape, angle, wavelength)
    np.testing.assert_allclose(weights, weights[::-1, ::-1], atol=1e-12)


def waves(angle: float, wavelength: float) -> np.ndarray:
    rows, cols = np.mgrid[:48, :48]
    turn = np.radians(angle)
    along = cols * np.cos(turn) + rows * np.sin(turn)
    return (0.5 + 0.5 * np.cos(2 * np.pi * along / wavelength))[..., None].astype(np.float32)


@pytest.mark.parametrize("angle", [0, 30, 45, 90, 150])
def test_a_gabor_kernel_answers_most_to_stripes_across_its_angle(angle):
    weights = families.gabor((13, 13), angle, 5)
    answers = {
        turned: np.abs(cross_correlate2d(waves(turned, 5), weights)).max()
        for turned in range(0, 180, 15)
    }
    assert max(answers, key=answers.__getitem__) == angle


@pytest.mark.parametrize("wavelength", [3, 4, 6])
def test_a_gabor_kernel_answers_most_to_stripes_of_its_wavelength(wavelength):
    weights = families.gabor((15, 15), 0, wavelength)
    answers = {
        length: np.abs(cross_correlate2d(waves(0, length), weights)).max()
        for length in (2, 3, 4, 6, 9, 14)
    }
    assert max(answers, key=answers.__getitem__) == wavelength


# Motion blur.


@given(shapes, angles, lengths)
def test_motion_blur_sums_to_1_and_has_no_negative_weight(shape, angle, length):
    weights = families.motion_blur(shape, angle, length)
    assert weights.sum() == pytest.approx(1, abs=1e-12)
    assert weights.min() >= 0


def test_motion_blur_to_the_right_is_the_mean_of_a_row():
    expected = np.zeros((3, 7))
    expected[1, 1:6] = 1 / 5
    np.testing.assert_array_equal(families.motion_blur((3, 7), 0, 5), expected)


def test_motion_blur_down_is_the_mean_of_a_column():
    expected = families.motion_blur((3, 7), 0, 5).T
    np.testing.assert_array_equal(families.motion_blur((7, 3), 90, 5), expected)


def test_motion_blur_by_45_degrees_goes_from_the_top_left_to_the_bottom_right():
    weights = families.motion_blur((3, 3), 45, 7) / families.motion_blur((3, 3), 45, 7)[1, 1]
    beside = 1 - math.sqrt(0.5)  # a pixel's distance from the diagonal is the root of a half
    expected = [[1, beside, 0], [beside, 1, beside], [0, beside, 1]]
    np.testing.assert_allclose(weights, expected, atol=1e-12)


@pytest.mark.parametrize("angle", [0, 20, 45, 70, 90, 120, 165])
def test_motion_blur_is_spread_along_its_angle(angle):
    weights = families.motion_blur((15, 15), angle, 11)
    down, across = np.mgrid[-7:8, -7:8]
    moments = [[(weights * a * b).sum() for b in (across, down)] for a in (across, down)]
    right, below = np.linalg.eigh(moments)[1][:, -1]
    assert math.degrees(math.atan2(below, right)) % 180 == pytest.approx(angle, abs=1)


def test_motion_blur_of_length_1_leaves_the_picture_as_it_is():
    np.testing.assert_array_equal(families.motion_blur((5, 5), 0, 1), spike((5, 5)))
