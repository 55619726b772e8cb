"""Named networks: a list of layer specs -> shapes, parameter counts, a Keras model.

An architecture lists its hidden layers; the output, one softmax unit a class, is added when the
classes are known. Keras is imported by ``build`` alone, which runs in workers.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from cnnviz.layers import (
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool2D,
    Layer,
    LayerNorm,
    MaxPool2D,
    ReLU,
    Shape,
)
from cnnviz.utils.errors import InputError

# A 200 x 200 lecture network has 10 million parameters. The bounds keep a crafted or careless
# spec from asking for more memory or time than a classroom machine has.
MAX_LAYERS = 200
MAX_PARAMETERS = 50_000_000
MAX_ACTIVATIONS = 100_000_000
MAX_MULTIPLY_ADDS = 20_000_000_000
MNIST_SHAPE = (28, 28, 1)
NEU_SHAPE = (200, 200, 1)


@dataclass(frozen=True)
class Architecture:
    """A named network; ``input_shape`` is the one it was described for, any image shape works."""

    name: str
    summary: str
    source: str
    input_shape: Shape
    layers: tuple[Layer, ...]


@dataclass(frozen=True)
class LayerShape:
    """One row of a network's table: what a layer makes of its input, and at what cost."""

    name: str
    layer: Layer
    input_shape: Shape
    output_shape: Shape
    parameters: int
    multiply_adds: int


def _conv_relu(filters: int, padding: str = "same") -> Conv2D:
    return Conv2D(filters, 3, padding=padding, activation="relu")


def _conv_norm_relu(filters: int, kernel: int = 3, stride: int = 1) -> tuple[Layer, ...]:
    # The normalisation has its own shift, so the convolution needs no bias.
    conv = Conv2D(filters, kernel, stride, padding="same", use_bias=False)
    return conv, BatchNorm(), ReLU()


def _conv_pool_norm_relu(
    filters: int, kernel: int = 3, stride: int = 1, padding: str = "valid"
) -> tuple[Layer, ...]:
    # Pooled first, the normalisation has a quarter to do. MNIST's digits have a border of nothing,
    # which valid padding may take.
    conv = Conv2D(filters, kernel, stride, padding=padding, use_bias=False)
    return conv, MaxPool2D(), BatchNorm(), ReLU()


ALL = (
    Architecture(
        "mlp",
        "No convolution: every pixel straight into 128 dense units",
        "the lectures' multilayer perceptron",
        MNIST_SHAPE,
        (Flatten(), Dense(128, "relu")),
    ),
    Architecture(
        "physics-mnist",
        "One convolution of 32 filters, one pooling, 32 dense units",
        "the physics lecture's CNN",
        MNIST_SHAPE,
        (_conv_relu(32, "valid"), MaxPool2D(), Flatten(), Dense(32, "relu")),
    ),
    Architecture(
        "lecture-mnist",
        "Two convolutions of 32 and 64 filters, 128 dense units",
        "the lectures' MNIST network",
        MNIST_SHAPE,
        (_conv_relu(32), MaxPool2D(), _conv_relu(64), MaxPool2D(), Flatten(), Dense(128, "relu")),
    ),
    Architecture(
        "qmul-mnist",
        "Two small convolutions of 12 and 24 filters, 64 dense units, dropout",
        "the QMUL lecture's CNN",
        MNIST_SHAPE,
        (
            _conv_relu(12),
            MaxPool2D(),
            _conv_relu(24),
            MaxPool2D(),
            Flatten(),
            Dense(64, "relu"),
            Dropout(0.2),
        ),
    ),
    Architecture(
        "lecture-neu",
        "Three convolutions of 32, 64 and 128 filters, 128 dense units",
        "the lectures' network for NEU steel defects",
        NEU_SHAPE,
        (
            _conv_relu(32),
            MaxPool2D(),
            _conv_relu(64),
            MaxPool2D(),
            _conv_relu(128),
            MaxPool2D(),
            Flatten(),
            Dense(128, "relu"),
        ),
    ),
    Architecture(
        "fast-mnist",
        "Small and modern: pooled before batch normalisation, one dense layer on 3 × 3 places",
        "cnnviz",
        MNIST_SHAPE,
        (
            *_conv_pool_norm_relu(16, 5),
            *_conv_pool_norm_relu(32),
            Conv2D(96, use_bias=False),
            BatchNorm(),
            ReLU(),
            Flatten(),
            Dropout(0.3),
        ),
    ),
    Architecture(
        "wide-mnist",
        "More filters, one convolution more, global average pooling: slower, and better",
        "cnnviz",
        MNIST_SHAPE,
        (
            *_conv_pool_norm_relu(32, 5),
            *_conv_pool_norm_relu(64),
            *_conv_norm_relu(96),
            *_conv_norm_relu(128),
            GlobalAveragePool2D(),
            Dropout(0.2),
        ),
    ),
    Architecture(
        "fast-neu",
        "Small and modern: light taken out first, stride-2 stem, global average pooling",
        "cnnviz",
        NEU_SHAPE,
        (
            LayerNorm(),
            *_conv_pool_norm_relu(32, 5, 2, "same"),
            *_conv_pool_norm_relu(64, padding="same"),
            *_conv_pool_norm_relu(64, padding="same"),
            *_conv_norm_relu(128),
            GlobalAveragePool2D(),
        ),
    ),
    Architecture(
        "wide-neu",
        "As fast-neu, light left in, with one layer and more filters: slower, and better",
        "cnnviz",
        NEU_SHAPE,
        (
            *_conv_pool_norm_relu(32, 5, 2, "same"),
            *_conv_pool_norm_relu(64, padding="same"),
            *_conv_pool_norm_relu(96, padding="same"),
            *_conv_norm_relu(128),
            *_conv_norm_relu(128),
            GlobalAveragePool2D(),
        ),
    ),
)
ARCHITECTURES = {architecture.name: architecture for architecture in ALL}


