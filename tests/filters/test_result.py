"""cnnviz.filters.result: what a screen can show of a filtered picture."""

import numpy as np
import pytest
from scipy import signal

from cnnviz.filters import result
from cnnviz.filters.apply import filter_image
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.filters.kernels import KERNELS
from cnnviz.filters.pooled import pool

SOBEL = KERNELS["Sobel x"].weights[..., None]


def noise(height: int, width: int, channels: int = 1) -> np.ndarray:
    return np.random.default_rng(0).random((height, width, channels)).astype(np.float32)


def weights(rows: int, cols: int, planes: int = 1) -> np.ndarray:
    return np.random.default_rng(1).normal(size=(rows, cols, planes))


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
    assert output.shape == (result.PATCH, result.PATCH, 1)
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
    assert max(image.shape) <= result.PATCH + 2
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


def test_the_pixel_explained_first_has_its_window_inside_the_picture():
    bright = np.ones((20, 30, 1), np.float32)
    bright[9:12, 14:17] -= 0.2 * np.eye(3, dtype=np.float32)[..., None]
    for stride in (1, 2, 3):
        filtered = filter_image(bright, SOBEL, FilterLayer(border="zero", stride=stride))
        row, col = filtered.strongest
        top, left = row * stride - filtered.rows.before, col * stride - filtered.cols.before
        assert 0 <= top <= 20 - 3
        assert 0 <= left <= 30 - 3
        assert 6 <= top <= 12
        assert 11 <= left <= 17


def test_where_no_window_lies_inside_the_first_pixel_is_the_strongest_of_all():
    filtered = filter_image(noise(2, 2), weights(5, 5), FilterLayer(border="zero"))
    assert abs(filtered.output[filtered.strongest]).max() == np.abs(filtered.output).max()


@pytest.mark.parametrize("pooling", ["max", "average"])
def test_a_patch_begins_with_a_whole_pooling_window(pooling):
    layer = FilterLayer(pooling=pooling, pool=5, stride=2, border="zero")
    filtered = filter_image(noise(1500, 2000), SOBEL, layer)
    for pixel in ((0, 0), (333, 777), (filtered.rows.output - 1, filtered.cols.output - 1)):
        corner, _, output = filtered.patch(pixel)
        assert corner[0] % 5 == corner[1] % 5 == 0
        assert corner[0] <= pixel[0] < corner[0] + output.shape[0]
        assert corner[1] <= pixel[1] < corner[1] + output.shape[1]
        top, left = corner[0] // 5, corner[1] // 5
        expected = pool(output, layer)
        rows, cols = expected.shape[:2]
        shown = filtered.pooled[top : top + rows, left : left + cols]
        np.testing.assert_array_equal(expected, shown)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_where_255_is_white_the_sums_of_stored_pixels_are_255_times_as_large(dtype):
    stored = np.random.default_rng(0).integers(0, 256, (9, 11, 3)).astype(dtype)
    stored = stored if dtype == np.uint8 else stored * dtype(257)
    by_one, by_255 = (filter_image(stored, SOBEL, FilterLayer(white=w)) for w in (1.0, 255.0))
    np.testing.assert_allclose(by_255.output, 255 * by_one.output, atol=1e-3)
    assert by_255.output[3, 4, 0] == round(by_255.output[3, 4, 0])
