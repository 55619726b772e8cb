"""Learning curves that grow while a network trains: loss, accuracy and learning rate.

Each message brings only the events that the browser does not have, so that the hundredth epoch
costs no more than the first. Beside what is read at a point there is one cursor, the epoch, which
other components of the run follow; see ``_js/epoch_cursor.js``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, TypedDict, TypeGuard

import streamlit as st

from cnnviz.training.events import ActEvent, BatchEvent, EpochEvent, History
from cnnviz.training.text import act_text
from cnnviz.ui import components
from cnnviz.ui.address import MOST_EXACT
from cnnviz.ui.components import changes
from cnnviz.ui.components.frames import still_known

_component = components.load("learning_curves", height=460)

DIGITS = 6  # of each value; more could not be told apart on screen


class LearningCurvesData(TypedDict):
    """What is sent to the browser; types.js describes each field."""

    run: str
    stamp: str
    epochs: int
    ended: bool
    comes: bool
    steerable: bool
    taken: float
    start: list[int]
    steps: Mapping[str, Sequence[float | None]]
    ends: Mapping[str, Sequence[float]]
    flags: Mapping[str, Sequence[object]]


class CurveFeed:
    """Remembers which events of a run the browser was sent.

    Parameters
    ----------
    key : str
        The component's key in the session.
    run : str
        The run's id.
    comes : bool
        Whether the visitor has just started it, and so wants to see its curves.
    """

    def __init__(self, key: str, run: str, comes: bool = False) -> None:
        self.key, self._run, self._comes = key, run, comes
        self._sent, self._stamp = [0, 0, 0], ""

    def message(
        self, history: History, stamp: str, epochs: int, *, ended: bool, steerable: bool
    ) -> LearningCurvesData:
        """Return what is new.

        Parameters
        ----------
        history : History
            All events so far.
        stamp : str
            Another one where earlier events are no longer what they were.
        epochs : int
            Of the whole training; one that has ended may have taken fewer.
        ended : bool
            Whether no more events follow.
        steerable : bool
            Whether its learning rate can be changed.
        """
        if ended:
            last = [event.at for event in history.batches[-1:]]
            last += [event.at for event in history.epochs[-1:]]
            epochs = ceil(max(last, default=epochs))
        if stamp != self._stamp:
            self._sent, self._stamp = [0, 0, 0], stamp
        wanted: Any = (st.session_state.get(self.key) or {}).get("want")
        if isinstance(wanted, list) and len(wanted) == 3:
            self._sent = [still_known(*each) for each in zip(wanted, self._sent, strict=True)]
        start = self._sent
        self._sent = [len(history.batches), len(history.epochs), len(history.acts)]
        return {
            "run": self._run,
            "stamp": stamp,
            "epochs": epochs,
            "ended": ended,
            "comes": self._comes,
            "steerable": steerable,
            "taken": changes.taken(self.key),
            "start": start,
            "steps": _steps(history.batches[start[0] :]),
            "ends": _ends(history.epochs[start[1] :]),
            "flags": _flags(history.acts[start[2] :]),
        }


@dataclass(frozen=True)
class Asked:
    """What a visitor asked for in the curves.

    Attributes
    ----------
    rates : tuple of float
        Learning rates, in order.
    branch : int
        The epoch at whose end another run is to begin; 0 for none.
    """

    rates: tuple[float, ...] = ()
    branch: int = 0


def learning_curves(data: LearningCurvesData, *, key: str) -> Asked:
    """Show the curves of a run; return what the visitor asked for."""
    new = changes.take_changes(key)
    data["taken"] = changes.taken(key)
    _component(key=key, data=data, on_edit_change=_nothing, on_want_change=_nothing)
    return asked_in(new)


def asked_in(new: Sequence[Mapping[str, Any]]) -> Asked:
    """Read what the browser sent, which may be anything."""
    rates = [change.get("rate") for change in new]
    epochs = [change.get("branch") for change in new]
    return Asked(
        tuple(float(rate) for rate in rates if isinstance(rate, float) or _is_whole(rate)),
        next((epoch for epoch in reversed(epochs) if _is_whole(epoch) and epoch > 0), 0),
    )


def _is_whole(value: Any) -> TypeGuard[int]:
    return type(value) is int and abs(value) <= MOST_EXACT


def _nothing() -> None:
    """Streamlit asks for a function per value that the component sends."""


def _steps(batches: Sequence[BatchEvent]) -> Mapping[str, Sequence[float | None]]:
    return {
        "at": [_brief(event.at) for event in batches],
        "loss": [_brief(event.loss) for event in batches],
        "accuracy": [_brief(event.accuracy) for event in batches],
        "rate": [None if event.rate is None else _brief(event.rate) for event in batches],
    }


def _ends(epochs: Sequence[EpochEvent]) -> Mapping[str, Sequence[float]]:
    return {
        "at": [event.epoch for event in epochs],
        "loss": [_brief(event.loss) for event in epochs],
        "accuracy": [_brief(event.accuracy) for event in epochs],
        "validationLoss": [_brief(event.validation_loss) for event in epochs],
        "validationAccuracy": [_brief(event.validation_accuracy) for event in epochs],
    }


def _flags(acts: Sequence[ActEvent]) -> Mapping[str, Sequence[object]]:
    return {"at": [_brief(act.at) for act in acts], "text": [act_text(act) for act in acts]}


def _brief(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
