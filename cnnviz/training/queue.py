"""Queueing of runs from a page, without waiting for the engine to start."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder, newest
from cnnviz.training.state import State
from cnnviz.utils.errors import EngineError


class TrainingEngine(Protocol):
    """The part of the engine that trains."""

    def submit(self, run_folder: Path) -> None:
        """Queue the run; waits until the engine has started."""


def enqueue(engine: TrainingEngine, config: RunConfig) -> RunFolder:
    """Create a run's folder and submit it to the engine once that has started.

    Raises
    ------
    InputError
        If the folder cannot be created.
    """
    run = RunFolder.create(config)
    threading.Thread(target=_submit, args=(engine, run), daemon=True).start()
    return run


def _submit(engine: TrainingEngine, run: RunFolder) -> None:
    try:
        engine.submit(run.path)
    except EngineError as error:
        run.write_state(replace(run.written_state(), status="failed", reason=str(error)))


def resume(engine: TrainingEngine) -> list[RunFolder]:
    """Queue the runs again that an earlier server left waiting; called once as a server starts.

    A run whose server is alive is not touched: two servers may share one home.

    Returns
    -------
    list of RunFolder
        The runs, the oldest first.
    """
    waiting = [run for run in newest() if run.is_waiting and _is_orphan(run)][::-1]
    for run in waiting:
        run.write_state(State("queued"))  # this process owns it from now on
    if waiting:
        threading.Thread(target=_submit_all, args=(engine, waiting), daemon=True).start()
    return waiting


def _is_orphan(run: RunFolder) -> bool:
    owner = run.written_state().owner
    return owner.is_here and not owner.is_alive()


def _submit_all(engine: TrainingEngine, runs: list[RunFolder]) -> None:
    for run in runs:
        _submit(engine, run)


def queued_before(run: RunFolder) -> list[RunFolder]:
    """List the unfinished runs that were queued before this one, the newest first."""
    return [other for other in newest() if other.id < run.id and not other.has_ended()]
