"""Queueing of runs from a page, without waiting for the engine to start."""

import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder, newest
from cnnviz.training.state import State
from cnnviz.utils import paths
from cnnviz.utils.atomic import exclusive
from cnnviz.utils.errors import EngineError, InputError

LOCK = ".resume"  # in the folder of the runs


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

    A run whose server is alive is not touched: two servers may share one home. Of several that
    start at once, one takes each run.

    Returns
    -------
    list of RunFolder
        The runs, the oldest first.
    """
    waiting: list[RunFolder] = []
    # An OSError: there is no run yet, or the home may not be written to.
    with suppress(OSError), exclusive(paths.runs() / LOCK):
        for run in reversed([run for run in newest() if run.is_waiting and _is_orphan(run)]):
            run.write_state(State("queued"))  # this process owns it from now on
            waiting.append(run)
    if waiting:
        threading.Thread(target=_submit_all, args=(engine, waiting), daemon=True).start()
    return waiting


def _is_orphan(run: RunFolder) -> bool:
    with suppress(InputError):  # deleted meanwhile
        owner = run.written_state().owner
        return owner.is_here and not owner.is_alive()
    return False


def _submit_all(engine: TrainingEngine, runs: list[RunFolder]) -> None:
    for run in runs:
        _submit(engine, run)


def queued_before(run: RunFolder) -> list[RunFolder]:
    """List the unfinished runs that were queued before this one, the newest first."""
    return [other for other in newest() if other.id < run.id and not other.has_ended()]
