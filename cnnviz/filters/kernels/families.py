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
    """Mean of all pixels.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns.

    Returns
    -------
    (kH, kW) float64
        Every weight is 1 / (kH kW).
    """
    return np.full(shape, 1 / (shape[0] * shape[1]))


def gaussian(shape: tuple[int, int], sigma: float) -> np.ndarray:
    """Gaussian blur, sampled at the pixels.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns.
    sigma : float
        Standard deviation in pixels, above 0.

    Returns
    -------
    (kH, kW) float64
        Above 0, sum 1.

    Examples
    --------
    >>> gaussian((1, 3), 1.0).round(3)
    array([[0.274, 0.452, 0.274]])
    """
    column, row = (np.exp(-0.5 * (distance / sigma) ** 2) for distance in offsets(shape))
    return column / column.sum() * (row / row.sum())


def unsharp(shape: tuple[int, int], sigma: float, amount: float) -> np.ndarray:
    """Unsharp mask: the picture plus a multiple of its difference from its Gaussian blur.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns.
    sigma : float
        Standard deviation of the blur in pixels, above 0.
    amount : float
        The multiple; 0 leaves the picture as it is.

    Returns
    -------
    (kH, kW) float64
        Sum 1.
    """
    return (1 + amount) * _pixel(shape) - amount * gaussian(shape, sigma)


def laplacian_of_gaussian(shape: tuple[int, int], sigma: float) -> np.ndarray:
    """Laplacian of a Gaussian.

    ((x² + y²) / sigma⁴ - 2 / sigma²) times the Gaussian; what cutting and sampling leave of its sum
    is subtracted in proportion to the Gaussian.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns.
    sigma : float
        Standard deviation in pixels, above 0.

    Returns
    -------
    (kH, kW) float64
        Negative in the middle, sum 0.

    References
    ----------
    D. Marr, E. Hildreth, "Theory of edge detection", Proc. Royal Society of London B 207, 1980.
    """
    down, across = offsets(shape)
    return _levelled(((down**2 + across**2) / sigma**2 - 2) / sigma**2, gaussian(shape, sigma))


def gabor(shape: tuple[int, int], angle: float, wavelength: float) -> np.ndarray:
    """Cosine wave under a Gaussian: the real part of a Gabor function.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns.
    angle : float
        Direction of the wave, across its stripes, in degrees.
    wavelength : float
        Pixels from stripe to stripe; the Gaussian's sigma is 0.56 times that.

    Returns
    -------
    (kH, kW) float64
        Positive weights sum to 1 and negative ones to -1, so that a flat picture gives 0. All are 0
        in a shape too narrow for any change along the wave.

    References
    ----------
    J. Daugman, "Uncertainty relation for resolution in space, spatial frequency, and orientation
    optimized by two-dimensional visual cortical filters", J. Optical Society of America A 2, 1985.
    """
    down, across = offsets(shape)
    cos, sin = _direction(angle)
    wave = np.cos(2 * np.pi * (across * cos + down * sin) / wavelength)
    stripes = _levelled(wave, gaussian(shape, ONE_OCTAVE * wavelength))
    size = np.abs(stripes).sum() / 2
    return stripes / size if size > NOTHING else np.zeros(shape)


def motion_blur(shape: tuple[int, int], angle: float, length: float) -> np.ndarray:
    """Mean along a line through the anchor.

    A weight falls from 1 on the line to 0 one pixel away from it, which makes the line smooth at
    any angle.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns; what does not fit is cut off.
    angle : float
        Direction of the line in degrees.
    length : float
        Of the line, in pixels.

    Returns
    -------
    (kH, kW) float64
        At least 0, sum 1.
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
