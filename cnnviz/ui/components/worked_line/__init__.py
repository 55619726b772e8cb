"""Convolution in one dimension: a signal, the kernel sliding beneath it, products, sum, output."""

from collections.abc import Callable, Sequence
from typing import TypedDict

import numpy as np
import streamlit as st

from cnnviz.filters.analysis.separable_trace import WorkedLine
from cnnviz.ui.components import load

_component = load("worked_line")

MOST_CELLS = 200  # of a signal; more than any kernel needs


class WorkedLineData(TypedDict):
    """What is sent to the browser; index.js describes each field."""

    before: int
    size: int
    padded: list[int]
    windows: Sequence[Sequence[int]]
    anchor: int
    flipped: bool
    written: list[float]
    kernel: list[float]
    products: list[list[float]]
    output: list[float]


def worked_line(worked: WorkedLine, *, key: str, on_edit: Callable[[], None]) -> None:
    """Show the steps; the place that is looked at stays in the browser.

    Parameters
    ----------
    worked : WorkedLine
        All numbers to show.
    key : str
        Session key; ``edited_signal(key)`` gives the change inside ``on_edit``.
    on_edit : callable
        Called before the next run when the visitor changed a cell of the signal.
    """
    _component(key=key, data=payload(worked), on_signal_change=on_edit)


def edited_signal(key: str) -> list[int] | None:
    """The signal that the visitor just changed in the component ``key``; None if it is none."""
    signal = (st.session_state.get(key) or {}).get("signal")
    if not isinstance(signal, list) or len(signal) > MOST_CELLS:
        return None
    return signal if all(type(cell) is int and 0 <= cell <= 9 for cell in signal) else None


def payload(worked: WorkedLine) -> WorkedLineData:
    """What is sent to the browser: plain lists, whole numbers as such."""
    axis = worked.axis
    return {
        "before": axis.before,
        "size": axis.size,
        "padded": worked.padded.tolist(),
        "windows": axis.windows,
        "anchor": (axis.effective_kernel - 1) // 2,
        "flipped": worked.flipped,
        "written": _short(worked.written),
        "kernel": _short(worked.kernel),
        "products": [_short(products) for products in worked.products],
        "output": _short(worked.output),
    }


def _short(numbers: np.ndarray) -> list[float]:
    """Numbers without the last bits, which would be all that is read of 0.30000000000000004."""
    rounded: list[float] = (numbers.round(9) + 0.0).tolist()
    return rounded
