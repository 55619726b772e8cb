"""A layer in one line: its settings, and what comes out of it."""

from math import prod

from cnnviz.layers.formulas.facts import padding
from cnnviz.layers.window import DEPTHWISE, MAXIMA, VALID, Sides, WindowSettings, either
from cnnviz.utils.language import N_, _, _n
from cnnviz.utils.text import grouped, measure, plural, sized


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
    operation = _(layer.operation.capitalize())
    read = sized("input", layer.size, layer.dims)
    first = _("{operation} of {input}", operation=operation, input=read)
    if not layer.whole:
        first = _(
            "{operation} of {input} by {kernel}",
            operation=operation,
            input=read,
            kernel=sized(layer.noun, layer.kernel, layer.dims),
        )
    return ", ".join(filter(None, [first, *_steps(layer), *_depth(layer)]))


def _steps(layer: WindowSettings) -> list[str]:
    named = padding(layer) if isinstance(layer.padding, Sides) else layer.padding
    return [
        _pair(N_("stride {size}"), layer.stride, 1, layer.dims),
        _("padding {padding}", padding=named) if named not in (VALID, _("none")) else "",
        _pair(N_("dilation {size}"), layer.dilation, 1, layer.dims),
        _pair(N_("output padding {size}"), layer.output_padding, 0, layer.dims),
        _("rounded up") if layer.ceil else "",
    ]


def _depth(layer: WindowSettings) -> list[str]:
    groups = 1 if not layer.weighted or layer.operation == DEPTHWISE else layer.groups
    return [
        plural(layer.channels, "channel") if layer.channels > 1 else "",
        plural(layer.filters, "filter") if layer.weighted and layer.filters > 1 else "",
        plural(groups, "group") if groups > 1 else "",
    ]


def _pair(text: str, pair: tuple[int, int], plain: int, dims: int) -> str:
    """Write "stride 2", or "" for the default."""
    own = pair if dims == 2 else (pair[1], pair[1])
    return _(text, size=either(own)) if own != (plain, plain) else ""


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
    return _(
        "The output is {size}, each cell {content}.", size=output(layer), content=made_of(layer)
    )


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
    return f"{size} × {grouped(layer.filters)}" if layer.filters > 1 else size


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
        return _n(
            "the sum of at most {count:,} product",
            "the sum of at most {count:,} products",
            stamps * layer.weight_shape[1],
        )
    if layer.weighted:
        products = prod(layer.weight_shape[1:])
        text = _("the sum of {count:,} products", count=products)
        return text if products > 1 else _("one product")
    cells = plural(prod(layer.kernel), "cell")
    text = N_("the largest of {cells}") if layer.operation in MAXIMA else N_("the mean of {cells}")
    if layer.padded == layer.size:
        return _(text, cells=cells)
    if layer.count_padding:
        return _("{content}, padding counted", content=_(text, cells=cells))
    return _("{content}, padding left out", content=_(text, cells=cells))
