"""How the animation looks: the light theme's colours, each weight's own tint, and the letters."""

from functools import cache
from math import cos, radians, sin

import numpy as np
from PIL import ImageFont

from cnnviz.layers.window.patterns import LARGEST_DIGIT
from cnnviz.utils import paths
from cnnviz.utils.colours import SIGNED, lookup_table

Colour = tuple[int, int, int]

# The light theme of .streamlit/config.toml, which a test compares.
PAPER: Colour = (255, 255, 255)
PANEL: Colour = (244, 246, 248)
INK: Colour = (23, 32, 42)
ACCENT: Colour = (15, 118, 110)
LINE: Colour = (223, 228, 234)

CORNER = 3  # radius of a cell that is large enough to show it
ROUNDED_FROM, GAPPED_FROM = 16, 12  # pixels of a cell
LEAST_LETTERS = 7  # pixels; smaller ones could not be read
TITLE, CAPTION, LABEL = 17, 14, 11  # sizes of letters, in pixels


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """The colour between two, 0 the first and 1 the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


SOFT = mix(PAPER, INK, 0.6)
FAINT = mix(PAPER, INK, 0.2)
SHADE = mix(PAPER, ACCENT, 0.1)  # padding in cells too small for lines
BLANK = mix(PAPER, INK, 0.05)  # a cell of the output that has no value yet


def grey(value: float) -> Colour:
    """An input's number, brighter the larger: soft, so that it can be read."""
    return mix(PAPER, INK, 0.24 - 0.23 * value / LARGEST_DIGIT)


def signed(value: float, limit: float) -> Colour:
    """A sum on the diverging scale that ends at -limit and limit; beyond them its end."""
    share = 0.5 + value / (2 * limit) if limit else 0.5
    red, green, blue = _signed_table()[round(255 * min(max(share, 0), 1))]
    return int(red), int(green), int(blue)


@cache
def _signed_table() -> np.ndarray:
    return lookup_table(SIGNED)


def ink_on(colour: Colour) -> Colour:
    """Black or white, whichever reads better."""
    red, green, blue = colour
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else PAPER


def pooled(won: bool) -> Colour:
    """A cell under a pooling's window, stronger if it is the largest."""
    return mix(PAPER, ACCENT, 0.5 if won else 0.22)


@cache
def tint(tap: int, taps: int, channel: int, depth: int) -> Colour:
    """Each weight's own colour: its hue tells the tap, its lightness the channel."""
    hue = 25 + 360 * (tap + channel / depth) / taps
    return from_oklch(0.87 - 0.04 * channel, 0.1, hue)


def from_oklch(lightness: float, chroma: float, hue: float) -> Colour:
    """An Oklch colour in sRGB, hue in degrees; what sRGB has not is clipped.

    Source: B. Ottosson, https://bottosson.github.io/posts/oklab
    """
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _gamma(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _gamma(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _gamma(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def _gamma(linear: float) -> int:
    """Linear light in [0, 1] as sRGB's 0 to 255."""
    light = min(max(linear, 0), 1)
    dark = light <= 0.0031308
    return round(255 * (12.92 * light if dark else 1.055 * light ** (1 / 2.4) - 0.055))


@cache
def letters(size: float, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Inter, of which ``assets/fonts`` holds the letters that are needed."""
    file = paths.ASSETS / "fonts" / f"Inter-{'SemiBold' if bold else 'Medium'}.otf"
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)


def width_of(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is, in pixels."""
    return letters(size, bold).getlength(text)


def fitting(texts: list[str], cell: int) -> float:
    """The size at which the longest of these texts fits a cell; 0 where it could not be read."""
    longest = max(map(len, texts), default=1)
    size = min(cell * 0.46, 20, cell * 0.82 / (longest * 0.6))
    alone = min(cell * 0.8, 9) if longest == 1 else 0
    return size if size >= LEAST_LETTERS else alone if alone >= LEAST_LETTERS else 0


def short(value: float, digits: int = 1) -> str:
    """A number for a cell: whole ones whole, others with few digits, a true minus sign."""
    text = f"{abs(value):.{0 if float(value).is_integer() else digits}f}"
    return f"−{text}" if value < 0 else text
