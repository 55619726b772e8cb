"""A stack of layers: its volumes to scale, its table to edit, and what a unit of it sees.

The browser selects layers and units by itself, following windows that are given place by place;
it reports an edit of the stack, and which layer's field is to be measured.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from math import prod
from typing import Any, NotRequired, TypedDict

import numpy as np
import streamlit as st

from cnnviz.layers import KINDS, Shape
from cnnviz.layers.settings import SETTINGS, short
from cnnviz.models.effective_field import MeasuredField
from cnnviz.networks import Field, LayerSummary, ReceptiveField, trace_back
from cnnviz.networks.cost_table import BYTES_PER_VALUE, CostTable, Fault
from cnnviz.networks.describe import describe
from cnnviz.networks.edits import Edit, read_edit
from cnnviz.networks.text import MAX_STACK_LAYERS, Draft, defaults, settings_of
from cnnviz.networks.volumes import Box, picture
from cnnviz.ui.components import load
from cnnviz.ui.components.changes import take_changes, taken
from cnnviz.ui.components.packing import pack
from cnnviz.utils.language import _, _n, current
from cnnviz.utils.local_numbers import localised
from cnnviz.utils.text import compact, grouped, memory, minus, sentence, times

_component = load("layer_stack")


class Control(TypedDict):
    """A layer's setting in the table; ``field`` is "number", "text", "choice" or "flag"."""

    name: str
    label: str
    field: str
    options: Sequence[str]
    least: float
    step: float


class LayerRow(TypedDict):
    """A row of the table; without numbers where the stack cannot be followed so far."""

    kind: str
    settings: Draft
    what: NotRequired[str]
    detail: NotRequired[str]
    output: NotRequired[str]
    parameters: NotRequired[tuple[str, str]]
    multiplyAdds: NotRequired[tuple[str, str]]
    field: NotRequired[str]
    fieldDetail: NotRequired[str]


class SeenLayer(TypedDict):
    """A layer's grid, its windows on the grid before, and its field without the input's border.

    ``adds`` is the layer whose unit at the same place is added, too; -1 is the input.
    """

    name: str
    grid: tuple[int, ...]
    rows: Any
    cols: Any
    units: int
    fields: list[tuple[int, tuple[tuple[int, int], ...]]]
    adds: int | None


class VolumeBox(TypedDict):
    """A volume, and the layer that makes it; none makes the input."""

    layer: int
    kind: str
    style: str
    name: str
    detail: str
    size: str
    vector: bool
    height: float
    width: float
    depth: float


class MeasuredArea(TypedDict):
    """A measured field, and which part of it holds the gradient."""

    layer: int
    weights: str
    inputs: int
    unit: tuple[int, int]
    shape: tuple[int, ...]
    most: float
    theory: Any
    extent: tuple[tuple[int, int], tuple[int, int]] | None
    core: int


class LayerStackHeader(TypedDict):
    """What is sent to the browser before the arrays; types.js describes each field."""

    taken: float
    words: dict[str, str]
    most: int
    fixed: int
    controls: dict[str, list[Control]]
    starts: dict[str, Draft]
    input: str
    layers: list[LayerRow]
    fault: dict[str, Any] | None
    refused: dict[str, Any] | None
    inputGrid: tuple[int, ...]
    good: list[SeenLayer]
    volumes: dict[str, Any]
    weights: dict[str, str]
    measured: MeasuredArea | None
    stale: str
    complaint: str


@dataclass(frozen=True, eq=False)
class Measured:
    """A measured field, of which layer it is, and with what weights."""

    layer: int
    weights: str
    field: MeasuredField


@dataclass(frozen=True)
class FieldRequest:
    """The receptive field to be measured: that of the last of these layers."""

    rows: tuple[LayerSummary, ...]
    weights: str


