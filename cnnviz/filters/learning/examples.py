"""What a kernel is to be learned from: a picture beside what a kernel makes of it.

The wanted picture comes from a kernel that is kept out of sight, or from a visitor's file. To
be quick and whole on the screen, a picture is shrunk before a hidden kernel is applied to it; of
a visitor's pair, whose pixels must stay as they are, the part with the most contrast is taken.
"""

from dataclasses import dataclass
from pathlib import PurePath

import cv2
import numpy as np

from cnnviz.filters.kernels import KERNELS, MAX_SIDE
from cnnviz.filters.learning.lesson import Exercise
from cnnviz.images import LUMA, fit_within, read_image, to_grey
from cnnviz.ops.convolution import cross_correlate2d
from cnnviz.utils.errors import InputError
from cnnviz.utils.safe_npy import read_finite

LONGEST = 260  # pixels of the longer side that is learned from
PLAIN = ("Identity",)  # named kernels that make no riddle


@dataclass(frozen=True, eq=False)
class Pair:
    """A picture and a wanted picture, which may be smaller.

    Attributes
    ----------
    picture : (H, W, P) float32
    wanted : (h, w) float
    corner : (row, col)
        The picture's pixel that ``wanted[0, 0]`` belongs to.
    made_by : (kH, kW)
        Size of the kernel that the pictures' sizes tell of; (1, 1) where they are the same.
    """

    picture: np.ndarray
    wanted: np.ndarray
    corner: tuple[int, int]
    made_by: tuple[int, int] = (1, 1)


@dataclass(frozen=True, eq=False)
class Hidden:
    """A kernel to be found: its name and its weights (kH, kW, P)."""

    name: str
    weights: np.ndarray


def surprise(seed: int, channels: int = 1) -> Hidden:
    """A named kernel, or one of small whole numbers; of three channels it reads one.

    The same seed always gives the same kernel.
    """
    rng = np.random.default_rng(seed)
    riddles = [each for each in KERNELS.values() if each.name not in PLAIN]
    if rng.random() < 0.3:
        name, kernel = "Random whole numbers", rng.integers(-3, 4, (3, 3)).astype(np.float64)
    else:
        chosen = riddles[rng.integers(len(riddles))]
        name, kernel = chosen.name, chosen.weights
    if channels == 1:
        return Hidden(name, kernel[..., None])
    at = int(rng.integers(channels))
    of_one = np.zeros(channels)
    of_one[at] = 1
    return Hidden(f"{name}, on {('red', 'green', 'blue')[at]} alone", kernel[..., None] * of_one)


