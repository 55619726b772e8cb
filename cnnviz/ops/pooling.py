"""Pooling: the largest value or the mean of each window, channel by channel.

``maxima``, ``sums``, ``cell_counts`` and ``winners`` take planes and the two axes that windows lie
on; ``max_pool2d`` and ``average_pool2d`` pool an image by Keras's rules.

What padding does: it is never the largest cell. Of a mean, Keras's ``padding="same"`` leaves it
out; zeros that a layer before the pooling adds count as cells, and so does padding in numbers in
PyTorch (``count_include_pad=True``, its default).
"""

from collections.abc import Iterator
from functools import reduce

import numpy as np

from cnnviz.ops.geometry import Axis, same_padding
from cnnviz.utils.checks import at_least, one_of
from cnnviz.utils.language import N_


def max_pool2d(
    image: np.ndarray, size: int = 2, *, stride: int | None = None, padding: str = "valid"
) -> np.ndarray:
    """Take the largest value of each window of an image.

    Parameters
    ----------
    image : (H, W, C) float
    size : int
        Height and width of the windows, at least 1.
    stride : int, optional
        Cells from one window to the next, at least 1. By default ``size``: windows touch and do
        not overlap.
    padding : {"valid", "same"}
        "valid" uses only windows inside the image. "same" makes ceil(H / stride) rows of windows;
        those at the edge may extend beyond it, and cells outside the image are ignored.

    Returns
    -------
    (H_out, W_out, C) float32

    Raises
    ------
    InputError
        If a number is below 1, the padding is unknown or the window does not fit.

    References
    ----------
    https://keras.io/api/layers/pooling_layers/max_pooling2d/

    Examples
    --------
    >>> image = np.arange(16.0).reshape(4, 4, 1)
    >>> max_pool2d(image)[..., 0]
    array([[ 5.,  7.],
           [13., 15.]], dtype=float32)
    """
    rows, cols = _image_axes(image, size, stride, padding)
    return np.moveaxis(maxima(_planes(image), rows, cols), 0, -1)


def average_pool2d(
    image: np.ndarray, size: int = 2, *, stride: int | None = None, padding: str = "valid"
) -> np.ndarray:
    """Take the mean of each window of an image.

    Parameters
    ----------
    image : (H, W, C) float
    size : int
        Height and width of the windows, at least 1.
    stride : int, optional
        As in ``max_pool2d``.
    padding : {"valid", "same"}
        As in ``max_pool2d``: with "same" the mean is over the cells inside the image.

    Returns
    -------
    (H_out, W_out, C) float32

    Raises
    ------
    InputError
        As ``max_pool2d``.

    References
    ----------
    https://keras.io/api/layers/pooling_layers/average_pooling2d/

    Examples
    --------
    >>> average_pool2d(np.ones((3, 3, 1)), 2, padding="same")[..., 0]
    array([[1., 1.],
           [1., 1.]], dtype=float32)
    """
    rows, cols = _image_axes(image, size, stride, padding)
    total = sums(_planes(image), rows, cols)
    total /= cell_counts(rows, cols).astype(np.float32)
    return np.moveaxis(total, 0, -1)


def maxima(planes: np.ndarray, rows: Axis, cols: Axis) -> np.ndarray:
    """Take the largest cell of each window.

    Parameters
    ----------
    planes : (..., H, W) int or float
        Without padding.
    rows, cols : Axis
        Each window holds a cell of the input: see ``Axis.every_window_holds_input``.

    Returns
    -------
    (..., oH, oW), of the planes' dtype

    Examples
    --------
    >>> maxima(np.array([[3, 1, 4, 1, 5]]), Axis(1, 1), Axis(5, 3, stride=2))
    array([[4, 5]])
    """
    return _over_windows(np.maximum, pad(planes, rows, cols, _lowest(planes)), rows, cols)


def winners(planes: np.ndarray, largest: np.ndarray, rows: Axis, cols: Axis) -> np.ndarray:
    """Find which cell of each window is its largest: the first where several are equal.

    Parameters
    ----------
    planes : (..., H, W) int or float
    largest : (..., oH, oW)
        What ``maxima`` makes of them.
    rows, cols : Axis

    Returns
    -------
    (..., oH, oW) int
        Place of the cell in its window, in reading order: row × window width + column.

    Examples
    --------
    >>> planes, rows, cols = np.array([[3, 1, 4, 1, 5]]), Axis(1, 1), Axis(5, 3, stride=2)
    >>> winners(planes, maxima(planes, rows, cols), rows, cols)
    array([[2, 2]])
    """
    padded = pad(planes, rows, cols, _lowest(planes))
    places = np.zeros(largest.shape, int)
    for row in reversed(range(rows.kernel)):
        for col in reversed(range(cols.kernel)):
            under = padded[..., rows.under(row), cols.under(col)]
            places[under == largest] = row * cols.kernel + col
    return places


