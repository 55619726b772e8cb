"""A window layer's arithmetic written out: formulas with the numbers put into them.

Source: V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning",
arXiv:1603.07285, relationships 1 to 6.
"""

from dataclasses import dataclass

from cnnviz.geometry import Axis, TransposedAxis
from cnnviz.sliding import AVERAGE_POOLING, CONVOLUTION, MAX_POOLING, WindowLayer, times

GENERAL = r"\left\lfloor \frac{n + p - k'}{s} \right\rfloor + 1"
SYMBOLS = (
    "n input, p padding on both sides together, k′ = d(k − 1) + 1 the kernel with its gaps, "
    "s stride, d dilation; ⌊ ⌋ drops what is left over"
)

ANSWER = '<div style="min-height: 3.5rem; display: flex; align-items: center"><span>{}</span></div>'
FACT = (
    '<tr style="border-top: 1px solid #8884" title="{0.meaning}">'
    '<th style="padding: 0.3rem 0; font-weight: 400; opacity: 0.75" scope="row">{0.label}</th>'
    '<td style="text-align: right">{0.value}</td></tr>'
)
FACTS = (
    '<table style="width: 100%; border-collapse: collapse; text-align: left; '
    'font-size: 0.875rem; font-variant-numeric: tabular-nums">{}</table>'
)


@dataclass(frozen=True)
class Fact:
    """One line of the bill: what it is, its value worked out, and what it means."""

    label: str
    value: str
    meaning: str


MADE_OF = {
    CONVOLUTION: "the sum of {} products",
    MAX_POOLING: "the largest of {} cells",
    AVERAGE_POOLING: "the mean of {} cells",
}


def answer(layer: WindowLayer) -> str:
    """The result in one line of HTML, as high as an error, so that nothing jumps."""
    cells = layer.kernel[0] * layer.kernel[1]
    made_of = MADE_OF[layer.operation].format(cells)
    if layer.operation != CONVOLUTION and layer.padded != layer.size:
        made_of += ", padding left out"
    size = f'<b style="font-size: 1.3em">{times(layer.output)}</b>'
    return ANSWER.format(f"gives an output of&nbsp;{size}, each cell {made_of}.")


def output_size(layer: WindowLayer) -> list[tuple[str, str]]:
    """Title and LaTeX of each derivation: one where both axes agree, else height and width."""
    if layer.rows == layer.cols:
        return [("Height and width", _derivation(layer.rows))]
    return [("Height", _derivation(layer.rows)), ("Width", _derivation(layer.cols, short=True))]


def _derivation(axis: Axis | TransposedAxis, short: bool = False) -> str:
    """From the general formula, or from the numbers put into it, to the size."""
    numbers = f"{axis.size} + {axis.before + axis.after} - {axis.effective_kernel}"
    steps = [
        GENERAL,
        rf"\left\lfloor \frac{{{numbers}}}{{{axis.stride}}} \right\rfloor + 1",
        rf"\left\lfloor {_quotient(axis)} \right\rfloor + 1 = {axis.output - 1} + 1",
        rf"\mathbf{{{axis.output}}}",
    ][short:]
    return r"\begin{aligned}o &= " + r" \\ &= ".join(steps) + r"\end{aligned}"


def _quotient(axis: Axis | TransposedAxis) -> str:
    """The quotient under the floor, in decimals; dots where they do not end after two."""
    room = axis.padded - axis.effective_kernel
    hundredths, rest = divmod(room * 100, axis.stride)
    return f"{hundredths / 100:g}" + (r"\ldots" if rest else "")


def facts(layer: WindowLayer) -> list[Fact]:
    """What the layer does and costs, a line each."""
    lines = [
        Fact("Windows", f"{times(layer.output)} = {_product(layer.output)}", "one an output cell"),
        Fact(
            f"Effective {layer.noun}",
            _effective(layer),
            "the cells from its first to its last, gaps of the dilation included",
        ),
        Fact("Padding", _padding(layer), "zeros around the input, hatched in the picture"),
        Fact(
            "Left over", _left_over(layer), "at the end of the padded input, dropped by the floor"
        ),
        Fact("Never read", _unread(layer), "cells of the input that no window covers"),
    ]
    return lines + (_costs(layer) if layer.operation == CONVOLUTION else _no_weights())


def bill(layer: WindowLayer) -> str:
    """The facts as an HTML table."""
    return FACTS.format("".join(map(FACT.format, facts(layer))))


def _product(pair: tuple[int, int]) -> str:
    return f"{pair[0] * pair[1]:,}"


def _effective(layer: WindowLayer) -> str:
    if layer.dilation == (1, 1):
        return times(layer.effective_kernel)
    if layer.rows.effective_kernel != layer.cols.effective_kernel:
        return times(layer.effective_kernel)
    axis = layer.rows
    return f"{axis.dilation}·({axis.kernel} − 1) + 1 = {axis.effective_kernel}"


def _padding(layer: WindowLayer) -> str:
    rows, cols = layer.rows, layer.cols
    sides = {"top": rows.before, "bottom": rows.after, "left": cols.before, "right": cols.after}
    if not any(sides.values()):
        return "none"
    if len(set(sides.values())) == 1:
        return f"{rows.before} on every side"
    if (rows.before, cols.before) == (rows.after, cols.after):
        return f"{rows.before} top and bottom, {cols.before} left and right"
    return ", ".join(f"{amount} {side}" for side, amount in sides.items() if amount)


def _left_over(layer: WindowLayer) -> str:
    rows, cols = getattr(layer.rows, "unread", 0), getattr(layer.cols, "unread", 0)
    parts = [f"{n} {noun}{'s' * (n > 1)}" for n, noun in ((rows, "row"), (cols, "column")) if n]
    return ", ".join(parts) or "nothing"


def _unread(layer: WindowLayer) -> str:
    cells = layer.size[0] * layer.size[1]
    return f"{layer.unread_cells:,} of {cells:,} input cells" if layer.unread_cells else "none"


def _costs(layer: WindowLayer) -> list[Fact]:
    kernel = times((*layer.kernel, layer.channels))
    return [
        Fact(
            "Weights",
            f"{kernel} × {layer.filters} = {layer.weight_count:,}",
            "kernel height × kernel width × channels of the input × filters",
        ),
        Fact(
            "Biases",
            f"{layer.bias_count:,}, so {layer.weight_count + layer.bias_count:,} parameters",
            "one a filter; 0 in the animation",
        ),
        Fact(
            "Multiplications",
            f"{_product(layer.output)} × {layer.weight_count:,} = {layer.multiply_adds:,}",
            "every weight once in each window",
        ),
    ]


def _no_weights() -> list[Fact]:
    return [Fact("Weights", "none", "pooling learns nothing; each channel is pooled by itself")]
