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

MOST_RESTARTS = 3
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
    """Queue the runs again that an earlier server left unfinished; called once as a server starts.

    Those that were training continue from their last epoch, but not more often than
    ``MOST_RESTARTS``: what ended the server may be the run itself. A run whose server is alive is
    not touched: two servers may share one home. Of several that start at once, one takes each run.

    Returns
    -------
    list of RunFolder
        The runs, the oldest first.
    """
    taken: list[RunFolder] = []
    # An OSError: there is no run yet, or the home may not be written to.
    with suppress(OSError), exclusive(paths.runs() / LOCK):
        for run in reversed([run for run in newest() if not run.stop_requested]):
            with suppress(InputError):  # damaged, or deleted meanwhile
                state = run.written_state()
                if _is_orphan(state):
                    # This process owns it from now on.
                    restarts = state.restarts + (state.status == "running")
                    run.write_state(State("queued", restarts=restarts))
                    taken.append(run)
    if taken:
        threading.Thread(target=_submit_all, args=(engine, taken), daemon=True).start()
    return taken


def _is_orphan(state: State) -> bool:
    """Whether a run is unfinished, and the process that it belonged to is gone."""
    if state.status == "running" and state.restarts >= MOST_RESTARTS:
        return False
    owner = state.owner
    return state.status in ("queued", "running") and owner.is_here and not owner.is_alive()


def _submit_all(engine: TrainingEngine, runs: list[RunFolder]) -> None:
    for run in runs:
        _submit(engine, run)


def queued_before(run: RunFolder) -> list[RunFolder]:
    """List the unfinished runs that were queued before this one, the newest first."""
    return [other for other in newest() if other.id < run.id and not other.has_ended()]
