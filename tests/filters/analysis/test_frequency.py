"""The frequency response, against filtered waves, SciPy and numbers worked out by hand."""

import numpy as np
import pytest
from scipy import signal

from cnnviz.filters import kernels
from cnnviz.filters.analysis.frequency import describe, spectrum
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.ops import convolution

SOBEL_X = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
RANDOM = np.random.default_rng(1).normal(size=(4, 5))


def test_a_row_answers_as_scipys_freqz_says():
    row = np.array([[0.2, -1.0, 0.5]])
    found = spectrum(row)
    _, expected = signal.freqz(row[0], worN=2 * np.pi * found.frequencies)
    np.testing.assert_allclose(found.gain[10], np.abs(expected), atol=1e-12)


@pytest.mark.parametrize(
    "layer", [FilterLayer(), FilterLayer("convolve"), FilterLayer("convolve", dilation=2)]
)
@pytest.mark.parametrize("place", [(40, 50), (32, 20), (7, 64)])
def test_a_wave_comes_out_multiplied_by_the_response(layer, place):
    """Border "wrap" on 64 × 64 pixels, where each of these waves fits a whole number of times."""
    found = spectrum(RANDOM, layer)
    fy, fx = found.frequencies[list(place)]
    rows, cols = np.mgrid[:64, :64]
    wave = 2 * np.pi * (fy * rows + fx * cols)
    operate = (
        convolution.convolve2d if layer.operation == "convolve" else convolution.cross_correlate2d
    )
    options = {"border": "wrap", "dilation": layer.dilation}
    filtered = operate(np.cos(wave)[..., None], RANDOM, **options)[..., 0]
    response = found.response[place]
    expected = np.abs(response) * np.cos(wave + np.angle(response))
    np.testing.assert_allclose(filtered, expected, atol=1e-4)


def test_the_gain_of_an_even_area_is_the_sum_of_the_weights():
    assert spectrum(RANDOM).at_zero == pytest.approx(abs(RANDOM.sum()))


def test_sobel_answers_waves_of_four_pixels_most():
    found = spectrum(SOBEL_X)
    assert found.peak == pytest.approx(8)
    assert found.peak_at == found.telling == (0, 0.25)


def test_a_blur_shows_the_wave_that_loses_half():
    found = spectrum(np.full((1, 3), 1 / 3))
    # By hand: (1 + 2 cos 2πf) / 3 is 1/2 at f = 0.2098; the next of the 65 frequencies is 14/64.
    assert found.halved == (14 / 64, None)
    assert found.telling == (0, 14 / 64)


def test_a_kernel_that_passes_everything_shows_some_wave():
    assert spectrum(np.ones((1, 1))).telling == (0, 0.125)


@pytest.mark.parametrize(
    ("kernel", "kind"),
    [
        (np.zeros((3, 3)), "Nothing"),
        ([[0, 0, 2.0]], "All-pass"),
        (np.ones((5, 5)) / 25, "Low-pass"),
        (np.ones((1, 7)) / 7, "Low-pass, one way"),
        (np.eye(7) / 7, "Low-pass, one way"),
        ([[1, 0, 1], [0, 1, 0], [1, 0, 1]], "Several bands"),
        (SOBEL_X, "Derivative along x"),
        (SOBEL_X.T, "Derivative along y"),
        ([[1, 0], [0, -1]], "Derivative aslant"),
        ([[0, 1, 0], [1, -4, 1], [0, 1, 0]], "High-pass"),
        ([[-1, -1, -1], [-1, 9, -1], [-1, -1, -1]], "Sharpens"),
        ([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]], "Boosts a band"),
        ([[0.5, -2, 3], [1, 1, -2], [-2, 0.5, 1]], "Mixed"),
    ],
)
def test_what_a_kernel_lets_pass_is_described_by_its_gains(kernel, kind):
    assert describe(spectrum(np.array(kernel, float)))[0] == kind


def test_a_band_pass_peaks_between_slow_and_fine():
    log = kernels.KERNELS["Laplacian of Gaussian"].weights
    found = spectrum(np.atleast_3d(log)[..., 0])
    assert describe(found)[0] == "Band-pass"
    assert 0 < np.hypot(*found.peak_at) < 0.375


def test_the_sentence_holds_the_numbers():
    sentence = describe(spectrum(SOBEL_X))[1]
    assert sentence == "It gives 0 for even areas and answers most, 8-fold, at (0.25, 0)."


def test_dilation_repeats_the_response():
    plain, dilated = spectrum(SOBEL_X), spectrum(SOBEL_X, FilterLayer(dilation=2))
    np.testing.assert_allclose(dilated.gain[32, 16:49], plain.gain[32, ::2], atol=1e-12)
