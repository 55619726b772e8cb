"""A stack of layers: its volumes to scale, its table to edit, and what a unit of it sees.

The browser selects layers and units by itself, following windows that are given place by place;
it reports an edit of the stack, and which layer's field is to be measured.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from math import prod
from typing import Any

import numpy as np
import streamlit as st

from cnnviz.layers import ACTIVATIONS, LAYERS, PADDINGS, Shape
from cnnviz.models.effective_field import MeasuredField
from cnnviz.networks.architecture import LayerShape
from cnnviz.networks.cost_table import BYTES_A_VALUE, Fault, Walk
from cnnviz.networks.describe import describe, sizes
from cnnviz.networks.edits import Edit, read_edit
from cnnviz.networks.receptive_field import Sight, seen
from cnnviz.networks.text import MAX_LAYERS, NUMBERED, WORDS, Draft, settings_of
from cnnviz.networks.volumes import Box, picture
from cnnviz.ui.components import load
from cnnviz.ui.components.changes import take_changes, taken
from cnnviz.ui.components.packing import pack
from cnnviz.utils.text import compact, memory

LABELS = {"use_bias": "bias", "kernel": "window", "size": "window", "rate": "share"}
OPTIONS = {"padding": PADDINGS, "activation": ACTIVATIONS}
SAID = {name: "" if name == "linear" else name for name in ACTIVATIONS} | {"relu": "ReLU"}

_component = load("layer_stack")


@dataclass(frozen=True, eq=False)
class Measured:
    """A measured field, of which layer it is, and with what weights."""

    layer: int
    weights: str
    field: MeasuredField


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
    """

    drafts: Sequence[Draft]
    asked: Walk
    good: Walk
    weights: Mapping[str, str]
    stale: str = ""
    measured: Measured | None = None
    complaint: str = ""


def layer_stack(
    shown: Shown, *, key: str, on_edit: Callable[[], None], on_measure: Callable[[], None]
) -> None:
    """Show a stack; ``edits_of(key)`` and ``asked_field(key)`` tell the callbacks what was done."""
    data = payload(shown, key, taken(key))
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


def payload(shown: Shown, name: str, taken: float = 0) -> bytes:
    """All that the browser draws, as one message; ``taken`` is the last edit's number."""
    sights = shown.good.sights
    header: dict[str, Any] = {
        "id": name,
        "taken": taken,
        "words": WORDS,
        "most": MAX_LAYERS,
        "controls": {kind: _controls(kind) for kind in LAYERS},
        "input": sizes(shown.asked.input_shape),
        "layers": [_layer(shown, at) for at in range(len(shown.drafts))],
        "fault": _fault(shown.asked.fault),
        "inputGrid": shown.good.input_shape[:2],
        "good": [_seen(row, sight) for row, sight in zip(shown.good.rows, sights, strict=True)],
        "volumes": _volumes(shown.good.input_shape, shown.good.rows),
        "weights": dict(shown.weights),
        "measured": _measured(shown.measured, sights),
        "stale": shown.stale,
        "complaint": shown.complaint,
    }
    return pack(header, [shown.measured.field.values] if shown.measured else [])


def _controls(kind: str) -> list[dict[str, Any]]:
    """The settings of a kind of layer, as controls."""
    found = []
    for field in fields(LAYERS[kind]):
        found.append(
            {
                "name": field.name,
                "label": LABELS.get(field.name, field.name),
                "options": OPTIONS.get(field.name),
                "flag": field.name == "use_bias",
                "least": 0 if field.name == "rate" else 1,
                "step": 0.05 if field.name == "rate" else 1,
            }
        )
    return found


def _layer(shown: Shown, at: int) -> dict[str, Any]:
    """A row of the editor; without numbers where the stack cannot be followed so far."""
    draft = shown.drafts[at]
    row: dict[str, Any] = {"kind": draft["layer"], "settings": _settings(draft)}
    if at >= len(shown.asked.rows):
        return row
    numbers = shown.asked.rows[at]
    size, jump, start = _theory(shown.asked.sights[at])
    return row | {
        "what": _short(row["settings"]),
        "detail": describe(numbers),
        "output": sizes(numbers.output_shape),
        "parameters": _count(numbers.parameters),
        "multiplyAdds": _count(numbers.multiply_adds),
        "field": size,
        "fieldDetail": f"jump {jump} from unit to unit, the first one's field starts at {start}",
    }


