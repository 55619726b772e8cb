"""A library's line with all that it needs to run: an import, an input, and the call."""

from cnnviz.layers.code.form import Form
from cnnviz.layers.window import WindowSettings


def runnable(form: Form, layer: WindowSettings) -> str:
    """Write a script that runs a form's layer on random numbers; ``y`` has the output's shape.

    Parameters
    ----------
    form : Form
        One that has calls.
    layer : WindowSettings
        The layer that it is the form of.
    """
    head = _keras(layer) if form.library == "keras" else _torch(layer)
    use = [] if form.share else ["y = layer(x)"]
    return "\n".join([*head, form.code, *use, "print(y.shape)"])


def _keras(layer: WindowSettings) -> list[str]:
    shape = 1, *layer.size[2 - layer.dims :], layer.channels
    axes = "batch, length, channels" if layer.dims == 1 else "batch, height, width, channels"
    return ["import keras", "", f"x = keras.random.uniform({shape})  # {axes}"]


def _torch(layer: WindowSettings) -> list[str]:
    shape = 1, layer.channels, *layer.size[2 - layer.dims :]
    axes = "batch, channels, length" if layer.dims == 1 else "batch, channels, height, width"
    return ["import torch", "from torch import nn", "", f"x = torch.rand({shape})  # {axes}"]
