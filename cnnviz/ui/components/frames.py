"""What is shown of each epoch of a run, sent to a component once; ``_js/epoch_frames.js`` keeps it.

A run of 100 epochs then costs its watchers no more per update than one of a single epoch.
Streamlit passes on only the last of several messages that arrive between two frames of the
browser, which asks ("want") for what it lacks.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypedDict

import numpy as np
import streamlit as st

from cnnviz.ui.components.packing import pack_exact

Frame = Mapping[str, np.ndarray]  # the arrays of an epoch, by name


class FramesHeader(TypedDict):
    """What is sent to the browser before the arrays; epoch_frames.js describes each field."""

    run: str
    stamp: str
    start: int
    epochs: list[int]
    live: bool
    shapes: dict[str, list[int]]
    constant: Mapping[str, object] | None


def still_known(wanted: Any, sent: int) -> int:
    """How many of those that were sent a browser still has, as it says; 0 for nonsense."""
    return int(wanted) if isinstance(wanted, int | float) and 0 <= wanted <= sent else 0


class FrameFeed:
    """Remembers what there is of a run, and what a component was sent of it.

    Parameters
    ----------
    key : str
        The component's key in the session.
    run : str
        The run's id.
    constant : callable
        Returns what is the same for all epochs: JSON values.
    """

    def __init__(self, key: str, run: str, constant: Callable[[], Mapping[str, object]]) -> None:
        self.key, self._run, self._constant = key, run, constant
        self._stamp = ""
        self._seen: set[int] = set()  # with the epochs of which nothing was recorded
        self._known: list[tuple[int, Frame]] = []
        self._sent = 0

    def message(
        self,
        epochs: Iterable[int],
        stamp: str,
        make: Callable[[int], Frame | None],
        live: Frame | None = None,
    ) -> bytes:
        """Pack what is new.

        Parameters
        ----------
        epochs : iterable of int
            Those that are complete, increasing.
        stamp : str
            Another one where earlier epochs are no longer what they were.
        make : callable
            Returns the arrays of an epoch, or None; those of all epochs have the same shapes.
        live : Frame, optional
            The same of a step within the current epoch.
        """
        if stamp != self._stamp:
            self._stamp, self._seen, self._known, self._sent = stamp, set(), [], 0
        wanted = (st.session_state.get(self.key) or {}).get("want")
        if wanted is not None:
            self._sent = still_known(wanted, self._sent)
        for epoch in epochs:
            if epoch not in self._seen:
                self._seen.add(epoch)
                if (frame := make(epoch)) is not None:
                    self._known.append((epoch, frame))
        start, self._sent = self._sent, len(self._known)
        new = self._known[start:]
        frames = [each for _, each in new] + ([live] if live is not None else [])
        names = [name for name, array in frames[0].items() if array.size] if frames else []
        header: FramesHeader = {
            "run": self._run,
            "stamp": stamp,
            "start": start,
            "epochs": [epoch for epoch, _ in new],
            "live": live is not None,
            "shapes": {name: list(frames[0][name].shape) for name in names},
            "constant": self._constant() if start == 0 else None,
        }
        return pack_exact(header, {name: np.stack([f[name] for f in frames]) for name in names})
