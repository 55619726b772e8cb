"""cnnviz.images against Pillow and OpenCV as writers, and hand-made broken files."""

import io
import resource
import struct
import zlib

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cnnviz import images
from cnnviz.images import read_image, read_pixels, to_float
from cnnviz.utils.errors import InputError


def encode(image: Image.Image, form: str = "PNG", **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


FORMS = ("PNG", "JPEG", "BMP", "TIFF", "GIF", "WEBP", "16-bit PNG", "16-bit TIFF")


def encoded(pixels: np.ndarray, form: str) -> bytes:
    if form.startswith("16-bit"):
        suffix = form.replace("16-bit ", ".").lower()
        return cv2.imencode(suffix, pixels.astype(np.uint16) * 257)[1].tobytes()
    return encode(Image.fromarray(pixels), form)


def ramp(channels: int, height: int = 5, width: int = 7) -> np.ndarray:
    values = np.random.default_rng(0).integers(0, 256, (height, width, channels), np.uint8)
    return values[..., 0] if channels == 1 else values


@pytest.mark.parametrize("form", ["PNG", "BMP", "TIFF"])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_lossless_8_bit_file_is_divided_by_255(form, channels):
    pixels = ramp(channels)
    image = read_image(encode(Image.fromarray(pixels), form))
    np.testing.assert_array_equal(image, np.atleast_3d(pixels).astype(np.float32) / 255)
    assert image.dtype == np.float32


@pytest.mark.parametrize("suffix", [".png", ".tiff"])
def test_16_bit_grey_keeps_all_65536_levels(suffix):
    levels = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    image = read_image(cv2.imencode(suffix, levels)[1].tobytes())
    assert image.shape == (256, 256, 1)
    np.testing.assert_array_equal(image[..., 0], levels.astype(np.float32) / 65535)


def test_transparent_pixels_show_white():
    picture = Image.new("RGBA", (1, 2), (0, 0, 0, 0))
    picture.putpixel((0, 1), (0, 0, 255, 255))
    np.testing.assert_array_equal(read_image(encode(picture))[:, 0], [[1, 1, 1], [0, 0, 1]])


def stencil(colour: tuple[int, ...], covered: slice, depth: type = np.uint8) -> bytes:
    """A bar of one colour on transparent ground, as PNG."""
    factor = np.iinfo(depth).max // 255
    pixels = np.zeros((20, 30, 4), depth)
    pixels[:, covered] = np.array([*colour[::-1], 255]) * factor
    pixels[:, ~np.isin(np.arange(30), np.arange(30)[covered]), :3] = np.array(colour[::-1]) * factor
    return cv2.imencode(".png", pixels)[1].tobytes()


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
@pytest.mark.parametrize("colour", [(255, 255, 255), (230, 235, 230), (255, 255, 150)])
def test_light_ink_on_transparent_ground_is_laid_on_black(colour, depth):
    image = read_image(stencil(colour, slice(10, 16), depth))
    assert image[:, 10:16].min() > 0.5
    assert image[:, :10].max() == 0


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
@pytest.mark.parametrize(
    ("colour", "covered"),
    [((0, 0, 0), slice(10, 16)), ((90, 0, 160), slice(10, 16)), ((255, 255, 255), slice(0, 27))],
)
def test_dark_ink_and_pictures_with_cut_corners_are_laid_on_white(colour, covered, depth):
    image = read_image(stencil(colour, covered, depth))
    assert image[:, 27:].min() == 1


def test_grey_with_alpha_stays_grey_on_white():
    half = Image.new("LA", (1, 1), (0, 128))
    np.testing.assert_allclose(read_image(encode(half)), [[[127 / 255]]], atol=1 / 255)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_rotation_brings_the_marked_corner_to_the_top_left(orientation):
    upright = np.zeros((40, 60, 3), np.uint8)
    upright[:8, :8], upright[:8, -8:] = 255, (0, 0, 255)
    data = encode(_stored_as(upright, orientation), "JPEG", quality=100, exif=_exif(orientation))
    image = read_image(data)
    assert image.shape == (40, 60, 3)
    np.testing.assert_allclose(image[2, 2], 1, atol=0.1)
    np.testing.assert_allclose(image[2, 57], [0, 0, 1], atol=0.1)


def _exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def _stored_as(upright: np.ndarray, orientation: int) -> Image.Image:
    """What a camera held that way would have stored; each transposition's inverse."""
    turn = Image.Transpose
    inverse = {
        2: turn.FLIP_LEFT_RIGHT,
        3: turn.ROTATE_180,
        4: turn.FLIP_TOP_BOTTOM,
        5: turn.TRANSPOSE,
        6: turn.ROTATE_90,
        7: turn.TRANSVERSE,
        8: turn.ROTATE_270,
    }
    picture = Image.fromarray(upright)
    return picture if orientation == 1 else picture.transpose(inverse[orientation])


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


END = chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(10_000, 5001), (65000, 65000)])
def test_too_many_pixels_are_refused_from_the_header_alone(size):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0))
    with pytest.raises(InputError, match="at most 50 megapixels, got"):
        read_image(png(header, chunk(b"IDAT", b""), chunk(b"IEND", b"")))


