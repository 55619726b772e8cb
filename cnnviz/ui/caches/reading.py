"""A data set's preview, read in a thread: the page that waits for it shows how far it is."""

import threading
import time

import streamlit as st

from cnnviz.data import preview
from cnnviz.data.preview import Preview
from cnnviz.training.config import RunConfig
from cnnviz.utils import language
from cnnviz.utils.text import capital, rough_duration

AT_ONCE = 0.3  # seconds; what takes no longer needs no progress
TICK = 0.25  # seconds between two looks
FORESEEABLE = 2.0  # seconds after which the time left is estimated


class Reading:
    """The preview of a run's data, begun at once; a visitor who goes on elsewhere stops nothing.

    Attributes
    ----------
    fraction : float
        Share that is read, in [0, 1].

    Parameters
    ----------
    config : RunConfig
        Its data set, seed, image size and split.
    """

    def __init__(self, config: RunConfig) -> None:
        self.fraction, self._doing = 0.0, "reading the data set"
        self._began = time.monotonic()
        self._found: Preview | BaseException | None = None
        self._ended = threading.Event()
        threading.Thread(
            target=language.kept(self._run), args=(config,), name="reading", daemon=True
        ).start()

    def wait(self, seconds: float) -> bool:
        """Wait until it has ended, for so long at most; return whether it has."""
        return self._ended.wait(seconds)

    def result(self) -> Preview:
        """Return the preview once it has ended; raise what was raised in place of it."""
        self._ended.wait()
        if isinstance(self._found, Preview):
            return self._found
        assert self._found  # noqa: S101  set before it ends
        raise self._found.with_traceback(None)

    @property
    def text(self) -> str:
        """What is done now, and the time left."""
        taken = time.monotonic() - self._began
        if taken < FORESEEABLE or not self.fraction:
            return capital(self._doing)
        left = taken * (1 - self.fraction) / self.fraction
        return f"{capital(self._doing)}, {rough_duration(left)} left"

    def _run(self, config: RunConfig) -> None:
        try:
            self._found = preview.preview(config.load_data(self._report))
        except BaseException as error:
            self._found = error
        finally:
            self._ended.set()

    def _report(self, fraction: float, doing: str) -> None:
        self.fraction, self._doing = min(max(fraction, 0.0), 1.0), doing


def finished(reading: Reading) -> Preview:
    """Wait with a bar that shows the progress, where that takes a while; raises as ``result``."""
    if not reading.wait(AT_ONCE):
        bar = st.empty()
        while not reading.wait(TICK):
            bar.progress(reading.fraction, reading.text)
        bar.empty()
    return reading.result()
