"""One line about a layer: "conv 3 × 3, 32 filters, ReLU → 28 × 28 × 32"."""

from cnnviz.layers import Layer
from cnnviz.networks.architecture import LayerSummary
from cnnviz.utils.text import times


def describe(summary: LayerSummary) -> str:
    """Say what a layer does and what shape comes out of it.

    Parameters
    ----------
    summary : LayerSummary

    Returns
    -------
    str

    Examples
    --------
    >>> from cnnviz.layers import Conv2D
    >>> from cnnviz.networks.architecture import follow
    >>> (summary,) = follow([("conv_1", Conv2D(32, padding="same"))], (28, 28, 1))
    >>> describe(summary)
    'conv 3 × 3, 32 filters → 28 × 28 × 32'
    """
    return f"{summary.layer.describe()} → {times(summary.output_shape)}"


def name_and_what(layer: Layer) -> str:
    """Say what a layer does, its name in front.

    Parameters
    ----------
    layer : Layer

    Returns
    -------
    str

    Examples
    --------
    >>> from cnnviz.layers import MaxPool2D
    >>> name_and_what(MaxPool2D())
    'max pool: largest of each 2 × 2 block'
    """
    name, what = layer.words[0], layer.describe()
    return what if what.lower().startswith(name) else f"{name}: {what}"
