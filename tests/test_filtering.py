"""cnnviz.filtering: what a screen can show of a filtered picture."""

import numpy as np
import pytest
from scipy import signal

from cnnviz import filtering
from cnnviz.errors import InputError
from cnnviz.filtering import filter_image
from cnnviz.kernels import KERNELS

SOBEL = KERNELS["Sobel x"].weights[..., None]


def noise(height: int, width: int, channels: int = 1) -> np.ndarray:
    return np.random.default_rng(0).random((height, width, channels)).astype(np.float32)


def test_the_output_is_scipys_correlation_inside_the_image():
    filtered = filter_image(noise(30, 40), SOBEL)
    expected = signal.correlate2d(filtered.image[..., 0], SOBEL[..., 0], "valid")
    np.testing.assert_allclose(filtered.output[..., 0], expected, atol=1e-5)


def test_a_kernel_larger_than_the_image_is_refused():
    with pytest.raises(InputError, match="a window of 3 × 3 does not fit a picture of 2 × 9"):
        filter_image(noise(2, 9), SOBEL)


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


@pytest.mark.parametrize("pixel", [(0, 0), (700, 900), (1497, 1997)])
def test_a_patch_explains_its_pixels_in_full_size(pixel):
    filtered = filter_image(noise(1500, 2000), SOBEL)
    corner, image, output = filtered.patch(pixel)
    assert output.shape == (filtering.PATCH, filtering.PATCH, 1)
    row, col = pixel[0] - corner[0], pixel[1] - corner[1]
    assert output[row, col, 0] == filtered.output[pixel][0]
    products = image[row : row + 3, col : col + 3, 0] * SOBEL[..., 0]
    assert products.sum() == pytest.approx(output[row, col, 0], abs=1e-5)


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
