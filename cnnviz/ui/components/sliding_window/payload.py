"""What the moving window sends to the browser: a JSON header and exact numbers, packed small."""

from collections.abc import Sequence
from typing import TypedDict

import numpy as np

from cnnviz.layers import formulas
from cnnviz.layers.window import MAXIMA, Slide, WindowSettings
from cnnviz.ops.geometry import Axis, TransposedAxis
from cnnviz.ui.components.packing import pack_exact
from cnnviz.utils.number_text import LARGEST

MOST_FRAMES = 120  # of a GIF, so that it stays small enough to be sent


class AxisHeader(TypedDict):
    """One axis of the field, which is the padded input, or the uncut output if transposed.

    Where its windows start, the taps of a window, how many windows cover each cell, how many
    cells lie before and after the field's own ones, and which cells of the other side are lost.
    """

    starts: list[int]
    taps: list[int]
    covers: list[int]
    before: int
    after: int
    lost: Sequence[int]


class SlidingWindowHeader(TypedDict):
    """What is sent to the browser before the arrays; types.js describes each field."""

    id: str
    taken: float
    mode: str
    transposed: bool
    dims: int
    title: str
    file: str
    mostFrames: int
    size: tuple[int, int]
    out: tuple[int, int]
    channels: int
    filters: int
    groups: int
    whole: tuple[int, int]
    rows: AxisHeader
    cols: AxisHeader
    largest: float


def payload(slide: Slide, name: str, taken: float = 0) -> bytes:
    """The shown part of a layer: header, then each array in the smallest type that holds it.

    A mean travels as its sum and count, since its quotient would take four times the room.
    ``taken`` is the number of the last change of a cell that was taken over.
    """
    layer, values = slide.layer.shown, slide.values
    arrays = {
        "cells": slide.cells,
        "weights": slide.weights if layer.weighted else None,
        "output": values.output if values.sums is None else None,
        "winners": values.winners,
        "sums": values.sums,
        "counts": values.counts,
    }
    header = _header(slide.layer, name, taken)
    return pack_exact(header, {k: v for k, v in arrays.items() if v is not None})


def file_name(layer: WindowSettings) -> str:
    """The name of a saved animation, without its ending."""
    return f"cnnviz-{layer.operation.replace(' ', '-')}"


def _header(whole: WindowSettings, name: str, taken: float) -> SlidingWindowHeader:
    layer = whole.shown
    rows, cols = _axis(layer.rows), _axis(layer.cols)
    return {
        "id": name,
        "taken": taken,
        "mode": "sum" if layer.weighted else "max" if layer.operation in MAXIMA else "mean",
        "transposed": layer.transposed,
        "dims": layer.dims,
        "title": formulas.title(whole),
        "file": file_name(whole),
        "mostFrames": MOST_FRAMES,
        "size": layer.size,
        "out": layer.output,
        "channels": layer.channels,
        "filters": layer.filters,
        "groups": layer.groups,
        "whole": (whole.channels, whole.filters),
        "rows": rows,
        "cols": cols,
        "largest": LARGEST,
    }


def _axis(axis: Axis | TransposedAxis) -> AxisHeader:
    windows = axis.windows
    transposed = isinstance(axis, TransposedAxis)
    length = axis.uncut if isinstance(axis, TransposedAxis) else axis.padded
    return {
        "starts": [window[0] for window in windows],
        "taps": [cell - windows[0][0] for cell in windows[0]],
        "covers": np.bincount(np.ravel(windows), minlength=length).tolist(),
        "before": axis.before,
        "after": axis.after,
        "lost": axis.unread_cells if transposed else (),
    }
