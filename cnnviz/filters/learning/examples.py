"""Training examples for one kernel: an image and the same image filtered, the target.

The target comes from a hidden kernel or from an uploaded file. For speed, and to fit the screen,
the image is shrunk before a hidden kernel is applied; of an uploaded pair, whose pixels must stay
as they are, the part with the most contrast is taken.
"""

from dataclasses import dataclass
from pathlib import PurePath

import cv2
import numpy as np

from cnnviz.filters.kernels import KERNELS, MAX_SIDE
from cnnviz.filters.learning.problem import Problem
from cnnviz.images import LUMA, fit_within, read_image, to_grey
from cnnviz.ops.convolution import cross_correlate2d
from cnnviz.utils.errors import InputError
from cnnviz.utils.safe_npy import read_finite
from cnnviz.utils.text import times

LONGEST = 260  # pixels of the longer side that is learned from
PLAIN = ("Identity",)  # named kernels that are no puzzle


@dataclass(frozen=True, eq=False)
class ImagePair:
    """An image and its target, which may be smaller.

    Attributes
    ----------
    image : (H, W, P) float32
    target : (h, w) float
    corner : (row, col)
        Pixel of the image that ``target[0, 0]`` belongs to.
    kernel_size : (kH, kW)
        Size of the kernel, as far as the two sizes show it; (1, 1) where they are equal.
    """

    image: np.ndarray
    target: np.ndarray
    corner: tuple[int, int]
    kernel_size: tuple[int, int] = (1, 1)


@dataclass(frozen=True, eq=False)
class HiddenKernel:
    """A kernel to be found: its name and its weights (kH, kW, P)."""

    name: str
    weights: np.ndarray


def hidden_kernel(seed: int, channels: int = 1) -> HiddenKernel:
    """Draw a named kernel, or one of small whole numbers.

    Parameters
    ----------
    seed : int
        The same seed always gives the same kernel.
    channels : int
        1 or 3; of three channels the kernel reads one, its other planes are 0.

    Returns
    -------
    HiddenKernel
        Its weights are (kH, kW, channels) float64.
    """
    rng = np.random.default_rng(seed)
    candidates = [each for each in KERNELS.values() if each.name not in PLAIN]
    if rng.random() < 0.3:
        name, kernel = "Random whole numbers", rng.integers(-3, 4, (3, 3)).astype(np.float64)
    else:
        chosen = candidates[rng.integers(len(candidates))]
        name, kernel = chosen.name, chosen.weights
    if channels == 1:
        return HiddenKernel(name, kernel[..., None])
    at = int(rng.integers(channels))
    of_one = np.zeros(channels)
    of_one[at] = 1
    return HiddenKernel(
        f"{name}, on {('red', 'green', 'blue')[at]} alone", kernel[..., None] * of_one
    )


