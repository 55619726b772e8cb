"""What comes out of a layer, in one sentence."""

from math import prod

from cnnviz.layers.window import MAXIMA, WindowSettings
from cnnviz.utils.text import measure

ANSWER = '<div style="min-height: 3.5rem; display: flex; align-items: center"><span>{}</span></div>'


def answer(layer: WindowSettings) -> str:
    """The result in one line of HTML, as high as an error, so that nothing jumps."""
    size = f'<b style="font-size: 1.3em">{output(layer)}</b>'
    return ANSWER.format(f"gives an output of&nbsp;{size}, each cell {_made_of(layer)}.")


def sentence(layer: WindowSettings) -> str:
    """The result as a plain sentence."""
    return f"The output is {output(layer)}, each cell {_made_of(layer)}."


def output(layer: WindowSettings) -> str:
    """The output's size, "5 × 5", with its depth if that is above 1."""
    size = measure(layer.output, layer.dims)
    return f"{size} × {layer.filters:,}" if layer.filters > 1 else size


def _made_of(layer: WindowSettings) -> str:
    if layer.transposed:
        most = _most_products(layer)
        return f"the sum of at most {most:,} product{'s' * (most > 1)}"
    if layer.weighted:
        products = prod(layer.weight_shape[1:])
        return f"the sum of {products:,} products" if products > 1 else "one product"
    what = "the largest of" if layer.operation in MAXIMA else "the mean of"
    rule = f", padding {'counted' if layer.count_padding else 'left out'}"
    rule = rule if layer.padded != layer.size else ""
    cells = prod(layer.kernel)
    return f"{what} {cells:,} cell{'s' * (cells > 1)}{rule}"


def _most_products(layer: WindowSettings) -> int:
    """Stamps of the output cell that gets most, in every channel that it is made of."""
    return int(layer.rows.uses.max() * layer.cols.uses.max()) * layer.weight_shape[1]
