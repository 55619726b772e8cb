"""Waiting for a condition, for tests of other processes."""

import threading
import time
from collections.abc import Callable


def wait_until(condition: Callable[[], object], seconds: float, what: str) -> None:
    """Poll until ``condition()`` is true; fail with ``what`` after ``seconds``."""
    pause, end = threading.Event(), time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain: {what}")
        pause.wait(0.05)
