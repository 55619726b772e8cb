"""What the moving window sends to the browser: a JSON header and whole numbers, packed small."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from cnnviz.layers import formulas
from cnnviz.layers.window import MAXIMA, Slide, WindowSettings
from cnnviz.layers.window.patterns import LARGEST_DIGIT, LARGEST_WEIGHT
from cnnviz.ops.geometry import Axis, TransposedAxis

MOST_FRAMES = 120  # of a GIF, so that it stays small enough to be sent
TYPES = ("<i1", "<i2", "<i4")  # as ``ARRAYS`` in data.js


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
    header = _header(slide.layer, name) | {"taken": taken}
    return _pack(header, {k: v for k, v in arrays.items() if v is not None})


def file_name(layer: WindowSettings) -> str:
    """The name of a saved animation, without its ending."""
    return f"cnnviz-{layer.operation.replace(' ', '-')}"


def _header(whole: WindowSettings, name: str) -> dict[str, Any]:
    layer = whole.shown
    rows, cols = _axis(layer.rows), _axis(layer.cols)
    return {
        "id": name,
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
        "limits": {"input": (0, LARGEST_DIGIT), "kernel": (-LARGEST_WEIGHT, LARGEST_WEIGHT)},
    }


def _axis(axis: Axis | TransposedAxis) -> dict[str, Any]:
    """One axis of the field, which is the padded input, or the uncut output if transposed.

    Where its windows start, the taps of a window, how many windows cover each cell, how many
    cells lie before and after the field's own ones, and which cells of the other side are lost.
    """
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


def _pack(header: dict[str, Any], arrays: dict[str, np.ndarray]) -> bytes:
    """The header's length, the header, and the arrays, each beginning at a multiple of 4."""
    types = {name: _smallest(array) for name, array in arrays.items()}
    named = [(name, TYPES.index(types[name]), array.shape) for name, array in arrays.items()]
    text = json.dumps({**header, "arrays": named}, separators=(",", ":")).encode()
    parts = [np.ascontiguousarray(arrays[name], kind).tobytes() for name, kind in types.items()]
    return b"".join([len(text).to_bytes(4, "little"), *map(_fill, [text, *parts])])


def _smallest(array: np.ndarray) -> str:
    """The first type that holds all of an array's numbers."""
    ends: Sequence[int] = (int(array.min()), int(array.max()))
    fits = (t for t in TYPES if np.iinfo(t).min <= ends[0] and ends[1] <= np.iinfo(t).max)
    return next(fits)


def _fill(data: bytes) -> bytes:
    return data + b" " * (-len(data) % 4)
