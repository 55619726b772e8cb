"""Convolution in one dimension, step by step, in whole numbers where the kernel has them."""

import re
from dataclasses import dataclass

import numpy as np

from cnnviz.filters.analysis.separable import Separation, fraction, whole_numbers
from cnnviz.filters.analysis.toeplitz import LARGEST_DIGIT, SAMPLED, digits
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.images import resize
from cnnviz.ops import convolution
from cnnviz.ops.geometry import Axis, effective_kernel_size
from cnnviz.utils.errors import InputError

LENGTH = 16  # cells of a signal, more where the kernel needs them
LARGEST_WEIGHT = 99  # that still reads easily
DIRECTIONS = ("across", "down")


@dataclass(frozen=True, eq=False)
class LineKernel:
    """One line of a kernel: its weights (k,), what it is of the whole, and what was left out."""

    weights: np.ndarray
    name: str
    factor: str


@dataclass(frozen=True, eq=False)
class WorkedLine:
    """A signal, a kernel sliding along it, and every number on the way.

    Attributes
    ----------
    axis : Axis
        Where the windows lie.
    written : (k,) float64
        The kernel as it was given.
    kernel : (k,) float64
        As it lies on the signal: flipped where the layer convolves.
    flipped : bool
        Whether the layer flips the kernel, as convolution does.
    padded : (axis.padded,) int64
        The signal with its border.
    products : (axis.output, k) float64
    """

    axis: Axis
    written: np.ndarray
    kernel: np.ndarray
    flipped: bool
    padded: np.ndarray
    products: np.ndarray

    @property
    def output(self) -> np.ndarray:
        """Sum of each window's products, (axis.output,)."""
        return self.products.sum(axis=1)


def work_line(signal: np.ndarray, kernel: np.ndarray, layer: FilterLayer) -> WorkedLine:
    """Slide a kernel along a signal with the layer's operation, stride, dilation and border.

    Parameters
    ----------
    signal : (n,) int or float
        The line's values.
    kernel : (k,) float
        The kernel as it is written.
    layer : FilterLayer
        Bias, activation and pooling do not count here.

    Returns
    -------
    WorkedLine
        The products under each window, and what led to them.

    Raises
    ------
    InputError
        If the window does not fit the signal.
    """
    _, axis = convolution.axes(
        (1, len(signal)), (1, len(kernel)), layer.stride, layer.dilation, layer.border
    )
    span = range(-axis.before, axis.size + axis.after)
    padded = convolution.surroundings(signal[None, :, None], range(1), span, layer.border).ravel()
    flipped = layer.operation == "convolve"
    applied = kernel[::-1] if flipped else kernel
    products = padded[np.array(axis.windows)] * applied
    return WorkedLine(axis, kernel, applied, flipped, padded, products)


def line_kernel(parts: Separation, direction: str) -> LineKernel:
    """Take a factor of a separable kernel; of another kernel, its middle row or column.

    Parameters
    ----------
    parts : Separation
        The kernel and its factors.
    direction : {"across", "down"}
        Whether the line runs along a row or a column.

    Returns
    -------
    LineKernel
        The weights, what they are, and the factor that was left out to make them whole.
    """
    word = "row" if direction == "across" else "column"
    if parts.separable:
        left_out = "" if parts.scale == 1 else fraction(parts.scale)
        return LineKernel(getattr(parts, word), f"{word} factor", left_out)
    along = parts.kernel if direction == "across" else parts.kernel.T
    line = along[(len(along) - 1) // 2]
    whole = whole_numbers(line, LARGEST_WEIGHT) if line.any() else None
    if whole is None:
        return LineKernel(line, f"middle {word}", "")
    weights, factor = whole
    return LineKernel(weights, f"middle {word}", "" if factor == 1 else fraction(factor))


def signal_length(taps: int, layer: FilterLayer) -> int:
    """Choose the length of a signal in which a kernel has room to slide.

    Parameters
    ----------
    taps : int
        Weights of the kernel.
    layer : FilterLayer
        Stride and dilation count here.

    Returns
    -------
    int
        Cells, at least ``LENGTH``; enough for four windows.
    """
    window = effective_kernel_size(taps, layer.dilation)
    return max(LENGTH, window + 3 * layer.stride)


def picture_line(plane: np.ndarray, length: int, direction: str) -> np.ndarray:
    """Scale the middle row or column of a plane to a signal of digits.

    Parameters
    ----------
    plane : (H, W) float
        One channel of a picture.
    length : int
        Cells of the signal.
    direction : {"across", "down"}
        Whether it is the middle row or the middle column.

    Returns
    -------
    (length,) int
        From 0, the darkest, to 9.
    """
    along = plane if direction == "across" else plane.T
    line = along[len(along) // 2]
    step = max(len(line) // (SAMPLED * 4), 1)
    sampled = np.ascontiguousarray(line[None, ::step, None], np.float32)
    return digits(resize(sampled, 1, length).ravel())


def step_line(length: int) -> np.ndarray:
    """Make a signal with one edge.

    Parameters
    ----------
    length : int
        Cells of the signal.

    Returns
    -------
    (length,) int
        0, then 9 from the middle on.
    """
    return np.where(np.arange(length) < length // 2, 0, LARGEST_DIGIT)


def pulse_line(length: int) -> np.ndarray:
    """Make a signal with a single 1, of which correlation makes the kernel, flipped.

    Parameters
    ----------
    length : int
        Cells of the signal.

    Returns
    -------
    (length,) int
        0 everywhere but at ``length // 2``.
    """
    return (np.arange(length) == length // 2).astype(int)


def read_line(text: str, length: int) -> np.ndarray:
    """Read a visitor's own signal from its digits.

    Parameters
    ----------
    text : str
        One digit per cell.
    length : int
        Cells of the signal: longer text is cut, shorter text continued with 0.

    Returns
    -------
    (length,) int
        From 0 to 9.

    Raises
    ------
    InputError
        If a character is no digit.

    Examples
    --------
    >>> read_line("09", 4)
    array([0, 9, 0, 0])
    """
    if not re.fullmatch(r"[0-9]*", text):
        raise InputError("a signal takes whole numbers from 0 to 9, got {text!r}", text=text[:20])
    return np.array([int(digit) for digit in text[:length].ljust(length, "0")])


def write_line(numbers: list[int]) -> str:
    """Write a signal as text that ``read_line`` reads.

    Parameters
    ----------
    numbers : list of int
        From 0 to 9.

    Returns
    -------
    str
        One digit per cell.
    """
    return "".join(map(str, numbers))
