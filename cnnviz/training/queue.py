"""Queueing of runs from a page, without waiting for the engine to start."""

import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import Protocol

from cnnviz.classroom import limits
from cnnviz.training.admission import admitted, check_length
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder, every
from cnnviz.training.probes import write_wanted
from cnnviz.training.state import State
from cnnviz.training.tickets import give_back, is_taken
from cnnviz.utils import lives, paths
from cnnviz.utils.atomic import exclusive
from cnnviz.utils.errors import EngineError, InputError, reason
from cnnviz.utils.language import N_
from cnnviz.utils.retold import in_english

WAIT_SECONDS = 2.0
STOPPED_PAUSED = N_("it was paused; Resume continues it from there")
LOCK = ".resume"  # in the folder of the runs


class TrainingEngine(Protocol):
    """The part of the engine that trains."""

    def submit(self, run_folder: Path) -> None:
        """Queue the run; waits until the engine has started."""


def enqueue(engine: TrainingEngine, config: RunConfig, probes: Sequence[str] = ()) -> RunFolder:
    """Create a run's folder and submit it to the engine once that has started.

    Parameters
    ----------
    engine : TrainingEngine
        Where it trains.
    config : RunConfig
        Its settings.
    probes : sequence of str
        Names of validation images to watch; by default some of every class.

    Raises
    ------
    InputError
        If the folder cannot be created, or the visitor may not queue another run.
    """
    with admitted(config.total_epochs):
        run = RunFolder.create(config)
    with suppress(InputError):  # without them it watches the usual ones
        if probes:
            write_wanted(run.path, probes)
    submit(engine, run)
    return run


def submit(engine: TrainingEngine, run: RunFolder) -> None:
    """Submit a queued run to the engine once that has started, without waiting for it."""
    threading.Thread(target=_submit, args=(engine, run), daemon=True).start()


def _submit(engine: TrainingEngine, run: RunFolder) -> None:
    try:
        engine.submit(run.path)
    except EngineError as error:
        run.write_state(replace(run.written_state(), status="failed", reason=in_english(error)))


def resume(engine: TrainingEngine) -> list[RunFolder]:
    """Queue the runs again whose server or worker has ended; called as a server starts, and later.

    Those that were training continue from their last epoch, but not more often than
    ``MOST_RESTARTS``: what ended the server may be the run itself. A run whose process is alive is
    not touched: several servers may share one home. Of those that look at once, one takes each run.

    Returns
    -------
    list of RunFolder
        The runs, the oldest first.
    """
    taken: list[RunFolder] = []
    # An OSError: there is no run yet, or the home may not be written to.
    with suppress(OSError), exclusive(paths.runs() / LOCK):
        lives.forget_ended(paths.lives())
        unfinished = [run for run in every() if not run.is_final and not run.stop_requested]
        taken.extend(filter(_take, reversed(unfinished)))
    if taken:
        threading.Thread(target=_submit_all, args=(engine, taken), daemon=True).start()
    return taken


def take_up(engine: TrainingEngine, run: RunFolder) -> bool:
    """Queue one run again whose process has ended; False where it runs, or may not be restarted."""
    with suppress(OSError), exclusive(run.path.parent / LOCK):
        if not run.stop_requested and _take(run):
            submit(engine, run)
            return True
    return False


def _take(run: RunFolder) -> bool:
    """Make this process the owner of an orphan, under the lock of the folder of runs."""
    # An InputError: it is damaged, or was deleted meanwhile. An OSError: it cannot be written.
    with suppress(InputError, OSError), run.locked():
        state = run.written_state()
        if state.is_orphan:
            restarts = state.restarts + (state.status == "running")
            progress = replace(state.progress, doing="")
            give_back(run)
            run.write_state(State("queued", progress=progress, restarts=restarts))
            return True
    return False


def _submit_all(engine: TrainingEngine, runs: list[RunFolder]) -> None:
    for run in runs:
        _submit(engine, run)


def some_run_waits() -> bool:
    """Whether a run has waited for a slot for a while: one that is just queued may find one."""
    now = time.time()
    for run in every():
        with suppress(InputError):
            state = None if run.has_ended() else run.state()
            if state is None or state.status != "queued" or is_taken(run):
                continue
            # Queued in the future: the clock was set back since.
            if abs(now - state.updated) > WAIT_SECONDS:
                return True
    return False


def resume_run(engine: TrainingEngine, run: RunFolder) -> None:
    """Resume a paused run, or continue one that was stopped or failed where it was saved last.

    A run whose process still waits in its slot continues there; any other takes a slot again.

    Raises
    ------
    InputError
        If its folder cannot be read or written, or the visitor may not queue another run.
    """
    with run.locked():
        state = run.state()
        run.request("pause", wanted=False)
        if state.active and (state.status != "paused" or state.in_slot):
            return
        with admitted(run.config().total_epochs, _trained(run)):
            _requeue(run, state)
    submit(engine, run)


def one_more_epoch(engine: TrainingEngine, run: RunFolder, epochs: int) -> None:
    """Train a run for one more than ``epochs``, also where it has ended.

    Raises
    ------
    InputError
        If there would be too many epochs, its folder cannot be read or written, or the visitor may
        not queue another run.
    """
    with run.locked():
        state = run.state()
        if state.active:
            check_length(epochs + 1)
            run.request_act("epochs", epochs + 1)
            return
        with admitted(epochs + 1, _trained(run)):
            run.request_act("epochs", epochs + 1)
            _requeue(run, state)
    submit(engine, run)


def stop_run(run: RunFolder) -> None:
    """Ask a run to stop; one that was paused and has no slot is stopped at once.

    Raises
    ------
    InputError
        If its folder cannot be read or written.
    """
    with run.locked():
        state = run.state()
        run.request("stop")
        if state.active and not state.in_slot:
            _write(run, replace(state, status="stopped", reason=STOPPED_PAUSED, in_slot=True))


def _requeue(run: RunFolder, state: State) -> None:
    for request in ("stop", "pause"):
        run.request(request, wanted=False)
    give_back(run)
    _write(run, State("queued", progress=replace(state.progress, doing="")))


def _trained(run: RunFolder) -> float:
    """Seconds that a run has trained; not read where nothing limits them."""
    return run.history().seconds if isfinite(limits.MINUTES.value) else 0.0


def _write(run: RunFolder, state: State) -> None:
    try:
        run.write_state(state)
    except OSError as error:
        raise InputError(
            "run {run} cannot be changed: {reason}", run=run.id, reason=reason(error)
        ) from None
