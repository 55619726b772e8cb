"""Outputs as colours: each display's ends, its colours, and where 0 lies."""

import numpy as np
import pytest

from cnnviz.images.display import ROWS_AT_ONCE, Scale, display_scale, paint
from cnnviz.ui.components.kernel_bench import DISPLAYS
from cnnviz.utils.colours import SIGNED


def hex_of(colour: np.ndarray) -> str:
    return "#" + "".join(f"{level:02x}" for level in colour)


@pytest.mark.parametrize(
    ("display", "scale"),
    [
        ("signed", Scale(-3, 3, "signed")),
        ("clip", Scale(0, 1)),
        ("absolute", Scale(0, 3, absolute=True)),
        ("min-max", Scale(-3, 2)),
    ],
)
def test_each_display_has_its_scale(display, scale):
    assert display_scale(display, -3.0, 2.0, 1) == scale


def test_every_display_of_the_bench_can_be_painted():
    values = np.linspace(-1, 1, 12, dtype=np.float32).reshape(3, 4, 1)
    pictures = {name: paint(values, display_scale(name, -1.0, 1.0, 1)) for name in DISPLAYS}
    assert {name: picture.shape[:2] for name, picture in pictures.items()} == dict.fromkeys(
        DISPLAYS, (3, 4)
    )
    assert len({picture.tobytes() for picture in pictures.values()}) == len(DISPLAYS)


def test_signed_without_negative_values_is_a_picture():
    assert display_scale("signed", 0.0, 0.5, 1) == Scale(0, 1)
    assert display_scale("signed", 0.0, 4.0, 1) == Scale(0, 4)


def test_where_255_is_white_the_scales_end_there():
    assert display_scale("clip", -9.0, 300.0, 1, 255.0) == Scale(0, 255)
    assert display_scale("signed", 0.0, 90.0, 1, 255.0) == Scale(0, 255)


def test_signed_colour_pictures_have_zero_at_mid_grey():
    scale = display_scale("signed", -2.0, 1.0, 3)
    assert paint(np.zeros((1, 1, 3), np.float32), scale).tolist() == [[[128, 128, 128]]]


def test_signed_values_run_from_the_first_colour_to_the_last_and_zero_is_the_middle():
    values = np.array([[[-2.0], [0.0], [2.0]]], np.float32)
    first, middle, last = paint(values, Scale(-2, 2, "signed"))[0]
    assert (hex_of(first), hex_of(last)) == (SIGNED[0], SIGNED[-1])
    assert np.abs(middle.astype(int) - 0xF7).max() <= 2


def test_clip_cuts_what_is_outside_and_rounds_to_the_nearest_level():
    values = np.array([[[-1.0], [0.5], [1.0], [7.0]]], np.float32)
    assert paint(values, Scale(0, 1)).ravel().tolist() == [0, 128, 255, 255]


def test_absolute_drops_the_sign():
    values = np.array([[[-2.0], [2.0], [0.0]]], np.float32)
    assert paint(values, Scale(0, 2, absolute=True)).ravel().tolist() == [255, 255, 0]


def test_a_flat_output_divides_by_nothing():
    for display in DISPLAYS:
        scale = display_scale(display, 0.0, 0.0, 1)
        assert scale.high > scale.low


def test_a_tall_picture_is_coloured_as_if_at_once():
    values = np.random.default_rng(0).normal(size=(2 * ROWS_AT_ONCE + 3, 5, 1)).astype(np.float32)
    scale = Scale(-3, 3, "signed")
    rows = [paint(values[row : row + 1], scale) for row in range(len(values))]
    np.testing.assert_array_equal(paint(values, scale), np.concatenate(rows))
