"""cnnviz.images against Pillow and OpenCV as writers, and hand-made broken files."""

import io
import struct
import zlib

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cnnviz import images
from cnnviz.errors import InputError
from cnnviz.images import read_image


def encode(image: Image.Image, form: str = "PNG", **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


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


def test_a_lossless_webp_keeps_its_values():
    pixels = ramp(3)
    image = read_image(encode(Image.fromarray(pixels), "WEBP", lossless=True))
    np.testing.assert_array_equal(images.to_uint8(image), pixels)


def test_a_jpeg_is_read_in_its_own_colours():
    image = read_image(encode(Image.new("RGB", (16, 16), (255, 0, 0)), "JPEG", quality=95))
    np.testing.assert_allclose(image[8, 8], [1, 0, 0], atol=0.02)


@pytest.mark.parametrize("suffix", [".png", ".tiff"])
def test_16_bit_grey_keeps_all_65536_levels(suffix):
    levels = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    image = read_image(cv2.imencode(suffix, levels)[1].tobytes())
    assert image.shape == (256, 256, 1)
    np.testing.assert_array_equal(image[..., 0], levels.astype(np.float32) / 65535)


@pytest.mark.parametrize("suffix", [".png", ".tiff"])
def test_16_bit_colour_keeps_its_low_byte_and_its_channel_order(suffix):
    bgr = np.full((4, 4, 3), (1, 2, 65535), np.uint16)
    image = read_image(cv2.imencode(suffix, bgr)[1].tobytes())
    np.testing.assert_allclose(image[0, 0], [1, 2 / 65535, 1 / 65535], rtol=1e-6)


def test_16_bit_alpha_is_laid_on_white():
    bgra = np.full((2, 2, 4), (0, 0, 65535, 32768), np.uint16)
    image = read_image(cv2.imencode(".png", bgra)[1].tobytes())
    np.testing.assert_allclose(image[0, 0], [1, 0.5, 0.5], atol=1e-4)


def test_16_bit_grey_with_alpha_stays_grey():
    header = struct.pack(">IIBBBBB", 2, 1, 16, 4, 0, 0, 0)
    row = b"\0" + struct.pack(">HHHH", 0, 65535, 65535, 0)
    data = png(chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(row)), chunk(b"IEND", b""))
    np.testing.assert_allclose(read_image(data), [[[0], [1]]])


def test_a_palette_becomes_rgb():
    picture = Image.fromarray(np.array([[0, 1]], np.uint8), "P")
    picture.putpalette([255, 0, 0, 0, 0, 255])
    np.testing.assert_array_equal(read_image(encode(picture)), [[[1, 0, 0], [0, 0, 1]]])


def test_cmyk_becomes_rgb():
    cyan = Image.new("CMYK", (4, 4), (255, 0, 0, 0))
    np.testing.assert_array_equal(read_image(encode(cyan, "TIFF"))[0, 0], [0, 1, 1])


def test_transparent_pixels_show_white():
    picture = Image.new("RGBA", (1, 2), (0, 0, 0, 0))
    picture.putpixel((0, 1), (0, 0, 255, 255))
    np.testing.assert_array_equal(read_image(encode(picture))[:, 0], [[1, 1, 1], [0, 0, 1]])


def test_grey_with_alpha_stays_grey_on_white():
    half = Image.new("LA", (1, 1), (0, 128))
    np.testing.assert_allclose(read_image(encode(half)), [[[127 / 255]]], atol=1 / 255)