@dataclass(frozen=True, eq=False)
class Shown:
    """All that the component shows.

    Attributes
    ----------
    drafts : the stack as asked for
    asked : how far it can be followed
    good : the last stack that works, whose picture and fields are shown
    weights : the kinds of weights to measure with, and what people read
    stale : why the picture is that of an earlier stack, if it is
    measured : the field measured last, if it is one of ``good``
    complaint : why a field could not be measured
    refused : the layer whose last edit was no value of a setting, and why
    fixed : number of layers at the end that cannot be edited: a network's output
    """

    drafts: Sequence[Draft]
    asked: CostTable
    good: CostTable
    weights: Mapping[str, str]
    stale: str = ""
    measured: Measured | None = None
    complaint: str = ""
    refused: Fault | None = None
    fixed: int = 0


def layer_stack(
    shown: Shown, *, key: str, on_edit: Callable[[], None], on_measure: Callable[[], None]
) -> None:
    """Show a stack; ``edits_of(key)`` and ``asked_field(key)`` give the callbacks what was done."""
    data = payload(shown, taken(key))
    _component(key=key, data=data, on_edit_change=on_edit, on_measure_change=on_measure)


def edits_of(key: str) -> list[Edit]:
    """The edits that the browser sent since the last call, the oldest first."""
    return [edit for change in take_changes(key) if (edit := read_edit(change))]


def asked_field(key: str) -> tuple[int, str] | None:
    """Layer and kind of weights of the field that is to be measured."""
    sent = (st.session_state.get(key) or {}).get("measure")
    if not isinstance(sent, Mapping) or type(sent.get("layer")) is not int:
        return None
    return sent["layer"], str(sent.get("weights"))


def payload(shown: Shown, taken: float = 0) -> bytes:
    """All that the browser draws, as one message; ``taken`` is the last edit's number."""
    found = shown.good.receptive_fields
    header: LayerStackHeader = {
        "taken": taken,
        "words": {name: kind.words[0] for name, kind in KINDS.items()},
        "most": MAX_STACK_LAYERS + shown.fixed,
        "fixed": shown.fixed,
        "controls": {kind: _controls(kind) for kind in KINDS},
        "starts": {kind: _settings(defaults(kind)) for kind in KINDS},
        "input": times(shown.asked.input_shape),
        "layers": [_layer(shown, at) for at in range(len(shown.drafts))],
        "fault": _fault(shown.asked.fault),
        "refused": _fault(shown.refused),
        "inputGrid": shown.good.input_shape[:2],
        "good": [_seen(*each) for each in zip(shown.good.summaries, found, strict=True)],
        "volumes": _volumes(shown.good.input_shape, shown.good.summaries),
        "weights": dict(shown.weights),
        "measured": _measured(shown.measured, found),
        "stale": shown.stale,
        "complaint": shown.complaint,
    }
    return pack(header, [shown.measured.field.values] if shown.measured else [])


def _controls(kind: str) -> list[Control]:
    """The settings of a kind of layer, as controls."""
    found: list[Control] = []
    for field in fields(KINDS[kind]):
        setting = SETTINGS[field.name]
        found.append(
            {
                "name": field.name,
                "label": _(setting.label),
                "field": setting.type.control,
                "options": setting.type.suggestions or setting.type.options,
                "least": setting.type.least,
                "step": setting.type.step,
            }
        )
    return found


def _layer(shown: Shown, at: int) -> LayerRow:
    draft = shown.drafts[at]
    row: LayerRow = {"kind": draft["layer"], "settings": _settings(draft)}
    if at >= len(shown.asked.summaries):
        return row
    numbers = shown.asked.summaries[at]
    size, jump, start = _theory(shown.asked.receptive_fields[at])
    return {
        **row,
        "what": short(row["settings"]),
        "detail": describe(numbers),
        "output": times(numbers.output_shape),
        "parameters": _count(numbers.parameters),
        "multiplyAdds": _count(numbers.multiply_adds),
        "field": size,
        "fieldDetail": _(
            "jump {jump} from unit to unit, the first one's field starts at {start}",
            jump=jump,
            start=start,
        ),
    }


def _settings(draft: Draft) -> Draft:
    """A draft's settings; a pooling's stride is that of its window until it is set."""
    settings = settings_of(draft)
    if "size" in settings:
        settings["stride"] = settings["stride"] or settings["size"]
    return settings