def hide(
    image: np.ndarray, weights: np.ndarray, bias: float = 0, *, noise: float = 0, seed: int = 0
) -> Pair:
    """Shrink an image and apply a kernel (kH, kW, P) to it, at every window inside.

    Parameters
    ----------
    image : (H, W, P) float32 in [0, 1]
    noise : float
        Standard deviation of normal noise that is added to the wanted picture.
    """
    picture = shrink(image)
    height, width, channels = weights.shape
    if height > picture.shape[0] or width > picture.shape[1]:
        raise InputError(_does_not_fit((height, width), picture))
    parts = [
        cross_correlate2d(picture[..., c : c + 1], weights[..., c])[..., 0] for c in range(channels)
    ]
    wanted = np.sum(parts, axis=0) + np.float32(bias)
    if noise:
        wanted = wanted + np.random.default_rng(seed).normal(0, noise, wanted.shape)
    return Pair(picture, wanted, ((height - 1) // 2, (width - 1) // 2), (height, width))


def shrink(image: np.ndarray) -> np.ndarray:
    """Return an image of at most 260 pixels on its longer side."""
    return fit_within(image, LONGEST)


def read_wanted(name: str, data: bytes) -> np.ndarray:
    """Read a wanted picture, a ``.npy`` array as it is or an image file in [0, 1], as (h, w).

    Colours are mixed to grey.

    Raises
    ------
    InputError
        If the file cannot be read, or the array is no (H, W), (H, W, 1) or (H, W, 3).
    """
    if PurePath(name).suffix.lower() != ".npy":
        return to_grey(read_image(data))[..., 0]
    array = read_finite(data)
    if array.ndim == 3 and array.shape[2] == 3:
        return array @ LUMA
    if array.ndim == 3 and array.shape[2] == 1:
        return array[..., 0]
    if array.ndim != 2:
        raise InputError(
            "an array must have the axes (H, W), (H, W, 1) or (H, W, 3), "
            f"got the shape {array.shape}"
        )
    return array


def match(image: np.ndarray, wanted: np.ndarray) -> Pair:
    """Lay a wanted picture (h, w) on the image (H, W, P) that it was made from.

    As large as the image, pixel lies on pixel. Smaller by k - 1, it has one value for each
    window of k pixels inside the image, and lies on the windows' anchors.

    Raises
    ------
    InputError
        If it is larger, or smaller by more than a kernel of 15 × 15 leaves away.
    """
    missing = [ours - theirs for ours, theirs in zip(image.shape, wanted.shape, strict=False)]
    if not all(0 <= size < MAX_SIDE for size in missing):
        raise InputError(
            f"the wanted picture must be as large as the picture, {_size(image)}, or smaller by "
            f"at most {MAX_SIDE - 1} rows and columns, got {_size(wanted)}"
        )
    rows, cols = missing
    return _busiest(Pair(image, wanted, (rows // 2, cols // 2), (rows + 1, cols + 1)))


def cut(pair: Pair, size: tuple[int, int], *, centre: bool = False) -> Exercise:
    """Keep the windows of a kernel of this size that lie inside and have a wanted value.

    Parameters
    ----------
    size : (rows, cols) of the kernel to learn
    centre : bool
        Subtract each channel's mean from the picture, which leaves the kernel to be found as it
        is and moves only the bias.

    Raises
    ------
    InputError
        If there is no such window.
    """
    spans = [
        _shared(length, given, corner, kernel)
        for length, given, corner, kernel in zip(
            pair.picture.shape, pair.wanted.shape, pair.corner, size, strict=False
        )
    ]
    if any(len(span) == 0 for span in spans):
        raise InputError(_does_not_fit(size, pair.picture))
    (top, left), (rows, cols) = (span.start for span in spans), map(len, spans)
    picture = pair.picture[top : top + rows + size[0] - 1, left : left + cols + size[1] - 1]
    row, col = (
        span.start + (kernel - 1) // 2 - corner
        for span, kernel, corner in zip(spans, size, pair.corner, strict=True)
    )
    wanted = pair.wanted[row : row + rows, col : col + cols]
    return Exercise(picture - picture.mean(axis=(0, 1)) if centre else picture, wanted)


def _shared(length: int, given: int, corner: int, kernel: int) -> range:
    """First pixels of the windows on one axis whose anchors have a wanted value."""
    anchor = (kernel - 1) // 2
    return range(max(corner - anchor, 0), min(corner + given - 1 - anchor, length - kernel) + 1)


def _busiest(pair: Pair) -> Pair:
    """Return the part of a large pair where the picture varies most, and what windows need."""
    rows, cols = (min(size, LONGEST) for size in pair.wanted.shape)
    if (rows, cols) == pair.wanted.shape:
        return pair
    row, col = pair.corner
    height, width = pair.wanted.shape
    seen = to_grey(pair.picture)[row : row + height, col : col + width, 0]
    top, left = _most_varied(seen, rows, cols)
    spans = [
        slice(max(start - MAX_SIDE // 2, 0), start + size + MAX_SIDE // 2)
        for start, size in ((top + row, rows), (left + col, cols))
    ]
    corner = (top + row - spans[0].start, left + col - spans[1].start)
    picture = pair.picture[spans[0], spans[1]].copy()  # the large one need not stay in memory
    wanted = pair.wanted[top : top + rows, left : left + cols].copy()
    return Pair(picture, wanted, corner, pair.made_by)


def _most_varied(values: np.ndarray, rows: int, cols: int) -> tuple[int, int]:
    """First row and column of the part (rows, cols) with the largest variance."""
    mean, square = (_means(power, rows, cols) for power in (values, values**2))
    variance = (square - mean**2)[: len(values) - rows + 1, : values.shape[1] - cols + 1]
    row, col = np.unravel_index(variance.argmax(), variance.shape)
    return int(row), int(col)


def _means(values: np.ndarray, rows: int, cols: int) -> np.ndarray:
    """Mean of the part (rows, cols) that begins at each pixel."""
    return cv2.boxFilter(values, cv2.CV_64F, (cols, rows), anchor=(0, 0))


def _size(array: np.ndarray) -> str:
    return f"{array.shape[0]} × {array.shape[1]}"


def _does_not_fit(size: tuple[int, int], picture: np.ndarray) -> str:
    return f"a kernel of {size[0]} × {size[1]} does not fit a picture of {_size(picture)}"
