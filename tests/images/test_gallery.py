"""cnnviz.images.gallery: every built-in picture is a sound image and shows what it says."""

import numpy as np
import pytest
from sklearn.datasets import load_sample_image

from cnnviz.images import gallery
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError


@pytest.mark.parametrize("name", gallery.PICTURES)
def test_every_picture_is_an_image_with_contrast_and_a_source(name):
    image = gallery.load(name)
    assert image.dtype == np.float32
    assert image.ndim == 3
    assert image.shape[2] in (1, 3)
    assert 0 <= image.min() < image.max() <= 1
    assert image.std() > 0.05
    assert gallery.PICTURES[name].source


@pytest.mark.parametrize("name", gallery.PICTURES)
def test_a_picture_is_the_same_each_time(name):
    np.testing.assert_array_equal(gallery.load(name), gallery.load(name))


@pytest.mark.parametrize(("name", "file"), [("Temple", "china.jpg"), ("Flower", "flower.jpg")])
def test_photographs_of_scikit_learn_are_read_as_it_reads_them(name, file):
    expected = load_sample_image(file).astype(np.float32) / 255
    np.testing.assert_array_equal(gallery.load(name), expected)


def test_an_unknown_name_is_refused():
    with pytest.raises(InputError, match=r"a picture must be one of Temple, .*, got 'Mona Lisa'"):
        gallery.load("Mona Lisa")


def test_the_checkerboard_has_as_much_black_as_white():
    assert gallery.load("Checkerboard").mean() == 0.5


def test_the_zone_plate_reaches_one_cycle_in_two_pixels_at_its_sides():
    middle_row = gallery.load("Zone plate")[140, :, 0] - 0.5
    assert _strongest_frequency(middle_row[-32:]) > 0.42
    assert _strongest_frequency(middle_row[124:156]) < 0.06


def _strongest_frequency(values):
    """In cycles per pixel."""
    spectrum = np.abs(np.fft.rfft(values))
    return np.fft.rfftfreq(len(values))[spectrum.argmax()]


def test_the_digit_has_the_size_of_an_mnist_digit_and_a_black_frame():
    digit = gallery.load("Digit")
    assert digit.shape == (28, 28, 1)
    assert digit[:2].max() == digit[:, :2].max() == digit[-2:].max() == digit[:, -2:].max() == 0


def test_the_pictures_shipped_are_small_and_their_sources_written_down():
    files = list((paths.ASSETS / "pictures").iterdir())
    assert sum(file.stat().st_size for file in files) < 1.5e6
    notes = (paths.ASSETS / "README.md").read_text("utf-8")
    assert [file.name for file in files if f"`{file.name}`" not in notes] == []
