"""The worker's part of an inspection: files are read and answered there, only rows come back.

Sending prepared pictures to the worker took as long as its answer to them.
"""

import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cnnviz.data import files
from cnnviz.evaluation.doubt import DoubtRule
from cnnviz.evaluation.inspection import PART, Inspector, Row
from cnnviz.utils.threads import THREADS, mapped

if TYPE_CHECKING:
    from cnnviz.models.layer_outputs import ObservedModel

MAX_KEPT = 4  # inspections whose zips are open


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


class Inspections:
    """The part of ``Inference`` that inspects files; the web process calls its methods."""

    def __init__(self) -> None:
        super().__init__()
        self._inspectors: OrderedDict[str, tuple[Inspector, ExitStack]] = OrderedDict()

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
        self._inspectors[key] = inspector, opened
        while len(self._inspectors) > MAX_KEPT:
            self.end_inspection(next(iter(self._inspectors)))

    def inspect(self, key: str, names: Sequence[str], seconds: float) -> list[Row] | None:
        """Inspect the first of some files, as many as can be begun within some seconds.

        Files are read in one thread while the network answers in another. None where this worker
        does not know the inspection: it is another one by now, or has many at a time.
        """
        if key not in self._inspectors:
            return None
        self._inspectors.move_to_end(key)
        inspector, _ = self._inspectors[key]
        size = 1 if inspector.tile else PART  # a sheet has hundreds of tiles
        end = time.monotonic() + seconds

        def rows(start: int) -> list[Row] | None:
            is_late = start >= THREADS * size and time.monotonic() > end
            return None if is_late else inspector.rows(names[start : start + size])

        found: list[Row] = []
        with mapped(rows, range(0, len(names), size)) as parts:
            for part in parts:
                if part is None:
                    break
                found += part
        return found

    def end_inspection(self, key: str) -> None:
        """Close the files of an inspection."""
        if key in self._inspectors:
            self._inspectors.pop(key)[1].close()

    def _model(self, path: str) -> "ObservedModel":
        raise NotImplementedError
