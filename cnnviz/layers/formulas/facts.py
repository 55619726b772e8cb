"""What a window layer costs and leaves out, line by line, with the arithmetic of each number."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from cnnviz.layers.window import DEPTHWISE, MEANS, WindowSettings, times
from cnnviz.ops.geometry import Axis, TransposedAxis
from cnnviz.utils.language import N_, _, _n, current
from cnnviz.utils.local_numbers import localised
from cnnviz.utils.text import grouped, measure, memory, plural

MOST_NAMED = 4  # rows or columns that are listed; more are counted
SIDES = {
    "top": N_("{count} top"),
    "bottom": N_("{count} bottom"),
    "left": N_("{count} left"),
    "right": N_("{count} right"),
}
# One of them, several, and more than are listed.
NAMED = {
    "row": (N_("row {last}"), N_("rows {others} and {last}")),
    "column": (N_("column {last}"), N_("columns {others} and {last}")),
    "cell": (N_("cell {last}"), N_("cells {others} and {last}")),
}


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
    worked = " × ".join(map(grouped, factors))
    return f"{worked} = {grouped(prod(factors))}" if len(factors) > 1 else worked


# Where the windows are, and what they see.


def _windows(layer: WindowSettings) -> list[Fact]:
    return [
        Fact(_("Windows"), _product(layer.output[2 - layer.dims :]), _("one per output cell")),
        Fact(
            _("Effective kernel") if layer.weighted else _("Effective window"),
            _effective(layer),
            _("from the first to the last cell read: the receptive field of one output cell"),
        ),
        Fact(_("Padding"), padding(layer), _padding_meaning(layer)),
        Fact(
            _("Left over"), _left_over(layer), _("at the end, because the stride does not divide")
        ),
        Fact(_("Never read"), _unread(layer), _("input cells in no window")),
    ]


def _stamps(layer: WindowSettings) -> list[Fact]:
    least, most = (int(of(layer.rows.uses) * of(layer.cols.uses)) for of in (np.min, np.max))
    spread = _("{count:,} stamps per cell", count=most)
    if least < most:
        spread = _("{least:,} to {most:,} stamps per cell", least=least, most=most)
    field = measure(layer.receptive_field, layer.dims)
    return [
        Fact(_("Stamps"), _product(layer.size[2 - layer.dims :]), _("one per input cell")),
        Fact(
            _("Effective kernel"), _effective(layer), _("from the first to the last cell stamped")
        ),
        Fact(_("Cut away"), padding(layer), _("what padding means in a transposed convolution")),
        Fact(
            _("Overlap"),
            spread,
            _("uneven counts cause checkerboard artefacts; a cell without a stamp holds the bias"),
        ),
        Fact(
            _("Receptive field"),
            _("{size} at most", size=field),
            _("input cells that one output cell sees"),
        ),
        Fact(_("Never read"), _unread(layer), _("input cells whose stamp is cut away")),
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
        return _("none")
    if len(set(sides.values())) == 1:
        both = _("{count} on both sides", count=cols.before)
        return both if layer.dims == 1 else _("{count} on every side", count=cols.before)
    if (rows.before, cols.before) == (rows.after, cols.after):
        return _(
            "{rows} top and bottom, {columns} left and right",
            rows=rows.before,
            columns=cols.before,
        )
    return ", ".join(_(SIDES[side], count=amount) for side, amount in sides.items() if amount)


def _padding_meaning(layer: WindowSettings) -> str:
    if layer.count_padding:
        return _("counted in the mean as zeros, as with PyTorch's count_include_pad=True")
    if layer.operation in MEANS:
        return _("left out of the mean, as in Keras and with PyTorch's count_include_pad=False")
    return _("zeros around the input") if layer.weighted else _("never the largest, so left out")


def _left_over(layer: WindowSettings) -> str:
    counted = []
    for noun, axis in (("row", layer.rows), ("column", layer.cols)):
        if isinstance(axis, Axis) and axis.unread:
            counted.append(plural(axis.unread, noun))
    return ", ".join(counted) or _("nothing")


def _unread(layer: WindowSettings) -> str:
    if not layer.unread_cells:
        return _("none")
    if layer.dims == 1:
        return _("{cells} of {count}", cells=_named("cell", layer.cols), count=layer.size[1])
    places = [_named("row", layer.rows), _named("column", layer.cols)]
    return _(
        "{places}: {count:,} of {all:,} input cells",
        places=", ".join(filter(None, places)),
        count=layer.unread_cells,
        all=prod(layer.size),
    )


def _named(noun: str, axis: Axis | TransposedAxis) -> str:
    """Name rows or columns, counted from 1: "rows 5 and 6"; many are counted; "" for none."""
    cells = axis.unread_cells
    if not cells:
        return ""
    if len(cells) > MOST_NAMED:
        return plural(len(cells), noun)
    *others, last = (str(cell + 1) for cell in cells)
    one, several = NAMED[noun]
    return _(several, others=", ".join(others), last=last) if others else _(one, last=last)


# What it costs.


def _weights(layer: WindowSettings) -> list[Fact]:
    if not layer.weighted:
        alone = _("pooling learns nothing; each channel is pooled by itself")
        return [Fact(_("Weights"), _("none"), alone)]
    each = layer.size if layer.transposed else layer.output
    places = _("every weight once per window")
    if layer.transposed:
        places = _("every weight once per input cell")
    numbers = map(grouped, (prod(each), layer.weight_count, layer.multiply_adds))
    return [
        Fact(_("Weights"), _weight_formula(layer), _weight_meaning(layer)),
        Fact(
            _("Biases"),
            _(
                "{biases:,}, so {parameters:,} parameters",
                biases=layer.bias_count,
                parameters=layer.weight_count + layer.bias_count,
            ),
            _("one per filter; 0 in the animation"),
        ),
        Fact(_("Multiply-adds"), "{} × {} = {}".format(*numbers), places),
    ]


def _weight_formula(layer: WindowSettings) -> str:
    channels = grouped(layer.channels)
    if layer.groups > 1:
        channels = f"({channels} / {grouped(layer.groups)})"
    kernel = times(layer.kernel[2 - layer.dims :])
    return f"{kernel} × {channels} × {grouped(layer.filters)} = {grouped(layer.weight_count)}"


def _weight_meaning(layer: WindowSettings) -> str:
    kernel = _("kernel") if layer.dims == 1 else _("kernel height × kernel width")
    if layer.groups == 1:
        return _("{kernel} × channels of the input × filters", kernel=kernel)
    if layer.operation == DEPTHWISE:
        return _("{kernel} × channels / groups × filters: each channel by itself", kernel=kernel)
    return _("{kernel} × channels / groups × filters: each group by itself", kernel=kernel)


def _activations(layer: WindowSettings) -> Fact:
    return Fact(
        _("Memory"),
        f"{grouped(layer.output_values)} × 4 B = {memory(layer.output_bytes)}",
        _("activations of one input as float32: {count:,} bytes", count=layer.output_bytes),
    )


def _dense(layer: WindowSettings) -> list[Fact]:
    """The same sizes with every output reading every input."""
    weights = layer.dense_weights
    sizes = _(
        "{inputs:,} inputs × {outputs:,} outputs",
        inputs=layer.input_values,
        outputs=layer.output_values,
    )
    total = _n("{count:,} weight", "{count:,} weights", weights)
    if not layer.weighted:
        meaning = _("every output reads every input: {sizes}", sizes=sizes)
        return [Fact(_("Dense layer"), total, meaning)]
    more, work = _ratio(weights, layer.weight_count), _ratio(weights, layer.multiply_adds)
    return [
        Fact(_("Dense layer"), _("{ratio} weights", ratio=more), f"{total}: {sizes}"),
        Fact(
            "",
            _("{ratio} multiply-adds", ratio=work),
            _("{count:,}: a dense layer has one per weight", count=weights),
        ),
    ]


def _ratio(more: int, less: int) -> str:
    """How many times as much, to three digits: "4,270 ×"."""
    ratio = more / less
    return localised(f"{ratio:,.0f} ×" if ratio >= 100 else f"{ratio:.3g} ×", current())
