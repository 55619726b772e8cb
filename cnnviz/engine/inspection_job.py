"""An inspection at work: files are read and answered by a worker, rows are kept as they come.

Where long work has no worker of its own, files are read here, in two threads, so that the worker
that answers drawings is asked for as little as possible.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from cnnviz.data import files, uploads
from cnnviz.data.files import Files
from cnnviz.engine.background import Background
from cnnviz.engine.client import LongWork
from cnnviz.engine.inference import Inference
from cnnviz.engine.inspections import Inspected
from cnnviz.evaluation.doubt import DoubtRule
from cnnviz.evaluation.inspection import MOST_FILES, PART, Inspector, Row, truths_of
from cnnviz.evaluation.inspection_record import InspectionRecord, Task
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.text import natural
from cnnviz.utils.threads import mapped

MOST_AT_ONCE = 1024  # files that the worker is asked about
PART_SECONDS = 0.5  # of its answer: so often rows are kept, and a stop is heard
TRIES = 3  # after which an engine that ends again and again ends the work


R = TypeVar("R")


class InspectionJob(Background):
    """The rows of an inspection, and the work on those that are missing.

    Attributes
    ----------
    task : Task
        What is inspected.
    total : int
        Number of files; 0 until it is known.
    error : str
        Why the work ended early; "" where it did not.
    maps : dict of str to bytes
        PNG of what an answer rests on, by file, of those images that were looked at.

    Parameters
    ----------
    record : InspectionRecord
        Its folder; what was inspected before is read from there.
    rule_of : callable
        Returns the model and how its answers are doubted.

    Raises
    ------
    InputError
        If the inspection is gone.
    """

    def __init__(self, record: InspectionRecord, rule_of: Callable[[], DoubtRule]) -> None:
        super().__init__()
        self.task: Task = record.task()
        self.record, self.total = record, 0
        self.maps: dict[str, bytes] = {}
        self._rule_of, self._rows = rule_of, record.rows()
        self._began, self._before = 0.0, 0

    @property
    def rows(self) -> Sequence[Row]:
        """All rows so far, in the order in which they came; it only grows."""
        return self._rows

    @property
    def is_done(self) -> bool:
        """Whether every file has its row."""
        return 0 < self.total <= len(self._rows)

    @property
    def seconds_left(self) -> float | None:
        """Estimated from the files since the work began; None before the first."""
        done = len(self._rows) - self._before
        if not done or not self.active:
            return None
        return (time.monotonic() - self._began) / done * (self.total - len(self._rows))

    def count(self) -> None:
        """Find out how many files there are, after the server was started anew.

        Raises
        ------
        InputError
            If they are no longer on this server.
        """
        if self.total or self.active:
            return
        path = self.source()
        with files.opened(path) as source:
            self.total = len(inspected_names(source, path.stem))

    def start(self, engine: LongWork) -> None:
        """Begin, or continue with the files that have no row."""
        with self._starting:
            if not self.active:
                self._begin(partial(self._inspect_source, engine))

    def source(self) -> Path:
        """Return the zip of the files.

        Raises
        ------
        InputError
            If it is no longer on this server.
        """
        path = uploads.find(self.task.source)
        if path is None:
            raise InputError("the inspected files are no longer on this server")
        return path

    def _inspect_source(self, engine: LongWork) -> None:
        path = self.source()
        with files.opened(path) as source:
            names = inspected_names(source, path.stem)
            self.total = len(names)
            rule, known = self._rule_of(), {row.file for row in self._rows}
            left = [name for name in names if name not in known]
            truths = truths_of(source, path, rule.info.classes)
            inspected = Inspected(str(path.resolve()), rule, truths, self.task.tile)
            self._began, self._before = time.monotonic(), len(self._rows)
            if engine.apart:
                left = self._inspect_apart(engine, inspected, left)
            self._inspect(engine, source, inspected, left)

    def _inspect_apart(self, engine: LongWork, inspected: Inspected, left: list[str]) -> list[str]:
        """Let the worker for long work inspect files; return those that are left, if it is gone."""
        key = self.record.key

        def rows() -> list[Row] | None:
            return engine.ask(Inference.inspect, key, left[:MOST_AT_ONCE], PART_SECONDS)

        while left and engine.apart and not self._stopping.is_set():
            found = self._tried(engine, rows)
            if found is None:
                begin = partial(engine.ask, Inference.begin_inspection, key, inspected)
                self._tried(engine, begin)
                continue
            self._keep(found)
            left = left[len(found) :]
        if engine.apart:
            engine.ask(Inference.end_inspection, key)
        return left

    def _inspect(
        self, engine: LongWork, source: Files, inspected: Inspected, left: list[str]
    ) -> None:
        """Read files here, and ask about their pictures in short parts."""
        inspector = Inspector(
            inspected.rule,
            partial(engine.answers, inspected.rule.info.path),
            source.read,
            inspected.truths,
            inspected.tile,
        )
        parts = [left[start : start + PART] for start in range(0, len(left), PART)]
        with mapped(partial(self._rows_of, engine, inspector), parts) as results:
            for rows in results:
                self._keep(rows)
                if self._stopping.is_set():
                    return

    def _keep(self, rows: list[Row]) -> None:
        self.record.append(rows)
        self._rows += rows

    def _rows_of(self, engine: LongWork, inspector: Inspector, names: Sequence[str]) -> list[Row]:
        """Inspect a part."""
        return self._tried(engine, lambda: inspector.rows(names)) or []

    def _tried(self, engine: LongWork, work: Callable[[], R]) -> R | None:
        """Do some work; of an engine that ends, wait for the next one. None where stopped."""
        for number in range(TRIES):
            if self._stopping.is_set():
                return None
            try:
                return work()
            except EngineError:
                if number == TRIES - 1:
                    raise
                self._wait_for(engine)
        return None

    def _wait_for(self, engine: LongWork) -> None:
        """Wait until the engine is there again, or the work is stopped."""
        while engine.ensure_running() != "ready" and not self._stopping.wait(0.2):
            pass


def inspected_names(source: Files, title: str) -> list[str]:
    """Return the pictures of a folder or zip in their natural order, unread formats among them.

    Raises
    ------
    InputError
        If there is none, or there are too many.
    """
    names = sorted([*source.names, *source.unread_pictures], key=natural)
    if not names:
        files.require_images(source, title)
    if len(names) > MOST_FILES:
        raise InputError(
            "an inspection may have {most:,} files, got {count:,}: inspect them in parts",
            most=MOST_FILES,
            count=len(names),
        )
    return names