def sums(planes: np.ndarray, rows: Axis, cols: Axis) -> np.ndarray:
    """Add the cells of each window; padding adds 0.

    Parameters
    ----------
    planes : (..., H, W) int or float
    rows, cols : Axis

    Returns
    -------
    (..., oH, oW), of the planes' dtype

    Examples
    --------
    >>> sums(np.array([[3, 1, 4, 1, 5]]), Axis(1, 1), Axis(5, 3, stride=2))
    array([[ 8, 10]])
    """
    return _over_windows(np.add, pad(planes, rows, cols), rows, cols)


def cell_counts(rows: Axis, cols: Axis, *, padding: bool = False) -> np.ndarray:
    """Count the cells that the mean of each window is taken over.

    Parameters
    ----------
    rows, cols : Axis
    padding : bool
        Whether padding counts. What ``ceil`` lets the last window extend beyond the padding never
        does, as in PyTorch.

    Returns
    -------
    (oH, oW) int

    Examples
    --------
    A 3 × 3 window on 2 × 2 cells, padded by 1:

    >>> axis = Axis(2, 3, before=1, after=1)
    >>> cell_counts(axis, axis)
    array([[4, 4],
           [4, 4]])
    >>> cell_counts(axis, axis, padding=True)
    array([[9, 9],
           [9, 9]])
    """
    along = []
    for axis in (rows, cols):
        counted = np.zeros(axis.padded, int)
        start = 0 if padding else axis.before
        counted[start : axis.before + axis.size + (axis.after if padding else 0)] = 1
        taps = [counted[axis.under(tap)] for tap in range(axis.kernel)]
        along.append(np.sum(taps, axis=0))
    return np.outer(along[0], along[1])


def pad(planes: np.ndarray, rows: Axis, cols: Axis, value: float = 0) -> np.ndarray:
    """Add the padding of two axes to planes.

    Parameters
    ----------
    planes : (..., H, W) array
    rows, cols : Axis
    value : number
        What the padding is filled with.

    Returns
    -------
    (..., pH, pW), of the planes' dtype
        The planes themselves where nothing is added. With what the last windows extend beyond
        the padding (``Axis.overhang``).
    """
    pads = [(axis.before, axis.after + axis.overhang) for axis in (rows, cols)]
    if not any(map(any, pads)):
        return planes
    return np.pad(planes, [(0, 0)] * (planes.ndim - 2) + pads, constant_values=value)


def _over_windows(function: np.ufunc, padded: np.ndarray, rows: Axis, cols: Axis) -> np.ndarray:
    """Reduce each window, down its rows first: height + width steps, not height × width."""
    down = _reduced(function, (padded[..., rows.under(tap), :] for tap in range(rows.kernel)))
    return _reduced(function, (down[..., cols.under(tap)] for tap in range(cols.kernel)))


def _reduced(function: np.ufunc, parts: Iterator[np.ndarray]) -> np.ndarray:
    # The first part is copied in its own order of axes, which keeps an image's channels last.
    return reduce(lambda done, part: function(done, part, out=done), parts, next(parts).copy("K"))


def _lowest(planes: np.ndarray) -> float:
    return -np.inf if planes.dtype.kind == "f" else int(np.iinfo(planes.dtype).min)


def _planes(image: np.ndarray) -> np.ndarray:
    """Return an image (H, W, C) as float32 planes (C, H, W); a view where it is float32."""
    return np.moveaxis(image.astype(np.float32, copy=False), -1, 0)


def _image_axes(
    image: np.ndarray, size: int, stride: int | None, padding: str
) -> tuple[Axis, Axis]:
    one_of(N_("padding"), padding, ("valid", "same"))
    at_least(N_("size"), size, 1)
    stride = size if stride is None else stride
    sides = image.shape[:2]
    pads = [same_padding(side, size, stride) if padding == "same" else (0, 0) for side in sides]
    rows, cols = (Axis(side, size, stride, *pad) for side, pad in zip(sides, pads, strict=True))
    return rows, cols
