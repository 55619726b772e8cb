"""Networks with random weights, as Keras models and as ours, for tests of explanations."""

from collections.abc import Sequence

import numpy as np

from cnnviz.explain.forward import Network
from cnnviz.layers import Layer, Shape
from cnnviz.models import Model, ModelInfo
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.networks import trace
from cnnviz.networks.build import build

CLASSES = 3


def with_random_weights(
    layers: Sequence[Layer], shape: Shape, seed: int = 0
) -> tuple[ObservedModel, Network]:
    """The same network with the same weights twice: observed in Keras, and in NumPy.

    Weights have the size that keeps activations near 1; variances are positive.
    """
    names = tuple(f"class {number}" for number in range(CLASSES))
    info = ModelInfo("random", names, shape, tuple(layers), "digits")
    model = build(layers, shape, CLASSES)
    chance = np.random.default_rng(seed)
    for layer in model.layers:
        layer.set_weights(
            [drawn(weight.shape, chance) for weight in layer.weights if _real(weight)]
            + [weight.numpy() for weight in layer.weights if not _real(weight)]
        )
    rows = tuple(trace(layers, shape, CLASSES))
    weights = {row.name: _weights_of(model, row) for row in rows}
    return ObservedModel(Model(info, model)), Network(rows, weights)


def drawn(shape: Shape, chance: np.random.Generator) -> np.ndarray:
    """Biases and batch norms in 0.5..1.5, kernels with the variance of He et al. 2015."""
    if len(shape) < 2:
        return chance.uniform(0.5, 1.5, shape).astype(np.float32)
    inputs = np.prod(shape[:-1])
    return (chance.standard_normal(shape) * np.sqrt(2 / inputs)).astype(np.float32)


def _real(weight) -> bool:
    return weight.dtype == "float32"


def _weights_of(model, row) -> tuple[np.ndarray, ...]:
    """A layer's arrays, looked for among Keras's layers whose name begins with its own."""
    ours = [
        layer
        for layer in model.layers
        if layer.name == row.name or layer.name.startswith(f"{row.name}_step_")
    ]
    return tuple(w.numpy() for layer in ours for w in layer.weights if _real(w))
