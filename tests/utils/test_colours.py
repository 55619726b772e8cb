"""Colour scales are readable on light and dark pages."""

import numpy as np
import pytest

from cnnviz.utils.colours import DARK_SCALES, SCALES, ink_on, lookup_table

ALL = {
    f"{name}, {page}": stops
    for page, scales in (("light", SCALES), ("dark", DARK_SCALES))
    for name, stops in scales.items()
}


def luminance(colours: np.ndarray) -> np.ndarray:
    """Relative luminance of sRGB colours, 0 to 1, as WCAG 2.2 defines it."""
    channels = np.asarray(colours) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("stops", ALL.values(), ids=ALL)
def test_numbers_on_a_scale_have_a_contrast_of_at_least_4_and_a_half(stops):
    colours = lookup_table(stops)
    inks = luminance(
        [[int(ink_on(colour)[i : i + 2], 16) for i in (1, 3, 5)] for colour in colours]
    )
    lighter, darker = (f(inks, luminance(colours)) for f in (np.maximum, np.minimum))
    assert ((lighter + 0.05) / (darker + 0.05)).min() >= 4.5


@pytest.mark.parametrize("name", ["signed", "weights"])
def test_values_of_equal_size_are_equally_bright_on_a_dark_page(name):
    lightness = luminance(lookup_table(DARK_SCALES[name])) ** (1 / 3)
    assert lightness == pytest.approx(lightness[::-1], abs=0.12)


@pytest.mark.parametrize("name", ["signed", "weights", "probability"])
def test_a_scale_on_a_dark_page_brightens_away_from_zero(name):
    colours = lookup_table(DARK_SCALES[name])
    away = colours if name == "probability" else colours[128:]
    steps = np.diff(luminance(away[::8]))  # single steps are rounded
    assert (steps > 0).all()
