"""A network's forward pass in NumPy, layer by layer: what Keras computes, in plain arithmetic.

One function per layer kind. It answers for small networks where Keras is not there yet, and
explains units, whose sums are taken from the same weights. Images are channels last, float32.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch

import numpy as np

from cnnviz.layers import (
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePool2D,
    GlobalMaxPool2D,
    Layer,
    LayerNorm,
    LeakyReLU,
    MaxPool2D,
    ReLU,
    Residual,
    Sigmoid,
    Tanh,
)
from cnnviz.layers.kinds.regularisation import EPSILON
from cnnviz.layers.window import WindowSettings
from cnnviz.models.files import ModelInfo, read_weights
from cnnviz.models.layer_outputs import Activations, LayerActivation
from cnnviz.networks import LayerSummary
from cnnviz.ops import pooling
from cnnviz.ops.activations import BY_KERAS_NAME
from cnnviz.ops.geometry import Axis, TransposedAxis
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import times

AFFORDABLE = 1_000_000_000  # multiply-adds of a network: 0.1 s or less on one core
QUICK = 100_000_000  # 6 ms or less, sooner than the engine's answer has come through a socket
COLUMNS = 4_000_000  # values of the windows that are multiplied at a time: 16 MB

Weights = tuple[np.ndarray, ...]


@dataclass(frozen=True, eq=False)
class Network:
    """A network's layers and their weights.

    Attributes
    ----------
    rows : tuple of LayerSummary
        One per layer, the output last.
    weights : mapping of str to tuple of ndarray
        float32 arrays by the name of their layer, as ``Layer.weight_shapes`` lists them.
    """

    rows: tuple[LayerSummary, ...]
    weights: Mapping[str, Weights]


@dataclass(frozen=True, eq=False)
class Step:
    """What one layer is computed from.

    Attributes
    ----------
    row : LayerSummary
    weights : tuple of ndarray
    outputs : sequence of ndarray
        The network's input, and the output of each layer before this one.
    """

    row: LayerSummary
    weights: Weights
    outputs: Sequence[np.ndarray]

    @property
    def input(self) -> np.ndarray:
        """The output of the layer before."""
        return self.outputs[-1]

    @property
    def window(self) -> WindowSettings:
        """The layer's window."""
        window = self.row.layer.window(self.row.input_shape)
        if window is None:
            raise TypeError(f"{self.row.name} has no window")
        return window


def read_network(info: ModelInfo) -> Network:
    """Read a model file's weights, without Keras.

    Parameters
    ----------
    info : ModelInfo
        The file's description.

    Returns
    -------
    Network

    Raises
    ------
    InputError
        If the file cannot be read, or the weights are not those of its layers.
    """
    return Network(info.summaries, read_weights(info))


def is_affordable(rows: Sequence[LayerSummary]) -> bool:
    """Whether a forward pass takes so little time that a page may wait for it.

    Parameters
    ----------
    rows : sequence of LayerSummary
        All layers of a network.

    Returns
    -------
    bool
    """
    return sum(row.multiply_adds for row in rows) <= AFFORDABLE


def is_quick(rows: Sequence[LayerSummary]) -> bool:
    """Whether a forward pass here takes less time than asking another process for it.

    Parameters
    ----------
    rows : sequence of LayerSummary
        All layers of a network.

    Returns
    -------
    bool
    """
    return sum(row.multiply_adds for row in rows) <= QUICK


def forward(network: Network, image: np.ndarray) -> Activations:
    """Compute the output of every layer for one image.

    Parameters
    ----------
    network : Network
    image : ndarray
        float32 (height, width, channels) in [0, 1].

    Returns
    -------
    Activations
        One output per layer, float32, equal to Keras's up to rounding.

    Raises
    ------
    InputError
        If the image is not of the network's input shape.
    """
    wanted = network.rows[0].input_shape
    if image.shape != wanted:
        raise InputError(
            "the network takes images of {wanted}, got {got}",
            wanted=times(wanted),
            got=times(image.shape),
        )
    outputs = [np.ascontiguousarray(image, np.float32)]
    for row in network.rows:
        outputs.append(output_of(row.layer, Step(row, network.weights[row.name], outputs)))
    layers = zip(network.rows, outputs[1:], strict=True)
    return Activations(
        tuple(LayerActivation(row.name, row.layer.kind, values) for row, values in layers)
    )


@singledispatch
def output_of(layer: Layer, step: Step) -> np.ndarray:
    """Compute the output of one layer.

    Parameters
    ----------
    layer : Layer
        The layer of ``step``; its kind chooses the arithmetic.
    step : Step

    Returns
    -------
    ndarray
        float32 (height, width, channels) or (units,).

    Raises
    ------
    InputError
        If its kind has no arithmetic here.
    """
    raise InputError(
        "layers of the kind {layer!r} are computed by Keras only",
        layer=layer.words[0],
    )


def activated(values: np.ndarray, keras_name: str) -> np.ndarray:
    """Apply an activation, in place.

    Parameters
    ----------
    values : ndarray
        Overwritten.
    keras_name : str
        A key of ``BY_KERAS_NAME``.

    Returns
    -------
    ndarray
        ``values``.
    """
    BY_KERAS_NAME[keras_name].apply(values)
    return values


@output_of.register
def _conv(layer: Conv2D, step: Step) -> np.ndarray:
    kernel, *bias = step.weights
    window = step.window
    padded = _padded(step.input, window)
    parts = zip(
        np.split(padded, layer.groups, axis=2), np.split(kernel, layer.groups, axis=3), strict=True
    )
    summed = [_correlate(part, weights, window) for part, weights in parts]
    output = summed[0] if len(summed) == 1 else np.concatenate(summed, axis=2)
    return activated(_plus(output, bias), layer.activation)


