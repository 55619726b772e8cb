"""cnnviz.filters.apply: what a screen can show of a filtered picture."""

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


def test_a_convolving_layer_turns_the_kernel():
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
def test_a_kernel_a_channel_gives_one_map_the_sum_of_the_channels(height, width, rows, cols, layer):
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


@pytest.mark.parametrize(("pooling", "reduce"), [("max", np.max), ("average", np.mean)])
@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pooling_reduces_windows_that_touch_and_leaves_out_what_remains(pooling, reduce, size):
    output = noise(8, 10, 3) - 0.5
    rows, cols = 8 // size, 10 // size
    cells = output[: rows * size, : cols * size].reshape(rows, size, cols, size, 3)
    pooled = apply.pool(output, FilterLayer(pooling=pooling, pool=size))
    np.testing.assert_allclose(pooled, reduce(cells, axis=(1, 3)), atol=1e-6)


def test_without_pooling_the_output_is_the_block_s():
    output = noise(5, 5)
    assert apply.pool(output, FilterLayer(pool=9)) is output


def test_a_pooling_window_larger_than_the_output_is_refused():
    with pytest.raises(
        InputError, match=r"^a pooling window of 4 × 4 does not fit an output of 3 × 9$"
    ):
        apply.pool(noise(3, 9), FilterLayer(pooling="max", pool=4))


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


def test_planes_that_are_neither_one_nor_one_a_channel_are_refused():
    with pytest.raises(InputError, match="a kernel must have 1 plane or one per channel, 3; got 2"):
        filter_image(noise(5, 5, 3), weights(3, 3, 2))


def test_an_all_zero_kernel_gives_zeros():
    filtered = filter_image(noise(5, 5), np.zeros((3, 3, 1)))
    assert (filtered.low, filtered.high, filtered.strongest) == (0, 0, (0, 0))


def test_the_strongest_pixel_has_the_largest_magnitude_of_either_sign():
    for image in (noise(12, 15), 1 - noise(12, 15)):
        filtered = filter_image(image, SOBEL)
        assert abs(filtered.output[filtered.strongest]).max() == np.abs(filtered.output).max()


def test_low_and_high_are_the_outputs_ends():
    filtered = filter_image(noise(12, 15, 3), SOBEL)
    assert (filtered.low, filtered.high) == (filtered.output.min(), filtered.output.max())


def test_up_to_the_working_size_the_view_is_the_picture_itself():
    filtered = filter_image(noise(1000, 1000), SOBEL)
    image, output = filtered.view()
    assert filtered.scale == 1
    assert image is filtered.image
    assert output is filtered.output


def test_above_it_the_view_has_a_megapixel_and_the_output_stays_whole():
    filtered = filter_image(noise(1500, 2000, 3), SOBEL)
    image, output = filtered.view()
    assert image.shape == (866, 1155, 3)
    assert output.shape == (865, 1154, 3)
    assert filtered.output.shape == (1498, 1998, 3)
    assert filtered.megapixels == 3


@pytest.mark.parametrize("border", ["zero", "reflect", "replicate", "wrap"])
@pytest.mark.parametrize("stride", [1, 3])
def test_the_padded_picture_holds_every_window(border, stride):
    layer = FilterLayer(border=border, stride=stride, dilation=2)
    filtered = filter_image(noise(10, 7), weights(4, 3), layer)
    padded, spread = filtered.padded()[..., 0], np.zeros((7, 5))
    spread[::2, ::2] = weights(4, 3)[..., 0]
    assert padded.shape == (filtered.rows.padded, filtered.cols.padded)
    expected = signal.correlate2d(padded, spread, "valid")[::stride, ::stride]
    np.testing.assert_allclose(filtered.output[..., 0], expected, atol=1e-5)


def test_a_valid_layer_pads_nothing():
    filtered = filter_image(noise(10, 7), SOBEL)
    assert filtered.padded() is filtered.image


@pytest.mark.parametrize("pixel", [(0, 0), (700, 900), (1497, 1997)])
@pytest.mark.parametrize(
    "layer", [FilterLayer(), FilterLayer(border="wrap"), FilterLayer(border="zero", dilation=3)]
)
def test_a_patch_explains_its_pixels_in_full_size(pixel, layer):
    filtered = filter_image(noise(1500, 2000), SOBEL, layer)
    corner, image, output = filtered.patch(pixel)
    assert output.shape == (apply.PATCH, apply.PATCH, 1)
    row, col = pixel[0] - corner[0], pixel[1] - corner[1]
    assert output[row, col, 0] == filtered.output[pixel][0]
    window = image[row:, col:, 0][: 2 * layer.dilation + 1, : 2 * layer.dilation + 1]
    products = window[:: layer.dilation, :: layer.dilation] * SOBEL[..., 0]
    assert products.sum() == pytest.approx(output[row, col, 0], abs=1e-5)


@pytest.mark.parametrize("stride", [2, 5, 300])
def test_a_patch_under_a_stride_reads_no_more_of_the_picture_than_one_without(stride):
    filtered = filter_image(noise(1500, 2000), SOBEL, FilterLayer(stride=stride))
    row, col = (size // 2 for size in filtered.output.shape[:2])
    corner, image, output = filtered.patch((row, col))
    assert max(image.shape) <= apply.PATCH + 2
    down, across = (row - corner[0]) * stride, (col - corner[1]) * stride
    products = image[down : down + 3, across : across + 3, 0] * SOBEL[..., 0]
    assert products.sum() == pytest.approx(filtered.output[row, col, 0], abs=1e-5)
    assert output[row - corner[0], col - corner[1]] == filtered.output[row, col]


def test_a_patch_of_a_narrow_picture_is_all_of_it():
    filtered = filter_image(noise(50, 60), SOBEL)
    corner, image, output = filtered.patch((47, 57))
    assert corner == (0, 0)
    assert image.shape == (50, 60, 1)
    assert output.shape == (48, 58, 1)


@pytest.mark.parametrize(
    ("place", "nearest"), [((-3, 5), (0, 5)), ((99, 99), (9, 12)), ((4, 4), (4, 4))]
)
def test_a_place_outside_means_the_nearest_pixel(place, nearest):
    assert filter_image(noise(12, 15), SOBEL).nearest(*place) == nearest


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
