"""Long work in a thread of its own: progress, time left, stop, and its result kept on disk."""

import logging
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np

from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import UNEXPECTED, EngineError, InputError

Arrays = Mapping[str, np.ndarray]
LEAST_SHARE = 0.02  # that must be done before the time left is estimated
MOST_BYTES = 100_000_000  # of a result that is kept


class Work:
    """What is computed once of a model and kept; a subclass says how, in ``compute``.

    Attributes
    ----------
    result : mapping of str to ndarray
        What is there so far; empty at the beginning.
    complete : bool
        Whether ``result`` is whole.
    fraction : float
        Share that is done, in [0, 1].
    error : str
        Why it ended early; "" where it did not.

    Parameters
    ----------
    file : Path or None
        Where the result is kept; None where it is not worth that.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self.result: Arrays = {}
        self.complete, self.fraction, self.error = False, 0.0, ""
        self._stop, self._lock = threading.Event(), threading.Lock()
        self._thread: threading.Thread | None = None
        self._began = 0.0
        self._read()

    def compute(self) -> Arrays:
        """Compute it; call ``report`` after each part, set ``result`` where it can be seen."""
        raise NotImplementedError

    def report(self, fraction: float) -> None:
        """Note the progress; a stop ends the work here.

        Raises
        ------
        InterruptedError
            If it was stopped.
        """
        self.fraction = fraction
        if self._stop.is_set():
            raise InterruptedError

    @property
    def active(self) -> bool:
        """Whether it is being computed."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def begun(self) -> bool:
        """Whether it was ever started here, or is there already."""
        return self.complete or self._thread is not None

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take, by the time since its start; None at the beginning."""
        if not self.active or self.fraction < LEAST_SHARE:
            return None
        return (time.monotonic() - self._began) * (1 - self.fraction) / self.fraction

    def start(self) -> None:
        """Compute it, unless that is being done or has been."""
        with self._lock:
            if self.active or self.complete:
                return
            self.error, self.fraction, self._began = "", 0.0, time.monotonic()
            self._stop.clear()
            name = type(self).__name__
            self._thread = threading.Thread(target=self._work, name=name, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End after the request that is being answered."""
        self._stop.set()

    def wait(self) -> None:
        """Wait until nothing is being computed."""
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        error = UNEXPECTED
        try:
            self.result = self.compute()
            self.complete, self.fraction, error = True, 1.0, ""
            self._save()
        except InterruptedError:
            error = ""
        except (InputError, EngineError) as reason:
            error = str(reason)
        except Exception:  # the thread ends; the page says so and the log has the cause
            logging.getLogger(__name__).exception("%s", type(self).__name__)
        self.error = error

    def _read(self) -> None:
        if self._file is None:
            return
        with (
            suppress(OSError, ValueError, EOFError, KeyError),
            np.load(self._file, allow_pickle=False) as kept,
        ):
            self.result = {name: kept[name] for name in kept.files}
            self.complete, self.fraction = True, 1.0

    def _save(self) -> None:
        if self._file is None or sum(each.nbytes for each in self.result.values()) > MOST_BYTES:
            return
        with suppress(OSError):  # a full or read-only disk costs the next visitor time only
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with replacing(self._file) as part, part.open("wb") as file:
                np.savez_compressed(file, allow_pickle=False, **self.result)
