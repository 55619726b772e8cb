"""TIFFs of 10, 12 and 14 bits: every level is read, or the file is refused in one sentence."""

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.images import decode, packed_tiff, read_pixels
from cnnviz.utils.errors import InputError
from tests.images.test_formats import STORED, tiff

depths = st.sampled_from(packed_tiff.DEPTHS)


def noise(shape: tuple[int, ...], bits: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 2**bits, shape, np.uint16)


def scaled(levels: np.ndarray, bits: int) -> np.ndarray:
    return np.round(levels.astype(float) * 65535 / (2**bits - 1))


@given(
    depths,
    st.integers(1, 9),
    st.integers(1, 9),
    st.sampled_from([1, 3]),
    st.sampled_from("<>"),
    st.booleans(),
    st.integers(0, 999),
)
def test_every_level_of_packed_bits_is_read(bits, height, width, channels, end, deflate, seed):
    levels = noise((height, width, channels), bits, seed)
    pixels = read_pixels(tiff(levels, end, bits=bits, deflate=deflate))
    assert pixels.dtype == np.uint16
    np.testing.assert_array_equal(pixels, scaled(levels, bits))


@pytest.mark.parametrize("bits", packed_tiff.DEPTHS)
def test_white_may_be_stored_as_zero(bits):
    levels = noise((4, 5, 1), bits)
    pixels = read_pixels(tiff(levels, bits=bits, photometric=packed_tiff.WHITE_IS_ZERO))
    np.testing.assert_array_equal(pixels, scaled(2**bits - 1 - levels, bits))


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("channels", [1, 3])
def test_packed_bits_are_turned_upright(orientation, channels):
    upright = noise((4, 7, channels), 12)
    stored = np.ascontiguousarray(STORED[orientation](upright))
    pixels = read_pixels(tiff(stored, bits=12, orientation=orientation))
    np.testing.assert_array_equal(pixels, scaled(upright, 12))


def test_transparency_of_packed_bits_is_laid_on_white():
    levels = noise((6, 5, 4), 12)
    levels[..., 3] = 4095
    levels[0, 0, 3] = 0
    pixels = read_pixels(tiff(levels, bits=12, extra=2))
    np.testing.assert_array_equal(pixels[1:], scaled(levels[1:, :, :3], 12))
    assert pixels[0, 0].tolist() == [65535] * 3


def test_a_large_picture_of_packed_bits_is_halved(monkeypatch):
    monkeypatch.setattr(decode, "MAX_KEPT", 20)
    levels = noise((8, 6, 3), 12)
    means = scaled(levels, 12).reshape(4, 2, 3, 2, 3).mean((1, 3))
    np.testing.assert_allclose(read_pixels(tiff(levels, bits=12)), means, atol=0.51)


def test_the_size_is_checked_before_a_pixel_is_decoded():
    file = bytearray(tiff(noise((4, 5, 3), 12), bits=12))
    for tag, value in ((256, 60_000), (257, 40_000)):
        at = file.rindex(tag.to_bytes(2, "little") + b"\4\0\1\0\0\0")
        file[at + 8 : at + 12] = value.to_bytes(4, "little")
    with pytest.raises(InputError, match=r"at most 50 megapixels, got 2400\.0 \(60000 × 40000"):
        read_pixels(bytes(file))


REFUSED = {
    "planes": (tiff(noise((4, 5, 3), 12), bits=12, planes=True), "of 12 bits must store its chan"),
    "grey with alpha": (tiff(noise((4, 5, 2), 12), bits=12, extra=2), "stores something else than"),
    "a camera's raw": (tiff(noise((4, 5, 1), 12), bits=12, photometric=32803), "something else"),
    "9 bits": (tiff(noise((4, 5, 1), 9), bits=9), "something else than 8, 10, 12, 14 or 16 whole"),
    "13 bits": (tiff(noise((4, 5, 3), 13), bits=13), "stores something else"),
    "cut short": (tiff(noise((400, 50, 3), 12), bits=12)[:-200], "TIFF"),
}


@pytest.mark.parametrize(("data", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_in_full_is_refused_with_a_way_out(data, sentence):
    with pytest.raises(InputError, match=sentence) as refusal:
        read_pixels(data)
    assert str(refusal.value).endswith((": save it as PNG", "its pixels cannot be read"))


@given(depths, st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=6))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(bits, damage):
    file = bytearray(tiff(noise((5, 6, 3), bits), bits=bits))
    for place, byte in damage:
        file[int(place * len(file))] = byte
    with suppress(InputError):
        assert read_pixels(bytes(file)).ndim == 3
