"""The GIF's colours and letters: those of the app's light theme."""

import tomllib

import pytest

from cnnviz.layers.animation import look
from cnnviz.utils import colours, paths


def hexadecimal(colour: look.Colour) -> str:
    return "#" + "".join(f"{channel:02x}" for channel in colour)


def test_the_colours_are_the_light_themes():
    theme = tomllib.loads((paths.ROOT / ".streamlit" / "config.toml").read_text())["theme"]["light"]
    names = {
        "background": look.PAPER,
        "secondaryBackground": look.PANEL,
        "text": look.INK,
        "primary": look.ACCENT,
        "border": look.LINE,
    }
    assert {f"{name}Color": hexadecimal(colour) for name, colour in names.items()} == theme


def test_sums_end_and_begin_with_the_signed_scales_colours():
    assert hexadecimal(look.signed(-8, 8)) == colours.SIGNED[0]
    assert hexadecimal(look.signed(8, 8)) == colours.SIGNED[-1]
    assert look.signed(20, 8) == look.signed(8, 8)
    assert look.signed(0, 0) == look.signed(0, 8)


@pytest.mark.parametrize(
    ("lightness", "chroma", "hue", "expected"),
    [  # https://www.w3.org/TR/css-color-4/#resolving-oklab-oklch-values, and white, black, red
        (1, 0, 0, (255, 255, 255)),
        (0, 0, 0, (0, 0, 0)),
        (0.51975, 0.17686, 142.495, (0, 128, 0)),
        (0.62796, 0.25768, 29.234, (255, 0, 0)),
    ],
)
def test_oklch_colours_are_those_of_css(lightness, chroma, hue, expected):
    assert look.from_oklch(lightness, chroma, hue) == pytest.approx(expected, abs=1)


def test_every_letter_of_the_sums_is_in_the_font():
    unknown = look.letters(20).getmask("\uffff")
    for letter in "0123456789+−×÷=≈…→–(),:.*":
        mask = look.letters(20).getmask(letter)
        assert (mask.size, bytes(mask)) != (unknown.size, bytes(unknown)), letter


@pytest.mark.parametrize(
    ("value", "text"), [(-3, "−3"), (0, "0"), (4.0, "4"), (4.44, "4.4"), (-0.25, "−0.2")]
)
def test_numbers_are_short_and_have_a_true_minus_sign(value, text):
    assert look.short(value) == text


def test_numbers_that_could_not_be_read_are_left_out():
    assert look.fitting(["−14"], 46) > 15
    assert look.fitting(["−14"], 10) == 0
    assert look.fitting(["5"], 10) >= look.LEAST_LETTERS
