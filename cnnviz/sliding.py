"""One window slides over one plane: the layer's numbers, and every value that it computes.

Whole numbers throughout, so that a reader can follow each sum by hand. The values agree with
Keras (``Conv2D``, ``MaxPooling2D``, ``AveragePooling2D``); padding given as a number agrees with
PyTorch, whose average pooling then leaves the padding out (``count_include_pad=False``).
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from cnnviz.errors import InputError
from cnnviz.geometry import Axis, effective_kernel_size, same_padding

CONVOLUTION, MAX_POOLING, AVERAGE_POOLING = "convolution", "max pooling", "average pooling"
OPERATIONS = (CONVOLUTION, MAX_POOLING, AVERAGE_POOLING)
LARGEST_SIDE = 32
LARGEST_PADDING = 16
LARGEST_DEPTH = 4096

Pair = tuple[int, int]
Padding = Literal["valid", "same"] | Pair


@dataclass(frozen=True)
class WindowLayer:
    """A convolution or pooling in two dimensions; every pair is (height, width), in cells.

    Parameters
    ----------
    operation : str
        One of ``OPERATIONS``.
    size, kernel, stride, dilation : (int, int)
        1 to 32 each.
    padding : "valid", "same" or (int, int)
        A number is added on both sides, 0 to 16; "same" pads as Keras does.
    channels, filters : int
        Depth of the input and of a convolution's output, 1 to 4096; pooling keeps the depth.

    Raises
    ------
    InputError
        If a number lies outside its range, the window does not fit the padded input, or a
        pooling window would hold nothing but padding.
    """

    operation: str = CONVOLUTION
    size: Pair = (7, 7)
    kernel: Pair = (3, 3)
    stride: Pair = (1, 1)
    padding: Padding = "valid"
    dilation: Pair = (1, 1)
    channels: int = 1
    filters: int = 1

    def __post_init__(self) -> None:
        if self.operation not in OPERATIONS:
            raise InputError(f"operation is one of {', '.join(OPERATIONS)}, got {self.operation}")
        self._check_ranges()
        self._check_fit()
        self._check_pooling()

    def _check_ranges(self) -> None:
        padding = (0, 0) if isinstance(self.padding, str) else self.padding
        for name, pair, least, most in (
            ("input {}", self.size, 1, LARGEST_SIDE),
            (f"{self.noun} {{}}", self.kernel, 1, LARGEST_SIDE),
            ("stride", self.stride, 1, LARGEST_SIDE),
            ("padding", padding, 0, LARGEST_PADDING),
            ("dilation", self.dilation, 1, LARGEST_SIDE),
        ):
            for side, value in zip(("height", "width"), pair, strict=True):
                _check_range(name.format(side), value, least, most)
        _check_range("channels", self.channels, 1, LARGEST_DEPTH)
        _check_range("filters", self.filters, 1, LARGEST_DEPTH)

    def _check_fit(self) -> None:
        missing = [e - p for e, p in zip(self.effective_kernel, self.padded, strict=True)]
        if max(missing) <= 0:
            return
        window = f"a {times(self.kernel)} {self.noun}"
        if self.dilation != (1, 1):
            window += f" with dilation {either(self.dilation)} spans {times(self.effective_kernel)}"
            window += " and"
        field = f"a {times(self.size)} input"
        if self.padded != self.size:
            field += f" padded to {times(self.padded)}"
        raise InputError(f"{window} does not fit {field}; {self._way_out()}")

    def _way_out(self) -> str:
        gaps = [e - n for e, n in zip(self.effective_kernel, self.size, strict=True)]
        enough = -(-max(gaps) // 2)
        if enough <= LARGEST_PADDING:
            return f"pad by {enough} or more"
        return f"make the input larger, or the {self.noun} or its dilation smaller"

    def _check_pooling(self) -> None:
        if self.operation == CONVOLUTION:
            return
        for axis in (self.rows, self.cols):
            if not all(any(map(axis.holds_input, window)) for window in axis.windows):
                raise InputError(
                    "each pooling window must hold a cell of the input: padding "
                    f"{axis.before} leaves a {times(self.kernel)} window nothing but padding; "
                    "pad less"
                )

    def _pads(self, axis: int) -> Pair:
        if self.padding == "valid":
            return 0, 0
        if self.padding == "same":
            sizes = (self.size, self.kernel, self.stride, self.dilation)
            return same_padding(*(pair[axis] for pair in sizes))
        return self.padding[axis], self.padding[axis]

    def _axis(self, axis: int) -> Axis:
        before, after = self._pads(axis)
        sides = self.size[axis], self.kernel[axis], self.stride[axis]
        return Axis(*sides, before, after, self.dilation[axis])

    @cached_property
    def rows(self) -> Axis:
        """The vertical axis."""
        return self._axis(0)

    @cached_property
    def cols(self) -> Axis:
        """The horizontal axis."""
        return self._axis(1)

    @property
    def noun(self) -> str:
        """What the field calls the moving thing: a kernel has weights, a window has none."""
        return "kernel" if self.operation == CONVOLUTION else "window"

    @property
    def effective_kernel(self) -> Pair:
        """Cells that the dilated kernel spans, (height, width)."""
        height, width = map(effective_kernel_size, self.kernel, self.dilation)
        return height, width

    @property
    def padded(self) -> Pair:
        """Size of the padded input, (height, width)."""
        height, width = (n + sum(self._pads(axis)) for axis, n in enumerate(self.size))
        return height, width

    @property
    def output(self) -> Pair:
        """Output size, (height, width)."""
        return self.rows.output, self.cols.output

    @property
    def unread_cells(self) -> int:
        """Cells of the input (padding not counted) that no window reads."""
        read = [sum(map(axis.holds_input, axis.read)) for axis in (self.rows, self.cols)]
        return self.size[0] * self.size[1] - read[0] * read[1]

    @property
    def weight_count(self) -> int:
        """Weights: kernel height × kernel width × channels × filters; a pooling has none."""
        cells = self.kernel[0] * self.kernel[1]
        return cells * self.channels * self.filters if self.operation == CONVOLUTION else 0

    @property
    def bias_count(self) -> int:
        """Biases: one a filter; a pooling has none."""
        return self.filters if self.operation == CONVOLUTION else 0

    @property
    def multiply_adds(self) -> int:
        """Multiplications of one forward pass: every weight once a window."""
        return self.weight_count * self.output[0] * self.output[1]


@dataclass(frozen=True, eq=False)
class Slide:
    """Everything that the animation shows, for one channel and one filter.

    ``padded`` (pH, pW) holds 0 where the padding is; ``weights`` (kH, kW) serve convolution only.
    ``output`` (oH, oW) is what the layer computes. ``winners`` (oH, oW) is, for max pooling, the
    place of each window's first largest cell, counted in reading order. ``sums`` and ``counts``
    (oH, oW) are, for average pooling, what is divided by what.
    """

    layer: WindowLayer
    padded: np.ndarray
    weights: np.ndarray
    output: np.ndarray
    winners: np.ndarray | None = None
    sums: np.ndarray | None = None
    counts: np.ndarray | None = None

    @property
    def cells(self) -> np.ndarray:
        """The input without its padding, (H, W)."""
        top, left = self.layer.rows.before, self.layer.cols.before
        height, width = self.layer.size
        return self.padded[top : top + height, left : left + width]


def slide(layer: WindowLayer, cells: np.ndarray, weights: np.ndarray) -> Slide:
    """Slide the layer's window over one plane.

    Parameters
    ----------
    layer : WindowLayer
    cells : (H, W) int
        The input.
    weights : (kH, kW) int
        The kernel; pooling keeps it unused.

    Raises
    ------
    InputError
        If input or kernel do not have the layer's sizes.
    """
    if (cells.shape, weights.shape) != (layer.size, layer.kernel):
        raise InputError(
            f"input {times(layer.size)} and kernel {times(layer.kernel)} expected, "
            f"got {times(cells.shape)} and {times(weights.shape)}"
        )
    pads = [(axis.before, axis.after) for axis in (layer.rows, layer.cols)]
    padded = np.pad(cells, pads)
    windows = _windows(layer, padded)
    inside = _windows(layer, np.pad(np.ones_like(cells, bool), pads))
    return Slide(layer, padded, weights, **_reduce(layer.operation, windows, inside, weights))


def _reduce(
    operation: str, windows: np.ndarray, inside: np.ndarray, weights: np.ndarray
) -> dict[str, np.ndarray]:
    """What becomes of each window (oH, oW, kH * kW); pooling sees the cells inside the input."""
    if operation == CONVOLUTION:
        return {"output": (windows * weights.ravel()).sum(-1)}
    if operation == MAX_POOLING:
        candidates = np.where(inside, windows, np.iinfo(windows.dtype).min)
        return {"output": candidates.max(-1), "winners": candidates.argmax(-1)}
    sums, counts = windows.sum(-1), inside.sum(-1)
    return {"output": sums / counts, "sums": sums, "counts": counts}


def _windows(layer: WindowLayer, padded: np.ndarray) -> np.ndarray:
    """Every window's cells in reading order, (oH, oW, kH * kW)."""
    rows, cols = np.array(layer.rows.windows), np.array(layer.cols.windows)
    windows = padded[rows[:, None, :, None], cols[None, :, None, :]]
    return windows.reshape(*layer.output, -1)


def _check_range(name: str, value: int, least: int, most: int) -> None:
    if value < least:
        raise InputError(f"{name} must be at least {least}, got {value}")
    if value > most:
        raise InputError(f"{name} must be at most {most}, got {value}")


def times(pair: tuple[int, ...]) -> str:
    """Write a pair as "3 × 5"."""
    return " × ".join(map(str, pair))


def either(pair: Pair) -> str:
    """Write a pair as "3" where height and width agree, else as "3 × 5"."""
    return str(pair[0]) if pair[0] == pair[1] else times(pair)