def test_a_file_over_30_mb_is_refused():
    with pytest.raises(InputError, match=r"at most 30 MB, got 30\.0 MB"):
        read_image(bytes(images.MAX_BYTES + 1))


NO_IMAGES = {
    "an empty file": b"",
    "text": b"hello",
    "a GIF's mark": b"GIF89a",
    "a PNG's mark": b"\x89PNG\r\n\x1a\n",
    "a zip": b"PK\x03\x04" + bytes(100),
}


@pytest.mark.parametrize("data", NO_IMAGES.values(), ids=NO_IMAGES)
def test_what_is_no_image_is_refused_in_one_sentence(data):
    with pytest.raises(InputError, match="not a readable image") as refusal:
        read_image(data)
    assert "\n" not in str(refusal.value)


WHY = {
    b"": "it is empty",
    b"\xff\xd8\xff\xe0" + bytes(20): "it begins as a JPEG, but is damaged or cut short",
    b"\x89PNG\r\n\x1a\n": "it begins as a PNG, but is damaged or cut short",
    b"GIF89a": "it begins as a GIF, but is damaged or cut short",
    b"hello": "it must be a PNG, JPEG, WebP, BMP, TIFF, GIF, PGM or PPM",
}


@pytest.mark.parametrize(("data", "why"), WHY.items(), ids=WHY.values())
def test_the_sentence_says_what_is_wrong_with_a_file(data, why):
    with pytest.raises(InputError, match=f": {why}$"):
        read_image(data)


@pytest.mark.parametrize("form", FORMS)
def test_a_file_cut_in_its_middle_is_refused(form):
    data = encoded(np.random.default_rng(1).integers(0, 256, (64, 64, 3), np.uint8), form)
    with pytest.raises(InputError):
        read_image(data[: len(data) // 2])


@pytest.mark.parametrize("bits", [8, 16])
def test_a_png_that_unpacks_to_far_more_than_its_pixels_takes_no_memory_for_the_rest(bits):
    header = struct.pack(">IIBBBBB", 10, 10, bits, 2, 0, 0, 0)
    bomb = png(chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(bytes(10**8))), END)
    assert len(bomb) < 200_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert read_pixels(bomb).shape == (10, 10, 3)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after - before < 20_000  # kB


def test_a_png_with_a_comment_that_unpacks_without_end_is_refused():
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    comment = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(10**8)))
    pixels = chunk(b"IDAT", zlib.compress(bytes(2)))
    with pytest.raises(InputError, match="not a readable image"):
        read_pixels(png(chunk(b"IHDR", header), comment, pixels, END))


def test_a_picture_of_one_pixel_is_a_picture():
    np.testing.assert_array_equal(read_image(encode(Image.new("L", (1, 1), 255))), [[[1]]])


