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
from cnnviz.filters.result import FilterResult
from cnnviz.images.display import display_scale
from cnnviz.ops import activations
from cnnviz.ui.address import MOST_EXACT
from cnnviz.ui.components import load
from cnnviz.ui.components.packing import pack
from cnnviz.utils.errors import InputError

# How outputs may become colours, by the names that a visitor reads.
DISPLAYS = {
    "signed": "Signed",
    "clip": "Clip to 0–1",
    "absolute": "Absolute",
    "min-max": "Min to max",
}

_component = load("kernel_bench", 532)


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
    kernel: str
    summary: str
    source: str
    display: str
    complaint: str
    refusal: str
    shape: tuple[int, ...]
    planes: list[list[float]]
    sum: float
    most: int
    tools: list[tuple[str, str, str]]
    sliders: list[SliderHeader]
    size: tuple[int, ...]
    outputSize: tuple[int, ...]
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
    serial: int
    canUndo: bool
    fragmentOnly: bool
    low: float
    high: float
    displayScale: dict[str, Any]
    pixel: tuple[int, int]
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
    fragment_only: bool = False


def kernel_bench(view: BenchView, *, key: str, on_edit: Callable[[], None]) -> None:
    """Show the bench.

    Parameters
    ----------
    view : BenchView
    key : str
        Session key; ``edit(key)`` gives the change inside ``on_edit``.
    on_edit : callable
        Called before the next run when the visitor changed the kernel.
    """
    state, sent = st.session_state, f"{key}_sent"
    message, state[sent] = payload(view, state.get(key) or {}, state.get(sent) or {})
    _component(
        key=key,
        data=message,
        on_edit_change=on_edit,
        on_pixel_change=lambda: None,
        on_missing_change=lambda: state.pop(sent, None),
        on_shown_change=st.rerun,
    )


def edit(key: str) -> Mapping[str, Any]:
    """What the visitor just did in the bench ``key``.

    ``what`` is "weights" (with ``planes``), "values" (of all sliders), "tool", "scale" (with
    ``factor``) or "undo".

    Raises
    ------
    InputError
        If the browser sent anything else.
    """
    sent = (st.session_state.get(key) or {}).get("edit")
    if sent is None or not _is_edit(sent):
        raise InputError(f"an edit must be one of those of the kernel, got {brief(sent):.60}")
    return sent


def _is_edit(sent: Any) -> bool:
    match sent:
        case {"what": "undo"}:
            return True
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
    return {
        "picture": view.picture,
        "kernel": view.kernel,
        "summary": view.summary,
        "source": view.source,
        "display": view.display,
        "complaint": view.complaint,
        "refusal": view.refusal,
        "shape": weights.shape[:2],
        "planes": [plane.ravel().tolist() for plane in np.moveaxis(weights, 2, 0)],
        "sum": round(float(weights.sum()), 9),
        "most": kernels.MAX_SIDE,
        "tools": [(name, tool.label, tool.icon) for name, tool in kernels.TOOLS.items()],
        "sliders": list(map(_slider, view.sliders)),
        "size": filtered.image.shape[:2],
        "outputSize": filtered.output.shape[:2],
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
        "serial": serial,
        "canUndo": view.can_undo,
        "fragmentOnly": view.fragment_only,
        "low": filtered.low,
        "high": filtered.high,
        "displayScale": _display_scale(view),
        "pixel": pixel,
        "corner": corner,
        "arrays": arrays,
    }


def _display_scale(view: BenchView) -> dict[str, Any]:
    """How the output becomes colours; ``absolute`` drops the signs first."""
    filtered = view.filtered
    channels = filtered.output.shape[2]
    return asdict(display_scale(view.display, filtered.low, filtered.high, channels))


def _pictures(
    filtered: FilterResult, pixel: tuple[int, int], refused: bool
) -> tuple[dict[str, np.ndarray], tuple[int, int]]:
    """The input, what else is shown of the pictures, and where the full-size patch begins."""
    if filtered.scale == 1:
        image, corner, rest = filtered.padded(), (0, 0), {"output": filtered.output}
    else:
        image, output = filtered.view()
        corner, patch_image, patch_output = filtered.patch(pixel)
        rest = {"output": output, "patchImage": patch_image, "patchOutput": patch_output}
    return {"image": image} | ({} if refused else rest), corner


def _slider(slider: Slider) -> SliderHeader:
    return {
        "name": slider.name,
        "label": slider.label,
        "unit": slider.unit,
        "value": slider.value,
        "positions": slider.positions.round(6).tolist(),
    }
