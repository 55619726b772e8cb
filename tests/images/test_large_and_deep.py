"""Large pictures, portable formats, and formats that are named but not read."""

import io
import resource

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cnnviz import images
from cnnviz.images import decode, read_pixels, stretch, used_bits, used_range
from cnnviz.utils.errors import InputError
from tests.images.test_formats import STORED, encode, opencv


@pytest.mark.parametrize("size", [(5712, 4284), (6016, 4016), (6048, 4024)])
def test_cameras_of_24_megapixels_are_read_whole(size):
    assert read_pixels(encode(Image.new("L", size), "PNG", compress_level=1)).shape[1::-1] == size


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_phone_s_48_megapixels_are_read_at_half_their_size(form):
    picture = Image.linear_gradient("L").resize((8064, 6048))
    pixels = read_pixels(encode(picture, form))
    assert pixels.shape == (3024, 4032, 1)
    expected = np.asarray(picture.reduce(2), int)
    assert np.abs(pixels[..., 0] - expected).max() <= 1


def test_over_50_megapixels_are_refused_with_both_numbers():
    with pytest.raises(InputError, match=r"at most 50 megapixels, got 50\.4 \(8192 × 6150"):
        read_pixels(encode(Image.new("1", (8192, 6150)), "PNG"))


def test_the_largest_of_each_depth_keeps_within_the_memory_of_one_copy():
    """In kB: 50 megapixels in RGB with 16 bits are 300 MB, with 8 bits in Pillow 200 MB."""
    tile = np.random.default_rng(0).integers(0, 4, (500, 250, 3), np.uint16).repeat(4, axis=1)
    noise = np.tile(tile, (10, 10, 1))
    files = {"16": cv2.imencode(".png", noise, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes()}
    files["8"] = cv2.imencode(".png", noise.astype(np.uint8))[1].tobytes()
    del noise
    for bits, most in (("8", 330_000), ("16", 450_000)):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert read_pixels(files[bits]).shape == (2500, 5000, 3)
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < most


@pytest.fixture
def few_kept(monkeypatch):
    monkeypatch.setattr(decode, "MAX_KEPT", 20)


MODES = {"L": 1, "RGB": 3, "RGBA": 3, "LA": 1, "P": 3, "1": 1}


@pytest.mark.usefixtures("few_kept")
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [(8, 12), (7, 5), (1, 40), (33, 2)])
def test_halving_takes_means_of_two_by_two_pixels_in_every_mode(mode, size, monkeypatch):
    monkeypatch.setattr("cnnviz.images.transforms.BAND", 4 * size[1])
    noise = np.random.default_rng(0).integers(0, 256, (*size, 4), np.uint8)
    picture = Image.fromarray(noise, "RGBA").convert(mode)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decode, "MAX_KEPT", 10**6)
        whole = read_pixels(encode(picture, "PNG")).astype(float)
    halved = read_pixels(encode(picture, "PNG"))
    rows, cols = (whole.shape[axis] % 2 for axis in (0, 1))
    even = np.pad(whole, ((0, rows), (0, cols), (0, 0)), mode="edge")
    means = (even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]) / 4
    assert halved.shape == (*means.shape[:2], MODES[mode])
    np.testing.assert_allclose(halved, means, atol=0.51)


@pytest.mark.usefixtures("few_kept")
@pytest.mark.parametrize("suffix", [".png", ".tiff"])
@pytest.mark.parametrize("channels", [1, 3])
def test_halving_16_bits_takes_means_too(suffix, channels):
    whole = np.random.default_rng(0).integers(0, 65536, (7, 10, channels), np.uint16)
    halved = read_pixels(opencv(whole, suffix))
    even = np.pad(whole.astype(float), ((0, 1), (0, 0), (0, 0)), mode="edge")
    means = (even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]) / 4
    np.testing.assert_allclose(halved, means, atol=0.51)


@pytest.mark.parametrize("orientation", STORED)
def test_a_halved_photograph_is_turned_as_its_camera_was(orientation, monkeypatch):
    monkeypatch.setattr(decode, "MAX_KEPT", 40 * 64 - 1)
    upright = np.zeros((40, 64, 3), np.uint8)
    upright[:8, :8] = 255
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = Image.fromarray(np.ascontiguousarray(STORED[orientation](upright)))
    pixels = read_pixels(encode(stored, "JPEG", quality=100, subsampling=0, exif=exif))
    assert pixels.shape == (20, 32, 3)
    assert pixels[1, 1].min() > 200
    assert pixels[-2:].max() < 50


@pytest.mark.parametrize("white", [15, 255, 256, 1000, 4095, 65535])
@pytest.mark.parametrize("channels", [1, 3])
def test_binary_portable_files_are_scaled_by_their_white(white, channels):
    levels = np.random.default_rng(0).integers(0, white + 1, (5, 7, channels))
    body = levels.astype("u1" if white < 256 else ">u2").tobytes()
    mark = b"P5" if channels == 1 else b"P6"
    pixels = read_pixels(mark + b"\n# a comment\n7 5\n%d\n" % white + body)
    largest = 255 if white < 256 else 65535
    assert pixels.dtype.itemsize == (1 if white < 256 else 2)
    np.testing.assert_allclose(pixels, levels * largest / white, atol=0.5)


