"""What explains a unit, one case for each kind of layer."""

from dataclasses import replace
from functools import singledispatch

import numpy as np

from cnnviz.explain import explanation as form
from cnnviz.explain.explanation import Explanation, Operation, Patches, Place, Softmax
from cnnviz.explain.reading import (
    Cells,
    Unit,
    cell_at,
    inside,
    one_channel,
    products,
    values_at,
    whole_map,
    window_cells,
)
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
from cnnviz.ops.activations import BY_KERAS_NAME
from cnnviz.ops.geometry import Axis, TransposedAxis
from cnnviz.utils.errors import InputError

ONE_CELL = (np.newaxis, np.newaxis)  # axes of a patch with one cell
LARGE_LOGIT = 50.0  # e to this power still has a readable size


@singledispatch
def cause(layer: Layer, unit: Unit) -> Explanation:
    """Explain a unit of one kind of layer.

    Parameters
    ----------
    layer : Layer
        The layer of ``unit``; its kind chooses the case.
    unit : Unit

    Returns
    -------
    Explanation

    Raises
    ------
    InputError
        If its kind has no case.
    """
    raise InputError("units of a {layer} layer are not explained", layer=layer.words[0])


# Sums of products.


@cause.register
def _conv(layer: Conv2D, unit: Unit) -> Explanation:
    part = unit.window.channels // layer.groups
    first = unit.place[2] // (layer.filters // layer.groups) * part
    kernel = np.moveaxis(unit.weights[0][..., unit.place[2]], 2, 0)
    return _convolved(unit, np.arange(first, first + part), kernel, layer.activation)


@cause.register
def _depthwise(layer: DepthwiseConv2D, unit: Unit) -> Explanation:
    channel, number = divmod(unit.place[2], layer.multiplier)
    kernel = unit.weights[0][:, :, channel, number][np.newaxis]
    return _convolved(unit, np.array([channel]), kernel, layer.activation)


def _convolved(
    unit: Unit, channels: np.ndarray, kernel: np.ndarray, activation: str
) -> Explanation:
    """Explain a unit of a convolution; the kernel is (channels, height, width)."""
    cells = window_cells(unit)
    values = values_at(unit.input, cells, channels)
    patches = products(unit.layer - 1, cells, channels, values, kernel)
    return _summed(unit, patches, activation)


@cause.register
def _transposed(layer: Conv2DTranspose, unit: Unit) -> Explanation:
    window, (row, col, number) = unit.window, unit.place
    down, across = _stamps(window.rows, row), _stamps(window.cols, col)
    cells = tuple(cell for cell, _ in down), tuple(cell for cell, _ in across)
    taps = np.ix_([tap for _, tap in down], [tap for _, tap in across])
    if not cells[0] or not cells[1]:  # between stamps that leave a gap
        cells, taps = ((), ()), np.ix_(np.zeros(0, int), np.zeros(0, int))
    kernel = np.moveaxis(unit.weights[0][:, :, number][taps], 2, 0)
    channels = np.arange(window.channels)
    values = values_at(unit.input, cells, channels)
    patches = products(unit.layer - 1, cells, channels, values, kernel)
    return _summed(unit, patches, layer.activation)


def _stamps(axis: Axis | TransposedAxis, position: int) -> list[tuple[int, int]]:
    """The input cells whose stamp covers an output cell, each with the kernel's tap there."""
    found = []
    for tap in range(axis.kernel):
        cell, rest = divmod(position + axis.before - tap * axis.dilation, axis.stride)
        if rest == 0 and 0 <= cell < axis.size:
            found.append((cell, tap))
    return sorted(found)


@cause.register
def _dense(layer: Dense, unit: Unit) -> Explanation:
    kernel, _ = unit.weights
    values, weights = unit.input[:, *ONE_CELL], kernel[:, unit.place[0]][:, *ONE_CELL]
    patches = products(unit.layer - 1, ((0,), (0,)), np.arange(len(values)), values, weights)
    return _summed(unit, patches, layer.activation)


def _summed(unit: Unit, patches: Patches, activation: str) -> Explanation:
    """Sum, bias where the layer has one, activation where it is no identity."""
    number, total = unit.place[-1], float(patches.parts.sum())
    operations = [Operation(form.SUM, float(len(patches.parts)), total)]
    for bias in unit.weights[1:]:
        total += float(bias[number])
        operations.append(Operation(form.BIAS, float(bias[number]), total))
    if activation == "softmax":
        softmax = softmax_of(_logits(unit))
        exponential, share = softmax.exponentials[number], softmax.probabilities[number]
        operations.append(Operation(form.EXPONENTIAL, softmax.shift, float(exponential)))
        operations.append(Operation(form.SHARE, softmax.total, float(share)))
        return unit.explained(patches, *operations, softmax=softmax)
    if activation != "linear":
        operations.append(_activated(total, activation))
    return unit.explained(patches, *operations)


def _logits(unit: Unit) -> np.ndarray:
    """What a softmax reads: all units' sums, or those of all filters at a place."""
    layer = unit.row.layer
    if isinstance(layer, Dense):
        kernel, bias = unit.weights
        return unit.input.astype(float) @ kernel.astype(float) + bias
    linear = replace(layer, activation="linear")  # type: ignore[call-arg]
    places = ((*unit.place[:-1], number) for number in range(unit.row.output_shape[-1]))
    return np.array([cause(linear, replace(unit, place=place)).value for place in places])


