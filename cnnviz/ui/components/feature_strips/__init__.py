"""Film strips of feature maps: what every layer of a network computed, layer after layer.

Every value on the screen is one that the network computed. Large maps are shown by every n-th
pixel, which keeps each shown value exact; one map at a time can be asked for in full.
"""

from collections.abc import Sequence
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
    limit: NotRequired[float]
    first: NotRequired[list[int]]
    kernels: NotRequired[StripKernels]


def feature_strips(
    rows: Sequence[LayerSummary],
    activations: Activations | None,
    classes: Sequence[str],
    *,
    key: str,
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
    kernels : FirstKernels, optional
        To be drawn below the maps of their layer.
    """
    asked = st.session_state.get(key, {}).get("zoom")
    _component(
        key=key,
        data=strips_data(rows, activations, classes, asked, kernels),
        default={"zoom": None, "kernels": None},
        on_zoom_change=lambda: None,
        on_kernels_change=lambda: None,
    )


def wants_kernels(key: str) -> str:
    """Which kernels the visitor wants to see: "" for none, "plain" or "folded"."""
    wanted = (st.session_state.get(key) or {}).get("kernels")
    return wanted if wanted in ("plain", "folded") else ""


def strips_data(
    rows: Sequence[LayerSummary],
    activations: Activations | None,
    classes: Sequence[str],
    asked: object = None,
    kernels: FirstKernels | None = None,
) -> bytes:
    """Pack what the strips show; ``asked`` is the [layer, channel] of a map wanted in full."""
    values = [layer.values for layer in activations.layers] if activations else None
    steps = _steps(rows)
    boxes, scale = _boxes(rows)
    layers = [
        _layer(row, step, boxes.get(index))
        for index, (row, step) in enumerate(zip(rows, steps, strict=True))
    ]
    header: FeatureStripsHeader = {
        "layers": layers,
        "classes": list(classes),
        "scale": scale,
        "full": None,
        "statistics": list(STATISTICS),
    }
    if values is None:
        return pack(header, [])
    shown = [_shown(array, step) for array, step in zip(values, steps, strict=True)]
    for layer, array, part in zip(layers, values, shown, strict=True):
        layer["size"] = part.size
        layer["low"], layer["high"] = float(array.min()), float(array.max())
        layer["limit"] = _colour_limit(part)
    statistics = [map_statistics(array) for array in values if array.ndim == 3]
    for layer, found in zip((each for each in layers if not each["flat"]), statistics, strict=True):
        layer["still"] = np.flatnonzero(found[:, -1] == 1).tolist()
    header["limit"] = max((layer["limit"] for layer in layers if not layer["flat"]), default=1.0)
    header["first"] = _liveliest(values)
    full = _full_map(values, asked)
    header["full"] = asked if full is not None else None
    arrays = [*shown, *statistics]
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


def _steps(rows: Sequence[LayerSummary]) -> list[int]:
    """Subsampling step per layer: 2 shows every second row and column of its maps."""
    for longest in LONGEST:
        steps = [ceil(max(row.output_shape[:-1], default=1) / longest) for row in rows]
        if sum(map(_count, rows, steps)) <= BUDGET:
            break
    return steps


def _count(row: LayerSummary, step: int) -> int:
    """How many values of a layer are shown."""
    if len(row.output_shape) == 1:
        return min(row.output_shape[0], MAX_UNITS)
    height, width, channels = row.output_shape
    return ceil(height / step) * ceil(width / step) * channels


def _shown(values: np.ndarray, step: int) -> np.ndarray:
    return values[:MAX_UNITS] if values.ndim == 1 else values[::step, ::step]


def _layer(row: LayerSummary, step: int, box: StripBox | None) -> StripLayer:
    """What does not change with the input: names, and the shape (height, width, channels)."""
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


def _liveliest(values: Sequence[np.ndarray]) -> list[int]:
    """[layer, channel] of the map to look at first: the strongest one of the first layer."""
    index = next((i for i, array in enumerate(values) if array.ndim == 3), 0)
    strength = np.abs(values[index]).reshape(-1, values[index].shape[-1]).sum(axis=0)
    return [index, int(strength.argmax())]


def _full_map(values: Sequence[np.ndarray], asked: object) -> np.ndarray | None:
    """The map that was asked for, every pixel of it; None for what is no map here."""
    match asked:
        case [int() as layer, int() as channel] if 0 <= layer < len(values):
            array = values[layer]
            if array.ndim == 3 and 0 <= channel < array.shape[2]:
                return array[..., channel]
    return None
