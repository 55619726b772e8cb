"""Why a unit has its value: its patches, its arithmetic, and its place on the input.

It lies at the lower edge of the window while a unit is open. Other components open one with
``openUnit`` of ``_js/unit_link.js``; what is open is a path of units, each one read by the unit
before it, which the browser sends and Python explains.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, NotRequired, TypedDict

import numpy as np
import streamlit as st

from cnnviz.explain.explanation import Explanation, Patches
from cnnviz.networks import LayerSummary
from cnnviz.networks.describe import describe
from cnnviz.ui import components
from cnnviz.ui.address import MOST_EXACT
from cnnviz.ui.components.packing import pack, pack_around
from cnnviz.ui.components.unit_view.words import (
    channel_name,
    layer_name,
    operand_of,
    operation_text,
    unit_name,
)

_component = components.load("unit_view")

SHOWN, SHOWN_CELLS = 6, 12  # patches in full; those of one cell take a line each
MOST_SHOWN, LONGEST_PATH = 240, 200
LONGEST_SIDE = 128  # pixels that are sent of a larger input

Path = list[list[int]]  # of units: the layer, then row, column and channel, or the unit


@dataclass(frozen=True)
class Pair:
    """Two models side by side, one of which a unit is explained of.

    Attributes
    ----------
    model : int
        0 for the first, 1 for the second.
    name : str
        Its name.
    second : tuple of str
        Keys of the components that show the second.
    """

    model: int
    name: str
    second: tuple[str, ...]


class UnitPatch(TypedDict):
    """One patch: where it is, and what it adds."""

    channel: int
    name: str
    part: float


class UnitSource(TypedDict):
    """The patches of one layer."""

    layer: int
    name: str
    size: tuple[int, int]
    flat: bool
    rows: tuple[int, ...]
    cols: tuple[int, ...]
    weighted: bool
    shown: list[UnitPatch]
    others: int
    rest: float
    winner: tuple[int, int] | None
    limit: float
    weight_limit: float


class UnitLine(TypedDict):
    """A step of the arithmetic."""

    text: str
    operand: float | None
    result: float


class UnitClass(TypedDict):
    """A class of a softmax."""

    name: str
    logit: float
    exponential: float
    share: float


class UnitViewHeader(TypedDict):
    """What is sent of an explanation before the arrays; types.js describes each field."""

    path: Path
    second: list[str]
    model: NotRequired[int]
    network: NotRequired[str]
    crumbs: NotRequired[list[str]]
    text: NotRequired[str]
    value: NotRequired[float]
    sources: NotRequired[list[UnitSource]]
    lines: NotRequired[list[UnitLine]]
    classes: NotRequired[list[UnitClass]]
    total: NotRequired[float]
    input: NotRequired[tuple[int, ...]]
    step: NotRequired[int]
    field: NotRequired[tuple[tuple[int, int], tuple[int, int]]]


class UnitViewPage(TypedDict):
    """What a run of the page sends before the explanation; types.js describes each field."""

    number: int
    routes: tuple[str, ...]


def unit_view(
    data: bytes, *, key: str, on_ask: Callable[[], None], routes: tuple[str, ...] = ()
) -> None:
    """Show an explanation; ``asked`` gives ``on_ask`` the units that were asked for.

    Parameters
    ----------
    data : bytes
        Of ``unit_data``.
    key : str
        The component's key in the session.
    routes : tuple of str, optional
        Where the units of each model are explained without a run of the page; "" where they are
        not.
    """
    page = UnitViewPage(number=_number(_sent(key).get("number")), routes=routes)
    _component(key=key, data=pack_around(page, data), default={"ask": None}, on_ask_change=on_ask)


def _sent(key: str) -> Mapping[str, Any]:
    sent = (st.session_state.get(key) or {}).get("ask")
    return sent if isinstance(sent, Mapping) else {}


def _number(sent: object) -> int:
    return int(sent) if isinstance(sent, int | float) and 0 <= sent <= MOST_EXACT else 0


def asked(key: str, rows: Sequence[LayerSummary]) -> tuple[Path, int]:
    """Read which units are asked for, and how many patches; nothing where they are not these rows'.

    Parameters
    ----------
    key : str
        The component's key in the session.
    rows : sequence of LayerSummary
        The network.
    """
    return read_question(_sent(key), rows)


def read_question(sent: Mapping[str, Any], rows: Sequence[LayerSummary]) -> tuple[Path, int]:
    """Read which units a message asks for, as ``asked`` does.

    Parameters
    ----------
    sent : mapping
        By the browser.
    rows : sequence of LayerSummary
        The network.
    """
    match sent:
        case {"path": [*path], "shown": int() as shown} if len(path) <= LONGEST_PATH:
            if all(_is_unit(unit, rows) for unit in path):
                return path, min(max(shown, 0), MOST_SHOWN)
    return [], 0


def asked_model(key: str) -> int:
    """Read of which model a unit is asked for: 1 for the second of two side by side, else 0.

    Parameters
    ----------
    key : str
        The component's key in the session.
    """
    return 1 if _sent(key).get("model") == 1 else 0


def _is_unit(sent: Any, rows: Sequence[LayerSummary]) -> bool:
    if not isinstance(sent, list) or not all(type(number) is int for number in sent) or not sent:
        return False
    layer, *place = sent
    if not 0 <= layer < len(rows) or len(place) != len(rows[layer].output_shape):
        return False
    return all(0 <= at < size for at, size in zip(place, rows[layer].output_shape, strict=True))


def written(path: Path, rows: Sequence[LayerSummary]) -> str:
    """Write a path of units for a link: "conv_2.4.7.12~conv_1.4.7.3", places counted from 1.

    Parameters
    ----------
    path : list
        Of units of these rows.
    rows : sequence of LayerSummary
        The network.
    """
    units = (".".join([rows[layer].name, *(str(at + 1) for at in place)]) for layer, *place in path)
    return "~".join(units)


def read(text: str, rows: Sequence[LayerSummary]) -> Path:
    """Read what ``written`` wrote.

    Raises
    ------
    ValueError
        If these rows have no such units.
    """
    names = {row.name: layer for layer, row in enumerate(rows)}
    path: Path = []
    for unit in text.split("~")[:LONGEST_PATH] if text else ():
        name, *place = unit.split(".")
        path.append([names.get(name, -1), *(int(at) - 1 for at in place)])
    if not all(_is_unit(unit, rows) for unit in path):
        raise ValueError(f"the network has no unit {text!r}")
    return path


def unit_data(
    found: Explanation | None,
    path: Path,
    rows: Sequence[LayerSummary],
    image: np.ndarray | None,
    classes: Sequence[str],
    shown: int = 0,
    pair: Pair | None = None,
) -> bytes:
    """Pack an explanation.

    Parameters
    ----------
    found : Explanation or None
        None closes the view.
    path : list
        Of units, the explained one last.
    rows : sequence of LayerSummary
        The network.
    image : ndarray or None
        float32 (height, width, channels): its input.
    classes : sequence of str
        Names of the last layer's units.
    shown : int
        Patches to show in full; 0 for as many as usual.
    pair : Pair, optional
        Where two models are shown.
    """
    second = list(pair.second) if pair else []
    if found is None or image is None:
        return pack(UnitViewHeader(path=[], second=second), [])
    step = ceil(max(image.shape[:2]) / LONGEST_SIDE)
    picture = image[::step, ::step]
    header: UnitViewHeader = {
        "path": path,
        "second": second,
        "model": pair.model if pair else 0,
        "network": pair.name if pair else "",
        "crumbs": [_crumb(unit, rows, classes) for unit in path],
        "text": describe(rows[found.layer]),
        "value": found.value,
        "sources": [],
        "lines": [
            {
                "text": operation_text(each, found, rows[found.layer]),
                "operand": operand_of(each),
                "result": each.result,
            }
            for each in found.operations
        ],
        "input": picture.shape,
        "step": step,
        "field": found.field,
    }
    arrays = [picture]
    for patches in found.patches:
        count = shown or (SHOWN_CELLS if patches.values[:1].size == 1 else SHOWN)
        source = _source(patches, found, rows, classes, count)
        header["sources"].append(source)
        arrays += _arrays(patches, len(source["shown"]))
    if found.softmax is not None:
        header["classes"], header["total"] = _classes(found, rows, classes), found.softmax.total
    return pack(header, arrays)


def _crumb(unit: list[int], rows: Sequence[LayerSummary], classes: Sequence[str]) -> str:
    layer, *place = unit
    return f"{layer_name(rows, layer)}: {unit_name(rows, layer, tuple(place), classes)}"


def _source(
    patches: Patches,
    found: Explanation,
    rows: Sequence[LayerSummary],
    classes: Sequence[str],
    count: int,
) -> UnitSource:
    layer, one_cell = patches.source, patches.values[:1].size == 1
    shape = rows[layer].output_shape if layer >= 0 else rows[0].input_shape
    flat = len(shape) == 1
    largest = float(np.abs(patches.values).max(initial=0))
    weights = 0.0 if patches.weights is None else float(np.abs(patches.weights).max(initial=0))
    shown: list[UnitPatch] = []
    for channel, part in zip(patches.channels[:count].tolist(), patches.parts, strict=False):
        place = (channel,) if flat else (patches.rows[0], patches.cols[0], channel)
        named = flat or one_cell
        name = unit_name(rows, layer, place, classes) if named else channel_name(channel)
        shown.append({"channel": channel, "name": name, "part": float(part)})
    return {
        "layer": layer,
        "name": layer_name(rows, layer),
        "size": (1, 1) if flat else (shape[0], shape[1]),
        "flat": flat,
        "rows": patches.rows,
        "cols": patches.cols,
        "weighted": patches.weights is not None,
        "shown": shown,
        "others": len(patches.parts) - len(shown),
        "rest": float(patches.parts[len(shown) :].sum()),
        "winner": found.winner,
        "limit": largest or 1.0,
        "weight_limit": weights or 1.0,
    }


def _arrays(patches: Patches, count: int) -> list[np.ndarray]:
    """Values, and where there are weights also these and the products, of the first patches."""
    values = patches.values[:count]
    if patches.weights is None:
        return [values]
    weights = patches.weights[:count]
    return [values, weights, values * weights]


def _classes(
    found: Explanation, rows: Sequence[LayerSummary], classes: Sequence[str]
) -> list[UnitClass]:
    """All classes of the output; of a hidden softmax, its channels or units."""
    softmax, last = found.softmax, found.layer == len(rows) - 1
    if softmax is None:
        return []
    count = len(softmax.logits)
    names = classes if last else [f"{number + 1}" for number in range(count)]
    numbers = softmax.logits, softmax.exponentials, softmax.probabilities
    return [
        {"name": name, "logit": float(logit), "exponential": float(power), "share": float(share)}
        for name, logit, power, share in zip(names, *numbers, strict=True)
    ]
