"""The kernel bench: picture, kernel to edit and result side by side, and why a pixel is its value.

The browser gets the real numbers once and reads any pixel by itself; it sends back an edited
kernel, a tool to use on it, a slider's place, and for pictures above the working size the pixel
that was clicked. During a drag it computes a preview of its own.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from reprlib import repr as brief
from typing import Any, TypedDict
from zlib import crc32

import numpy as np
import streamlit as st

from cnnviz.filters import kernels
from cnnviz.filters.pooled import pool
from cnnviz.filters.result import FilterResult, Pixel
from cnnviz.images.display import display_scale, picture_scale
from cnnviz.ops import activations
from cnnviz.ui.address import MOST_EXACT
from cnnviz.ui.components import load
from cnnviz.ui.components.packing import pack
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _

# How outputs may become colours, by the names that a visitor reads.
DISPLAYS = {
    "signed": N_("Signed"),
    "clip": N_("Clip to 0–1"),
    "absolute": N_("Absolute"),
    "min-max": N_("Min to max"),
}

MOST_PASTED = 20_000  # characters of a pasted matrix

_component = load("kernel_bench", 543)


class SliderHeader(TypedDict):
    """What is sent of a slider; its kernels are among the arrays."""

    name: str
    label: str
    unit: str
    value: float
    positions: list[float]


class KernelBenchHeader(TypedDict):
    """What is sent to the browser before the arrays; data.js describes each field."""

    picture: str
    pictureLabel: str
    kernel: str
    summary: str
    source: str
    display: str
    complaint: str
    refusal: str
    shape: tuple[int, ...]
    planes: list[list[float]]
    sum: float
    tools: list[tuple[str, str, str]]
    sliders: list[SliderHeader]
    size: tuple[int, ...]
    imageScale: dict[str, Any]
    outputSize: tuple[int, ...]
    pooledSize: tuple[int, ...]
    scale: float
    before: tuple[int, int]
    margin: tuple[int, int]
    anchor: tuple[int, int]
    stride: int
    dilation: int
    border: str
    flipped: bool
    bias: float
    activation: str
    leak: float
    pooling: str
    pool: int
    white: float
    serial: int
    canUndo: bool
    fragmentOnly: bool
    low: float
    high: float
    displayScale: dict[str, Any]
    pixel: tuple[int, int]
    pinned: bool
    corner: tuple[int, int]
    arrays: list[tuple[str, tuple[int, ...], int, bool]]


@dataclass(frozen=True, eq=False)
class Slider:
    """A parameter of the kernel: where it stands, where it may go, the kernel at each place."""

    name: str
    label: str
    unit: str
    value: float
    positions: np.ndarray  # (N,)
    weights: np.ndarray  # (N, kH, kW)


@dataclass(frozen=True, eq=False)
class BenchView:
    """All that the bench shows.

    Attributes
    ----------
    filtered : FilterResult
        The picture, the weights, the output; the output is not shown if there is a refusal.
    picture, kernel, summary, source : str
        What picture and kernel are called, what the kernel does, where it comes from.
    display : str
        A key of ``DISPLAYS``.
    sliders : tuple of Slider
        One for each parameter of the kernel.
    complaint : str
        What is wrong with the last edit, shown at the grid; "" if nothing is.
    refusal : str
        Why there is no output; "" if there is one.
    can_undo : bool
        Whether there is an earlier kernel.
    pin : (int, int), optional
        Row and column of the output pixel that stays explained while the pointer moves.
    fragment_only : bool
        Whether only the bench ran, as a fragment: once the browser shows it, the page runs.
    """

    filtered: FilterResult
    picture: str
    kernel: str
    summary: str
    source: str
    display: str
    sliders: tuple[Slider, ...] = ()
    complaint: str = ""
    refusal: str = ""
    can_undo: bool = False
    pin: Pixel | None = None
    fragment_only: bool = False


def kernel_bench(
    view: BenchView, *, key: str, on_edit: Callable[[], None], on_point: Callable[[], None]
) -> None:
    """Show the bench.

    Parameters
    ----------
    view : BenchView
    key : str
        Session key; ``edit(key)`` gives the change inside ``on_edit``.
    on_edit : callable
        Called before the next run when the visitor changed the kernel.
    on_point : callable
        Called before the next run when the visitor pinned a pixel, let one go, or asked for its
        full-size numbers; ``pointed_at(key)`` gives it.
    """
    state, sent = st.session_state, f"{key}_sent"
    message, state[sent] = payload(view, state.get(key) or {}, state.get(sent) or {})
    _component(
        key=key,
        data=message,
        on_edit_change=on_edit,
        on_pixel_change=on_point,
        on_missing_change=lambda: state.pop(sent, None),
        on_shown_change=st.rerun,
    )


def edit(key: str) -> Mapping[str, Any]:
    """What the visitor just did in the bench ``key``.

    ``what`` is "weights" (with ``planes``), "text" (a pasted matrix), "values" (of all sliders),
    "tool", "scale" (with ``factor``) or "undo".

    Raises
    ------
    InputError
        If the browser sent anything else.
    """
    sent = (st.session_state.get(key) or {}).get("edit")
    if sent is None or not _is_edit(sent):
        raise InputError(
            "an edit must be one of those of the kernel, got {sent:.60}", sent=brief(sent)
        )
    return sent


def _is_edit(sent: Any) -> bool:
    match sent:
        case {"what": "undo"}:
            return True
        case {"what": "text", "text": str() as text}:
            return len(text) <= MOST_PASTED
        case {"what": "tool", "tool": str() as tool}:
            return tool in kernels.TOOLS
        case {"what": "scale", "factor": factor}:
            return _is_number(factor)
        case {"what": "values", "values": [*values]}:
            return all(map(_is_number, values))
        case {"what": "weights", "planes": [*planes]}:
            return all(
                isinstance(plane, list)
                and all(isinstance(row, list) and all(map(_is_weight, row)) for row in plane)
                for plane in planes
            )
    return False


def pointed_at(key: str) -> tuple[str, Pixel, bool] | None:
    """The picture and pixel that were pointed at in the bench ``key``, and whether it is pinned."""
    match (st.session_state.get(key) or {}).get("pixel"):
        case {"picture": str() as picture, "at": [int() as row, int() as col], "pinned": pinned}:
            if 0 <= row <= MOST_EXACT and 0 <= col <= MOST_EXACT:
                return picture, (row, col), pinned is True
    return None


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) <= MOST_EXACT


def _is_weight(value: Any) -> bool:
    """Whether it is what a cell may hold: any finite number, or what was typed into it."""
    is_finite = type(value) in (int, float) and abs(value) <= sys.float_info.max
    return is_finite or isinstance(value, str)


def payload(
    view: BenchView, reported: Mapping[str, Any], client_has: Mapping[str, int]
) -> tuple[bytes, dict[str, int]]:
    """All that the browser draws, as one message.

    Parameters
    ----------
    reported : mapping
        What the browser reported last: its edit, and the pixel that was clicked.
    client_has : mapping
        Checksums of the arrays that the browser has, by name: they are not sent again. It asks
        for one that was lost on the way.

    Returns
    -------
    message : bytes
    client_has : dict
        The checksums of all that the browser has with this message.
    """
    match reported.get("pixel"):
        case _ if view.pin:
            pixel = view.filtered.nearest(*view.pin)
        case {"picture": view.picture, "at": [int() as row, int() as col]}:
            pixel = view.filtered.nearest(row, col)
        case _:
            pixel = view.filtered.strongest
    match reported.get("edit"):
        case {"serial": serial} if _is_number(serial):
            pass
        case _:
            serial = 0
    pictures, corner = _pictures(view.filtered, pixel, bool(view.refusal))
    pictures |= {f"travel{i}": slider.weights for i, slider in enumerate(view.sliders)}
    arrays = {name: np.ascontiguousarray(array, "<f4") for name, array in pictures.items()}
    checksums = {name: crc32(array.data) for name, array in arrays.items()}
    sent = {
        name: array for name, array in arrays.items() if client_has.get(name) != checksums[name]
    }
    described = [
        (name, array.shape, checksums[name], name in sent) for name, array in arrays.items()
    ]
    header = _header(view, serial, pixel, corner, described)
    return pack(header, sent.values()), checksums


def _header(
    view: BenchView,
    serial: int,
    pixel: tuple[int, int],
    corner: tuple[int, int],
    arrays: list[tuple[str, tuple[int, ...], int, bool]],
) -> KernelBenchHeader:
    """The fields in the order of ``KernelBenchHeader``: kernel, sizes, layer, state, arrays."""
    filtered, layer, weights = view.filtered, view.filtered.layer, view.filtered.weights
    before = filtered.rows.before, filtered.cols.before
    low, high = filtered.shown_ends
    return {
        "picture": view.picture,
        "pictureLabel": _(view.picture),
        "kernel": _(view.kernel),
        "summary": _(view.summary),
        "source": _(view.source) if view.source else "",
        "display": view.display,
        "complaint": view.complaint,
        "refusal": view.refusal,
        "shape": weights.shape[:2],
        "planes": [plane.ravel().tolist() for plane in np.moveaxis(weights, 2, 0)],
        "sum": round(float(weights.sum()), 9),
        "tools": [(name, _(tool.label), tool.icon) for name, tool in kernels.TOOLS.items()],
        "sliders": list(map(_slider, view.sliders)),
        "size": filtered.image.shape[:2],
        "imageScale": asdict(picture_scale(filtered.image, layer.white)),
        "outputSize": filtered.output.shape[:2],
        "pooledSize": filtered.pooled.shape[:2],
        "scale": filtered.scale,
        "before": before,
        "margin": before if filtered.scale == 1 else (0, 0),
        "anchor": kernels.anchor((filtered.rows.effective_kernel, filtered.cols.effective_kernel)),
        "stride": layer.stride,
        "dilation": layer.dilation,
        "border": layer.border,
        "flipped": layer.operation == "convolve",
        "bias": layer.bias,
        "activation": layer.activation,
        "leak": activations.LEAK,
        "pooling": layer.pooling,
        "pool": layer.pool if layer.pooling != "none" else 1,
        "white": layer.white,
        "serial": serial,
        "canUndo": view.can_undo,
        "fragmentOnly": view.fragment_only,
        "low": low,
        "high": high,
        "displayScale": _display_scale(view),
        "pixel": pixel,
        "pinned": view.pin is not None,
        "corner": corner,
        "arrays": arrays,
    }


def _display_scale(view: BenchView) -> dict[str, Any]:
    """How the output becomes colours; ``absolute`` drops the signs first."""
    filtered = view.filtered
    channels, white = filtered.output.shape[2], filtered.layer.white
    return asdict(display_scale(view.display, filtered.low, filtered.high, channels, white))


def _pictures(
    filtered: FilterResult, pixel: tuple[int, int], refused: bool
) -> tuple[dict[str, np.ndarray], tuple[int, int]]:
    """The input, what else is shown of the pictures, and where the full-size patch begins.

    "output" is what is drawn: with pooling, the pooled map; then the values before it come too.
    """
    if filtered.scale == 1:
        image, corner, rest = filtered.padded(), (0, 0), {"output": filtered.pooled}
        before = ("unpooled", filtered.output)
    else:
        image, output = filtered.view()
        corner, patch_image, patch_output = filtered.patch(pixel)
        patch_pooled = pool(patch_output, filtered.layer)
        rest = {"output": output, "patchImage": patch_image, "patchOutput": patch_pooled}
        before = ("patchUnpooled", patch_output)
    if filtered.layer.pooling != "none":
        rest |= [before]
    return {"image": image} | ({} if refused else rest), corner


def _slider(slider: Slider) -> SliderHeader:
    return {
        "name": slider.name,
        "label": slider.label,
        "unit": slider.unit,
        "value": slider.value,
        "positions": slider.positions.round(6).tolist(),
    }
