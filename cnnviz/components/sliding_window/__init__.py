"""The moving window: padded input, kernel and output with numbers in their cells.

Everything shown is computed beforehand; the browser plays, scrubs and highlights by itself and
sends back only a number that the visitor changed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import streamlit as st

from cnnviz.components import load
from cnnviz.patterns import LARGEST_DIGIT, LARGEST_WEIGHT
from cnnviz.sliding import CONVOLUTION, Slide, slide

_component = load("sliding_window")


@dataclass(frozen=True)
class Edit:
    """A number that was changed in the picture; row and col count the input's own cells."""

    grid: str
    row: int
    col: int
    value: int


def sliding_window(slide: Slide, *, key: str, on_edit: Callable[[], None]) -> None:
    """Show the animation; its place, speed and looping stay in the browser under ``key``.

    Parameters
    ----------
    slide : Slide
        All numbers to show.
    key : str
        Session key; ``edited(key)`` gives the change inside ``on_edit``.
    on_edit : callable
        Called before the next run when the visitor changed a number of input or kernel.
    """
    _component(key=key, data=payload(slide, key), on_edit_change=on_edit)


def edited(key: str) -> Edit | None:
    """The change that the visitor just made in the component ``key``."""
    change = st.session_state[key].edit
    return Edit(**change) if change else None


def first_plane(whole: Slide) -> Slide:
    """The first channel through the first filter."""
    layer = replace(whole.layer, channels=1, filters=1, groups=1)
    return slide(layer, whole.cells[:1], whole.weights[:1, :1])


def payload(whole: Slide, name: str) -> dict[str, Any]:
    """What is sent to the browser: flat lists in reading order, whole numbers as such."""
    shown = first_plane(whole)
    layer = shown.layer
    return {
        "id": name,
        "size": layer.size,
        "shape": layer.padded,
        "before": (layer.rows.before, layer.cols.before),
        "rows": layer.rows.windows,
        "cols": layer.cols.windows,
        "padded": "".join(map(str, shown.padded.ravel().tolist())),  # digits: one byte a cell
        "unread": _unread(shown),
        "kernel": _flat(shown.weights) if layer.operation == CONVOLUTION else None,
        "output": _flat(shown.output),
        "winners": _flat(shown.winners),
        "sums": _flat(shown.sums),
        "counts": _flat(shown.counts),
        "limits": {"input": (0, LARGEST_DIGIT), "kernel": (-LARGEST_WEIGHT, LARGEST_WEIGHT)},
    }


def _flat(numbers: np.ndarray | None) -> list[float] | None:
    return None if numbers is None else numbers.ravel().round(6).tolist()


def _unread(shown: Slide) -> list[int]:
    """Cells of the padded input that no window reads, as places in reading order."""
    read = np.zeros(shown.layer.padded, bool)
    rows, cols = (sorted(set(sum(a.windows, ()))) for a in (shown.layer.rows, shown.layer.cols))
    read[np.ix_(rows, cols)] = True
    return np.flatnonzero(~read).tolist()
