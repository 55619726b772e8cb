"""What a window layer costs and leaves out, line by line, with the arithmetic of each number."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from cnnviz.layers.window import DEPTHWISE, MEANS, WindowSettings, times
from cnnviz.ops.geometry import Axis, TransposedAxis
from cnnviz.utils.text import measure, memory, plural

MOST_NAMED = 4  # rows or columns that are listed; more are counted


@dataclass(frozen=True)
class Fact:
    """One line: what it is, its value with the arithmetic, and what it means."""

    label: str
    value: str
    meaning: str


def facts(layer: WindowSettings) -> list[Fact]:
    """List what a layer reads, leaves out and costs.

    Parameters
    ----------
    layer : WindowSettings

    Returns
    -------
    list of Fact
        In the order of the screen: where the windows are, weights and multiply-adds, memory, and a
        dense layer of the same sizes.
    """
    places = _stamps(layer) if layer.transposed else _windows(layer)
    return [*places, *_weights(layer), _activations(layer), *_dense(layer)]


def _product(factors: Sequence[int]) -> str:
    """Write "14 × 14 = 196"; a single number by itself."""
    worked = " × ".join(f"{factor:,}" for factor in factors)
    return f"{worked} = {prod(factors):,}" if len(factors) > 1 else worked


# Where the windows are, and what they see.


def _windows(layer: WindowSettings) -> list[Fact]:
    return [
        Fact("Windows", _product(layer.output[2 - layer.dims :]), "one per output cell"),
        Fact(
            "Effective kernel" if layer.weighted else "Effective window",
            _effective(layer),
            "from the first to the last cell read: the receptive field of one output cell",
        ),
        Fact("Padding", padding(layer), _padding_meaning(layer)),
        Fact("Left over", _left_over(layer), "at the end, because the stride does not divide"),
        Fact("Never read", _unread(layer), "input cells in no window"),
    ]


def _stamps(layer: WindowSettings) -> list[Fact]:
    least, most = (int(of(layer.rows.uses) * of(layer.cols.uses)) for of in (np.min, np.max))
    spread = f"{least:,} to {most:,}" if least < most else f"{most:,}"
    field = measure(layer.receptive_field, layer.dims)
    return [
        Fact("Stamps", _product(layer.size[2 - layer.dims :]), "one per input cell"),
        Fact("Effective kernel", _effective(layer), "from the first to the last cell stamped"),
        Fact("Cut away", padding(layer), "what padding means in a transposed convolution"),
        Fact(
            "Overlap",
            f"{spread} stamps per cell",
            "uneven counts cause checkerboard artefacts; a cell without a stamp holds the bias",
        ),
        Fact("Receptive field", f"{field} at most", "input cells that one output cell sees"),
        Fact("Never read", _unread(layer), "input cells whose stamp is cut away"),
    ]


def _effective(layer: WindowSettings) -> str:
    axes = {(axis.kernel, axis.dilation) for axis in (layer.rows, layer.cols)[2 - layer.dims :]}
    kernel, dilation = axes.pop()
    if axes or dilation == 1:
        return measure(layer.effective_kernel, layer.dims)
    return f"{dilation}·({kernel} − 1) + 1 = {layer.effective_kernel[1]}"


def padding(layer: WindowSettings) -> str:
    """Say how many cells are added, or cut from the output of a transposed convolution.

    Parameters
    ----------
    layer : WindowSettings

    Returns
    -------
    str
        "none", "1 on every side" or, where sides differ, "1 bottom, 1 right".
    """
    rows, cols = layer.rows, layer.cols
    sides = {"top": rows.before, "bottom": rows.after, "left": cols.before, "right": cols.after}
    if layer.dims == 1:
        sides = {"left": cols.before, "right": cols.after}
    if not any(sides.values()):
        return "none"
    if len(set(sides.values())) == 1:
        return f"{cols.before} on {'both sides' if layer.dims == 1 else 'every side'}"
    if (rows.before, cols.before) == (rows.after, cols.after):
        return f"{rows.before} top and bottom, {cols.before} left and right"
    return ", ".join(f"{amount} {side}" for side, amount in sides.items() if amount)


def _padding_meaning(layer: WindowSettings) -> str:
    if layer.count_padding:
        return "counted in the mean as zeros, as with PyTorch's count_include_pad=True"
    if layer.operation in MEANS:
        return "left out of the mean, as in Keras and with PyTorch's count_include_pad=False"
    return "zeros around the input" if layer.weighted else "never the largest, so left out"


def _left_over(layer: WindowSettings) -> str:
    counted = []
    for noun, axis in (("row", layer.rows), ("column", layer.cols)):
        if isinstance(axis, Axis) and axis.unread:
            counted.append(plural(axis.unread, noun))
    return ", ".join(counted) or "nothing"


def _unread(layer: WindowSettings) -> str:
    if not layer.unread_cells:
        return "none"
    if layer.dims == 1:
        return f"{_named('cell', layer.cols)} of {layer.size[1]}"
    places = [_named("row", layer.rows), _named("column", layer.cols)]
    cells = f"{layer.unread_cells:,} of {prod(layer.size):,} input cells"
    return f"{', '.join(filter(None, places))}: {cells}"


def _named(noun: str, axis: Axis | TransposedAxis) -> str:
    """Name rows or columns, counted from 1: "rows 5 and 6"; many are counted; "" for none."""
    cells = axis.unread_cells
    if not cells:
        return ""
    if len(cells) > MOST_NAMED:
        return plural(len(cells), noun)
    *others, last = (str(cell + 1) for cell in cells)
    return f"{noun}s {', '.join(others)} and {last}" if others else f"{noun} {last}"


# What it costs.


def _weights(layer: WindowSettings) -> list[Fact]:
    if not layer.weighted:
        return [Fact("Weights", "none", "pooling learns nothing; each channel is pooled by itself")]
    each = layer.size if layer.transposed else layer.output
    places = "input cell" if layer.transposed else "window"
    work = f"{prod(each):,} × {layer.weight_count:,} = {layer.multiply_adds:,}"
    parameters = layer.weight_count + layer.bias_count
    return [
        Fact("Weights", _weight_formula(layer), _weight_meaning(layer)),
        Fact(
            "Biases",
            f"{layer.bias_count:,}, so {parameters:,} parameters",
            "one per filter; 0 in the animation",
        ),
        Fact("Multiply-adds", work, f"every weight once per {places}"),
    ]


def _weight_formula(layer: WindowSettings) -> str:
    channels = f"{layer.channels:,}"
    if layer.groups > 1:
        channels = f"({layer.channels:,} / {layer.groups:,})"
    kernel = times(layer.kernel[2 - layer.dims :])
    return f"{kernel} × {channels} × {layer.filters:,} = {layer.weight_count:,}"


def _weight_meaning(layer: WindowSettings) -> str:
    kernel = "kernel" if layer.dims == 1 else "kernel height × kernel width"
    if layer.groups == 1:
        return f"{kernel} × channels of the input × filters"
    why = "each channel by itself" if layer.operation == DEPTHWISE else "each group by itself"
    return f"{kernel} × channels / groups × filters: {why}"


def _activations(layer: WindowSettings) -> Fact:
    return Fact(
        "Memory",
        f"{layer.output_values:,} × 4 B = {memory(layer.output_bytes)}",
        f"activations of one input as float32: {layer.output_bytes:,} bytes",
    )


def _dense(layer: WindowSettings) -> list[Fact]:
    """The same sizes with every output reading every input."""
    sizes = f"{layer.input_values:,} inputs × {layer.output_values:,} outputs"
    weights, total = layer.dense_weights, f"{layer.dense_weights:,} weights"
    if not layer.weighted:
        return [Fact("Dense layer", total, f"every output reads every input: {sizes}")]
    more, work = _ratio(weights, layer.weight_count), _ratio(weights, layer.multiply_adds)
    return [
        Fact("Dense layer", f"{more} weights", f"{total}: {sizes}"),
        Fact("", f"{work} multiply-adds", f"{weights:,}: a dense layer has one per weight"),
    ]


def _ratio(more: int, less: int) -> str:
    """How many times as much, to three digits: "4,270 ×"."""
    ratio = more / less
    return f"{ratio:,.0f} ×" if ratio >= 100 else f"{ratio:.3g} ×"