def _count(number: int) -> tuple[str, str]:
    """A number as the table shows it, and in full."""
    return (compact(number), grouped(number)) if number else ("", _("none"))


def _theory(found: ReceptiveField) -> tuple[str, str, str]:
    """Size, jump and start of a receptive field; once where rows and columns agree."""
    rows, cols = found.fields
    size = times((rows.size, cols.size))
    pairs = (rows.jump, cols.jump), (rows.start, cols.start)
    written = [
        [localised(str(n), current()) if n % 1 else grouped(int(n)) for n in pair] for pair in pairs
    ]
    jump, start = (a if a == b else f"{a} × {b}" for a, b in written)
    return size, jump, minus(start)


def _fault(fault: Fault | None) -> dict[str, Any] | None:
    if fault is None:
        return None
    return {"at": fault.at, "reason": sentence(fault.reason)}


def _seen(summary: LayerSummary, found: ReceptiveField) -> SeenLayer:
    rows, cols = found.reads
    return {
        "name": summary.name,
        "grid": found.grid,
        "rows": rows,
        "cols": None if rows == cols else cols,
        "units": summary.output_shape[-1],
        "fields": [_phases(field) for field in found.fields],
        "adds": found.adds,
    }


def _phases(field: Field) -> tuple[int, tuple[tuple[int, int], ...]]:
    """What the first units see, and how far it has moved when it comes again."""
    phases = field.phases or (field.cells(0),)
    return int(len(phases) * field.jump), phases


def _volumes(input_shape: Shape, rows: Sequence[LayerSummary]) -> dict[str, Any]:
    drawn = picture(input_shape, rows)
    boxes = [_box(box, rows[box.layer] if box.layer >= 0 else None) for box in drawn.boxes]
    return {"boxes": boxes, "sides": _(drawn.sides.words), "depths": _(drawn.depths.words)}


def _box(box: Box, row: LayerSummary | None) -> VolumeBox:
    return {
        "layer": box.layer,
        "kind": type(row.layer).__name__ if row else "input",
        "style": row.layer.drawn_as if row else "other",
        "name": row.name if row else _("input"),
        "detail": _bill(row) if row else times(box.shape),
        "size": times(box.shape),
        "vector": len(box.shape) == 1,
        "height": box.height,
        "width": box.width,
        "depth": box.depth,
    }


def _bill(row: LayerSummary) -> str:
    """What a layer does, and all that it costs."""
    parameters = _n("{count:,} parameter", "{count:,} parameters", row.parameters)
    work = _n("{count:,} multiply-add", "{count:,} multiply-adds", row.multiply_adds)
    costs = [
        *([parameters] if row.parameters else []),
        *([work] if row.multiply_adds else []),
        memory(BYTES_PER_VALUE * prod(row.output_shape)),
    ]
    return f"{describe(row)}; {', '.join(costs)}"


def _measured(measured: Measured | None, found: Sequence[ReceptiveField]) -> MeasuredArea | None:
    if measured is None:
        return None
    field = measured.field
    extent, core = _extent(field.values)
    return {
        "layer": measured.layer,
        "weights": measured.weights,
        "inputs": field.inputs,
        "unit": (field.row, field.col),
        "shape": field.values.shape,
        "most": float(field.values.max()),
        "theory": trace_back(found, measured.layer, field.row, field.col),
        "extent": extent,
        "core": core,
    }


def _extent(values: np.ndarray) -> tuple[tuple[tuple[int, int], tuple[int, int]] | None, int]:
    """Rows and columns where the gradient is not 0, and how many pixels hold 90 % of it."""
    rows, cols = np.flatnonzero(values.any(axis=1)), np.flatnonzero(values.any(axis=0))
    if not len(rows):
        return None, 0
    extent = (int(rows[0]), int(rows[-1])), (int(cols[0]), int(cols[-1]))
    largest_first = np.sort(values.ravel().astype(float))[::-1].cumsum()
    return extent, int((largest_first < 0.9 * largest_first[-1]).sum()) + 1
