"""Small networks of our layer specs, for tests of everything that takes one."""

from cnnviz.layers import (
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Layer,
    MaxPool2D,
    ReLU,
    Residual,
    layer_from_json,
)
from cnnviz.models import ModelInfo
from cnnviz.networks.text import read_stack

# Every kind of weight: with and without bias, running averages, and a layer with a random seed.
LAYERS = (
    Conv2D(3, use_bias=False),
    BatchNorm(),
    ReLU(),
    MaxPool2D(),
    Conv2D(4, padding="same", activation="relu"),
    Flatten(),
    Dense(6, "relu"),
    Dropout(0.2),
)
INFO = ModelInfo("small", ("zero", "one", "two"), (8, 8, 1), LAYERS, "digits")


def small_model(seed: int = 0):
    """A Keras model of ``INFO`` whose weights are all random, the biases too."""
    import numpy as np

    from cnnviz.networks.build import build

    rng = np.random.default_rng(seed)
    model = build(INFO.layers, INFO.input_shape, len(INFO.classes))
    model.set_weights([rng.uniform(0.1, 1, weight.shape) for weight in model.get_weights()])
    return model


def network_with(kind: type[Layer]) -> tuple[Layer, ...]:
    """A small network that has a layer of a kind, as the editor adds it."""
    layer = kind(**kind.start)
    if kind is Dense:
        return Flatten(), layer
    if kind is Residual:
        return Conv2D(2, padding="same"), Conv2D(2, padding="same"), layer, Flatten()
    head = () if kind.__name__.startswith("Global") or kind is Flatten else (Flatten(),)
    return (layer, *head)


def nine_lecture_types() -> tuple[Layer, ...]:
    """The nine layer types of the lectures, and what numbers, pairs and paddings add to them."""
    stack = read_stack(
        "conv 4 3x5 padding 1x2 relu, batch norm, conv 4 same, leaky relu, residual 2, "
        "max pool 3 stride 2 padding 1, depthwise 3x3 same, transposed conv 4 2x2 stride 2, "
        "dropout 0.2, average pool 2, flatten, dense 5 relu"
    )
    return tuple(map(layer_from_json, stack))
