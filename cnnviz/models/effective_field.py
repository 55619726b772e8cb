"""The effective receptive field of a unit: its gradient with respect to the input; in a worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz import models
from cnnviz.layers import Dense, Layer, Shape
from cnnviz.networks import LayerSummary, check_size, receptive_fields
from cnnviz.networks.build import assemble
from cnnviz.utils.errors import InputError

Pair = tuple[int, int]
MOST_INPUTS = 32
# For all inputs together, as other visitors wait behind it: VGG-16 gets one input and takes 3 s.
MULTIPLY_ADDS = 4_000_000_000
VALUES_A_STEP = 16_000_000
SEED = 0


@dataclass(frozen=True, eq=False)
class MeasuredField:
    """A measured effective receptive field.

    Attributes
    ----------
    values : ndarray
        float32 (height, width): the mean absolute gradient of each input pixel over channels and
        inputs; 0 outside the theoretical receptive field.
    inputs : int
        Number of random inputs over which it is averaged.
    row, col : int
        Position of the unit on its layer's grid: the middle.
    """

    values: np.ndarray
    inputs: int
    row: int
    col: int


def inputs_for(rows: Sequence[LayerSummary]) -> int:
    """Choose how many random inputs are affordable for a network.

    Parameters
    ----------
    rows : sequence of LayerSummary
        The network's layers.

    Returns
    -------
    int
        1 to 32.
    """
    cost = max(sum(row.multiply_adds for row in rows), 1)
    return min(max(MULTIPLY_ADDS // cost, 1), MOST_INPUTS)


def trained_weights(layers: Sequence[Layer], input_shape: Shape) -> Path | None:
    """Find the shipped model that is exactly this network.

    Parameters
    ----------
    layers : sequence of Layer
        All layers, the softmax output included.
    input_shape : tuple of int
        (height, width, channels).

    Returns
    -------
    Path or None
        The model's file; None where there is no such model.
    """
    for info in models.shipped():
        whole = (*info.layers, Dense(len(info.classes), "softmax"))
        if (whole, info.input_shape) == (tuple(layers), input_shape):
            return info.path
    return None


def measure(rows: Sequence[LayerSummary], weights: Path | None = None) -> MeasuredField:
    """Measure the effective receptive field of the middle unit of the last layer.

    Inputs are uniform noise in [0, 1). For each input, the filter with the largest output at that
    position is measured, because the gradient of a unit that ReLU sets to 0 is 0.

    Parameters
    ----------
    rows : sequence of LayerSummary
        The network up to and including the layer of the unit.
    weights : Path, optional
        A shipped model's file that begins with these layers; by default, weights are random, from
        a fixed seed.

    Returns
    -------
    MeasuredField
        float32 (height, width), at least 0.

    Raises
    ------
    InputError
        If the network is larger than our bounds.

    References
    ----------
    W. Luo, Y. Li, R. Urtasun, R. Zemel, "Understanding the effective receptive field in deep
    convolutional neural networks", NIPS 2016, arXiv:1701.04128.
    """
    check_size(rows)
    network, grid = _network(rows, weights), receptive_fields(rows)[-1].grid
    row, col = grid[0] // 2, grid[1] // 2
    inputs = inputs_for(rows)
    noise = np.random.default_rng(SEED).random((inputs, *rows[0].input_shape), np.float32)
    step = max(1, VALUES_A_STEP // sum(prod(each.output_shape) for each in rows))
    total = np.zeros(rows[0].input_shape[:2])
    for start in range(0, inputs, step):
        gradient = _gradient(network, noise[start : start + step], (row, col), grid)
        total += np.abs(gradient).mean(axis=-1).sum(axis=0, dtype=float)
    return MeasuredField((total / inputs).astype(np.float32), inputs, row, col)


def _network(rows: Sequence[LayerSummary], weights: Path | None) -> Any:
    import keras

    if weights is None:
        network = assemble(rows)
        network.set_weights(_drawn(network.get_weights()))
        return network
    model = models.open_model(weights).network
    names = {layer.name for layer in model.layers}
    if rows[-1].name not in names:
        raise InputError("{file} has fewer layers than the stack", file=weights.name)
    return keras.Model(model.input, model.get_layer(rows[-1].name).output)


def _drawn(weights: list[np.ndarray]) -> list[np.ndarray]:
    """Sample weights after He et al. 2015, always the same; biases and averages are kept.

    Keras's own seed belongs to the process, and other threads of the worker use it too.
    """
    rng = np.random.default_rng(SEED)

    def draw(array: np.ndarray) -> np.ndarray:
        if array.ndim < 2:
            return array
        inputs = prod(array.shape[:-1])
        return rng.standard_normal(array.shape, np.float32) * np.float32((2 / inputs) ** 0.5)

    return [draw(array) for array in weights]


def _gradient(network: Any, batch: np.ndarray, place: Pair, grid: Pair) -> np.ndarray:
    """Gradient of the largest unit at a position, per input, (N, height, width, channels)."""
    import tensorflow as tf

    images = tf.constant(batch)
    with tf.GradientTape() as tape:
        tape.watch(images)
        maps = tf.reshape(network(images, training=False), (len(batch), *grid, -1))
        asked = tf.reduce_max(maps[:, place[0], place[1]], axis=-1)
    gradient = tape.gradient(asked, images)
    return np.zeros_like(batch) if gradient is None else gradient.numpy()
