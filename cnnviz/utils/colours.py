"""What colours mean, everywhere in the app: one scale for each kind of number.

Each scale is a list of hex stops at equal distances. Python's figures read them here; the
components' JavaScript has the same lists in ``_js/scales.js``, and a test compares both. The two
diverging scales are ColorBrewer's RdBu and PuOr, readable with every common colour blindness;
those for dark pages keep their hues.

Source: C. Brewer, ColorBrewer 2.0, https://colorbrewer2.org
"""

from collections.abc import Sequence

import numpy as np

# Signed values (activations, filter outputs, differences): blue below 0, red above.
SIGNED = [
    "#053061",
    "#2166ac",
    "#4393c3",
    "#92c5de",
    "#d1e5f0",
    "#f7f7f7",
    "#fddbc7",
    "#f4a582",
    "#d6604d",
    "#b2182b",
    "#67001f",
]
# Weights: purple below 0, orange above, so that a weight is never taken for an activation.
WEIGHTS = [
    "#2d004b",
    "#542788",
    "#8073ac",
    "#b2abd2",
    "#d8daeb",
    "#f7f7f7",
    "#fee0b6",
    "#fdb863",
    "#e08214",
    "#b35806",
    "#7f3b08",
]
# Probabilities, and whatever runs from nothing to much: white to the accent.
PROBABILITY = ["#f2fbf9", "#c3ebe4", "#8bd5ca", "#4fb8ab", "#1f968a", "#0f766e", "#0b4f4a"]
# Values that cannot be negative and are a picture of the input: black to white.
GREY = ["#000000", "#ffffff"]

SCALES = {"signed": SIGNED, "weights": WEIGHTS, "probability": PROBABILITY, "grey": GREY}
# On a dark page the same hues from dark to light, so that what is near 0 recedes there too.
DARK_SCALES = {
    "signed": [
        "#b5dcff",
        "#8ac4f5",
        "#5fa9e4",
        "#3a7fbd",
        "#28547f",
        "#222c38",
        "#6b2f35",
        "#a5403f",
        "#d9655a",
        "#f0937d",
        "#ffbfa6",
    ],
    "weights": [
        "#cdb9ff",
        "#b39fee",
        "#9a84de",
        "#7359b4",
        "#493a73",
        "#222c38",
        "#5e4222",
        "#95642a",
        "#cc8a32",
        "#ebaa52",
        "#ffcf85",
    ],
    "probability": ["#1b2a30", "#1a4548", "#1b6763", "#1f8d86", "#45b0a6", "#86d3c9", "#c9f1ea"],
    "grey": GREY,
}


DARK_INK, LIGHT_INK = "#000000", "#ffffff"
# Above this relative luminance of a background, the dark ink has the higher contrast.
INK_FROM = 0.179
LUMINANCE = (0.2126, 0.7152, 0.0722)  # of linear R, G and B. Source: ITU-R BT.709


def ink_on(colour: Sequence[int] | np.ndarray) -> str:
    """Choose the colour of text that is readable on a colour.

    Parameters
    ----------
    colour : (3,) int
        Red, green and blue of the background, 0 to 255.

    Returns
    -------
    str
        ``DARK_INK`` or ``LIGHT_INK``, as "#rrggbb": the one of higher contrast, which is at
        least 4.5 on every colour.

    References
    ----------
    W3C, "Web Content Accessibility Guidelines 2.2", contrast ratio and relative luminance.

    Examples
    --------
    >>> ink_on((255, 255, 255)), ink_on((103, 0, 31))
    ('#000000', '#ffffff')
    """
    linear = [_linear(float(part) / 255) for part in colour]
    luminance = sum(weight * part for weight, part in zip(LUMINANCE, linear, strict=True))
    return DARK_INK if luminance > INK_FROM else LIGHT_INK


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def lookup_table(stops: list[str]) -> np.ndarray:
    """Interpolate a scale linearly to 256 colours.

    Parameters
    ----------
    stops : list of str
        Colours at equal distances, as "#rrggbb"; at least 2.

    Returns
    -------
    (256, 3) uint8
        Red, green and blue, from the first stop to the last.

    Examples
    --------
    >>> lookup_table(GREY)[[0, 128, 255]].tolist()
    [[0, 0, 0], [128, 128, 128], [255, 255, 255]]
    """
    rgb = np.array([[int(stop[i : i + 2], 16) for i in (1, 3, 5)] for stop in stops])
    at = np.linspace(0, len(stops) - 1, 256)
    channels = [np.interp(at, range(len(stops)), rgb[:, c]) for c in range(3)]
    return np.stack(channels, axis=1).round().astype(np.uint8)


def colour_signed(
    values: np.ndarray, limit: float | None = None, stops: list[str] = SIGNED
) -> np.ndarray:
    """Colour signed values on a diverging scale, 0 in its middle.

    Parameters
    ----------
    values : (...) float
        Any shape.
    limit : float, optional
        The value that gets the last colour; ``-limit`` gets the first. Default: the largest
        magnitude in ``values``.
    stops : list of str
        ``SIGNED`` or ``WEIGHTS``.

    Returns
    -------
    (..., 3) uint8
    """
    limit = float(np.abs(values).max(initial=0)) if limit is None else limit
    if limit == 0:
        limit = 1.0
    index = np.clip((values / limit + 1) * 127.5, 0, 255).round().astype(np.uint8)
    return lookup_table(stops)[index]
