"""A limit on guesses of the teacher's password: each wrong one makes the next wait longer.

They are counted in a file that all servers of a class share: whoever is sent from one replica to
another has no more of them. Where it cannot be written, each server counts on its own.
"""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cnnviz.classroom import settings
from cnnviz.utils.atomic import exclusive, replacing

FREE = 3  # wrong guesses without a pause
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 900.0  # seconds; doubled from one wrong guess to the next
FORGOTTEN = 3600.0  # seconds after the last wrong guess
# Of all sources together: whoever has many addresses, or sits behind one proxy with the teacher.
# So the file holds few sources, for they are forgotten after an hour, too.
MOST_IN_ALL, ALL_SECONDS = 100, 3600.0


@dataclass
class _Counts:
    """Wrong guesses by source, how many and when the last one was, and the times of all."""

    wrong: dict[str, tuple[int, float]] = field(default_factory=dict)
    all: list[float] = field(default_factory=list)

    def at(self, now: float) -> "_Counts":
        """Leave out what is forgotten; what lies ahead was noted before the clock was set back."""
        wrong = {
            source: (count, min(last, now))
            for source, (count, last) in self.wrong.items()
            if now - last <= FORGOTTEN
        }
        return _Counts(wrong, [min(each, now) for each in self.all if now - each < ALL_SECONDS])


class Attempts:
    """Counts wrong guesses by where they came from; its methods may be called from any thread.

    Parameters
    ----------
    clock : callable
        Seconds since the epoch, which all servers know.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._here: _Counts | None = None  # where the file cannot be written

    def wait(self, *sources: str) -> float:
        """Return the seconds until the next guess is allowed; 0 where it is now.

        Parameters
        ----------
        *sources : str
            What the visitor is known by: address, cookie.
        """
        with self._counted() as counts:
            return self._wait(counts, sources)

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
        with self._counted() as counts:
            left = self._wait(counts, sources)
            if left > 0:
                return left
            now = self._clock()
            for source in map(_hashed, sources):
                counts.wrong[source] = counts.wrong.get(source, (0, now))[0] + 1, now
            counts.all.append(now)
            self._keep(counts)
            return 0.0

    def succeeded(self, *sources: str) -> None:
        """Forget the guesses of these sources: the last one was right."""
        with self._counted() as counts:
            for source in map(_hashed, sources):
                counts.wrong.pop(source, None)
            counts.all = counts.all[:-1]
            self._keep(counts)

    @contextmanager
    def _counted(self) -> Iterator[_Counts]:
        """Read what is counted; no other thread or server counts meanwhile."""
        with self._lock, ExitStack() as stack:
            with suppress(OSError):
                settings.folder().mkdir(parents=True, exist_ok=True)
                stack.enter_context(exclusive(settings.folder() / ".attempts"))
            yield self._read().at(self._clock())

    def _wait(self, counts: _Counts, sources: tuple[str, ...]) -> float:
        now = self._clock()
        waits = [_pause(*counts.wrong.get(_hashed(each), (0, now))) - now for each in sources]
        if len(counts.all) >= MOST_IN_ALL:
            waits.append(counts.all[-MOST_IN_ALL] + ALL_SECONDS - now)
        return max(0.0, *waits) if waits else 0.0

    def _read(self) -> _Counts:
        """Read the file; one that is absent or damaged counts as empty."""
        if self._here is not None:
            return self._here
        try:
            kept = json.loads(_file().read_text("utf-8"))
            wrong = {
                str(source): (int(count), float(last))
                for source, (count, last) in kept["wrong"].items()
            }
            return _Counts(wrong, sorted(map(float, kept["all"])))
        except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
            return _Counts()

    def _keep(self, counts: _Counts) -> None:
        content = json.dumps({"wrong": counts.wrong, "all": counts.all})
        try:
            with replacing(_file()) as part:
                part.write_text(content, "utf-8")
            self._here = None
        except OSError:
            self._here = counts


def _file() -> Path:
    return settings.folder() / "attempts.json"


def _hashed(source: str) -> str:
    """Name a source in the file, which keeps no addresses."""
    return hashlib.sha256(source.encode()).hexdigest()[:32]


def _pause(count: int, last: float) -> float:
    """When the next guess is allowed after so many, the last of them then."""
    if count < FREE:
        return last
    return last + min(FIRST_PAUSE * 2 ** min(count - FREE, 20), LONGEST_PAUSE)
