"""Filter a picture as a layer does: sums of products, bias, activation."""

import numpy as np

from cnnviz import images
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.filters.result import FilterResult
from cnnviz.ops import convolution
from cnnviz.ops.activations import ACTIVATIONS
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_

COLOURS = {"grey": N_("Grey"), "each": N_("Each channel"), "summed": N_("Summed")}


def filter_image(
    image: np.ndarray, weights: np.ndarray, layer: FilterLayer | None = None
) -> FilterResult:
    """Slide a kernel over an image, add the bias, apply the activation.

    What depends on image and kernel together is checked here; the arithmetic in ``ops`` checks
    its own arguments.

    Parameters
    ----------
    image : (H, W, C) float32, or uint8 or uint16
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
    image : (H, W, C) float32, or uint8 or uint16
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
    image : (H, W, C) float32, or uint8 or uint16
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


def _each_channel(image: np.ndarray, kernel: np.ndarray, layer: FilterLayer) -> np.ndarray:
    """Slide a kernel over every channel; of stored pixels, one at a time is in float32."""
    if image.dtype.kind == "f":
        return _slide(image, kernel, layer)
    rows, cols = convolution.axes(
        image.shape, kernel.shape, layer.stride, layer.dilation, layer.border
    )
    output = np.empty((rows.output, cols.output, image.shape[2]), np.float32)
    for channel in range(image.shape[2]):
        plane = images.to_float(image[..., channel : channel + 1], layer.white)
        output[..., channel : channel + 1] = _slide(plane, kernel, layer)
    return output


def _partial(
    image: np.ndarray, weights: np.ndarray, layer: FilterLayer, channel: int
) -> np.ndarray:
    plane = images.to_float(image[..., channel : channel + 1], layer.white)
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
        raise InputError(
            "a kernel must have 1 plane or one per channel, {channels}; got {planes}",
            channels=channels,
            planes=planes,
        )
    sizes = [convolution.effective_kernel_size(size, layer.dilation) for size in weights.shape[:2]]
    height, width = image.shape[:2]
    if layer.border == "valid" and (sizes[0] > height or sizes[1] > width):
        raise InputError(
            "a window of {rows} × {cols} does not fit a picture of {height} × "
            '{width}: take a smaller kernel, or another border than "valid"',
            rows=sizes[0],
            cols=sizes[1],
            height=height,
            width=width,
        )
