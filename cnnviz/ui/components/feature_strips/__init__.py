"""Film strips of feature maps: what every layer of a network computed, layer after layer.

Every value on the screen is one that the network computed. Large maps are shown by every n-th
pixel, which keeps each shown value exact; one map at a time can be asked for in full.
"""

from collections.abc import Callable, Sequence
from math import ceil
from typing import NotRequired, TypedDict

import numpy as np
import streamlit as st

from cnnviz.explain.kernels import FirstKernels
from cnnviz.models.layer_outputs import Activations
from cnnviz.networks import LayerSummary
from cnnviz.networks.describe import describe
from cnnviz.networks.volumes import picture
from cnnviz.ui import components
from cnnviz.ui.components.feature_strips.look import Look, StripLook, maps_on_page, read_look
from cnnviz.ui.components.packing import pack

_component = components.load("feature_strips")

# What one answer may send, in values; the longest side of a map is the first of LONGEST that
# stays below it. A flat layer's cells beyond MAX_UNITS would be too small to see.
BUDGET = 600_000
LONGEST = (64, 50, 40, 32, 24, 16, 8)
MAX_UNITS = 8192
# The colours of feature maps end where this part of a layer's values lies within, in percent: the
# few beyond, mostly at a picture's edge where the padding's zeros begin, would make the rest pale.
WITHIN = 99.5
STATISTICS = ("mean", "largest", "magnitude", "zeros")  # of each map; zeros as a share in [0, 1]
MAGNITUDE = STATISTICS.index("magnitude")


class StripBox(TypedDict):
    """A layer's volume in the row of volumes, its sides as shares of the largest ones."""

    height: float
    width: float
    depth: float
    style: str


class StripLayer(TypedDict):
    """What is sent of a layer; without an answer only what does not change with the input."""

    name: str
    text: str
    shape: tuple[int, ...]
    step: int
    units: int
    flat: bool
    box: StripBox | None
    size: NotRequired[int]
    low: NotRequired[float]
    high: NotRequired[float]
    limit: NotRequired[float]
    still: NotRequired[list[int]]
    sent: NotRequired[list[int]]
    page: NotRequired[int]


class StripKernels(TypedDict):
    """The kernels of the first convolution."""

    layer: int
    shape: tuple[int, ...]
    limit: float
    folded: bool


class FeatureStripsHeader(TypedDict):
    """What is sent to the browser before the arrays; types.js describes each field."""

    layers: list[StripLayer]
    classes: list[str]
    scale: str
    full: object
    statistics: list[str]
    look: StripLook
    limit: NotRequired[float]
    first: NotRequired[list[int]]
    kernels: NotRequired[StripKernels]


def feature_strips(
    rows: Sequence[LayerSummary],
    activations: Activations | None,
    classes: Sequence[str],
    *,
    key: str,
    looks: tuple[Look, Look] | None = None,
    on_look: Callable[[], None] = lambda: None,
    kernels: FirstKernels | None = None,
) -> None:
    """Show the strips of a network.

    Parameters
    ----------
    rows : sequence of LayerSummary
        The network, as ``networks.trace`` returns it.
    activations : Activations, optional
        What the network computed; without it the strips are blank.
    classes : sequence of str
        The names of the last layer's units.
    key : str
        The component's key in the session.
    looks : tuple of Look
        The one by which maps are sent; and the one that the browser begins with, which it takes
        anew only where that changes. By default what this component's visitor chose in it.
    on_look : callable
        Called when the visitor chose another look, which ``asked_look`` returns.
    kernels : FirstKernels, optional
        To be drawn below the maps of their layer.
    """
    asked = st.session_state.get(key, {}).get("zoom")
    looks = looks or (asked_look(key, rows), Look())
    _component(
        key=key,
        data=strips_data(rows, activations, classes, asked, kernels, *looks),
        default={"zoom": None, "look": None},
        on_zoom_change=lambda: None,
        on_look_change=on_look,
    )


def asked_look(key: str, rows: Sequence[LayerSummary]) -> Look:
    """Return the look that the visitor chose."""
    return read_look((st.session_state.get(key) or {}).get("look"), rows)


