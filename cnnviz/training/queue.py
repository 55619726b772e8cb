"""From a page's Train button to a queued run; the page waits for nothing."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.utils.errors import EngineError


class Trains(Protocol):
    """What the engine does for a training."""

    def submit(self, run_folder: Path) -> None:
        """Queue the run; returns once the engine has it, which may take its whole start."""


def place(engine: Trains, config: RunConfig) -> RunFolder:
    """Make a run's folder and hand it to the engine, as soon as that has started.

    Raises
    ------
    InputError
        If the folder cannot be made.
    """
    run = RunFolder.create(config)
    threading.Thread(target=_submit, args=(engine, run), daemon=True).start()
    return run


def _submit(engine: Trains, run: RunFolder) -> None:
    try:
        engine.submit(run.path)
    except EngineError as error:
        run.write_state(replace(run.written_state(), status="failed", reason=str(error)))
