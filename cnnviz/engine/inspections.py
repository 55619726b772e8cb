"""The worker's part of an inspection: files are read and answered there, only rows come back.

Sending prepared pictures to the worker took as long as its answer to them. Parts that are under way
when the rows of others are sent go on meanwhile: cores that waited for each request took a third.
"""

import time
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cnnviz.data import files
from cnnviz.evaluation.doubt import DoubtRule
from cnnviz.evaluation.inspection import PART, Inspector, Row

if TYPE_CHECKING:
    from cnnviz.models.layer_outputs import ObservedModel

MAX_KEPT = 4  # inspections whose zips are open
THREADS = 4  # two compute, while one waits for the other of Python
BEGUN = 8  # parts: one for each thread, and two that wait for one


@dataclass(frozen=True)
class Inspected:
    """What is inspected, and how.

    Attributes
    ----------
    source : str
        Path of the zip.
    rule : DoubtRule
        The model, with its path, and how its answers are doubted.
    truths : mapping of str to int
        The known classes of files.
    tile : int or None
        See ``Inspector.tile``.
    """

    source: str
    rule: DoubtRule
    truths: Mapping[str, int]
    tile: int | None


class _Running:
    """An inspection whose next parts are always under way.

    Parameters
    ----------
    inspector : Inspector
    opened : ExitStack
        What is open while it runs.
    """

    def __init__(self, inspector: Inspector, opened: ExitStack) -> None:
        self._inspector, self._opened = inspector, opened
        self._size = 1 if inspector.tile else PART  # a sheet has hundreds of tiles
        self._pool = ThreadPoolExecutor(THREADS, "inspection")
        self._begun: deque[tuple[list[str], Future[list[Row]]]] = deque()

    def rows(self, names: Sequence[str], seconds: float) -> list[Row]:
        """Return the first rows, of at least one part; the parts after them go on."""
        end, found = time.monotonic() + seconds, list[Row]()
        self._forget_others(names)
        while len(found) < len(names):
            self._begin(names[len(found) :])
            found += self._begun.popleft()[1].result()
            if time.monotonic() > end:
                break
        return found

    def _forget_others(self, names: Sequence[str]) -> None:
        """Drop parts that are no longer asked for."""
        begun = [name for part, _ in self._begun for name in part]
        if begun != list(names[: len(begun)]):
            self._drop()

    def _begin(self, names: Sequence[str]) -> None:
        """Begin further parts of what is left, behind those that are under way."""
        at = sum(len(part) for part, _ in self._begun)
        while len(self._begun) < BEGUN and at < len(names):
            part = list(names[at : at + self._size])
            self._begun.append((part, self._pool.submit(self._inspector.rows, part)))
            at += len(part)

    def _drop(self) -> None:
        while self._begun:
            self._begun.pop()[1].cancel()

    def close(self) -> None:
        """Wait for the parts under way and close the files."""
        self._drop()
        self._pool.shutdown()
        self._opened.close()


class Inspections:
    """The part of ``Inference`` that inspects files; the web process calls its methods."""

    def __init__(self) -> None:
        super().__init__()
        self._running: OrderedDict[str, _Running] = OrderedDict()

    def begin_inspection(self, key: str, inspected: Inspected) -> None:
        """Open the files of an inspection."""
        self.end_inspection(key)
        opened = ExitStack()
        source = opened.enter_context(files.opened(Path(inspected.source)))
        info = inspected.rule.info
        path = str(info.path.resolve())
        # Loaded and traced here, before two threads ask at once.
        self._model(path).answers(np.zeros((1, *info.input_shape), np.float32))
        inspector = Inspector(
            inspected.rule,
            lambda batch: self._model(path).answers(batch),
            source.read,
            inspected.truths,
            inspected.tile,
        )
        self._running[key] = _Running(inspector, opened)
        while len(self._running) > MAX_KEPT:
            self.end_inspection(next(iter(self._running)))

    def inspect(self, key: str, names: Sequence[str], seconds: float) -> list[Row] | None:
        """Inspect the first of some files, as many as come within some seconds.

        None where this worker does not know the inspection: it is another one by now, or has many
        at a time.
        """
        if key not in self._running:
            return None
        self._running.move_to_end(key)
        return self._running[key].rows(names, seconds)

    def end_inspection(self, key: str) -> None:
        """Close the files of an inspection."""
        if key in self._running:
            self._running.pop(key).close()

    def _model(self, path: str) -> "ObservedModel":
        raise NotImplementedError