def _settings(draft: Draft) -> Draft:
    """A draft's settings as they work: a pooling's stride is that of its window until it is set."""
    settings = settings_of(draft)
    if "size" in settings:
        settings["stride"] = settings["stride"] or settings["size"]
    return settings


def _short(settings: Draft) -> str:
    """What the other columns do not say: "3 × 3 same, stride 2, ReLU"."""
    window = settings.get("kernel") or settings.get("size")
    padding = " same" if settings.get("padding") == "same" else ""
    words = [f"{window} × {window}{padding}" if window else ""]
    plain = {"stride": settings.get("size", 1)}
    numbered = [(name, settings.get(name, 1)) for name in NUMBERED]
    words += [f"{name} {value}" for name, value in numbered if value not in (1, plain.get(name))]
    words += [f"{settings['rate']:.0%}"] if "rate" in settings else []
    words += [SAID[settings["activation"]]] if "activation" in settings else []
    return ", ".join(word for word in words if word)


def _count(number: int) -> tuple[str, str]:
    """A number as the table shows it, and in full."""
    return (compact(number), f"{number:,}") if number else ("", "none")


def _theory(sight: Sight) -> tuple[str, str, str]:
    """Size, jump and start of a field; once where rows and columns agree."""
    rows, cols = sight.fields
    size = f"{rows.size:,} × {cols.size:,}"
    pairs = (rows.jump, cols.jump), (rows.start, cols.start)
    jump, start = (f"{a:,}" if a == b else f"{a:,} × {b:,}" for a, b in pairs)
    return size, jump, start.replace("-", "\u2212")


def _fault(fault: Fault | None) -> dict[str, Any] | None:
    if fault is None:
        return None
    return {"at": fault.at, "reason": f"{fault.reason[0].upper()}{fault.reason[1:]}."}


def _seen(row: LayerShape, sight: Sight) -> dict[str, Any]:
    """A layer's grid, its windows on the grid before, and its field without the input's border."""
    rows, cols = sight.reads
    return {
        "name": row.name,
        "grid": sight.grid,
        "rows": rows,
        "cols": None if rows == cols else cols,
        "units": row.output_shape[-1],
        "fields": [(field.size, field.jump, field.start) for field in sight.fields],
    }


def _volumes(input_shape: Shape, rows: Sequence[LayerShape]) -> dict[str, Any]:
    drawn = picture(input_shape, rows)
    boxes = [_box(box, rows[box.layer] if box.layer >= 0 else None) for box in drawn.boxes]
    return {"boxes": boxes, "sides": drawn.sides.words, "depths": drawn.depths.words}


def _box(box: Box, row: LayerShape | None) -> dict[str, Any]:
    """A volume, and the layer that makes it; none makes the input."""
    return {
        "layer": box.layer,
        "kind": type(row.layer).__name__ if row else "input",
        "name": row.name if row else "input",
        "detail": _bill(row) if row else sizes(box.shape),
        "size": sizes(box.shape),
        "vector": len(box.shape) == 1,
        "height": box.height,
        "width": box.width,
        "depth": box.depth,
    }


def _bill(row: LayerShape) -> str:
    """What a layer does, and all that it costs."""
    counts = (row.parameters, "parameters"), (row.multiply_adds, "multiply-adds")
    costs = [f"{count:,} {name}" for count, name in counts if count]
    return f"{describe(row)}; {', '.join([*costs, memory(BYTES_A_VALUE * prod(row.output_shape))])}"


def _measured(measured: Measured | None, sights: Sequence[Sight]) -> dict[str, Any] | None:
    if measured is None:
        return None
    field = measured.field
    return {
        "layer": measured.layer,
        "weights": measured.weights,
        "inputs": field.inputs,
        "unit": (field.row, field.col),
        "shape": field.values.shape,
        "most": float(field.values.max()),
        "theory": seen(sights, measured.layer, field.row, field.col),
        **_extent(field.values),
    }


def _extent(values: np.ndarray) -> dict[str, Any]:
    """Rows and columns where the gradient is not 0, and how many pixels hold 90 % of it."""
    rows, cols = np.flatnonzero(values.any(axis=1)), np.flatnonzero(values.any(axis=0))
    if not len(rows):
        return {"extent": None, "core": 0}
    extent = (int(rows[0]), int(rows[-1])), (int(cols[0]), int(cols[-1]))
    largest_first = np.sort(values.ravel().astype(float))[::-1].cumsum()
    return {"extent": extent, "core": int((largest_first < 0.9 * largest_first[-1]).sum()) + 1}
