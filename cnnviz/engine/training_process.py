"""A training slot: holds one training in a child process, and ends it if it does not listen.

Dask cannot stop a running task, so the task only waits here. The child is forked from a server
process that has imported Keras and run no operation: it starts in a second, where a fresh process
takes 8 to 18. TensorFlow promises nothing about fork, so a child that does not come up is replaced
by a fresh process.
"""

import multiprocessing
import os
import signal
import threading
import time
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from cnnviz.training.folder import NEVER_STARTED, RunFolder
from cnnviz.training.state import State, Status

POLL_SECONDS = 0.1
FORK_SECONDS, FRESH_SECONDS = 20, 120  # until a child has run its first operation
# To a stop request, beyond three steps: a step is never broken off. On a busy machine a new epoch's
# first images may take seconds; a child that is ended leaves no model.
ANSWER_SECONDS = 15

FORKS = multiprocessing.get_context("forkserver")
FRESH = multiprocessing.get_context("spawn")


def warm_up() -> None:
    """Start the process that trainings are forked from; it imports Keras behind."""
    FORKS.set_forkserver_preload(["cnnviz.training.job"])
    forkserver.ensure_running()


def run(folder: Path) -> State:
    """Train what a run's folder describes, in a child process; return how it ended.

    Whatever happens to the child, the folder tells it when this returns.
    """
    run_folder = RunFolder(folder)
    if run_folder.stop_requested:
        return _end(run_folder, State("stopped", NEVER_STARTED))
    child = _start(run_folder)
    reason = _hold(child, run_folder) if child else "its process did not start"
    state = run_folder.written_state()
    if not state.active:
        return state
    status: Status = "stopped" if run_folder.stop_requested else "failed"
    return _end(run_folder, State(status, reason, state.progress))


def _end(run: RunFolder, state: State) -> State:
    run.write_state(state)
    return state


def _start(run: RunFolder) -> BaseProcess | None:
    warm_up()
    return _launch(FORKS, run, FORK_SECONDS) or _launch(FRESH, run, FRESH_SECONDS)


def _launch(context: Any, run: RunFolder, seconds: float) -> BaseProcess | None:
    """Start a child and wait until it has run an operation; None where it does not."""
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_train, args=(run.path, theirs), name=run.id)
    child.start()
    theirs.close()
    with ours:
        if ours.poll(seconds) and _received(ours):
            return child
    child.kill()
    child.join()
    return None


def _received(pipe: Connection) -> bool:
    try:
        return bool(pipe.recv())
    except EOFError:  # the child died
        return False


def _train(folder: Path, up: Connection) -> None:
    """In the child: come up, tell so, train."""
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    import tensorflow as tf

    from cnnviz.training import job

    tf.zeros(1) + 1  # the first operation: where a bad fork would hang
    up.send(True)
    up.close()
    job.train(RunFolder(folder))


def _leave_with_parent() -> None:
    """A worker that is killed leaves its child behind; it must not train on unseen."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _hold(child: BaseProcess, run: RunFolder) -> str:
    """Wait for the child's end; return the reason to give where it gave none itself."""
    asked_at = None
    while not wait([child.sentinel], POLL_SECONDS):
        if not run.stop_requested:
            continue
        asked_at = asked_at or time.monotonic()
        state = run.written_state()
        patience = ANSWER_SECONDS + 3 * state.progress.step_seconds
        if state.status != "stopping" and time.monotonic() - asked_at > patience:
            child.kill()
            child.join()
            return f"it did not answer within {patience:.0f} seconds and was ended"
    child.join()
    return _why(child.exitcode)


def _why(code: int | None) -> str:
    """A process's exit as a sentence."""
    if code == -signal.SIGKILL:
        return "its process was killed by the system, most likely because memory ran out"
    if code is not None and code < 0:
        return f"its process was ended by {signal.Signals(-code).name}"
    return f"its process ended unexpectedly with status {code}; the engine's log tells more"
