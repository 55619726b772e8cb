"""What an explanation of a unit says, in words."""

from collections.abc import Sequence

from cnnviz.explain import explanation as form
from cnnviz.explain.explanation import Explanation, Operation, Place
from cnnviz.layers import Dropout
from cnnviz.networks import LayerSummary
from cnnviz.utils.language import N_, _, _n
from cnnviz.utils.text import number

STEPS = {
    form.BIAS: N_("+ bias"),
    form.SHARE: N_("÷ sum of all classes' exponentials"),
    form.LARGEST: N_("Largest cell of the window"),
    form.COUNT: N_("÷ number of cells"),
    form.MEAN: N_("− mean"),
    form.DEVIATION: N_("÷ standard deviation"),
    form.SCALE: N_("× learned scale"),
    form.SHIFT: N_("+ learned shift"),
}


def unit_name(
    rows: Sequence[LayerSummary], layer: int, place: Place, classes: Sequence[str]
) -> str:
    """Name a unit within its layer; rows and columns are counted from 1, as on screen.

    Parameters
    ----------
    rows : sequence of LayerSummary
    layer : int
        -1 for the input.
    place : tuple of int
    classes : sequence of str
        Names of the last layer's units.
    """
    if len(place) == 1:
        last = layer == len(rows) - 1
        if last:
            return _("class {name}", name=classes[place[0]])
        return _("unit {number:,}", number=place[0] + 1)
    row, col, channel = place
    where = _("row {row}, column {column}", row=row + 1, column=col + 1)
    if layer < 0:
        return where if rows[0].input_shape[-1] == 1 else f"{where}, {'RGB'[channel]}"
    return f"{channel_name(channel)}, {where}"


def channel_name(channel: int) -> str:
    """Name a channel, which is counted from 0 here and from 1 on screen."""
    return _("channel {number}", number=channel + 1)


def layer_name(rows: Sequence[LayerSummary], layer: int) -> str:
    """Name a layer, or the input."""
    return _("input") if layer < 0 else rows[layer].name


def operation_text(step: Operation, found: Explanation, row: LayerSummary) -> str:
    """Say what a step of the arithmetic does; its operand is written beside it."""
    if step.kind == form.SUM:
        return _sum_text(step, found)
    if step.kind == form.COPY:
        if isinstance(row.layer, Dropout):
            return _("Dropout acts in training only: the value of its one cell")
        return _("Only moved: the value of its one cell")
    if step.kind == form.EXPONENTIAL:
        if step.operand == 0:
            return _("e to this power")
        return _("e to this power, less the largest logit")
    if step.kind == form.ACTIVATION:
        if not step.operand:
            return step.name
        slope = number(step.operand)
        return _("{activation}, slope {slope} below 0", activation=step.name, slope=slope)
    return _(STEPS[step.kind])


def operand_of(step: Operation) -> float | None:
    """The number that a step adds, divides by or multiplies with, where it is not in its text."""
    silent = (form.SUM, form.COPY, form.LARGEST, form.ACTIVATION)
    shiftless = step.kind == form.EXPONENTIAL and step.operand == 0
    return None if step.kind in silent or shiftless else step.operand


def _sum_text(step: Operation, found: Explanation) -> str:
    if len(found.patches) > 1:
        return _("Sum of both branches")
    patches = found.patches[0]
    if patches.weights is None:
        return _n("Sum of {count:,} cell", "Sum of {count:,} cells", int(step.operand))
    count = len(patches.parts)
    if patches.values[:1].size > 1:
        return _n("Sum of {count:,} partial sum", "Sum of {count:,} partial sums", count)
    return _n("Sum of {count:,} product", "Sum of {count:,} products", count)
