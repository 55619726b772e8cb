"""Long work in a thread of its own: progress, time left, stop, and its result kept on disk."""

import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np

from cnnviz.engine.background import Background
from cnnviz.utils import paths
from cnnviz.utils.atomic import replacing

Arrays = Mapping[str, np.ndarray]
LEAST_SHARE = 0.02  # that must be done before the time left is estimated
MOST_BYTES = 100_000_000  # of a result that is kept


class Work(Background):
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
        super().__init__()
        self._file = file
        self.result: Arrays = {}
        self.complete, self.fraction = False, 0.0
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
        if self._stopping.is_set():
            raise InterruptedError

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
        with self._starting:
            if self.active or self.complete:
                return
            self.fraction, self._began = 0.0, time.monotonic()
            self._begin(self._work)

    def _work(self) -> None:
        self.result = self.compute()
        self.complete, self.fraction = True, 1.0
        self._save()

    def _read(self) -> None:
        if self._file is None:
            return
        with (
            suppress(OSError, ValueError, EOFError, KeyError),
            np.load(self._file, allow_pickle=False) as kept,
        ):
            self.result = {name: kept[name] for name in kept.files}
            self.complete, self.fraction = True, 1.0
            paths.mark_used(self._file)

    def _save(self) -> None:
        if self._file is None or sum(each.nbytes for each in self.result.values()) > MOST_BYTES:
            return
        with suppress(OSError):  # a full or read-only disk costs the next visitor time only
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with replacing(self._file) as part, part.open("wb") as file:
                np.savez_compressed(file, allow_pickle=False, **self.result)
