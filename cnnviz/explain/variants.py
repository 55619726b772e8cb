"""Which changed copies of an image a method asks a network about, and what map it makes of them.

NumPy alone. A method's copies are numbered, so that a long one can be asked for in parts.
"""

from functools import cache

import numpy as np

from cnnviz.explain.methods import INTEGRATED, OCCLUSION, SMOOTH_GRAD, Method

STEPS = 64  # of integrated gradients
COPIES = 32  # with noise, of SmoothGrad
NOISE = 0.15  # its standard deviation as a share of the image's range; the paper has 0.1 to 0.2
SQUARES = 7  # occlusion's squares side by side; they overlap by half

Window = tuple[slice, slice]


def count(method: Method, image: np.ndarray) -> int:
    """Count the copies of an image that a method needs.

    Parameters
    ----------
    method : Method
    image : ndarray
        float32 (H, W, C).

    Returns
    -------
    int
        At least 1.
    """
    if method == OCCLUSION:
        return 1 + len(windows(image.shape[0], image.shape[1]))
    return {SMOOTH_GRAD: COPIES, INTEGRATED: STEPS}.get(method, 1)


def copies(method: Method, image: np.ndarray, first: int, last: int) -> np.ndarray:
    """Make some of the copies.

    Parameters
    ----------
    method : Method
    image : ndarray
        float32 (H, W, C) in [0, 1].
    first, last : int
        The numbers of the first copy, and of the one after the last.

    Returns
    -------
    ndarray
        float32 (last - first, H, W, C). SmoothGrad's may leave [0, 1].
    """
    numbers = range(first, last)
    if method == OCCLUSION:
        return _covered(image, numbers)
    if method == SMOOTH_GRAD:
        return np.stack([image + _noise(image, number) for number in numbers])
    if method == INTEGRATED:
        shares = (np.arange(first, last, dtype=np.float32) + 0.5) / STEPS  # midpoints
        start = blank(image)
        return start + shares[:, None, None, None] * (image - start)
    return np.repeat(image[np.newaxis], last - first, axis=0)


def finished(method: Method, image: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Make a method's map of what the network answered to all copies.

    Parameters
    ----------
    method : Method
        Any but Grad-CAM.
    image : ndarray
        float32 (H, W, C).
    total : ndarray
        Of occlusion the score of each copy, float (N,); else the sum of the copies' gradients,
        float (H, W, C).

    Returns
    -------
    ndarray
        float32 (H, W). Gradient and SmoothGrad: the largest magnitude over the channels.
    """
    if method == OCCLUSION:
        return _mean_drop(image.shape[:2], total[0] - total[1:])
    mean = total / count(method, image)
    if method == INTEGRATED:
        return ((image - blank(image)) * mean).sum(axis=2).astype(np.float32)
    return np.abs(mean).max(axis=2).astype(np.float32)


def blank(image: np.ndarray) -> np.ndarray:
    """Return the blank image of the same size: each channel's median, the background.

    Integrated gradients begins there, occlusion covers with it, and deletion ends there. It is
    black for a digit, and an even grey for steel.

    Parameters
    ----------
    image : ndarray
        float32 (H, W, C).

    Returns
    -------
    ndarray
        float32 (H, W, C).
    """
    median = np.median(image, axis=(0, 1)).astype(np.float32)
    return np.broadcast_to(median, image.shape)


@cache
def windows(height: int, width: int) -> tuple[Window, ...]:
    """List the squares that occlusion covers, row by row.

    Parameters
    ----------
    height, width : int
        Of the image.

    Returns
    -------
    tuple of (slice, slice)
        Rows and columns of each; together they cover every pixel.
    """
    return tuple((rows, cols) for rows in _spans(height) for cols in _spans(width))


def _spans(length: int) -> list[slice]:
    side = max(1, round(length / SQUARES))
    step = max(1, side // 2)
    starts = [*range(0, length - side, step), length - side]
    return [slice(start, start + side) for start in starts]


def _covered(image: np.ndarray, numbers: range) -> np.ndarray:
    """Number 0 is the image itself."""
    squares, empty = windows(image.shape[0], image.shape[1]), blank(image)
    covered = np.repeat(image[np.newaxis], len(numbers), axis=0)
    for copy, number in zip(covered, numbers, strict=True):
        if number:
            square = squares[number - 1]
            copy[square] = empty[square]
    return covered


def _noise(image: np.ndarray, number: int) -> np.ndarray:
    spread = NOISE * float(np.ptp(image))
    noise = np.random.default_rng(number).standard_normal(image.shape, np.float32)
    return noise * np.float32(spread)


def _mean_drop(size: tuple[int, ...], drops: np.ndarray) -> np.ndarray:
    """Each pixel's mean over the squares that cover it."""
    total, covers = np.zeros(size), np.zeros(size)
    for window, drop in zip(windows(*size), drops, strict=True):
        total[window] += drop
        covers[window] += 1
    return (total / covers).astype(np.float32)
