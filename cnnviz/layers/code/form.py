"""A window layer in a library: calls one after another, written as a line or as a script."""

from dataclasses import dataclass
from typing import Any

from cnnviz.layers.calls import Call
from cnnviz.layers.window import WindowSettings


@dataclass(frozen=True)
class Form:
    """A layer in a library: calls in order; none where the library has no such layer.

    Attributes
    ----------
    library : {"keras", "torch"}
    calls : tuple of Call
    excludes_padding : bool
        Whether the output is divided by the output for ones, which leaves the padding out of a
        mean.
    note : str
        A sentence about what the library lacks or does otherwise; may be empty.
    spread : bool
        Whether the kernel's gaps are written as zeros, because stride and dilation exclude one
        another.
    """

    library: str
    calls: tuple[Call, ...]
    excludes_padding: bool = False
    note: str = ""
    spread: bool = False

    @property
    def code(self) -> str:
        """The layer as Python, to be pasted; without calls, the note as a comment."""
        lines = [f"# {self.note}"] if self.note else []
        return "\n".join([*lines, *self._layer()])

    def _layer(self) -> list[str]:
        if not self.calls:
            return []
        module = "keras.layers" if self._keras else "nn"
        written = [one.code(module) for one in self.calls]
        layer = [f"layer = {written[0]}"]
        if len(written) > 1:
            sequence = ("keras.Sequential([", "])") if self._keras else ("nn.Sequential(", ")")
            steps = (f"    {step}," for step in written)
            layer = [f"layer = {sequence[0]}", *steps, sequence[1]]
        if self.excludes_padding:
            ones = "keras.ops.ones_like(x)" if self._keras else "torch.ones_like(x)"
            layer.append(f"y = layer(x) / layer({ones})")
        return layer

    @property
    def _keras(self) -> bool:
        return self.library == "keras"


def runnable(form: Form, layer: WindowSettings) -> str:
    """Write a script that runs a form's layer on random numbers.

    Parameters
    ----------
    form : Form
        One that has calls.
    layer : WindowSettings
        The layer that it is the form of.

    Returns
    -------
    str
        Python code: an import, an input ``x`` of a batch of 1, the layer, and its output ``y``,
        whose shape is printed.
    """
    space = layer.size[2 - layer.dims :]
    axes = "length" if layer.dims == 1 else "height, width"
    if form.library == "keras":
        shape, axes = (1, *space, layer.channels), f"batch, {axes}, channels"
        head = ["import keras", "", f"x = keras.random.uniform({shape})  # {axes}"]
    else:
        shape, axes = (1, layer.channels, *space), f"batch, channels, {axes}"
        head = ["import torch", "from torch import nn", "", f"x = torch.rand({shape})  # {axes}"]
    use = [] if form.excludes_padding else ["y = layer(x)"]
    return "\n".join([*head, form.code, *use, "print(y.shape)"])


def brief(pair: tuple[int, ...], dims: int) -> Any:
    """Write a pair as the libraries take it.

    Parameters
    ----------
    pair : (int, int)
    dims : {1, 2}

    Returns
    -------
    int or (int, int)
        One number where both agree, or in one dimension.
    """
    return pair[1] if dims == 1 or pair[0] == pair[1] else pair


def unless(default: tuple[int, int], pair: tuple[int, int], dims: int) -> Any:
    """Leave out a pair that is the library's default.

    Parameters
    ----------
    default, pair : (int, int)
    dims : {1, 2}

    Returns
    -------
    int, (int, int) or None
        None for the default, else the pair as ``brief`` returns it.
    """
    return None if pair == default else brief(pair, dims)