def named(layers: Sequence[Layer]) -> list[tuple[str, Layer]]:
    """Name each layer by its kind and number: "conv_2"."""
    seen: Counter[str] = Counter()
    pairs = []
    for layer in layers:
        seen[layer.kind] += 1
        pairs.append((f"{layer.kind}_{seen[layer.kind]}", layer))
    return pairs


def with_output(layers: Sequence[Layer], classes: int) -> list[tuple[str, Layer]]:
    """Name each layer and add the softmax output."""
    return [*named(layers), ("output", Dense(classes, "softmax"))]


def trace(layers: Sequence[Layer], input_shape: Shape, classes: int) -> list[LayerShape]:
    """Follow one image through the network: a row a layer, the output last.

    Parameters
    ----------
    layers : sequence of Layer
        The hidden layers.
    input_shape : (height, width, channels)
        One image's shape, in pixels.
    classes : int
        Number of classes, at least 2.

    Raises
    ------
    InputError
        If a layer cannot take the shape it gets, or the network is larger than our bounds.
    """
    if classes < 2:
        raise InputError(f"a network needs at least 2 classes, got {classes}")
    if len(input_shape) != 3 or min(input_shape) < 1:
        raise InputError(f"images must be (height, width, channels), 1 or more, got {input_shape}")
    rows, shape = [], tuple(input_shape)
    for name, layer in with_output(layers, classes):
        rows.append(row_of(name, layer, shape))
        shape = rows[-1].output_shape
    check_size(rows)
    return rows


def row_of(name: str, layer: Layer, shape: Shape) -> LayerShape:
    """One row of a table, for an input of ``shape``; of any size, as nothing is built.

    Raises
    ------
    InputError
        If the layer cannot take the shape.
    """
    out = layer.output_shape(shape)
    costs = layer.parameters(shape), layer.multiply_adds(shape)
    return LayerShape(name, layer, shape, out, *costs)


def check_size(rows: Sequence[LayerShape]) -> None:
    """Raise InputError where a network, given by its rows, is larger than our bounds."""
    sizes = (
        ("have", len(rows), MAX_LAYERS, "layers"),
        ("have", sum(row.parameters for row in rows), MAX_PARAMETERS, "parameters"),
        ("read", prod(rows[0].input_shape), MAX_ACTIVATIONS, "values an image"),
        ("make", sum(prod(row.output_shape) for row in rows), MAX_ACTIVATIONS, "values an image"),
        ("do", sum(row.multiply_adds for row in rows), MAX_MULTIPLY_ADDS, "multiply-adds an image"),
    )
    for verb, size, most, unit in sizes:
        if size > most:
            raise InputError(f"a network may {verb} at most {most:,} {unit}, got {size:,}")


def build(layers: Sequence[Layer], input_shape: Shape, classes: int) -> Any:
    """Build the Keras model; float32 images (N, height, width, channels) in [0, 1] go in.

    Raises
    ------
    InputError
        As ``trace``.
    """
    return assemble(trace(layers, input_shape, classes))


def assemble(rows: Sequence[LayerShape]) -> Any:
    """Build the Keras model of a network's rows, after its first shape; weights are random.

    Raises
    ------
    InputError
        If it is larger than our bounds.
    """
    check_size(rows)
    import keras

    inputs = keras.Input(shape=rows[0].input_shape, name="input")
    outputs = inputs
    for row in rows:
        outputs = row.layer.keras_layer(row.name)(outputs)
    return keras.Model(inputs, outputs)
