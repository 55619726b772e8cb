"""Named networks that can be trained: those of the lectures, and small modern ones."""

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
)
from cnnviz.networks.architecture import Architecture
from cnnviz.utils.language import N_

MNIST_SHAPE = (28, 28, 1)
NEU_SHAPE = (200, 200, 1)


def _conv_relu(filters: int, padding: str = "same") -> Conv2D:
    return Conv2D(filters, 3, padding=padding, activation="relu")


def _conv_norm_relu(filters: int, kernel: int = 3, stride: int = 1) -> tuple[Layer, ...]:
    # The normalisation has its own shift, so the convolution needs no bias.
    conv = Conv2D(filters, kernel, stride, padding="same", use_bias=False)
    return conv, BatchNorm(), ReLU()


def _conv_pool_norm_relu(
    filters: int, kernel: int = 3, stride: int = 1, padding: str = "valid"
) -> tuple[Layer, ...]:
    # After pooling, the normalisation has a quarter of the work. MNIST's digits have an empty
    # border, which valid padding may cut off.
    conv = Conv2D(filters, kernel, stride, padding=padding, use_bias=False)
    return conv, MaxPool2D(), BatchNorm(), ReLU()


PRESETS = (
    Architecture(
        "mlp",
        N_("No convolution: every pixel straight into 128 dense units"),
        N_("the lectures' multilayer perceptron"),
        MNIST_SHAPE,
        (Flatten(), Dense(128, "relu")),
    ),
    Architecture(
        "physics-mnist",
        N_("One convolution of 32 filters, one pooling, 32 dense units"),
        N_("the physics lecture's CNN"),
        MNIST_SHAPE,
        (_conv_relu(32, "valid"), MaxPool2D(), Flatten(), Dense(32, "relu")),
    ),
    Architecture(
        "lecture-mnist",
        N_("Two convolutions of 32 and 64 filters, 128 dense units"),
        N_("the lectures' MNIST network"),
        MNIST_SHAPE,
        (_conv_relu(32), MaxPool2D(), _conv_relu(64), MaxPool2D(), Flatten(), Dense(128, "relu")),
    ),
    Architecture(
        "qmul-mnist",
        N_("Two small convolutions of 12 and 24 filters, 64 dense units, dropout"),
        N_("the QMUL lecture's CNN"),
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
        N_("Three convolutions of 32, 64 and 128 filters, 128 dense units"),
        N_("the lectures' network for NEU steel defects"),
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
        N_("Small and modern: pooled before batch normalisation, one dense layer on 3 × 3 places"),
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
        N_("More filters, one convolution more, global average pooling: slower, more accurate"),
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
        N_("Small and modern: each image normalised, stride-2 stem, global average pooling"),
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
        N_("As fast-neu without normalising each image, one layer more: slower, more accurate"),
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
ARCHITECTURES = {architecture.name: architecture for architecture in PRESETS}
