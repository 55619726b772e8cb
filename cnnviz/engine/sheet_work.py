"""The attribution map of an inspected sheet: computed tile after tile, with progress and stop."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from cnnviz.engine.attributing import sheet_attribution
from cnnviz.engine.questions import Questions
from cnnviz.engine.work import Arrays, Work
from cnnviz.evaluation.inspection import Row
from cnnviz.explain.methods import Method
from cnnviz.explain.sheet_maps import SheetMap
from cnnviz.models import ModelInfo

LONGEST = 520  # pixels of the stitched map's longer side
SHOWN_EVERY = 0.4  # seconds, of what is there so far


@dataclass(frozen=True)
class SheetQuestion:
    """Which map of a sheet is wanted.

    Attributes
    ----------
    file : str
        Name of the inspected file.
    method : Method
    label : int or None
        The class that is explained; None for each tile's own answer.
    """

    file: str
    method: Method
    label: int | None = None

    def kept_in(self, folder: Path, model: str) -> Path:
        """Where the map is kept in an inspection's folder; ``model`` tells its state apart."""
        text = f"{self.file}\0{self.label}\0{model}"
        return folder / "maps" / f"{sha256(text.encode()).hexdigest()[:24]}-{self.method.name}.npz"


class SheetWork(Work):
    """The "map" of a sheet, float32 (h, w), which grows while it is computed.

    Parameters
    ----------
    engine : Questions
    info : ModelInfo
        The network.
    row : Row
        The sheet, with its tiles.
    read : callable
        Returns its pixels; raises InputError.
    question : SheetQuestion
    file : Path or None
        Where the map is kept.
    """

    def __init__(
        self,
        engine: Questions,
        info: ModelInfo,
        row: Row,
        read: Callable[[], np.ndarray],
        question: SheetQuestion,
        file: Path | None = None,
    ) -> None:
        self._engine, self._info, self._row, self._read_pixels = engine, info, row, read
        self._question = question
        self._sheet: SheetMap | None = None
        self._shown = 0.0
        super().__init__(file)

    def compute(self) -> Arrays:
        """Explain all tiles."""
        label = self._question.label
        self._sheet = SheetMap(self._read_pixels(), self._row.tiles, self._info, LONGEST, label)
        try:
            method, path = self._question.method, self._info.path
            made = sheet_attribution(self._engine, path, self._sheet, method, self.report)
        finally:
            self._sheet = None  # with the sheet's pixels
        return {"map": made}

    def report(self, fraction: float) -> None:
        """Note the progress, and show now and then what is there."""
        if self._sheet is not None and time.monotonic() - self._shown > SHOWN_EVERY:
            self.result = {"map": self._sheet.values}
            self._shown = time.monotonic()
        super().report(fraction)
