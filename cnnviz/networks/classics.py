"""Networks to load into the calculator's stack: the presets, LeNet-5, AlexNet and VGG-16.

Layers are listed with their output, as the papers count them.
"""

from dataclasses import replace

from cnnviz.layers import AveragePool2D, Conv2D, Dense, Dropout, Flatten, Layer, MaxPool2D
from cnnviz.networks.architecture import Architecture
from cnnviz.networks.presets import NEU_SHAPE, PRESETS
from cnnviz.utils.language import N_


def _with_output(preset: Architecture) -> Architecture:
    classes = 6 if preset.input_shape == NEU_SHAPE else 10
    return replace(preset, layers=(*preset.layers, Dense(classes, "softmax")))


def _conv(filters: int, kernel: int = 3, stride: int = 1, groups: int = 1) -> Conv2D:
    padding = "valid" if stride > 1 else "same"
    return Conv2D(filters, kernel, stride, padding, "relu", groups=groups)


def _block(filters: int, convolutions: int) -> tuple[Layer, ...]:
    """One block of VGG: convolutions of 3 × 3, then a pooling that halves height and width."""
    return *(_conv(filters) for _ in range(convolutions)), MaxPool2D()


def _dense_dropout(units: int) -> tuple[Layer, ...]:
    return Dense(units, "relu"), Dropout(0.5)


LENET_5 = Architecture(
    "LeNet-5",
    N_("Two convolutions, two poolings, three dense layers: the first that read cheques"),
    N_(
        "Y. LeCun et al., Gradient-based learning applied to document recognition, 1998. As it is "
        "taught today: its second convolution reads all 6 maps (the paper's table leaves some "
        "out), "
        "its poolings learn nothing, and its output is a softmax: 61,706 parameters, not 60,000."
    ),
    (32, 32, 1),
    (
        Conv2D(6, 5, activation="tanh"),
        AveragePool2D(2),
        Conv2D(16, 5, activation="tanh"),
        AveragePool2D(2),
        Flatten(),
        Dense(120, "tanh"),
        Dense(84, "tanh"),
        Dense(10, "softmax"),
    ),
)
ALEXNET = Architecture(
    "AlexNet",
    N_("Five convolutions, overlapping poolings, three dense layers: ImageNet 2012"),
    N_(
        "A. Krizhevsky, I. Sutskever, G. Hinton, ImageNet classification with deep convolutional "
        "neural networks, 2012. The original for two GPUs, as two groups, on 227 × 227 pixels; its "
        "response normalisation, which has no parameters, is left out."
    ),
    (227, 227, 3),
    (
        _conv(96, 11, stride=4),
        MaxPool2D(3, 2),
        _conv(256, 5, groups=2),
        MaxPool2D(3, 2),
        _conv(384),
        _conv(384, groups=2),
        _conv(256, groups=2),
        MaxPool2D(3, 2),
        Flatten(),
        *_dense_dropout(4096),
        *_dense_dropout(4096),
        Dense(1000, "softmax"),
    ),
)
VGG_16 = Architecture(
    "VGG-16",
    N_("Thirteen convolutions of 3 × 3 in five blocks, three dense layers: ImageNet 2014"),
    N_(
        "K. Simonyan, A. Zisserman, Very deep convolutional networks for large-scale image "
        "recognition, 2014, configuration D."
    ),
    (224, 224, 3),
    (
        *_block(64, 2),
        *_block(128, 2),
        *_block(256, 3),
        *_block(512, 3),
        *_block(512, 3),
        Flatten(),
        *_dense_dropout(4096),
        *_dense_dropout(4096),
        Dense(1000, "softmax"),
    ),
)
NETWORKS = {
    network.name: network for network in (*map(_with_output, PRESETS), LENET_5, ALEXNET, VGG_16)
}
