"""One line on a layer, as a person says it: "conv 3 × 3, 32 filters, ReLU → 28 × 28 × 32"."""

from cnnviz.layers import (
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool2D,
    Layer,
    LayerNorm,
    MaxPool2D,
    Pool2D,
    ReLU,
    Shape,
)
from cnnviz.networks.architecture import LayerShape
from cnnviz.networks.text import WORDS

ACTIVATIONS = {
    "linear": "",
    "relu": ", ReLU",
    "tanh": ", tanh",
    "sigmoid": ", sigmoid",
    "softmax": ", softmax",
}


def sizes(shape: Shape) -> str:
    """(28, 28, 32) -> "28 × 28 × 32"."""
    return " × ".join(f"{size:,}" for size in shape)


def describe(row: LayerShape) -> str:
    """Say what a layer does and what shape comes out of it."""
    return f"{_what(row.layer)} → {sizes(row.output_shape)}"


def name_and_what(layer: Layer) -> str:
    """Say what a layer does, its name in front: "max pool: largest of each 2 × 2 block"."""
    name, what = WORDS[type(layer).__name__], _what(layer)
    return what if what.lower().startswith(name) else f"{name}: {what}"


def _what(layer: Layer) -> str:
    match layer:
        case Conv2D():
            window = f"conv {layer.kernel} × {layer.kernel}{_spacing(layer)}"
            return f"{window}, {layer.filters} filters{ACTIVATIONS[layer.activation]}"
        case MaxPool2D():
            return f"largest of each {_window(layer)}"
        case AveragePool2D():
            return f"mean of each {_window(layer)}"
        case BatchNorm():
            return "each channel scaled and shifted"
        case LayerNorm():
            return "the whole image brought to mean 0 and variance 1"
        case ReLU():
            return "ReLU: negative values become 0"
        case Flatten():
            return "all cells in one row"
        case GlobalAveragePool2D():
            return "the mean of each channel"
        case Dense():
            return f"dense, {layer.units} units{ACTIVATIONS[layer.activation]}"
        case Dropout():
            return f"sets {layer.rate * 100:g} % to 0, in training only"
    return layer.kind.replace("_", " ")


def _spacing(layer: Conv2D) -> str:
    """What is unlike the plainest convolution."""
    settings = ("stride", layer.stride), ("dilation", layer.dilation), ("groups", layer.groups)
    return "".join(f", {name} {value}" for name, value in settings if value > 1)


def _window(layer: Pool2D) -> str:
    size = f"{layer.size} × {layer.size}"
    if layer.stride in (0, layer.size):
        return f"{size} block"
    return f"{size} window, stride {layer.stride}"
