"""Film strips of feature maps: what every layer of a network computed, layer after layer.

Every pixel on the screen is one that the network computed. Of a large network every n-th pixel is
sent, in 8 bits, and of the layers those that are in sight; one map at a time can be asked for in
full, every value of it exact.
"""

from collections.abc import Callable, Sequence
from itertools import repeat
from typing import NotRequired, TypedDict

import numpy as np
import streamlit as st

from cnnviz.explain.kernels import FirstKernels
from cnnviz.models.layer_outputs import Activations, LayerActivation
from cnnviz.networks import LayerSummary
from cnnviz.networks.describe import describe
from cnnviz.networks.volumes import picture
from cnnviz.ui import components
from cnnviz.ui.components.feature_strips.amount import (
    MAX_UNITS,
    Asked,
    in_8_bits,
    layers_sent,
    plan,
    shown_part,
)
from cnnviz.ui.components.feature_strips.digest import STATISTICS, Digest, digest_of
from cnnviz.ui.components.feature_strips.look import Look, StripLook, maps_on_page, read_look
from cnnviz.ui.components.packing import pack
from cnnviz.utils.language import _

_component = components.load("feature_strips")


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
    coded: NotRequired[bool]
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
    answer: NotRequired[str]
    floats: NotRequired[int]
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
    asked = (st.session_state.get(key) or {}).get("ask")
    looks = looks or (asked_look(key, rows), Look())
    _component(
        key=key,
        data=strips_data(rows, activations, classes, asked, kernels, *looks),
        default={"ask": None, "look": None},
        on_ask_change=lambda: None,
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
    """Pack what the strips show; ``asked`` is what the browser asked for, see ``Asked``."""
    wanted, found = Asked.read(asked, rows), activations.layers if activations else ()
    digests = [digest_of(layer) for layer in found]
    strengths = [each.largest if each.statistics.size else None for each in digests]
    sent = [
        maps_on_page(*each)
        for each in zip(rows, repeat(look), strengths or repeat(None), strict=False)
    ]
    planned, (boxes, scale) = plan(rows, sent), _boxes(rows)
    layers = [
        _layer(row, planned.steps[index], boxes.get(index), sent[index], look)
        for index, row in enumerate(rows)
    ]
    header: FeatureStripsHeader = {
        "layers": layers,
        "classes": list(classes),
        "scale": scale,
        "full": None,
        "statistics": list(STATISTICS),
        "look": (start or look).start,
    }
    if activations is None:
        return pack(header, [])
    chosen = layers_sent(planned, wanted, activations.key)
    for index, (layer, digest) in enumerate(zip(layers, digests, strict=True)):
        _describe_values(layer, digest, planned.counts[index] if index in chosen else 0)
        layer["coded"] = planned.coded and not layer["flat"]
    floats, codes = _values(layers, found, digests, sent)
    header["answer"] = activations.key
    header["limit"] = max((layer["limit"] for layer in layers if not layer["flat"]), default=1.0)
    header["first"] = _liveliest(found, sent)
    floats += [each.statistics for each in digests]
    if kernels is not None:
        header["kernels"] = _described_kernels(kernels)
        floats.append(kernels.kernels)
    if (full := _full_map([layer.values for layer in found], wanted.map)) is not None:
        header["full"] = wanted.map
        floats.append(full)
    header["floats"] = sum(each.size for each in floats)
    return pack(header, floats, codes)


def _describe_values(layer: StripLayer, digest: Digest, size: int) -> None:
    """Note what is known of all values of a layer, and how many of them are sent."""
    layer["low"], layer["high"], layer["limit"] = digest.low, digest.high, digest.limit
    layer["size"] = size
    if not layer["flat"]:
        layer["still"] = digest.still


def _values(
    layers: Sequence[StripLayer],
    found: Sequence[LayerActivation],
    digests: Sequence[Digest],
    sent: Sequence[list[int] | None],
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """What is sent of the layers: float32, and int8 of those in 8 bits."""
    floats: list[np.ndarray] = []
    codes: list[np.ndarray] = []
    for layer, activation, digest, maps in zip(layers, found, digests, sent, strict=True):
        if not layer["size"]:
            continue
        part = shown_part(activation.values, layer["step"], maps)
        if layer["coded"]:
            largest = digest.largest if maps is None else digest.largest[maps]
            codes.append(in_8_bits(part, largest, digest.low < 0))
        else:
            floats.append(part)
    return floats, codes


def _described_kernels(kernels: FirstKernels) -> StripKernels:
    return {
        "layer": kernels.layer,
        "shape": kernels.kernels.shape,
        "limit": float(np.abs(kernels.kernels).max()) or 1.0,
        "folded": kernels.folded,
    }


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
    words = _(
        "Heights and widths {sides}; channels, as depth, {depths}.",
        sides=_(drawn.sides.words),
        depths=_(drawn.depths.words),
    )
    return boxes, words


def _layer(
    row: LayerSummary, step: int, box: StripBox | None, sent: list[int] | None, look: Look
) -> StripLayer:
    """What does not change with the input: names, and the shape (height, width, channels)."""
    made = _whole_layer(row, step, box)
    if sent is not None:
        made["sent"], made["units"] = sent, len(sent)
        made["page"] = look.pages.get(row.name, 0)
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


def _liveliest(layers: Sequence[LayerActivation], sent: Sequence[list[int] | None]) -> list[int]:
    """[layer, channel] of the map to look at first: the strongest one of the first layer."""
    index = next((i for i, layer in enumerate(layers) if layer.values.ndim == 3), 0)
    array, maps = layers[index].values, sent[index]
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
