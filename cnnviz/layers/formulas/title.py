"""A layer in one line: its settings, and what comes out of it."""

from math import prod

from cnnviz.layers.formulas.facts import padding
from cnnviz.layers.window import DEPTHWISE, MAXIMA, VALID, Sides, WindowSettings, either
from cnnviz.utils.text import measure, plural, sized


def title(layer: WindowSettings) -> str:
    """Name a layer by its operation, and by the settings that differ from the defaults.

    Parameters
    ----------
    layer : WindowSettings

    Returns
    -------
    str
        Begins with a capital letter; no full stop.

    Examples
    --------
    >>> title(WindowSettings(stride=(2, 2), padding="same"))
    'Convolution of a 7 × 7 input by a 3 × 3 kernel, stride 2, padding same'
    """
    by = "" if layer.whole else f" by {sized(layer.noun, layer.kernel, layer.dims)}"
    first = f"{layer.operation.capitalize()} of {sized('input', layer.size, layer.dims)}{by}"
    return ", ".join(filter(None, [first, *_steps(layer), *_depth(layer)]))


def _steps(layer: WindowSettings) -> list[str]:
    named = padding(layer) if isinstance(layer.padding, Sides) else layer.padding
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
    """Write "stride 2", or "" for the default."""
    own = pair if dims == 2 else (pair[1], pair[1])
    return f"{name} {either(own)}" if own != (plain, plain) else ""


def sentence(layer: WindowSettings) -> str:
    """Say in a sentence what size comes out, and what each of its cells is made of.

    Parameters
    ----------
    layer : WindowSettings

    Returns
    -------
    str

    Examples
    --------
    >>> sentence(WindowSettings(channels=3))
    'The output is 5 × 5, each cell the sum of 27 products.'
    """
    return f"The output is {output(layer)}, each cell {made_of(layer)}."


def output(layer: WindowSettings) -> str:
    """Write the output's size, with its depth if that is above 1.

    Parameters
    ----------
    layer : WindowSettings

    Returns
    -------
    str
        "5 × 5", or "5 × 5 × 8" for 8 filters.
    """
    size = measure(layer.output, layer.dims)
    return f"{size} × {layer.filters:,}" if layer.filters > 1 else size


def made_of(layer: WindowSettings) -> str:
    """Say what one cell of the output is made of.

    Parameters
    ----------
    layer : WindowSettings

    Returns
    -------
    str
        "the sum of 9 products"; of a transposed convolution, that of the cell with the most
        stamps.
    """
    if layer.transposed:
        stamps = int(layer.rows.uses.max() * layer.cols.uses.max())
        return f"the sum of at most {plural(stamps * layer.weight_shape[1], 'product')}"
    if layer.weighted:
        products = prod(layer.weight_shape[1:])
        return f"the sum of {products:,} products" if products > 1 else "one product"
    what = "the largest of" if layer.operation in MAXIMA else "the mean of"
    cells = plural(prod(layer.kernel), "cell")
    if layer.padded == layer.size:
        return f"{what} {cells}"
    return f"{what} {cells}, padding {'counted' if layer.count_padding else 'left out'}"
