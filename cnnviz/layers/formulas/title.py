"""A layer's settings in one line."""

from cnnviz.layers.formulas.facts import padding
from cnnviz.layers.window import DEPTHWISE, VALID, Sides, WindowSettings, either
from cnnviz.utils.text import sized


def title(layer: WindowSettings) -> str:
    """Name a layer by what it does, and by what differs from the plainest one.

    Examples
    --------
    >>> title(WindowSettings(stride=(2, 2), padding="same"))
    'Convolution of a 7 × 7 input by a 3 × 3 kernel, stride 2, padding same'
    """
    by = "" if layer.whole else f" by {sized(layer.noun, layer.kernel, layer.dims)}"
    first = f"{layer.operation.capitalize()} of {sized('input', layer.size, layer.dims)}{by}"
    return ", ".join(filter(None, [first, *_steps(layer), *_depth(layer)]))


def _steps(layer: WindowSettings) -> list[str]:
    numbers = isinstance(layer.padding, Sides)
    named = padding(layer) if numbers else layer.padding
    return [
        _pair("stride", layer.stride, 1, layer.dims),
        f"padding {named}" if named not in (VALID, "none") else "",
        _pair("dilation", layer.dilation, 1, layer.dims),
        _pair("output padding", layer.output_padding, 0, layer.dims),
        "rounded up" if layer.ceil else "",
    ]


def _depth(layer: WindowSettings) -> list[str]:
    groups = 1 if not layer.weighted or layer.operation == DEPTHWISE else layer.groups
    return [
        f"{layer.channels:,} channels" if layer.channels > 1 else "",
        f"{layer.filters:,} filters" if layer.weighted and layer.filters > 1 else "",
        f"{groups:,} groups" if groups > 1 else "",
    ]


def _pair(name: str, pair: tuple[int, int], plain: int, dims: int) -> str:
    """Write "stride 2", or "" for what is plain."""
    own = pair if dims == 2 else (pair[1], pair[1])
    return f"{name} {either(own)}" if own != (plain, plain) else ""
