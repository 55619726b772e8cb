"""A confusion matrix whose cells, rows and columns can be chosen."""

from collections.abc import Callable, Sequence
from typing import TypedDict

import numpy as np
import streamlit as st

from cnnviz.ui.components import load

_component = load("error_matrix", height=470)

Choice = tuple[int | None, int | None]  # the true and the predicted class; None for all
NOTHING: Choice = (None, None)


class ErrorMatrixData(TypedDict):
    """What is sent to the browser; index.js describes each field."""

    counts: list[list[int]]
    classes: list[str]
    chosen: Choice
    images: str


def error_matrix(
    confusion: np.ndarray,
    classes: Sequence[str],
    chosen: Choice,
    *,
    images: str,
    key: str,
    on_choose: Callable[[], None],
) -> None:
    """Show counts (classes, classes) of ``images``; ``read_choice`` gives ``on_choose`` a click."""
    data: ErrorMatrixData = {
        "counts": confusion.tolist(),
        "classes": list(classes),
        "chosen": chosen,
        "images": images,
    }
    _component(key=key, data=data, on_choose_change=on_choose)


def read_choice(key: str, classes: int) -> Choice:
    """What was chosen last; nothing where the browser sent something else."""
    sent = (st.session_state.get(key) or {}).get("choose")
    row, col = (sent.get("row"), sent.get("col")) if isinstance(sent, dict) else NOTHING
    valid = all(
        label is None or (type(label) is int and 0 <= label < classes) for label in (row, col)
    )
    return (row, col) if valid else NOTHING
