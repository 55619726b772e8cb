"""Feature maps of the pinned probe image, and its probabilities, at the epoch of the cursor.

They are computed in the engine from the run's checkpoints, once per picture and epoch, and sent: a
few maps per layer, subsampled and with 255 levels, about 10 kB per epoch of ``lecture-mnist``.
"""

from collections.abc import Sequence
from typing import TypedDict

import numpy as np
import streamlit as st

from cnnviz.models.layer_outputs import Activations, LayerActivation
from cnnviz.networks import LayerSummary
from cnnviz.networks.describe import describe
from cnnviz.ui import components
from cnnviz.ui.components.frames import Frame

_component = components.load("epoch_maps")

MOST_LAYERS = 4
MOST_MAPS = 8  # of a layer
LONGEST = 32  # pixels of a map's longer side
LEVELS = 127
WITHIN = 99.5  # percent of a layer's values lie within the ends of its colours


class MapLayer(TypedDict):
    """A layer whose maps are shown."""

    name: str
    text: str
    shape: list[int]
    shown: list[int]


class EpochMapsHeader(TypedDict):
    """What is the same for all epochs; the script's types describe each field."""

    layers: list[MapLayer]
    classes: Sequence[str]
    truth: int
    probe: int


def constant(
    rows: Sequence[LayerSummary], classes: Sequence[str], probe: int, truth: int
) -> EpochMapsHeader:
    """Return what is the same for all epochs of a probe image."""
    layers: list[MapLayer] = [
        {
            "name": row.name,
            "text": describe(row),
            "shape": list(row.output_shape),
            "shown": list(_shown(np.empty(row.output_shape, np.int8)).shape),
        }
        for row in chosen(rows)
    ]
    return {"layers": layers, "classes": classes, "truth": truth, "probe": probe}


def chosen(rows: Sequence[LayerSummary]) -> list[LayerSummary]:
    """Choose the layers to show: convolutions first, then others with maps, in their order."""
    maps = [row for row in rows if len(row.output_shape) == 3]
    maps.sort(key=lambda row: "conv" not in row.layer.kind)  # stable
    names = {row.name for row in maps[:MOST_LAYERS]}
    return [row for row in rows if row.name in names]


def frame(activations: Activations, rows: Sequence[LayerSummary]) -> Frame:
    """Return the maps of all chosen layers behind one another, their ends, and probabilities."""
    by_name = {layer.name: layer for layer in activations.layers}
    layers = [by_name[row.name] for row in chosen(rows)]
    limits = np.array([_limit(layer) for layer in layers], np.float32)
    levels = [
        np.rint(np.clip(_shown(layer.values) / limit, -1, 1) * LEVELS).astype(np.int8).ravel()
        for layer, limit in zip(layers, limits, strict=True)
    ]
    maps = np.concatenate(levels) if levels else np.empty(0, np.int8)
    return {"maps": maps, "limits": limits, "probabilities": activations.probabilities}


def _limit(layer: LayerActivation) -> float:
    magnitudes = np.abs(layer.values)
    return float(np.percentile(magnitudes, WITHIN) or magnitudes.max() or 1.0)


def _shown(values: np.ndarray) -> np.ndarray:
    """Every n-th pixel of the first maps, (maps, height, width)."""
    step = -(-max(values.shape[:2]) // LONGEST)
    return np.moveaxis(values[::step, ::step, :MOST_MAPS], -1, 0)


def epoch_maps(message: bytes, *, key: str) -> int | None:
    """Show them; return the epoch at which the visitor wants to look inside, if any."""
    _component(key=key, data=message, on_want_change=_nothing, on_look_change=_nothing)
    epoch = (st.session_state.get(key) or {}).get("look")
    return int(epoch) if isinstance(epoch, int | float) else None


def _nothing() -> None:
    """Streamlit asks for a function per value that the component sends."""
