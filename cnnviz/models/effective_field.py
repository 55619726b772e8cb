"""What a unit of a network truly looks at: its gradient with respect to the input; in a worker.

Source: W. Luo, Y. Li, R. Urtasun, R. Zemel, "Understanding the effective receptive field in deep
convolutional neural networks", NIPS 2016.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz import models
from cnnviz.layers import Dense, Layer, Shape
from cnnviz.networks.architecture import LayerSummary, check_size
from cnnviz.networks.build import assemble
from cnnviz.networks.receptive_field import receptive_fields
from cnnviz.utils.errors import InputError

Pair = tuple[int, int]
MOST_INPUTS = 32
# For all inputs together, as other visitors wait behind it: VGG-16 gets one input and takes 3 s.
MULTIPLY_ADDS = 4_000_000_000
VALUES_A_STEP = 16_000_000
SEED = 0


@dataclass(frozen=True, eq=False)
class MeasuredField:
    """The mean size of a gradient.

    Attributes
    ----------
    values : (height, width) float32
        For each input pixel, its mean absolute gradient over channels and inputs; 0 where the
        unit never looks.
    inputs : int
        How many random inputs it is the mean of.
    row, col : int
        Place of the unit on its layer's grid: the middle.
    """

    values: np.ndarray
    inputs: int
    row: int
    col: int


def inputs_for(rows: Sequence[LayerSummary]) -> int:
    """How many random inputs a network of these rows is measured with, 1 to 32."""
    cost = max(sum(row.multiply_adds for row in rows), 1)
    return min(max(MULTIPLY_ADDS // cost, 1), MOST_INPUTS)


def trained_weights(layers: Sequence[Layer], input_shape: Shape) -> Path | None:
    """File of the shipped model that is this very network, if there is one."""
    for info in models.shipped():
        whole = (*info.layers, Dense(len(info.classes), "softmax"))
        if (whole, info.input_shape) == (tuple(layers), input_shape):
            return info.path
    return None


def measure(rows: Sequence[LayerSummary], weights: Path | None = None) -> MeasuredField:
    """Measure what the middle unit of the last row's layer looks at.

    Inputs are uniform noise in [0, 1). Each asks the unit of the filter that answers it most, as
    a unit that ReLU silences looks at nothing. Weights are drawn from a fixed seed.

    Parameters
    ----------
    rows : sequence of LayerSummary
        The network as far as the layer that is asked.
    weights : Path, optional
        A shipped model's file that begins with these layers; without it, weights are random.

    Raises
    ------
    InputError
        If the network is larger than our bounds.
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
    model = models.load(weights)
    names = {layer.name for layer in model.layers}
    if rows[-1].name not in names:
        raise InputError(f"{weights.name} has fewer layers than the stack")
    return keras.Model(model.input, model.get_layer(rows[-1].name).output)


def _drawn(weights: list[np.ndarray]) -> list[np.ndarray]:
    """Weights drawn after He et al. 2015, always the same; biases and averages are kept.

    Keras's own seed is the process's, and other threads of the worker draw from it, too.
    """
    rng = np.random.default_rng(SEED)

    def draw(array: np.ndarray) -> np.ndarray:
        if array.ndim < 2:
            return array
        inputs = prod(array.shape[:-1])
        return rng.standard_normal(array.shape, np.float32) * np.float32((2 / inputs) ** 0.5)

    return [draw(array) for array in weights]


def _gradient(network: Any, batch: np.ndarray, place: Pair, grid: Pair) -> np.ndarray:
    """Gradient of the largest unit at a place, input by input, (N, height, width, channels)."""
    import tensorflow as tf

    images = tf.constant(batch)
    with tf.GradientTape() as tape:
        tape.watch(images)
        maps = tf.reshape(network(images, training=False), (len(batch), *grid, -1))
        asked = tf.reduce_max(maps[:, place[0], place[1]], axis=-1)
    gradient = tape.gradient(asked, images)
    return np.zeros_like(batch) if gradient is None else gradient.numpy()
