"""The kinds of layers that networks are made of: everything about each kind in one class.

A kind's fields are its settings (``settings.SETTINGS`` says how each is read and written). Its
window's arithmetic is ``WindowSettings``; its Keras layers are ``keras_calls``, which build the
network and write it as code. ``KINDS`` lists them all, in the order of the editor's menu; the nine
layer types of lecture 003 are among them.
"""

from cnnviz.layers.base import Layer
from cnnviz.layers.kinds.activations import LeakyReLU, ReLU, Sigmoid, Tanh
from cnnviz.layers.kinds.convolutions import Conv2D, Conv2DTranspose, DepthwiseConv2D
from cnnviz.layers.kinds.pooling import (
    AveragePool2D,
    GlobalAveragePool2D,
    GlobalMaxPool2D,
    MaxPool2D,
    Pool2D,
)
from cnnviz.layers.kinds.regularisation import BatchNorm, Dropout, LayerNorm
from cnnviz.layers.kinds.structure import Dense, Flatten, Residual

__all__ = [
    "KINDS",
    "AveragePool2D",
    "BatchNorm",
    "Conv2D",
    "Conv2DTranspose",
    "Dense",
    "DepthwiseConv2D",
    "Dropout",
    "Flatten",
    "GlobalAveragePool2D",
    "GlobalMaxPool2D",
    "LayerNorm",
    "LeakyReLU",
    "MaxPool2D",
    "Pool2D",
    "ReLU",
    "Residual",
    "Sigmoid",
    "Tanh",
]

KINDS: dict[str, type[Layer]] = {
    kind.__name__: kind
    for kind in (
        Conv2D,
        DepthwiseConv2D,
        Conv2DTranspose,
        MaxPool2D,
        AveragePool2D,
        GlobalMaxPool2D,
        GlobalAveragePool2D,
        ReLU,
        LeakyReLU,
        Sigmoid,
        Tanh,
        BatchNorm,
        LayerNorm,
        Dropout,
        Flatten,
        Dense,
        Residual,
    )
}