def test_a_gif_gives_its_first_frame():
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    data = encode(frames[0], "GIF", save_all=True, append_images=frames[1:])
    np.testing.assert_array_equal(read_image(data)[0, 0], [1, 0, 0])


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_rotation_brings_the_marked_corner_to_the_top_left(orientation):
    upright = np.zeros((40, 60, 3), np.uint8)
    upright[:8, :8], upright[:8, -8:] = 255, (0, 0, 255)
    data = encode(_stored_as(upright, orientation), "JPEG", quality=100, exif=_exif(orientation))
    image = read_image(data)
    assert image.shape == (40, 60, 3)
    np.testing.assert_allclose(image[2, 2], 1, atol=0.1)
    np.testing.assert_allclose(image[2, 57], [0, 0, 1], atol=0.1)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_16_bit_files_obey_exif_rotation_as_8_bit_ones_do(orientation):
    deep = np.arange(6 * 4, dtype=np.uint16).reshape(6, 4) * 2000
    data = encode(Image.fromarray(deep), "PNG", exif=_exif(orientation))
    shallow = Image.fromarray((deep // 256).astype(np.uint8))
    same = encode(shallow, "PNG", exif=_exif(orientation))
    np.testing.assert_allclose(read_image(data), read_image(same), atol=1 / 200)


def _exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def _stored_as(upright: np.ndarray, orientation: int) -> Image.Image:
    """What a camera held that way would have stored; each transposition's inverse."""
    turn = Image.Transpose
    inverse = {2: turn.FLIP_LEFT_RIGHT, 3: turn.ROTATE_180, 4: turn.FLIP_TOP_BOTTOM,
               5: turn.TRANSPOSE, 6: turn.ROTATE_90, 7: turn.TRANSVERSE,
               8: turn.ROTATE_270}  # fmt: skip
    picture = Image.fromarray(upright)
    return picture if orientation == 1 else picture.transpose(inverse[orientation])


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize("size", [(6000, 4001), (65000, 65000)])
def test_too_many_pixels_are_refused_from_the_header_alone(size):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0))
    with pytest.raises(InputError, match="at most 24 megapixels, got"):
        read_image(png(header, chunk(b"IDAT", b""), chunk(b"IEND", b"")))


def test_an_image_smaller_than_asked_for_is_refused():
    data = encode(Image.new("L", (9, 6)))
    assert read_image(data, least=6).shape == (6, 9, 1)
    with pytest.raises(InputError, match="at least 7 × 7 pixels here, got 9 × 6"):
        read_image(data, least=7)


def test_a_file_over_64_mb_is_refused():
    with pytest.raises(InputError, match=r"at most 64 MB, got 64\.0 MB"):
        read_image(bytes(images.MAX_BYTES + 1))


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"GIF89a"])
def test_what_is_no_image_is_refused_in_one_sentence(data):
    with pytest.raises(InputError, match="not a readable image") as refusal:
        read_image(data)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "BMP", "TIFF", "GIF", "WEBP"])
def test_a_file_cut_in_its_middle_is_refused(form):
    noise = np.random.default_rng(1).integers(0, 256, (64, 64, 3), np.uint8)
    data = encode(Image.fromarray(noise), form)
    with pytest.raises(InputError):
        read_image(data[: len(data) // 2])


def test_32_bit_floats_are_refused():
    picture = Image.fromarray(np.full((3, 3), 300, np.float32))
    with pytest.raises(InputError, match="8 or 16 bits a channel, got 32"):
        read_image(encode(picture, "TIFF"))


@settings(max_examples=300, deadline=None)
@given(
    form=st.sampled_from(["PNG", "JPEG", "BMP", "TIFF", "GIF", "WEBP"]),
    at=st.lists(st.floats(0, 0.999), min_size=1, max_size=8),
    byte=st.integers(0, 255),
)
def test_a_damaged_file_is_an_image_or_an_input_error_and_nothing_else(form, at, byte):
    data = bytearray(encode(Image.fromarray(ramp(3, 24, 24)), form))
    for place in at:
        data[int(place * len(data))] = byte
    try:
        image = read_image(bytes(data))
    except InputError:
        return
    assert image.ndim == 3
    assert image.shape[2] in (1, 3)
    assert 0 <= image.min() <= image.max() <= 1


def test_grey_is_pillows_grey():
    pixels = ramp(3)
    expected = np.asarray(Image.fromarray(pixels).convert("L"))
    grey = images.to_grey(pixels.astype(np.float32) / 255)
    np.testing.assert_allclose(grey[..., 0] * 255, expected, atol=0.51)


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
