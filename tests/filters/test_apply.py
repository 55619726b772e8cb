"""cnnviz.filters.apply, against SciPy and sums by hand."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import signal
from scipy.special import expit

from cnnviz import images
from cnnviz.filters import apply
from cnnviz.filters.apply import filter_image
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.filters.kernels import KERNELS
from cnnviz.ops import convolution
from cnnviz.utils.errors import InputError

SOBEL = KERNELS["Sobel x"].weights[..., None]


def noise(height: int, width: int, channels: int = 1) -> np.ndarray:
    return np.random.default_rng(0).random((height, width, channels)).astype(np.float32)


def weights(rows: int, cols: int, planes: int = 1) -> np.ndarray:
    return np.random.default_rng(1).normal(size=(rows, cols, planes))


def test_the_output_is_scipys_correlation_inside_the_image():
    filtered = filter_image(noise(30, 40), SOBEL)
    expected = signal.correlate2d(filtered.image[..., 0], SOBEL[..., 0], "valid")
    np.testing.assert_allclose(filtered.output[..., 0], expected, atol=1e-5)


def test_a_convolving_layer_flips_the_kernel():
    filtered = filter_image(noise(30, 40), weights(3, 4), FilterLayer("convolve"))
    expected = signal.convolve2d(filtered.image[..., 0], weights(3, 4)[..., 0], "valid")
    np.testing.assert_allclose(filtered.output[..., 0], expected, atol=1e-5)


def test_one_kernel_treats_each_channel_alone():
    filtered = filter_image(noise(9, 8, 3), weights(3, 3))
    assert not filtered.summed
    for channel in range(3):
        expected = signal.correlate2d(filtered.image[..., channel], weights(3, 3)[..., 0], "valid")
        np.testing.assert_allclose(filtered.output[..., channel], expected, atol=1e-5)


layers = st.builds(
    FilterLayer,
    operation=st.sampled_from(["correlate", "convolve"]),
    stride=st.integers(1, 3),
    dilation=st.integers(1, 2),
    border=st.sampled_from(convolution.BORDERS),
)


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 5), st.integers(1, 5), layers)
def test_one_kernel_per_channel_gives_the_sum_of_the_channels(height, width, rows, cols, layer):
    reach = [layer.dilation * (side - 1) + 1 for side in (rows, cols)]
    assume(layer.border != "valid" or (reach[0] <= height and reach[1] <= width))
    image, planes = noise(height, width, 3), weights(rows, cols, 3)
    alone = [filter_image(image[..., [c]], planes[..., [c]], layer).output for c in range(3)]
    filtered = filter_image(image, planes, layer)
    assert filtered.summed
    assert filtered.output.shape == (*alone[0].shape[:2], 1)
    np.testing.assert_allclose(filtered.output, sum(alone), atol=1e-4)
    for partial, expected in zip(apply.partial_sums(image, planes, layer), alone, strict=True):
        np.testing.assert_array_equal(partial, expected)


def test_a_sum_over_channels_by_hand():
    image = np.array([[[0.5, 0.25, 1.0]]], np.float32)
    assert filter_image(image, np.array([[[2.0, -4.0, 3.0]]])).output.tolist() == [[[1 - 1 + 3]]]


@pytest.mark.parametrize(
    ("activation", "function"),
    [
        ("none", lambda sums: sums),
        ("ReLU", lambda sums: sums * (sums > 0)),
        ("leaky ReLU", lambda sums: sums * np.where(sums < 0, 0.2, 1)),
        ("sigmoid", expit),
        ("tanh", np.tanh),
    ],
)
@pytest.mark.parametrize("planes", [1, 3])
def test_bias_and_activation_follow_the_sum(activation, function, planes):
    image = noise(12, 15, 3)
    bare = filter_image(image, weights(3, 3, planes)).output.astype(float)
    layer = FilterLayer(bias=-0.3, activation=activation)
    output = filter_image(image, weights(3, 3, planes), layer).output
    assert output.dtype == np.float32
    np.testing.assert_allclose(output, function(bare - 0.3), atol=1e-6)


def test_activate_works_in_place():
    values = np.array([-1.0, 2.0], np.float32)
    answer = apply.activate(values, FilterLayer(bias=0.5, activation="ReLU"))
    assert answer is values
    assert values.tolist() == [0.0, 2.5]


@pytest.mark.parametrize("activation", ["none", "sigmoid"])
def test_the_picture_and_the_weights_are_left_as_they_were(activation):
    image, kernel = noise(6, 7, 3), np.ones((1, 1, 1))
    before = image.copy()
    filter_image(image, kernel, FilterLayer(bias=1, activation=activation))
    np.testing.assert_array_equal(image, before)
    np.testing.assert_array_equal(kernel, 1)


@pytest.mark.parametrize(
    ("rows", "cols", "dilation", "window"),
    [(5, 5, 1, "5 × 5"), (1, 4, 1, "1 × 4"), (4, 1, 1, "4 × 1"), (3, 3, 2, "5 × 5")],
)
def test_a_window_larger_than_the_picture_is_refused(rows, cols, dilation, window):
    sentence = (
        f"^a window of {window} does not fit a picture of 3 × 3: "
        'take a smaller kernel, or another border than "valid"$'
    )
    with pytest.raises(InputError, match=sentence):
        filter_image(noise(3, 3), weights(rows, cols), FilterLayer(dilation=dilation))


@pytest.mark.parametrize("border", ["zero", "reflect", "replicate", "wrap"])
def test_with_a_border_any_window_fits_even_one_pixel(border):
    filtered = filter_image(noise(1, 1), weights(15, 15), FilterLayer(border=border, dilation=2))
    pixel = noise(1, 1)[0, 0, 0]
    seen = weights(15, 15)[7, 7, 0] if border == "zero" else weights(15, 15).sum()
    assert filtered.output.shape == (1, 1, 1)
    assert filtered.output[0, 0, 0] == pytest.approx(pixel * seen, abs=1e-5)


def test_planes_that_are_neither_one_nor_one_per_channel_are_refused():
    with pytest.raises(InputError, match="a kernel must have 1 plane or one per channel, 3; got 2"):
        filter_image(noise(5, 5, 3), weights(3, 3, 2))


def test_an_all_zero_kernel_gives_zeros():
    filtered = filter_image(noise(5, 5), np.zeros((3, 3, 1)))
    assert (filtered.low, filtered.high, filtered.strongest) == (0, 0, (0, 0))


@pytest.mark.parametrize("planes", [1, 3])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_stored_pixels_are_filtered_as_their_float_image_is(planes, dtype):
    stored = (noise(30, 40, 3) * np.iinfo(dtype).max).astype(dtype)
    weights = np.random.default_rng(1).normal(size=(3, 5, planes))
    layer = FilterLayer(border="reflect", stride=2, bias=0.1, activation="ReLU")
    expected = filter_image(images.to_float(stored), weights, layer)
    filtered = filter_image(stored, weights, layer)
    np.testing.assert_allclose(filtered.output, expected.output, atol=1e-6)
    for ours, theirs in zip(filtered.patch((3, 4)), expected.patch((3, 4)), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)
