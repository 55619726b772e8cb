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
        As it lies on the signal: turned round where the layer convolves.
    turned : bool
        Whether the layer turns the kernel round.
    padded : (axis.padded,) int64
        The signal with its border.
    products : (axis.output, k) float64
    """

    axis: Axis
    written: np.ndarray
    kernel: np.ndarray
    turned: bool
    padded: np.ndarray
    products: np.ndarray

    @property
    def output(self) -> np.ndarray:
        """Sum of each window's products, (axis.output,)."""
        return self.products.sum(axis=1)


def work_line(signal: np.ndarray, kernel: np.ndarray, layer: FilterLayer) -> WorkedLine:
    """Slide a kernel (k,) along a signal (n,), as the layer's stride, dilation and border say.

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
    turned = layer.operation == "convolve"
    laid = kernel[::-1] if turned else kernel
    products = padded[np.array(axis.windows)] * laid
    return WorkedLine(axis, kernel, laid, turned, padded, products)


def line_kernel(parts: Separation, direction: str) -> LineKernel:
    """Take the factor of a separable kernel, else its middle line.

    Parameters
    ----------
    direction : {"across", "down"}
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
    """Cells of a signal in which a kernel of ``taps`` weights has room to slide."""
    window = effective_kernel_size(taps, layer.dilation)
    return max(LENGTH, window + 3 * layer.stride)


def picture_line(plane: np.ndarray, length: int, direction: str) -> np.ndarray:
    """Scale the middle row or column of a plane (H, W) to ``length`` whole numbers from 0 to 9."""
    along = plane if direction == "across" else plane.T
    line = along[len(along) // 2]
    step = max(len(line) // (SAMPLED * 4), 1)
    sampled = np.ascontiguousarray(line[None, ::step, None], np.float32)
    return digits(resize(sampled, 1, length).ravel())


def step_line(length: int) -> np.ndarray:
    """0, then 9 from the middle on."""
    return np.where(np.arange(length) < length // 2, 0, LARGEST_DIGIT)


def pulse_line(length: int) -> np.ndarray:
    """A single 1: what comes out is the kernel itself, turned round by correlation."""
    return (np.arange(length) == length // 2).astype(int)


def read_line(text: str, length: int) -> np.ndarray:
    """Read a visitor's own signal from its digits, cut or continued with 0.

    Raises
    ------
    InputError
        If a character is no digit.
    """
    if not re.fullmatch(r"[0-9]*", text):
        raise InputError(f"a signal takes whole numbers from 0 to 9, got {text[:20]!r}")
    return np.array([int(digit) for digit in text[:length].ljust(length, "0")])


def write_line(numbers: list[int]) -> str:
    """Write a signal as text that ``read_line`` reads."""
    return "".join(map(str, numbers))
