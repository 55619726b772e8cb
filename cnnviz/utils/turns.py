"""One thread at a time, in the order in which they came."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """A lock that is handed to whoever has waited longest.

    ``threading.Lock`` is often taken again by the thread that has just released it: where several
    threads ask for many things one after the other, all but one would wait for its last.

    Examples
    --------
    >>> turns = Turns()
    >>> with turns.mine():
    ...     print("alone")
    alone
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._gates: deque[threading.Lock] = deque()  # whoever has the turn is the first

    @contextmanager
    def mine(self) -> Iterator[None]:
        """Wait for this thread's turn, which the block takes."""
        gate = threading.Lock()
        with self._lock:
            if self._gates:
                gate.acquire()
            self._gates.append(gate)
        gate.acquire()  # locked already where others are before it: they open it
        try:
            yield
        finally:
            with self._lock:
                self._gates.popleft()
                if self._gates:
                    self._gates[0].release()
