"""A picture to move, and what three ways of pooling make of it.

Python has computed what a window makes of every place that it can come to; the browser picks the
grid that a shift asks for, and reports the shift when the movement ends.
"""

from collections.abc import Callable
from typing import TypedDict

import streamlit as st

from cnnviz.layers.shift_invariance import AVERAGE, LARGEST_SHIFT, METHODS, Shifts
from cnnviz.ui.components import load
from cnnviz.ui.components.packing import pack
from cnnviz.utils.language import N_, _

_component = load("shift_pooling")


class MethodHeader(TypedDict):
    """What is sent of a way of pooling before its arrays; data.js describes each field."""

    name: str
    averages: bool
    caption: str
    outputs: int
    grid: tuple[int, ...]
    everywhere: tuple[int, ...]


class ShiftPoolingHeader(TypedDict):
    """What is sent to the browser before the arrays; data.js describes each field."""

    size: tuple[int, ...]
    window: int
    stride: int
    reach: int
    start: tuple[int, int]
    methods: list[MethodHeader]


NAMES = (N_("Max pooling"), N_("Average pooling"), N_("No pooling"))  # of METHODS
CAPTIONS = (
    N_("largest of each window"),
    N_("mean of each window"),
    N_("first cell of each window"),
)


def shift_pooling(
    shifts: Shifts, start: tuple[int, int], *, key: str, on_shift: Callable[[], None]
) -> None:
    """Show picture and outputs; ``start`` is the shift (down, right) until the visitor moves it.

    ``shift_of(key)`` gives ``on_shift`` the place where it was left.
    """
    _component(key=key, data=payload(shifts, start), on_shift_change=on_shift)


def shift_of(key: str) -> tuple[int, int] | None:
    """The shift (down, right) that the browser just sent, None if it is none."""
    sent = (st.session_state.get(key) or {}).get("shift")
    if not isinstance(sent, list | tuple) or len(sent) != 2:
        return None
    if not all(type(step) is int and abs(step) <= LARGEST_SHIFT for step in sent):
        return None
    return sent[0], sent[1]


def payload(shifts: Shifts, start: tuple[int, int]) -> bytes:
    """All that the browser draws, as one message: the surroundings, then three arrays a method."""
    header: ShiftPoolingHeader = {
        "size": shifts.cells.shape,
        "window": shifts.window,
        "stride": shifts.stride,
        "reach": shifts.reach,
        "start": start,
        "methods": [],
    }
    arrays = [shifts.surroundings]
    for method, name, caption in zip(METHODS, NAMES, CAPTIONS, strict=True):
        effects, everywhere = shifts.effects[method], shifts.everywhere[method]
        header["methods"].append(
            {
                "name": _(name),
                "averages": method == AVERAGE,
                "caption": _(caption),
                "outputs": effects.outputs,
                "grid": shifts.outputs(method).shape,
                "everywhere": everywhere.shape,
            }
        )
        counts = effects.same, effects.inked, effects.same_inked, effects.change
        arrays += [everywhere, *counts]
    return pack(header, arrays)
