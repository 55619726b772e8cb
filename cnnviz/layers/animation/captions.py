"""What stands over the grids: their names and sizes, and the whole layer's title."""

from dataclasses import dataclass

from cnnviz.layers.animation import look
from cnnviz.layers.window import WindowSettings
from cnnviz.ops.geometry import TransposedAxis
from cnnviz.utils.text import measure


@dataclass(frozen=True)
class Caption:
    """A grid's name and, more softly, its size."""

    name: str
    size: str

    def width(self, letters: float) -> float:
        """How wide it is in letters of a size."""
        return look.width_of(f"{self.name} ", letters, bold=True) + look.width_of(
            self.size, letters
        )


def captions(layer: WindowSettings) -> tuple[Caption, Caption, Caption, Caption]:
    """Of input, kernel, products and output."""
    window = measure(layer.kernel, layer.dims)
    products = Caption("Products", "") if layer.weighted else Caption("Window", window)
    return _input(layer), Caption("Kernel", window), products, _output(layer)


def _input(layer: WindowSettings) -> Caption:
    size, padded = (measure(pair, layer.dims) for pair in (layer.size, layer.padded))
    grown = f" → {padded} padded" if padded != size else ""
    shown = _of(layer.shown.channels, layer.channels, "channels")
    return Caption("Input", f"{size}{grown}{shown}")


def _output(layer: WindowSettings) -> Caption:
    axes = layer.rows, layer.cols
    uncut = [axis.uncut for axis in axes if isinstance(axis, TransposedAxis)]
    size = measure(layer.output, layer.dims)
    cut = ""
    if uncut and tuple(uncut) != layer.output:
        cut = f" cut from {measure((uncut[0], uncut[1]), layer.dims)}"
    noun = "filters" if layer.weighted else "channels"
    return Caption("Output", f"{size}{cut}{_of(layer.shown.filters, layer.filters, noun)}")


def _of(shown: int, whole: int, noun: str) -> str:
    return f", {shown:,} of {whole:,} {noun}" if whole > shown else ""