def strips_data(
    rows: Sequence[LayerSummary],
    activations: Activations | None,
    classes: Sequence[str],
    asked: object = None,
    kernels: FirstKernels | None = None,
    look: Look = Look(),  # noqa: B008 - it is frozen
    start: Look | None = None,
) -> bytes:
    """Pack what the strips show; ``asked`` is the [layer, channel] of a map wanted in full."""
    values = [layer.values for layer in activations.layers] if activations else None
    statistics = [map_statistics(array) if array.ndim == 3 else None for array in values or ()]
    magnitudes = [None if found is None else found[:, MAGNITUDE] for found in statistics]
    sent = [
        maps_on_page(row, look, strength)
        for row, strength in zip(rows, magnitudes or [None] * len(rows), strict=True)
    ]
    steps = _steps(rows, sent)
    boxes, scale = _boxes(rows)
    layers = [
        _layer(row, step, boxes.get(index), sent[index])
        for index, (row, step) in enumerate(zip(rows, steps, strict=True))
    ]
    for layer in layers:
        if "sent" in layer:
            layer["page"] = look.pages.get(layer["name"], 0)
    header: FeatureStripsHeader = {
        "layers": layers,
        "classes": list(classes),
        "scale": scale,
        "full": None,
        "statistics": list(STATISTICS),
        "look": (start or look).start,
    }
    if values is None:
        return pack(header, [])
    shown = [
        _shown(array, step, maps) for array, step, maps in zip(values, steps, sent, strict=True)
    ]
    for layer, array, part, found in zip(layers, values, shown, statistics, strict=True):
        layer["size"] = part.size
        layer["low"], layer["high"] = float(array.min()), float(array.max())
        layer["limit"] = _colour_limit(part)
        if found is not None:
            layer["still"] = np.flatnonzero(found[:, -1] == 1).tolist()
    header["limit"] = max((layer["limit"] for layer in layers if not layer["flat"]), default=1.0)
    header["first"] = _liveliest(magnitudes, values, sent)
    full = _full_map(values, asked)
    header["full"] = asked if full is not None else None
    arrays = [*shown, *(found for found in statistics if found is not None)]
    if kernels is not None:
        header["kernels"] = {
            "layer": kernels.layer,
            "shape": kernels.kernels.shape,
            "limit": float(np.abs(kernels.kernels).max()) or 1.0,
            "folded": kernels.folded,
        }
        arrays.append(kernels.kernels)
    return pack(header, [*arrays, *([] if full is None else [full])])


def map_statistics(values: np.ndarray) -> np.ndarray:
    """Summarise each map of (height, width, channels): (channels, 4), see ``STATISTICS``."""
    magnitudes = np.abs(values)
    parts = (
        values.mean(axis=(0, 1)),
        values.max(axis=(0, 1)),
        magnitudes.max(axis=(0, 1)),
        (values == 0).mean(axis=(0, 1)),
    )
    return np.stack(parts, axis=1)


def _boxes(rows: Sequence[LayerSummary]) -> tuple[dict[int, StripBox], str]:
    """The volumes of the layers that make one of another shape, and the words for their scale."""
    drawn = picture(rows[0].input_shape, rows)
    boxes: dict[int, StripBox] = {
        box.layer: {
            "height": box.height,
            "width": box.width,
            "depth": box.depth,
            "style": rows[box.layer].layer.drawn_as,
        }
        for box in drawn.boxes
        if box.layer >= 0
    }
    words = f"Heights and widths {drawn.sides.words}; channels, as depth, {drawn.depths.words}."
    return boxes, words


def _steps(rows: Sequence[LayerSummary], sent: Sequence[list[int] | None]) -> list[int]:
    """Subsampling step per layer: 2 shows every second row and column of its maps."""
    for longest in LONGEST:
        steps = [ceil(max(row.output_shape[:-1], default=1) / longest) for row in rows]
        if sum(map(_count, rows, steps, sent)) <= BUDGET:
            break
    return steps


def _count(row: LayerSummary, step: int, sent: list[int] | None) -> int:
    """How many values of a layer are shown."""
    if len(row.output_shape) == 1:
        return min(row.output_shape[0], MAX_UNITS)
    height, width, channels = row.output_shape
    return ceil(height / step) * ceil(width / step) * (channels if sent is None else len(sent))


def _shown(values: np.ndarray, step: int, sent: list[int] | None) -> np.ndarray:
    if values.ndim == 1:
        return values[:MAX_UNITS]
    maps = values[::step, ::step]
    return maps if sent is None else maps[..., sent]


def _layer(
    row: LayerSummary, step: int, box: StripBox | None, sent: list[int] | None
) -> StripLayer:
    """What does not change with the input: names, and the shape (height, width, channels)."""
    made = _whole_layer(row, step, box)
    if sent is not None:
        made["sent"], made["units"] = sent, len(sent)
    return made


def _whole_layer(row: LayerSummary, step: int, box: StripBox | None) -> StripLayer:
    shape = (1, 1, *row.output_shape) if len(row.output_shape) == 1 else row.output_shape
    return {
        "name": row.name,
        "text": describe(row),
        "shape": shape,
        "step": step,
        "units": min(shape[2], MAX_UNITS) if len(row.output_shape) == 1 else shape[2],
        "flat": len(row.output_shape) == 1,
        "box": box,
    }


def _colour_limit(values: np.ndarray) -> float:
    """The magnitude where the colours end; never 0."""
    magnitudes = np.abs(values)
    bulk = np.percentile(magnitudes, WITHIN) if values.ndim == 3 else 0.0
    return float(bulk or magnitudes.max() or 1.0)


def _liveliest(
    magnitudes: Sequence[np.ndarray | None],
    values: Sequence[np.ndarray],
    sent: Sequence[list[int] | None],
) -> list[int]:
    """[layer, channel] of the map to look at first: the strongest one of the first layer."""
    index = next((i for i, each in enumerate(magnitudes) if each is not None), 0)
    array, maps = values[index], sent[index]
    strength = np.abs(array).reshape(-1, array.shape[-1]).sum(axis=0)
    return [index, int(strength.argmax() if maps is None else maps[strength[maps].argmax()])]


def _full_map(values: Sequence[np.ndarray], asked: object) -> np.ndarray | None:
    """The map that was asked for, every pixel of it; None for what is no map here."""
    match asked:
        case [int() as layer, int() as channel] if 0 <= layer < len(values):
            array = values[layer]
            if array.ndim == 3 and 0 <= channel < array.shape[2]:
                return array[..., channel]
    return None