def softmax_of(logits: np.ndarray) -> Softmax:
    """Compute a softmax step by step.

    Parameters
    ----------
    logits : ndarray
        float64 (classes,).

    Returns
    -------
    Softmax
        Shifted by the largest logit only where one is large.

    Examples
    --------
    >>> softmax_of(np.log([1.0, 3.0])).probabilities.round(6).tolist()
    [0.25, 0.75]
    """
    shift = float(logits.max()) if np.abs(logits).max() > LARGE_LOGIT else 0.0
    exponentials = np.exp(logits - shift)
    return Softmax(logits, exponentials, float(exponentials.sum()), shift)


def _activated(value: float, keras_name: str) -> Operation:
    function = BY_KERAS_NAME[keras_name]
    result = float(function(np.array([value]))[0])
    return Operation(form.ACTIVATION, 0.0, result, function.name)


# Pooling.


@cause.register
def _max_pool(layer: MaxPool2D, unit: Unit) -> Explanation:
    return _largest(unit, window_cells(unit), unit.place[2])


@cause.register
def _global_max(layer: GlobalMaxPool2D, unit: Unit) -> Explanation:
    return _largest(unit, whole_map(unit), unit.place[0])


def _largest(unit: Unit, cells: Cells, channel: int) -> Explanation:
    patches = one_channel(unit, cells, channel)
    candidates = np.where(inside(unit.input, cells), patches.values[0], -np.inf)
    row, col = divmod(int(candidates.argmax()), candidates.shape[1])
    largest = Operation(form.LARGEST, 0.0, float(candidates[row, col]))
    return unit.explained(patches, largest, winner=(row, col))


@cause.register
def _average_pool(layer: AveragePool2D, unit: Unit) -> Explanation:
    cells = window_cells(unit)
    counted = inside(unit.input, cells)
    counts_padding = not isinstance(layer.padding, str)
    return _mean(unit, cells, unit.place[2], counted.size if counts_padding else counted.sum())


@cause.register
def _global_average(layer: GlobalAveragePool2D, unit: Unit) -> Explanation:
    cells = whole_map(unit)
    return _mean(unit, cells, unit.place[0], len(cells[0]) * len(cells[1]))


def _mean(unit: Unit, cells: Cells, channel: int, count: int) -> Explanation:
    patches = one_channel(unit, cells, channel)
    total = float(patches.parts[0])
    summed = Operation(form.SUM, float(count), total)
    return unit.explained(patches, summed, Operation(form.COUNT, float(count), total / count))


# One cell of the layer before.


def _elementwise(unit: Unit, keras_name: str) -> Explanation:
    cell = cell_at(unit, unit.layer - 1, unit.place)
    return unit.explained(cell, _activated(float(cell.parts[0]), keras_name))


@cause.register
def _relu(layer: ReLU, unit: Unit) -> Explanation:
    return _elementwise(unit, "relu")


@cause.register
def _sigmoid(layer: Sigmoid, unit: Unit) -> Explanation:
    return _elementwise(unit, "sigmoid")


@cause.register
def _tanh(layer: Tanh, unit: Unit) -> Explanation:
    return _elementwise(unit, "tanh")


@cause.register
def _leaky_relu(layer: LeakyReLU, unit: Unit) -> Explanation:
    cell = cell_at(unit, unit.layer - 1, unit.place)
    value = float(cell.parts[0])
    result = value * layer.slope if value < 0 else value
    return unit.explained(cell, Operation(form.ACTIVATION, layer.slope, result, "leaky ReLU"))


@cause.register
def _batch_norm(layer: BatchNorm, unit: Unit) -> Explanation:
    cell = cell_at(unit, unit.layer - 1, unit.place)
    numbers = (float(array[unit.place[-1]]) for array in unit.weights)
    scale, shift, mean, variance = numbers
    centred = _normalised(float(cell.parts[0]), mean, variance)
    scaled = Operation(form.SCALE, scale, centred[-1].result * scale)
    moved = Operation(form.SHIFT, shift, scaled.result + shift)
    return unit.explained(cell, *centred, scaled, moved)


@cause.register
def _layer_norm(layer: LayerNorm, unit: Unit) -> Explanation:
    cell = cell_at(unit, unit.layer - 1, unit.place)
    mean, variance = float(unit.input.mean(dtype=float)), float(unit.input.var(dtype=float))
    return unit.explained(cell, *_normalised(float(cell.parts[0]), mean, variance))


def _normalised(value: float, mean: float, variance: float) -> tuple[Operation, Operation]:
    deviation = float(np.sqrt(variance + EPSILON))
    centred = Operation(form.MEAN, mean, value - mean)
    return centred, Operation(form.DEVIATION, deviation, centred.result / deviation)


@cause.register
def _dropout(layer: Dropout, unit: Unit) -> Explanation:
    return _copied(unit, unit.place)


@cause.register
def _flatten(layer: Flatten, unit: Unit) -> Explanation:
    return _copied(unit, tuple(map(int, np.unravel_index(unit.place[0], unit.input.shape))))


def _copied(unit: Unit, place: Place) -> Explanation:
    cell = cell_at(unit, unit.layer - 1, place)
    return unit.explained(cell, Operation(form.COPY, 0.0, float(cell.parts[0])))


@cause.register
def _residual(layer: Residual, unit: Unit) -> Explanation:
    branches = tuple(
        cell_at(unit, source, unit.place)
        for source in (unit.layer - 1, unit.layer - 1 - layer.over)
    )
    total = sum(float(branch.parts[0]) for branch in branches)
    return unit.explained(branches, Operation(form.SUM, 2.0, total))
