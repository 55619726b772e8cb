"""How an output becomes colours: the scale's ends, its colours, whether signs are dropped.

The bench paints in the browser (``components/kernel_bench/painting.js``); this is the same in
Python, for files. Values are only coloured here, never changed.
"""

from dataclasses import dataclass

import numpy as np

from cnnviz.utils.colours import SCALES, lookup_table

ROWS_AT_ONCE = 256  # of a picture being coloured: 24 megapixels have no room for a copy


@dataclass(frozen=True)
class Scale:
    """Values ``low`` to ``high`` on the colours of a scale; values beyond get the end's colour.

    Attributes
    ----------
    low, high : float
        ``low`` < ``high``.
    colours : str
        A key of ``colours.SCALES``.
    absolute : bool
        Whether a value's sign is dropped first.
    """

    low: float
    high: float
    colours: str = "grey"
    absolute: bool = False

    def levels(self, values: np.ndarray) -> np.ndarray:
        """Where values (...) lie from ``low`` to ``high``, as uint8 in 0..255, rounded."""
        at = np.abs(values) if self.absolute else values
        place = (at - np.float32(self.low)) * np.float32(255 / (self.high - self.low))
        return np.clip(place + 0.5, 0, 255).astype(np.uint8)


def display_scale(
    display: str, low: float, high: float, channels: int, white: float = 1.0
) -> Scale:
    """Scale of an output whose values run from ``low`` to ``high``.

    Parameters
    ----------
    display : {"signed", "clip", "absolute", "min-max"}
        "signed" shows a picture where nothing is below 0, else a diverging scale around 0; an
        output of three channels has its own colours, and 0 is mid grey.
    low, high : float
        The smallest and the largest value of the output.
    channels : int
        Of the output, 1 or 3.
    white : float
        The value of a white pixel of the picture.

    Returns
    -------
    Scale
        The values that get the scale's first and last colour, and which scale it is.
    """
    limit = max(-low, high) or 1.0
    if display == "signed" and low < 0:
        return Scale(-limit, limit, "signed" if channels == 1 else "grey")
    if display == "signed":
        return Scale(0.0, max(white, high))
    if display == "absolute":
        return Scale(0.0, limit, absolute=True)
    if display == "min-max":
        return Scale(low, high if high > low else low + 1)
    return Scale(0.0, white)


def picture_scale(image: np.ndarray, white: float = 1.0) -> Scale:
    """Grey scale of a picture.

    Parameters
    ----------
    image : (H, W, C) float32, uint8 or uint16
        Its typed numbers may lie outside of 0 to ``white``.
    white : float
        The value of a white pixel.

    Returns
    -------
    Scale
        From 0 to ``white``, widened to the smallest and largest number where they lie outside.

    Examples
    --------
    >>> picture_scale(np.array([[[-2.0], [0.5]]]))
    Scale(low=-2.0, high=1.0, colours='grey', absolute=False)
    """
    if image.dtype.kind != "f":
        return Scale(0.0, white)
    return Scale(min(0.0, float(image.min())), max(white, float(image.max())))


def paint(values: np.ndarray, scale: Scale) -> np.ndarray:
    """Colour the values of an output.

    Parameters
    ----------
    values : (H, W, C) float32
        C = 1 gets the scale's colours; C = 3 is red, green and blue.
    scale : Scale

    Returns
    -------
    (H, W, 1) or (H, W, 3) uint8
    """
    height, width, channels = values.shape
    coloured = channels == 1 and scale.colours != "grey"
    picture = np.empty((height, width, 3 if coloured else channels), np.uint8)
    for start in range(0, height, ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        levels = scale.levels(values[rows])
        picture[rows] = lookup_table(SCALES[scale.colours])[levels[..., 0]] if coloured else levels
    return picture
