"""Kernels of the first layer, probe images, and confusion matrix at the epoch of the cursor.

While a run trains and the cursor is at now, kernels and probes are those of its newest step, and
the matrix that of the last complete epoch.
"""

from collections.abc import Sequence
from typing import TypedDict

import numpy as np
import streamlit as st

from cnnviz.training.epoch_record import EpochRecord, Watched
from cnnviz.ui import components
from cnnviz.ui.components.frames import Frame
from cnnviz.utils.language import _

_component = components.load("epoch_watch", height=460)

SIDE = 48  # CSS pixels of a probe


class EpochWatchHeader(TypedDict):
    """What is the same for all epochs; the script's types describe each field."""

    classes: Sequence[str]
    truths: list[int]
    names: list[str]
    pictures: list[list[int]]
    shape: Sequence[int]
    kernel: Sequence[int]
    pinned: int


def constant(watched: Watched, kernel: Sequence[int], pinned: int) -> EpochWatchHeader:
    """Return what is the same for all epochs; ``kernel`` is the shape (kH, kW, C, n)."""
    truths = watched.labels[watched.probes]
    return {
        "classes": watched.classes,
        "truths": truths.tolist(),
        "names": [
            _("validation image {index}, {name}", index=str(index), name=watched.classes[truth])
            for index, truth in zip(watched.probes.tolist(), truths.tolist(), strict=True)
        ],
        "pictures": [_small(picture).ravel().tolist() for picture in watched.pictures],
        "shape": _small(watched.pictures[0]).shape if len(watched.pictures) else (0, 0, 1),
        "kernel": kernel,
        "pinned": pinned,
    }


def frame(record: EpochRecord, watched: Watched) -> Frame:
    """Return what is shown of an epoch; the matrix is of the validation images, rows are true."""
    return {
        "at": np.array(record.at),
        "rate": np.array(record.learning_rate),
        "kernels": np.moveaxis(record.kernels, -1, 0),
        "probabilities": record.probabilities,
        "confusion": record.confusion(watched),
    }


def _small(picture: np.ndarray) -> np.ndarray:
    """Every n-th pixel of a large picture."""
    step = -(-max(picture.shape[:2]) // SIDE)
    return picture[::step, ::step]


def epoch_watch(message: bytes, *, pinned: int, key: str) -> int:
    """Show them; return the probe that is pinned: its feature maps are shown elsewhere.

    Parameters
    ----------
    message : bytes
        Of a ``FrameFeed``.
    pinned : int
        The probe that is pinned so far.
    key : str
        The component's key in the session.
    """
    _component(key=key, data=message, on_want_change=_nothing, on_pin_change=_nothing)
    pin = (st.session_state.get(key) or {}).get("pin")
    return int(pin) if isinstance(pin, int | float) and pin >= 0 else pinned


def _nothing() -> None:
    """Streamlit asks for a function per value that the component sends."""
