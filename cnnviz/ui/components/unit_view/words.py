"""What an explanation of a unit says, in words."""

from collections.abc import Sequence

from cnnviz.explain import explanation as form
from cnnviz.explain.explanation import Explanation, Operation, Place
from cnnviz.layers import Dropout
from cnnviz.networks import LayerSummary
from cnnviz.utils.text import number, plural


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
        return f"class {classes[place[0]]}" if last else f"unit {place[0] + 1:,}"
    row, col, channel = place
    where = f"row {row + 1}, column {col + 1}"
    if layer < 0:
        return where if rows[0].input_shape[-1] == 1 else f"{where}, {'RGB'[channel]}"
    return f"channel {channel + 1}, {where}"


def layer_name(rows: Sequence[LayerSummary], layer: int) -> str:
    """Name a layer, or the input."""
    return "input" if layer < 0 else rows[layer].name


def operation_text(step: Operation, found: Explanation, row: LayerSummary) -> str:
    """Say what a step of the arithmetic does; its operand is written beside it."""
    if step.kind == form.SUM:
        return _sum_text(step, found)
    if step.kind == form.COPY:
        acts = "Dropout acts in training only" if isinstance(row.layer, Dropout) else "Only moved"
        return f"{acts}: the value of its one cell"
    if step.kind == form.EXPONENTIAL:
        return "e to this power" if step.operand == 0 else "e to this power, less the largest logit"
    if step.kind == form.ACTIVATION:
        slope = f", slope {number(step.operand)} below 0" if step.operand else ""
        return f"{step.name}{slope}"
    return {
        form.BIAS: "+ bias",
        form.SHARE: "÷ sum of all classes' exponentials",
        form.LARGEST: "Largest cell of the window",
        form.COUNT: "÷ number of cells",
        form.MEAN: "− mean",
        form.DEVIATION: "÷ standard deviation",
        form.SCALE: "× learned scale",
        form.SHIFT: "+ learned shift",
    }[step.kind]


def operand_of(step: Operation) -> float | None:
    """The number that a step adds, divides by or multiplies with, where it is not in its text."""
    silent = (form.SUM, form.COPY, form.LARGEST, form.ACTIVATION)
    shiftless = step.kind == form.EXPONENTIAL and step.operand == 0
    return None if step.kind in silent or shiftless else step.operand


def _sum_text(step: Operation, found: Explanation) -> str:
    if len(found.patches) > 1:
        return "Sum of both branches"
    patches = found.patches[0]
    if patches.weights is None:
        return f"Sum of {plural(int(step.operand), 'cell')}"
    count = len(patches.parts)
    noun = "partial sum" if patches.values[:1].size > 1 else "product"
    return f"Sum of {plural(count, noun)}"
