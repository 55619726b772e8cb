"""How large a window layer's numbers may be."""

from typing import TYPE_CHECKING

from cnnviz.layers.window.padding import Sides
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import Pair

if TYPE_CHECKING:
    from cnnviz.layers.window.layer import WindowLayer

LARGEST_SIDE = 32
LARGEST_PADDING = 16
LARGEST_DEPTH = 4096
LARGEST_FIELD = 72  # cells of a padded input's side, or of a transposed convolution's output


def check(layer: "WindowLayer") -> None:
    """Raise InputError if a number of the layer lies outside its range."""
    for name, pair, least, most in (
        ("input {}", layer.size, 1, LARGEST_SIDE),
        (f"{layer.noun} {{}}", layer.kernel, 1, LARGEST_SIDE),
        ("stride", layer.stride, 1, LARGEST_SIDE),
        ("dilation", layer.dilation, 1, LARGEST_SIDE),
        ("output padding", layer.output_padding, 0, LARGEST_SIDE),
    ):
        _check_pair(name, pair, least, most)
    if isinstance(layer.padding, Sides):
        for amount in (*layer.padding.rows, *layer.padding.cols):
            _check_range("padding", amount, 0, LARGEST_PADDING)
    _check_range("channels", layer.channels, 1, LARGEST_DEPTH)
    _check_range("filters", layer.filters, 1, LARGEST_DEPTH)
    _check_range("groups", layer.groups, 1, LARGEST_DEPTH)


def _check_pair(name: str, pair: Pair, least: int, most: int) -> None:
    for side, value in zip(("height", "width"), pair, strict=True):
        _check_range(name.format(side), value, least, most)


def _check_range(name: str, value: int, least: int, most: int) -> None:
    if value < least:
        raise InputError(f"{name} must be at least {least}, got {value}")
    if value > most:
        raise InputError(f"{name} must be at most {most}, got {value}")
