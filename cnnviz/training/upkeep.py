"""What a server of a class does by itself from time to time: old runs are removed."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from cnnviz.classroom.visitor import separates
from cnnviz.training import storage

SECONDS = 600.0  # from one time to the next
log = logging.getLogger(__name__)


def start(release: Callable[[Path], bool], stop: threading.Event | None = None) -> None:
    """Begin, in a thread; where visitors are not told apart nothing is removed.

    Parameters
    ----------
    release : callable
        As ``deletion.delete`` takes it.
    stop : threading.Event, optional
        Ends the thread.
    """
    if separates():
        ended = stop or threading.Event()
        threading.Thread(target=_repeat, args=(release, ended), name="upkeep", daemon=True).start()


def _repeat(release: Callable[[Path], bool], stop: threading.Event) -> None:
    while not stop.wait(SECONDS):
        try:
            storage.remove_old_runs(release)
        except Exception:  # the next time may succeed
            log.exception("old runs could not be removed")
