"""What a row of maps sends: the true values where they fit, means where they do not."""

import numpy as np
import pytest

from cnnviz.ui.components.map_row import LONGEST, Map, payload
from tests.ui.components.test_packing import unpack

RNG = np.random.default_rng(0)


def noise(*shape: int) -> np.ndarray:
    return RNG.normal(size=shape).astype(np.float32)


def sent(*maps: Map) -> tuple[list[dict], list[np.ndarray]]:
    """Each map's words and its values."""
    header, values = unpack(payload(maps, "Maps", None, pickable=False))
    sizes = [np.prod(words["shape"]) for words in header["maps"]]
    parts = np.split(values, np.cumsum(sizes)[:-1])
    return header["maps"], [
        part.reshape(words["shape"]) for part, words in zip(parts, header["maps"], strict=True)
    ]


def test_small_maps_are_sent_value_by_value():
    grey, colour = noise(7, 9), noise(5, 4, 3)
    words, values = sent(Map("A", "", grey, -1, 1), Map("B", "", colour, 0, 1, "grey"))
    np.testing.assert_array_equal(values[0][..., 0], grey)
    np.testing.assert_array_equal(values[1], colour)
    assert [each["size"] for each in words] == [[7, 9], [5, 4]]


@pytest.mark.parametrize("shape", [(600, 900), (900, 600, 3), (4000, 3), (301, 300)])
def test_a_large_map_is_scaled_down_and_takes_less_than_400_kb(shape):
    words, values = sent(Map("A", "", noise(*shape), -1, 1))
    assert words[0]["size"] == list(shape[:2])
    assert max(words[0]["shape"][:2]) <= LONGEST
    assert values[0].nbytes < 400_000


def test_a_scaled_map_holds_means():
    values = noise(600, 400)
    _, (small,) = sent(Map("A", "", values, -1, 1))
    assert small.shape == (300, 200, 1)
    expected = values.reshape(300, 2, 200, 2).mean(axis=(1, 3))
    np.testing.assert_allclose(small[..., 0], expected, atol=1e-6)


def test_a_stamp_travels_behind_its_map():
    kernel = noise(3, 3, 2)
    header, values = unpack(
        payload([Map("A", "", noise(2, 2), -1, 1, stamp=kernel)], "Maps", 0, pickable=True)
    )
    assert header["maps"][0]["stamp"] == [3, 3, 2]
    np.testing.assert_array_equal(values[4:], kernel.ravel())
    assert (header["picked"], header["pickable"]) == (0, True)


def test_a_map_of_values_gets_the_scale_of_the_benchs_signed_display():
    signed = Map.of("A", "", np.array([[[-2.0], [1.0]]], np.float32))
    picture = Map.of("B", "", np.array([[[0.25], [0.5]]], np.float32))
    colour = Map.of("C", "", np.array([[[-1.0, 0.0, 3.0]]], np.float32))
    assert (signed.low, signed.high, signed.scale) == (-2, 2, "signed")
    assert (picture.low, picture.high, picture.scale) == (0, 1, "grey")
    assert (colour.low, colour.high, colour.scale) == (-3, 3, "grey")