@pytest.mark.parametrize(
    "data",
    [
        b"P5 2 2 4095\n\0\0",
        b"P6 9999 9 65535\n" + bytes(20),
        b"P5 2 2 65535\n",
        b"P5 0 2 255\n",
        b"P2 1 1 4095\n7",
        b"P5",
        b"Pf 1 1 -1.0\n\0\0\0\0",
    ],
)
def test_a_portable_file_that_is_cut_short_or_odd_is_refused(data):
    with pytest.raises(InputError):
        read_pixels(data)


def test_a_bitmap_of_the_portable_kind_is_black_on_white():
    assert read_pixels(b"P4\n8 1\n\xf0")[0, :, 0].tolist() == [0] * 4 + [255] * 4


NAMED = {
    "HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC picture.*export it as JPEG"),
    "HEIC of an iPhone": (b"\0\0\0\x24ftypmif1\0\0\0\0mif1heic", "Most Compatible on the phone"),
    "HEIC, 10 bits": (b"\0\0\0\x18ftyphevc\0\0\0\0", "HEIC picture"),
    "AVIF": (b"\0\0\0\x1cftypavif\0\0\0\0", "AVIF picture cannot be read here: save it as"),
    "JPEG 2000": (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"),
    "JPEG XL": (b"\xff\x0a\xfa", "JPEG XL"),
    "Photoshop": (b"8BPS\0\1", "Photoshop document"),
    "PDF": (b"%PDF-1.7", "a PDF is no picture: export the page as PNG"),
    "icon": (b"\0\0\1\0\1\0", "icon file"),
}


@pytest.mark.parametrize(("data", "sentence"), NAMED.values(), ids=NAMED)
def test_a_format_that_is_not_read_is_named_with_the_way_out(data, sentence):
    with pytest.raises(InputError, match=sentence):
        read_pixels(data + bytes(100))


@pytest.mark.parametrize(
    ("largest", "bits"), [(1, 1), (255, 8), (4095, 12), (4096, 13), (65535, 16)]
)
def test_the_bits_in_use_are_those_of_the_largest_value(largest, bits):
    pixels = np.array([[[0], [largest]]], np.uint16)
    assert used_bits(pixels) == bits
    assert stretch(pixels).max() == round(largest * 65535 / (2**bits - 1))


def test_a_blank_picture_can_be_stretched():
    assert not stretch(np.zeros((2, 2, 1), np.uint16)).any()


def test_a_picture_of_eight_bits_uses_them_all():
    assert used_bits(np.zeros((2, 2, 1), np.uint8)) == 8


@pytest.mark.parametrize("suffix", ["jfif", "jpe", "pgm", "ppm", "pnm", "pbm"])
def test_rarer_suffixes_are_those_of_pictures(suffix):
    assert suffix in images.EXTENSIONS
    form = "JPEG" if suffix.startswith("j") else "PPM"
    buffer = io.BytesIO()
    Image.new("L", (3, 2), 7).save(buffer, form)
    assert read_pixels(buffer.getvalue()).shape == (2, 3, 1)


@given(st.integers(2**15, 60_000), st.integers(1, 2**15 - 1))
def test_sixteen_bits_that_use_a_narrow_part_of_their_range_are_spread_over_all_of_it(high, span):
    low = high - span
    pixels = np.array([[low, high], [(low + high) // 2, low]], np.uint16)
    assert used_range(pixels) == (low, high)
    expected = np.round((pixels - np.float64(low)) / span * 65535)
    np.testing.assert_allclose(stretch(pixels), expected, atol=1)
    assert (stretch(pixels).min(), stretch(pixels).max()) == (0, 65535)


@given(st.integers(0, 2**15 - 1))
def test_sixteen_bits_that_use_half_of_their_range_or_more_stay_as_they_are(low):
    pixels = np.array([[low, low + 2**15]], np.uint16)
    assert used_range(pixels) == (0, 65535)
    np.testing.assert_array_equal(stretch(pixels), pixels)


def test_a_picture_of_one_value_has_nothing_to_stretch():
    assert used_range(np.full((2, 2, 1), 40_000, np.uint16)) == (0, 65535)


@pytest.mark.parametrize("size", [(1, 1), (7, 300), (6400, 4000)])
def test_the_stored_size_is_the_files_whatever_is_read_of_it(size):
    assert images.stored_size(encode(Image.new("1", size), "PNG")) == size[::-1]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_stored_size_is_that_of_the_turned_picture(orientation, form):
    exif = Image.Exif()
    exif[decode.ORIENTATION] = orientation
    data = encode(Image.new("RGB", (40, 30)), form, exif=exif)
    assert images.stored_size(data) == read_pixels(data).shape[:2]
