"""A limit on wrong codes of class sessions: per address, and of all addresses together."""

import threading
import time
from collections import deque
from collections.abc import Callable

SECONDS = 600.0
PER_ADDRESS = 60  # a school has one address, and every student may mistype once
IN_ALL = 600


class Guesses:
    """Counts wrong codes of the last ten minutes; its methods may be called from any thread.

    There are 887 million codes, so even ``IN_ALL`` guesses in ten minutes find none in a class.

    Parameters
    ----------
    clock : callable
        Seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._wrong: deque[tuple[float, str]] = deque()

    def may_try(self, address: str) -> bool:
        """Whether somebody at an address may try another code."""
        with self._lock:
            self._forget()
            ours = sum(each == address for _, each in self._wrong)
            return ours < PER_ADDRESS and len(self._wrong) < IN_ALL

    def was_wrong(self, address: str) -> None:
        """Count a wrong code."""
        with self._lock:
            self._forget()
            self._wrong.append((self._clock(), address))

    def _forget(self) -> None:
        while self._wrong and self._clock() - self._wrong[0][0] > SECONDS:
            self._wrong.popleft()
