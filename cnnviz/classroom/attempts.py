"""A limit on guesses of the teacher's password: each wrong one makes the next wait longer."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

FREE = 3  # wrong guesses without a pause
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 900.0  # seconds; doubled from one wrong guess to the next
FORGOTTEN = 3600.0  # seconds after the last wrong guess
MOST_SOURCES = 10_000
# Of all sources together: whoever has many addresses, or sits behind one proxy with the teacher.
MOST_IN_ALL, ALL_SECONDS = 100, 3600.0


class Attempts:
    """Counts wrong guesses by where they came from; its methods may be called from any thread.

    Parameters
    ----------
    clock : callable
        Seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()  # how many, and when last
        self._all: list[float] = []

    def wait(self, *sources: str) -> float:
        """Return the seconds until the next guess is allowed; 0 where it is now.

        Parameters
        ----------
        *sources : str
            What the visitor is known by: address, cookie.
        """
        with self._lock:
            return self._wait(sources)

    def begin(self, *sources: str) -> float:
        """Count a guess as wrong before it is checked, unless it has to wait.

        So a hundred guesses sent at the same time are not all checked.

        Parameters
        ----------
        *sources : str

        Returns
        -------
        float
            The seconds to wait; 0 where the guess may be checked.
        """
        with self._lock:
            left = self._wait(sources)
            if left > 0:
                return left
            now = self._clock()
            for source in sources:
                count, last = self._wrong.pop(source, (0, now))
                self._wrong[source] = (1 if now - last > FORGOTTEN else count + 1, now)
            while len(self._wrong) > MOST_SOURCES:
                self._wrong.popitem(last=False)
            self._all = [*(each for each in self._all if now - each < ALL_SECONDS), now]
            return 0.0

    def succeeded(self, *sources: str) -> None:
        """Forget the guesses of these sources: the last one was right."""
        with self._lock:
            for source in sources:
                self._wrong.pop(source, None)
            self._all = self._all[:-1]

    def _wait(self, sources: tuple[str, ...]) -> float:
        now = self._clock()
        waits = [self._pause(source, now) for source in sources]
        recent = [each for each in self._all if now - each < ALL_SECONDS]
        if len(recent) >= MOST_IN_ALL:
            waits.append(recent[-MOST_IN_ALL] + ALL_SECONDS - now)
        return max(0.0, *waits) if waits else 0.0

    def _pause(self, source: str, now: float) -> float:
        count, last = self._wrong.get(source, (0, now))
        if count < FREE or now - last > FORGOTTEN:
            return 0.0
        return last + min(FIRST_PAUSE * 2 ** (count - FREE), LONGEST_PAUSE) - now
