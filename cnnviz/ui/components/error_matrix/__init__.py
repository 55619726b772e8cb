"""A confusion matrix whose cells, rows and columns can be chosen.

That of a run that trains follows the run's cursor: the counts of its epochs are in the browser
already, sent to ``epoch_watch``.
"""

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
    label: str
    run: str
    epoch: int


def error_matrix(
    confusion: np.ndarray,
    classes: Sequence[str],
    chosen: Choice,
    *,
    label: str,
    follows: tuple[str, int] = ("", 0),
    key: str,
    on_choose: Callable[[], None],
) -> None:
    """Show counts (classes, classes); ``read_choice`` gives ``on_choose`` a click.

    Parameters
    ----------
    confusion : np.ndarray
        Counts (classes, classes); rows are true classes.
    classes : sequence of str
        Their names.
    chosen : Choice
        What is chosen in it.
    label : str
        Of the table: what is counted, in the page's language.
    follows : (str, int)
        The id of a run whose cursor it follows, and the epoch after which ``confusion`` was
        counted.
    key : str
        The component's key in the session.
    on_choose : callable
        Called after a click.
    """
    data: ErrorMatrixData = {
        "counts": confusion.tolist(),
        "classes": list(classes),
        "chosen": chosen,
        "label": label,
        "run": follows[0],
        "epoch": follows[1],
    }
    _component(key=key, data=data, on_choose_change=on_choose)


def read_epoch(key: str) -> int:
    """The epoch at which the last choice was made; 0 for the newest, or for nonsense."""
    sent = (st.session_state.get(key) or {}).get("choose")
    epoch = sent.get("epoch") if isinstance(sent, dict) else None
    return epoch if type(epoch) is int and epoch > 0 else 0


def read_choice(key: str, classes: int) -> Choice:
    """What was chosen last; nothing where the browser sent something else."""
    sent = (st.session_state.get(key) or {}).get("choose")
    row, col = (sent.get("row"), sent.get("col")) if isinstance(sent, dict) else NOTHING
    valid = all(
        label is None or (type(label) is int and 0 <= label < classes) for label in (row, col)
    )
    return (row, col) if valid else NOTHING
