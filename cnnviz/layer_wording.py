"""One line on a layer, as a person says it: "conv 3 × 3, 32 filters, ReLU → 28 × 28 × 32"."""

from cnnviz.architectures import LayerShape
from cnnviz.layers import (
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool2D,
    Layer,
    MaxPool2D,
    ReLU,
    Shape,
)

ACTIVATIONS = {"linear": "", "relu": ", ReLU", "softmax": ", softmax"}


def sizes(shape: Shape) -> str:
    """(28, 28, 32) -> "28 × 28 × 32"."""
    return " × ".join(f"{size:,}" for size in shape)


def describe(row: LayerShape) -> str:
    """Say what a layer does and what shape comes out of it."""
    return f"{_what(row.layer)} → {sizes(row.output_shape)}"


def _what(layer: Layer) -> str:
    match layer:
        case Conv2D():
            stride = f", stride {layer.stride}" if layer.stride > 1 else ""
            window = f"conv {layer.kernel} × {layer.kernel}{stride}"
            return f"{window}, {layer.filters} filters{ACTIVATIONS[layer.activation]}"
        case MaxPool2D():
            return f"largest of each {layer.size} × {layer.size} block"
        case BatchNorm():
            return "each channel scaled and shifted"
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