def apply_hidden_kernel(
    image: np.ndarray, weights: np.ndarray, bias: float = 0, *, noise: float = 0, seed: int = 0
) -> ImagePair:
    """Shrink an image and apply a kernel at every window inside it.

    Parameters
    ----------
    image : (H, W, P) float32 in [0, 1]
    weights : (kH, kW, P) float
    bias : float
    noise : float
        Standard deviation of normal noise that is added to the target.
    seed : int
        Of the noise.

    Returns
    -------
    ImagePair
        The shrunk image, and a target of (H' - kH + 1, W' - kW + 1).

    Raises
    ------
    InputError
        If the kernel is larger than the shrunk image.
    """
    picture = shrink(image)
    height, width, channels = weights.shape
    if height > picture.shape[0] or width > picture.shape[1]:
        raise _does_not_fit((height, width), picture)
    parts = [
        cross_correlate2d(picture[..., c : c + 1], weights[..., c])[..., 0] for c in range(channels)
    ]
    target = np.sum(parts, axis=0) + np.float32(bias)
    if noise:
        target = target + np.random.default_rng(seed).normal(0, noise, target.shape)
    return ImagePair(picture, target, ((height - 1) // 2, (width - 1) // 2), (height, width))


def shrink(image: np.ndarray) -> np.ndarray:
    """Scale an image down to a size at which learning is quick.

    Parameters
    ----------
    image : (H, W, C) uint8, uint16 or float32
        Floats, or pixels as a file stores them.

    Returns
    -------
    (h, w, C) ndarray
        At most 260 pixels on its longer side.
    """
    return fit_within(image, LONGEST)


def read_target(name: str, data: bytes) -> np.ndarray:
    """Read a target image; colours are mixed to grey.

    Parameters
    ----------
    name : str
        Of the file; ``.npy`` is read as an array, all else as an image.
    data : bytes
        The whole file.

    Returns
    -------
    (h, w) float
        The array's own values, or an image's in [0, 1].

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
            "an array must have the axes (H, W), (H, W, 1) or (H, W, 3), got the shape {shape}",
            shape=array.shape,
        )
    return array


def align(image: np.ndarray, target: np.ndarray) -> ImagePair:
    """Lay a target image on the image that it was made from.

    As large as the image, pixel lies on pixel. Smaller by k - 1, it has one value for each
    window of k pixels inside the image, and lies on the windows' anchors.

    Parameters
    ----------
    image : (H, W, P) float32
        In [0, 1].
    target : (h, w) float
        What a kernel is to make of it.

    Returns
    -------
    ImagePair
        Both, cut to the part with the most change where they are large.

    Raises
    ------
    InputError
        If the target is larger, or smaller by more than a kernel of 15 × 15 leaves away.
    """
    missing = [ours - theirs for ours, theirs in zip(image.shape, target.shape, strict=False)]
    if not all(0 <= size < MAX_SIDE for size in missing):
        raise InputError(
            "the wanted picture must be as large as the picture, {size}, or smaller "
            "by at most {most} rows and columns, got {found}",
            size=_size(image),
            most=MAX_SIDE - 1,
            found=_size(target),
        )
    rows, cols = missing
    return _busiest(ImagePair(image, target, (rows // 2, cols // 2), (rows + 1, cols + 1)))


def make_problem(pair: ImagePair, size: tuple[int, int], *, centre: bool = False) -> Problem:
    """Keep the windows of a kernel that lie inside the image and have a target value.

    Parameters
    ----------
    pair : ImagePair
        Image and target.
    size : (int, int)
        Rows and columns of the kernel to learn.
    centre : bool
        Subtract each channel's mean from the picture, which leaves the kernel to be found as it
        is and moves only the bias.

    Returns
    -------
    Problem
        The windows' pixels and their target values.

    Raises
    ------
    InputError
        If there is no such window.
    """
    spans = [
        _shared(length, given, corner, kernel)
        for length, given, corner, kernel in zip(
            pair.image.shape, pair.target.shape, pair.corner, size, strict=False
        )
    ]
    if any(len(span) == 0 for span in spans):
        raise _does_not_fit(size, pair.image)
    (top, left), (rows, cols) = (span.start for span in spans), map(len, spans)
    picture = pair.image[top : top + rows + size[0] - 1, left : left + cols + size[1] - 1]
    row, col = (
        span.start + (kernel - 1) // 2 - corner
        for span, kernel, corner in zip(spans, size, pair.corner, strict=True)
    )
    target = pair.target[row : row + rows, col : col + cols]
    return Problem(picture - picture.mean(axis=(0, 1)) if centre else picture, target)


def _shared(length: int, given: int, corner: int, kernel: int) -> range:
    """First pixels of the windows on one axis whose anchors have a target value."""
    anchor = (kernel - 1) // 2
    return range(max(corner - anchor, 0), min(corner + given - 1 - anchor, length - kernel) + 1)


def _busiest(pair: ImagePair) -> ImagePair:
    """Return the part of a large pair where the picture varies most, and what windows need."""
    rows, cols = (min(size, LONGEST) for size in pair.target.shape)
    if (rows, cols) == pair.target.shape:
        return pair
    row, col = pair.corner
    height, width = pair.target.shape
    seen = to_grey(pair.image)[row : row + height, col : col + width, 0]
    top, left = _most_varied(seen, rows, cols)
    spans = [
        slice(max(start - MAX_SIDE // 2, 0), start + size + MAX_SIDE // 2)
        for start, size in ((top + row, rows), (left + col, cols))
    ]
    corner = (top + row - spans[0].start, left + col - spans[1].start)
    picture = pair.image[spans[0], spans[1]].copy()  # the large one need not stay in memory
    target = pair.target[top : top + rows, left : left + cols].copy()
    return ImagePair(picture, target, corner, pair.kernel_size)


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


def _does_not_fit(size: tuple[int, int], picture: np.ndarray) -> InputError:
    return InputError(
        "a kernel of {kernel} does not fit a picture of {size}",
        kernel=times(size),
        size=_size(picture),
    )
