"""A picture through a kernel and what a layer does next, and the parts of it a screen can show.

Pictures above a working size are filtered in full. What is shown of them is a view, scaled down
by area, and one patch in full size around the pixel that is looked at.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnnviz import images
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.ops import convolution, pooling
from cnnviz.ops.activations import ACTIVATIONS
from cnnviz.ops.geometry import Axis
from cnnviz.utils.errors import InputError

WORKING_MEGAPIXELS = 1.0
PATCH = 192  # side length of the full-size patch, in input pixels

Pixel = tuple[int, int]  # row and column of the output

COLOURS = {"grey": "Grey", "each": "Each channel", "summed": "Summed"}


@dataclass(frozen=True, eq=False)
class FilterResult:
    """An image, a kernel, what the layer does with it, and its answer at every window.

    Attributes
    ----------
    image : (H, W, C) float32 in [0, 1]
        Or uint8 or uint16 as a file stores it, where the picture is large: a quarter or half of
        the memory. ``images.to_float`` makes it the former.
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
        return _axes(self.image, self.weights, self.layer)

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
    def low(self) -> float:
        """The smallest output."""
        return float(self.output.min())

    @cached_property
    def high(self) -> float:
        """The largest output."""
        return float(self.output.max())

    @property
    def strongest(self) -> Pixel:
        """Where the output is furthest from 0: the pixel that is explained first."""
        positive = self.high >= -self.low
        rows = self.output.max((1, 2)) if positive else -self.output.min((1, 2))
        row = int(rows.argmax())  # a row at a time: argmax would copy an output that is a slice
        extreme = self.output[row].argmax() if positive else self.output[row].argmin()
        return row, int(extreme) // self.output.shape[2]

    @property
    def megapixels(self) -> float:
        """Pixels of the image in millions."""
        return self.image.shape[0] * self.image.shape[1] / 1e6

    @property
    def scale(self) -> float:
        """Pixels of the view per pixel of the image, 1 up to the working size."""
        return min(1.0, (WORKING_MEGAPIXELS / self.megapixels) ** 0.5)

    def view(self) -> tuple[np.ndarray, np.ndarray]:
        """Image and output at the working size."""
        return _scaled(self.image, self.scale), _scaled(self.output, self.scale)

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
        """
        most = max(PATCH // self.layer.stride, 1)
        rows, cols = (
            _around(at, axis.output, most) for at, axis in zip(pixel, self.axes, strict=True)
        )
        image = convolution.surroundings(
            self.image, _span(self.rows, rows), _span(self.cols, cols), self.layer.border
        )
        output = self.output[rows.start : rows.stop, cols.start : cols.stop]
        return (rows.start, cols.start), images.to_float(image), output

    def nearest(self, row: int, col: int) -> Pixel:
        """Return the output pixel nearest to a place that may lie outside."""
        height, width = self.output.shape[:2]
        return min(max(row, 0), height - 1), min(max(col, 0), width - 1)


@dataclass(frozen=True, eq=False)
class BenchState:
    """What is on the bench: the picture as it was loaded, the kernel, and what came of them."""

    picture: str
    original: np.ndarray  # (H, W, C) as FilterResult.image
    kernel: str
    summary: str
    filtered: FilterResult


def filter_image(
    image: np.ndarray, weights: np.ndarray, layer: FilterLayer | None = None
) -> FilterResult:
    """Slide a kernel over an image, add the bias, apply the activation.

    Everything is checked here; the functions it calls rely on it.

    Parameters
    ----------
    image : (H, W, C) float32 in [0, 1], or uint8 or uint16
        Floats, or pixels as a file stores them.
    weights : (kH, kW, P) float
        P = 1 or C, see ``FilterResult``.
    layer : FilterLayer, optional
        By default correlation inside the image, without bias and activation.

    Returns
    -------
    FilterResult
        The output before pooling, and what it was made from.

    Raises
    ------
    InputError
        If the kernel does not fit the image or holds no sensible numbers.

    Examples
    --------
    >>> image = np.arange(9, dtype=np.float32).reshape(3, 3, 1)
    >>> filter_image(image, np.ones((2, 2, 1))).output[..., 0]
    array([[ 8., 12.],
           [20., 24.]], dtype=float32)
    """
    layer = layer or FilterLayer()
    _check_fit(image, weights, layer)
    output = activate(sums(image, weights, layer), layer)
    return FilterResult(image, weights, layer, output)


def with_planes(weights: np.ndarray, planes: int) -> np.ndarray:
    """Give a kernel a number of planes.

    Parameters
    ----------
    weights : (kH, kW, P) float
        The kernel.
    planes : int
        How many it gets.

    Returns
    -------
    (kH, kW, planes) float
        A view: the first of several planes, or the only one repeated.
    """
    if weights.shape[2] > planes:
        return weights[..., :planes]
    return np.broadcast_to(weights, (*weights.shape[:2], planes))


def sums(image: np.ndarray, weights: np.ndarray, layer: FilterLayer) -> np.ndarray:
    """Compute the sum of products at every window.

    Parameters
    ----------
    image : (H, W, C) float32 in [0, 1], or uint8 or uint16
        Floats, or pixels as a file stores them.
    weights : (kH, kW, P) float
        P = 1 or C, see ``FilterResult``.
    layer : FilterLayer
        Operation, stride, dilation and border.

    Returns
    -------
    (H_out, W_out, D) float32
        D = C if P = 1, else 1.
    """
    if weights.shape[2] == 1:
        return _each_channel(image, weights[..., 0], layer)
    total = _partial(image, weights, layer, 0)
    for channel in range(1, image.shape[2]):
        total += _partial(image, weights, layer, channel)
    return total


def partial_sums(image: np.ndarray, weights: np.ndarray, layer: FilterLayer) -> list[np.ndarray]:
    """Compute each channel's share of the sum where each channel has a plane of its own.

    Parameters
    ----------
    image : (H, W, C) float32 in [0, 1], or uint8 or uint16
        Floats, or pixels as a file stores them.
    weights : (kH, kW, C) float
        One plane per channel.
    layer : FilterLayer
        Operation, stride, dilation and border.

    Returns
    -------
    list of (H_out, W_out, 1) float32
        One share per channel; their sum is that of ``sums``.
    """
    return [_partial(image, weights, layer, channel) for channel in range(image.shape[2])]


def activate(values: np.ndarray, layer: FilterLayer) -> np.ndarray:
    """Add the bias and apply the activation, in place.

    Parameters
    ----------
    values : (...) float32
        Sums, which are overwritten.
    layer : FilterLayer
        Bias and activation.

    Returns
    -------
    (...) float32
        ``values``.
    """
    if layer.bias:
        values += np.float32(layer.bias)
    ACTIVATIONS[layer.activation].apply(values)
    return values


def pool(output: np.ndarray, layer: FilterLayer) -> np.ndarray:
    """Pool an output.

    Parameters
    ----------
    output : (H, W, D) float32
        What the activation gave.
    layer : FilterLayer
        Kind of pooling and side of its window.

    Returns
    -------
    (H // pool, W // pool, D) float32
        ``output`` itself where the layer does not pool.

    Raises
    ------
    InputError
        If the pooling window does not fit.
    """
    if layer.pooling == "none":
        return output
    pooled_shape(output.shape, layer)
    take = pooling.max_pool2d if layer.pooling == "max" else pooling.average_pool2d
    return take(output, layer.pool)


def pooled_shape(shape: tuple[int, ...], layer: FilterLayer) -> tuple[int, ...]:
    """Compute the shape of a pooled output.

    Parameters
    ----------
    shape : (int, int, int)
        The output's, (H, W, D).
    layer : FilterLayer
        Kind of pooling and side of its window.

    Returns
    -------
    (int, int, int)
        The shape that ``pool`` returns.

    Raises
    ------
    InputError
        If the pooling window does not fit.

    Examples
    --------
    >>> pooled_shape((7, 8, 1), FilterLayer(pooling="max", pool=2))
    (3, 4, 1)
    """
    height, width, maps = shape
    if layer.pooling == "none":
        return shape
    if min(height, width) < layer.pool:
        raise InputError(
            f"a pooling window of {layer.pool} × {layer.pool} does not fit an output of "
            f"{height} × {width}"
        )
    return height // layer.pool, width // layer.pool, maps


def _each_channel(image: np.ndarray, kernel: np.ndarray, layer: FilterLayer) -> np.ndarray:
    """Slide a kernel over every channel; of stored pixels, one at a time is in float32."""
    if image.dtype.kind == "f":
        return _slide(image, kernel, layer)
    rows, cols = _axes(image, kernel, layer)
    output = np.empty((rows.output, cols.output, image.shape[2]), np.float32)
    for channel in range(image.shape[2]):
        plane = images.to_float(image[..., channel : channel + 1])
        output[..., channel : channel + 1] = _slide(plane, kernel, layer)
    return output


def _partial(
    image: np.ndarray, weights: np.ndarray, layer: FilterLayer, channel: int
) -> np.ndarray:
    plane = images.to_float(image[..., channel : channel + 1])
    return _slide(plane, weights[..., channel], layer)


def _slide(image: np.ndarray, kernel: np.ndarray, layer: FilterLayer) -> np.ndarray:
    operate = (
        convolution.convolve2d if layer.operation == "convolve" else convolution.cross_correlate2d
    )
    return operate(image, kernel, stride=layer.stride, dilation=layer.dilation, border=layer.border)


def _check_fit(image: np.ndarray, weights: np.ndarray, layer: FilterLayer) -> None:
    """Refuse planes that match no channels, and under "valid" a window larger than the picture."""
    planes, channels = weights.shape[2], image.shape[2]
    if planes not in (1, channels):
        raise InputError(f"a kernel must have 1 plane or one per channel, {channels}; got {planes}")
    sizes = [convolution.effective_kernel_size(size, layer.dilation) for size in weights.shape[:2]]
    height, width = image.shape[:2]
    if layer.border == "valid" and (sizes[0] > height or sizes[1] > width):
        raise InputError(
            f"a window of {sizes[0]} × {sizes[1]} does not fit a picture of {height} × {width}: "
            'take a smaller kernel, or another border than "valid"'
        )


def _axes(image: np.ndarray, weights: np.ndarray, layer: FilterLayer) -> tuple[Axis, Axis]:
    return convolution.axes(image.shape, weights.shape, layer.stride, layer.dilation, layer.border)


def _span(axis: Axis, outputs: range) -> range:
    """Pixels, counted from the image's first, that the windows of some outputs read."""
    start = outputs.start * axis.stride - axis.before
    last = (outputs.stop - 1) * axis.stride - axis.before
    return range(start, last + axis.effective_kernel)


def _scaled(image: np.ndarray, scale: float) -> np.ndarray:
    if scale == 1:
        return image
    height, width = (max(round(side * scale), 1) for side in image.shape[:2])
    return images.resize_pixels(image, height, width)


def _around(at: int, size: int, most: int) -> range:
    """At most ``most`` places around ``at``, pushed inside 0..size."""
    start = min(max(at - most // 2, 0), max(size - most, 0))
    return range(start, min(start + most, size))