@given(
    form=st.sampled_from(FORMS),
    at=st.lists(st.floats(0, 0.999), min_size=1, max_size=8),
    byte=st.integers(0, 255),
)
def test_a_damaged_file_is_an_image_or_an_input_error_and_nothing_else(form, at, byte):
    data = bytearray(encoded(ramp(3, 24, 24), form))
    for place in at:
        data[int(place * len(data))] = byte
    try:
        image = read_image(bytes(data))
    except InputError:
        return
    assert image.ndim == 3
    assert image.shape[2] in (1, 3)
    assert 0 <= image.min() <= image.max() <= 1


@pytest.mark.parametrize(("dtype", "largest"), [(np.uint8, 255), (np.uint16, 65535)])
def test_every_level_becomes_its_fraction_of_the_largest(dtype, largest):
    levels = np.arange(largest + 1, dtype=dtype).reshape(-1, 1, 1)
    image = to_float(levels)
    assert image.dtype == np.float32
    np.testing.assert_array_equal(image, levels.astype(np.float32) / np.float32(largest))


def test_grey_is_pillows_grey():
    pixels = ramp(3)
    expected = np.asarray(Image.fromarray(pixels).convert("L"))
    grey = images.to_grey(pixels.astype(np.float32) / 255)
    np.testing.assert_allclose(grey[..., 0] * 255, expected, atol=0.51)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_stored_pixels_turn_grey_as_their_image_does_in_every_band(dtype):
    values = np.random.default_rng(0).integers(0, np.iinfo(dtype).max, (1500, 1500, 3), dtype)
    np.testing.assert_allclose(images.to_grey(values), images.to_grey(to_float(values)), atol=1e-6)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_stored_pixels_are_resized_as_their_image_is(dtype):
    values = np.random.default_rng(0).integers(0, 256, (90, 120, 3))
    pixels = values.astype(dtype) if dtype != np.float32 else to_float(values.astype(np.uint8))
    expected = images.resize(to_float(pixels), 33, 44)
    np.testing.assert_allclose(images.resize_pixels(pixels, 33, 44), expected, atol=1e-6)


def test_grey_to_rgb_and_back_is_the_same_image():
    grey = np.random.default_rng(0).random((4, 5, 1), np.float32)
    np.testing.assert_allclose(images.to_grey(images.to_rgb(grey)), grey, atol=1e-6)


@pytest.mark.parametrize("channels", [1, 3])
def test_resizing_keeps_the_channel_axis_and_the_mean(channels):
    image = np.random.default_rng(0).random((40, 60, channels)).astype(np.float32)
    small = images.resize(image, 10, 15)
    assert small.shape == (10, 15, channels)
    np.testing.assert_allclose(small.mean(), image.mean(), atol=1e-3)


def test_resizing_to_nothing_is_refused():
    with pytest.raises(InputError, match="at least 1 × 1 pixels, got 0 × 5"):
        images.resize(np.zeros((4, 4, 1), np.float32), 0, 5)


def test_fit_within_keeps_the_proportions_and_never_enlarges():
    wide = np.zeros((100, 400, 3), np.float32)
    assert images.fit_within(wide, 200).shape == (50, 200, 3)
    assert images.fit_within(wide, 1000) is wide
    assert images.fit_within(np.zeros((1, 900, 1), np.float32), 100).shape == (1, 100, 1)


def test_uint8_rounds_and_clips():
    values = np.array([[[-1], [0.5], [1], [2], [254.4 / 255]]])
    np.testing.assert_array_equal(images.to_uint8(values).ravel(), [0, 128, 255, 255, 254])


@pytest.mark.parametrize("shape", [(3, 4), (3, 4, 1), (3, 4, 3)])
def test_png_bytes_come_back_unchanged(shape):
    pixels = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    again = images.to_uint8(read_image(images.png_bytes(pixels)))
    np.testing.assert_array_equal(again, pixels.reshape(again.shape))
