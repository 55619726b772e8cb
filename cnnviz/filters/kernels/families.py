"""Kernels that are computed for the shape and the parameters asked for.

Each is a function of the distance from the anchor, in pixels, so a larger shape shows more of the
same. Angles are in degrees and turn as on a clock: 0 points right, 90 down, as rows count down.
"""

import numpy as np

from cnnviz.filters.kernels.shapes import offsets

# sigma of a Gabor kernel's envelope per wavelength: passes one octave of frequencies.
ONE_OCTAVE = 3 / np.pi * np.sqrt(np.log(2) / 2)
# What a wave adds up to, below which it is nothing but rounding.
NOTHING = 1e-9


def box(shape: tuple[int, int]) -> np.ndarray:
    """Mean of all pixels: every weight 1 / (kH kW)."""
    return np.full(shape, 1 / (shape[0] * shape[1]))


def gaussian(shape: tuple[int, int], sigma: float) -> np.ndarray:
    """Gaussian (kH, kW), sampled at the pixels, sum 1."""
    column, row = (np.exp(-0.5 * (distance / sigma) ** 2) for distance in offsets(shape))
    return column / column.sum() * (row / row.sum())


def unsharp(shape: tuple[int, int], sigma: float, amount: float) -> np.ndarray:
    """Picture plus ``amount`` times its difference from its Gaussian blur, sum 1."""
    return (1 + amount) * _pixel(shape) - amount * gaussian(shape, sigma)


def laplacian_of_gaussian(shape: tuple[int, int], sigma: float) -> np.ndarray:
    """Laplacian of a Gaussian (kH, kW), negative in the middle, sum 0.

    ((x² + y²) / sigma⁴ - 2 / sigma²) times the Gaussian; what cutting and sampling leave of its sum
    is taken away in proportion to the Gaussian.
    """
    down, across = offsets(shape)
    return _levelled(((down**2 + across**2) / sigma**2 - 2) / sigma**2, gaussian(shape, sigma))


def gabor(shape: tuple[int, int], angle: float, wavelength: float) -> np.ndarray:
    """Cosine wave under a Gaussian (kH, kW): the real part of a Gabor function.

    Its positive weights sum to 1 and its negative ones to -1, so that a flat picture gives 0. A
    shape too narrow to hold any change along the wave gets zeros.

    Parameters
    ----------
    angle : float
        Degrees; where the wave runs to, across its stripes.
    wavelength : float
        Pixels from stripe to stripe; the Gaussian's sigma is 0.56 times that.
    """
    down, across = offsets(shape)
    cos, sin = _direction(angle)
    wave = np.cos(2 * np.pi * (across * cos + down * sin) / wavelength)
    stripes = _levelled(wave, gaussian(shape, ONE_OCTAVE * wavelength))
    size = np.abs(stripes).sum() / 2
    return stripes / size if size > NOTHING else np.zeros(shape)


def motion_blur(shape: tuple[int, int], angle: float, length: float) -> np.ndarray:
    """Mean along a line through the anchor (kH, kW), sum 1.

    A weight falls from 1 on the line to 0 one pixel away from it, which makes the line smooth at
    any angle. What does not fit the shape is cut off.
    """
    down, across = offsets(shape)
    cos, sin = _direction(angle)
    beside = down * cos - across * sin
    beyond = np.maximum(np.abs(across * cos + down * sin) - (length - 1) / 2, 0)
    line = np.maximum(1 - np.hypot(beside, beyond), 0)
    return line / line.sum()


def _pixel(shape: tuple[int, int]) -> np.ndarray:
    """1 at the anchor, 0 elsewhere."""
    down, across = offsets(shape)
    return ((down == 0) & (across == 0)).astype(np.float64)


def _levelled(wave: np.ndarray, envelope: np.ndarray) -> np.ndarray:
    """A wave under an envelope that sums to 1, the wave shifted so that the product sums to 0."""
    return (wave - (wave * envelope).sum()) * envelope


def _direction(angle: float) -> tuple[float, float]:
    """Cosine and sine, exactly 0 and 1 where they should be."""
    radians = np.radians(angle)
    return round(np.cos(radians), 15), round(np.sin(radians), 15)
