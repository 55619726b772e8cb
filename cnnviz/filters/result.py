"""The result of filtering a picture, and the parts of it that a screen can show.

Pictures above a working size are filtered in full. What is shown of them is a view, scaled down
by area, and one patch in full size around the pixel that is looked at.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnnviz import images
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.filters.pooled import pool
from cnnviz.ops import convolution
from cnnviz.ops.geometry import Axis

WORKING_MEGAPIXELS = 1.0
PATCH = 192  # side length of the full-size patch, in input pixels

Pixel = tuple[int, int]  # row and column of the output


@dataclass(frozen=True, eq=False)
class FilterResult:
    """An image, a kernel, what the layer does with it, and its answer at every window.

    Attributes
    ----------
    image : (H, W, C) float32
        0 is black and ``layer.white`` white. Or uint8 or uint16 as a file stores it, where the
        picture is large: a quarter or half of the memory. ``images.to_float`` makes it the former.
    weights : (kH, kW, P) float64
        P = 1: the same kernel on each channel; P = C: one per channel, summed to one map.
    layer : FilterLayer
    output : (H_out, W_out, D) float32
        After bias and activation, before pooling; D = C if P = 1, else 1.
    """

    image: np.ndarray
    weights: np.ndarray
    layer: FilterLayer
    output: np.ndarray

    @cached_property
    def axes(self) -> tuple[Axis, Axis]:
        """Rows and columns: where windows lie, padding included."""
        layer = self.layer
        return convolution.axes(
            self.image.shape, self.weights.shape, layer.stride, layer.dilation, layer.border
        )

    @property
    def rows(self) -> Axis:
        """The layer along the picture's height."""
        return self.axes[0]

    @property
    def cols(self) -> Axis:
        """The layer along the picture's width."""
        return self.axes[1]

    @property
    def summed(self) -> bool:
        """Whether the channels are summed to one map, as a CNN's filter does."""
        return self.weights.shape[2] > 1

    @cached_property
    def pooled(self) -> np.ndarray:
        """The output after pooling, (H, W, D) float32; an InputError if its window does not fit."""
        return pool(self.output, self.layer)

    @cached_property
    def low(self) -> float:
        """The smallest output."""
        return float(self.output.min())

    @cached_property
    def high(self) -> float:
        """The largest output."""
        return float(self.output.max())

    @property
    def shown_ends(self) -> tuple[float, float]:
        """The smallest and the largest value after pooling."""
        if self.layer.pooling == "none":
            return self.low, self.high
        return float(self.pooled.min()), float(self.pooled.max())

    @property
    def strongest(self) -> Pixel:
        """Where the output is furthest from 0: the pixel that is explained first.

        With max pooling it is the largest output, which its window passes on. Only windows that
        lie wholly inside the picture count, if there are any: on its border the strongest answer
        is often to the padding.
        """
        inside = [_inside(axis) for axis in self.axes]
        top, left = (places.start for places in inside)
        output = self.output[tuple(slice(each.start, each.stop) for each in inside)]
        whole = output.shape == self.output.shape
        low, high = (self.low, self.high) if whole else (output.min(), output.max())
        positive = self.layer.pooling == "max" or high >= -low
        rows = output.max((1, 2)) if positive else -output.min((1, 2))
        row = int(rows.argmax())  # a row at a time: argmax would copy an output that is a slice
        extreme = output[row].argmax() if positive else output[row].argmin()
        return top + row, left + int(extreme) // output.shape[2]

    @property
    def megapixels(self) -> float:
        """Pixels of the image in millions."""
        return self.image.shape[0] * self.image.shape[1] / 1e6

    @property
    def scale(self) -> float:
        """Pixels of the view per pixel of the image, 1 up to the working size."""
        return min(1.0, (WORKING_MEGAPIXELS / self.megapixels) ** 0.5)

    def view(self) -> tuple[np.ndarray, np.ndarray]:
        """Image and pooled output at the working size."""
        white = self.layer.white
        return _scaled(self.image, self.scale, white), _scaled(self.pooled, self.scale, white)

    def padded(self) -> np.ndarray:
        """The image with its border, (rows.padded, cols.padded, C): all that windows may read."""
        if all(axis.padded == axis.size for axis in self.axes):
            return self.image
        rows, cols = (range(-axis.before, axis.size + axis.after) for axis in self.axes)
        return convolution.surroundings(self.image, rows, cols, self.layer.border)

    def patch(self, pixel: Pixel) -> tuple[Pixel, np.ndarray, np.ndarray]:
        """Full-size surroundings of an output pixel.

        Returns
        -------
        corner : Pixel
            The patch's first output pixel.
        image : (h, w, C) float32
            All that its windows read, border included.
        output : (h_out, w_out, D) float32
            Before pooling; it begins with a whole pooling window.
        """
        most = max(PATCH // self.layer.stride, 1)
        unit = 1 if self.layer.pooling == "none" else self.layer.pool
        rows, cols = (
            _around(at, axis.output, most, unit) for at, axis in zip(pixel, self.axes, strict=True)
        )
        image = convolution.surroundings(
            self.image, _span(self.rows, rows), _span(self.cols, cols), self.layer.border
        )
        output = self.output[rows.start : rows.stop, cols.start : cols.stop]
        return (rows.start, cols.start), images.to_float(image, self.layer.white), output

    def nearest(self, row: int, col: int) -> Pixel:
        """Return the output pixel nearest to a place that may lie outside."""
        height, width = self.output.shape[:2]
        return min(max(row, 0), height - 1), min(max(col, 0), width - 1)


@dataclass(frozen=True, eq=False)
class BenchState:
    """The picture as it was loaded, the kernel, and the result."""

    picture: str
    original: np.ndarray  # (H, W, C) as FilterResult.image
    kernel: str
    summary: str
    filtered: FilterResult


def _inside(axis: Axis) -> range:
    """Windows that lie wholly inside the picture; all of them where none does."""
    first = -(-axis.before // axis.stride)
    last = (axis.before + axis.size - axis.effective_kernel) // axis.stride
    return range(first, min(last + 1, axis.output)) or range(axis.output)


def _span(axis: Axis, outputs: range) -> range:
    """Pixels, counted from the image's first, that the windows of some outputs read."""
    start = outputs.start * axis.stride - axis.before
    last = (outputs.stop - 1) * axis.stride - axis.before
    return range(start, last + axis.effective_kernel)


def _scaled(image: np.ndarray, scale: float, white: float) -> np.ndarray:
    if scale == 1:
        return image
    height, width = (max(round(side * scale), 1) for side in image.shape[:2])
    return images.resize_pixels(image, height, width, white)


def _around(at: int, size: int, most: int, unit: int) -> range:
    """About ``most`` places around ``at`` inside 0..size, from a multiple of ``unit`` on."""
    start = min(max(at - most // 2, 0), max(size - most, 0))
    return range(start - start % unit, min(start + max(most, unit), size))