def _correlate(padded: np.ndarray, kernel: np.ndarray, window: WindowSettings) -> np.ndarray:
    """Sum the products of all windows with all kernels: one matrix product per block of rows."""
    rows, cols = window.rows, window.cols
    height, width, channels, filters = kernel.shape
    matrix = kernel.reshape(-1, filters)
    output = np.empty((rows.output, cols.output, filters), np.float32)
    block = max(1, COLUMNS // (cols.output * len(matrix)))
    for top in range(0, rows.output, block):
        count = min(block, rows.output - top)
        columns = np.empty((count, cols.output, height, width, channels), np.float32)
        for down in range(height):
            first = top * rows.stride + down * rows.dilation
            below = padded[first : first + (count - 1) * rows.stride + 1 : rows.stride]
            for across in range(width):
                columns[:, :, down, across] = below[:, cols.under(across)]
        product = columns.reshape(count * cols.output, -1) @ matrix
        output[top : top + count] = product.reshape(count, cols.output, filters)
    return output


@output_of.register
def _depthwise(layer: DepthwiseConv2D, step: Step) -> np.ndarray:
    kernel, *bias = step.weights
    window = step.window
    padded = _padded(step.input, window)
    output = np.zeros((*window.output, *kernel.shape[2:]), np.float32)
    for down in range(kernel.shape[0]):
        for across in range(kernel.shape[1]):
            under = padded[window.rows.under(down), window.cols.under(across)]
            output += under[..., np.newaxis] * kernel[down, across]
    return activated(_plus(output.reshape(*window.output, -1), bias), layer.activation)


@output_of.register
def _transposed(layer: Conv2DTranspose, step: Step) -> np.ndarray:
    kernel, *bias = step.weights
    rows, cols = step.window.rows, step.window.cols
    uncut = np.zeros((rows.length, cols.length, kernel.shape[2]), np.float32)
    for down in range(kernel.shape[0]):
        for across in range(kernel.shape[1]):
            uncut[rows.under(down), cols.under(across)] += step.input @ kernel[down, across].T
    output = uncut[_kept(rows), _kept(cols)]
    return activated(_plus(output, bias), layer.activation)


def _kept(axis: Axis | TransposedAxis) -> slice:
    return slice(axis.before, axis.before + axis.output)


def _plus(values: np.ndarray, bias: Sequence[np.ndarray]) -> np.ndarray:
    return values + bias[0] if bias else values


def _padded(image: np.ndarray, window: WindowSettings) -> np.ndarray:
    pads = [(axis.before, axis.after) for axis in (window.rows, window.cols)]
    return np.pad(image, [*pads, (0, 0)]) if any(map(any, pads)) else image


@output_of.register
def _max_pool(layer: MaxPool2D, step: Step) -> np.ndarray:
    return _channels_last(pooling.maxima(_planes(step), *_axes(step)))


@output_of.register
def _average_pool(layer: AveragePool2D, step: Step) -> np.ndarray:
    rows, cols = _axes(step)
    counts = pooling.cell_counts(rows, cols, padding=not isinstance(layer.padding, str))
    means = pooling.sums(_planes(step), rows, cols) / counts.astype(np.float32)
    return _channels_last(means)


def _axes(step: Step) -> tuple[Axis, Axis]:
    rows, cols = step.window.rows, step.window.cols
    if isinstance(rows, TransposedAxis) or isinstance(cols, TransposedAxis):
        raise TypeError(f"{step.row.name} is no pooling")
    return rows, cols


def _planes(step: Step) -> np.ndarray:
    return np.moveaxis(step.input, -1, 0)


def _channels_last(planes: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(np.moveaxis(planes, 0, -1))


@output_of.register
def _global_max(layer: GlobalMaxPool2D, step: Step) -> np.ndarray:
    return step.input.max(axis=(0, 1))


@output_of.register
def _global_average(layer: GlobalAveragePool2D, step: Step) -> np.ndarray:
    return step.input.mean(axis=(0, 1))


@output_of.register
def _relu(layer: ReLU, step: Step) -> np.ndarray:
    return np.maximum(step.input, 0)


@output_of.register
def _leaky_relu(layer: LeakyReLU, step: Step) -> np.ndarray:
    return np.where(step.input < 0, np.float32(layer.slope) * step.input, step.input)


@output_of.register
def _sigmoid(layer: Sigmoid, step: Step) -> np.ndarray:
    return BY_KERAS_NAME["sigmoid"](step.input)


@output_of.register
def _tanh(layer: Tanh, step: Step) -> np.ndarray:
    return BY_KERAS_NAME["tanh"](step.input)


@output_of.register
def _batch_norm(layer: BatchNorm, step: Step) -> np.ndarray:
    scale, shift, mean, variance = step.weights
    return (step.input - mean) * (scale / np.sqrt(variance + np.float32(EPSILON))) + shift


@output_of.register
def _layer_norm(layer: LayerNorm, step: Step) -> np.ndarray:
    deviation = np.sqrt(step.input.var(dtype=float) + EPSILON)
    return ((step.input - step.input.mean(dtype=float)) / deviation).astype(np.float32)


@output_of.register
def _dropout(layer: Dropout, step: Step) -> np.ndarray:
    return step.input  # it acts in training only


@output_of.register
def _flatten(layer: Flatten, step: Step) -> np.ndarray:
    return step.input.reshape(-1)


@output_of.register
def _dense(layer: Dense, step: Step) -> np.ndarray:
    kernel, bias = step.weights
    return activated(step.input @ kernel + bias, layer.activation)


@output_of.register
def _residual(layer: Residual, step: Step) -> np.ndarray:
    return step.input + step.outputs[-1 - layer.over]
