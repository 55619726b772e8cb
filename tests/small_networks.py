"""Small networks of our layer specs, for tests of everything that takes one."""

from cnnviz.layers import BatchNorm, Conv2D, Dense, Dropout, Flatten, MaxPool2D, ReLU
from cnnviz.models import ModelInfo

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
