"""A training slot: a Dask worker that runs one training at a time, in a child process.

Dask cannot stop a running task, so the task only waits here. The child is forked from a server
process that has imported Keras and run no operation: it starts in a second, where a fresh process
takes 8 to 18. TensorFlow promises nothing about fork, so a child that does not start is replaced
by a fresh process.
"""

import math
import multiprocessing
import os
import socket
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from dask.system import CPU_COUNT
from distributed.system import MEMORY_LIMIT

from cnnviz.classroom import belongings, limits, teachers
from cnnviz.engine import devices
from cnnviz.engine.patience import Patience
from cnnviz.training import leaving, tickets
from cnnviz.training.folder import NEVER_STARTED, RunFolder
from cnnviz.training.progress import BUILDING, STARTING, STOPPED_BEFORE
from cnnviz.training.state import State
from cnnviz.utils import system
from cnnviz.utils.errors import InputError, reason
from cnnviz.utils.language import N_
from cnnviz.utils.retold import told
from cnnviz.utils.text import plural

NICENESS = 10  # above the inference worker's: requests of visitors come first
WARM_BYTES = 700e6  # of the process that a slot forks its trainings from
POLL_SECONDS, LOOK_SECONDS = 0.1, 1.0
FORK_SECONDS, FRESH_SECONDS = 20, 120  # until a child has run its first operation
# Of CPU time, to obey a stop request, besides three steps: a step is never interrupted. The first
# images of an epoch may take seconds; a child that is killed leaves no model.
ANSWER_SECONDS = 15

# To save where it is, once the host is about to end: a container has ten seconds for all.
LEAVE_SECONDS = 5

LEFT = N_("its server ended")
DELETED = N_("its folder was deleted")

FRESH = multiprocessing.get_context("spawn")
FORKS = multiprocessing.get_context("forkserver") if system.CAN_FORK else None


def dask_setup(worker: Any) -> None:
    """Prepare the worker; Dask calls this when it starts, and its children inherit the priority.

    A prepared slot starts a training at once, another one 4 to 8 s later. On a machine with many
    cores and little memory, the process to fork from is started only when it is needed.
    """
    system.lower_priority(NICENESS)
    slots = devices.count_slots(os.environ, 0, CPU_COUNT)
    if slots * WARM_BYTES < MEMORY_LIMIT / 2:
        start_fork_server()


def train_in_slot(runs: str, queue: str, ticket: str, home: str | None = None) -> None:
    """Train the run that is next in a queue, to its end; the outcome is in its folder.

    Whoever waits may have as many runs in training as one may have; then this slot waits, too, and
    takes the first run that may be trained.

    Parameters
    ----------
    runs : str
        The folder of the runs.
    queue : str
        The queue's id.
    ticket : str
        What this task is known by.
    home : str, optional
        The home of the server, which this machine sees under the same path.

    Raises
    ------
    InputError
        If it does not.
    """
    if home:
        if not Path(home).is_dir():
            raise InputError(
                "there is no {home} on {machine}; the servers and workers need one folder that "
                "all of them see under the same path",
                home=home,
                machine=socket.gethostname(),
            )
        os.environ["CNNVIZ_HOME"] = home  # where its process shows that it is alive
    while not leaving.requested() and not (found := tickets.take(Path(runs), queue, ticket)).empty:
        if found.run is not None:
            with leaving.busy():
                supervise(found.run.path)
            return
        time.sleep(POLL_SECONDS)


def start_fork_server() -> None:
    """Start the process that trainings are forked from; it imports Keras in the background.

    Where the system cannot fork a process that has imported Keras, nothing is started.
    """
    if FORKS is None:
        return
    from multiprocessing import forkserver  # not on Windows

    FORKS.set_forkserver_preload(["cnnviz.training.job"])
    forkserver.ensure_running()


def supervise(folder: Path) -> State:
    """Train the network that a run's folder describes in a child process; return the final state.

    Whatever happens to the child, the state in the folder is final when this returns.
    """
    run_folder = RunFolder(folder)
    if not run_folder.is_run:
        return State("stopped", DELETED)
    if left := _claim(run_folder):
        return left
    with tempfile.TemporaryDirectory(prefix="cnnviz-", ignore_cleanup_errors=True) as scratch:
        child, clock = _start(run_folder, scratch), TimeLimit(run_folder)
        reason = _wait_for(child, run_folder, clock) if child else N_("its process did not start")
    if not run_folder.is_run:
        return State("stopped", DELETED)
    state = run_folder.written_state()
    if clock.reason and state.status == "stopped" and not state.reason:
        return _end(run_folder, replace(state, reason=clock.reason))
    if not state.active or not state.in_slot or state.status == "queued":
        return state
    if run_folder.stop_requested:
        return _end(run_folder, State("stopped", reason, state.progress))
    if leaving.requested() and state.status in ("running", "queued"):
        return _end(run_folder, replace(state, status="queued"))
    return _end(run_folder, state.abandoned(reason))


def _claim(run: RunFolder) -> State | None:
    """Make a queued run this process's own; the state that it is left in where nothing is trained.

    Two servers may have submitted a run, where one took it for the other's that had ended.
    """
    with run.locked():
        state = run.written_state()
        if state.status != "queued" or leaving.requested():
            return state
        if run.stop_requested:
            return _end(run, State("stopped", NEVER_STARTED))
        progress = replace(state.progress, doing=STARTING)
        try:
            run.write_state(State("running", progress=progress, restarts=state.restarts))
        except OSError as error:
            return State(
                "failed", told("its folder cannot be written to: {reason}", reason=reason(error))
            )
        return None


def _end(run: RunFolder, state: State) -> State:
    """Write a final state; a run that may no longer be written to is seen to have no process."""
    with suppress(OSError):
        run.write_state(state)
    return state


def _start(run: RunFolder, scratch: str) -> BaseProcess | None:
    start_fork_server()
    launched = _launch(FORKS, run, scratch, FORK_SECONDS) if FORKS else None
    return launched or _launch(FRESH, run, scratch, FRESH_SECONDS)


def _launch(context: Any, run: RunFolder, scratch: str, seconds: float) -> BaseProcess | None:
    """Start a child and wait until it has run an operation; None where it fails to."""
    ours, theirs = context.Pipe(duplex=False)
    home = os.environ.get("CNNVIZ_HOME")  # a fork has that of an earlier time
    child = context.Process(target=_child_main, args=(run.path, theirs, scratch, home), name=run.id)
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


def _child_main(folder: Path, started: Connection, scratch: str, home: str | None) -> None:
    """In the child: run a first operation, report that it worked, and train.

    TensorFlow writes temporary files that it would delete at a usual exit; a fork has none.
    """
    tempfile.tempdir = scratch
    if home:
        os.environ["CNNVIZ_HOME"] = home
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    import tensorflow as tf

    from cnnviz.training import job

    tf.zeros(1) + 1  # the first operation: where a bad fork would hang
    started.send(True)
    started.close()
    job.train_run(RunFolder(folder), leaves=True)


def _leave_with_parent() -> None:
    """End with the parent: a killed worker would leave its child training unobserved."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class TimeLimit:
    """Asks a run to stop that has trained for as long as one may; it then keeps its network.

    Everybody's runs and a teacher's have no limit.

    Parameters
    ----------
    run : RunFolder
        What it trained before counts, too; pauses do not.

    Attributes
    ----------
    reason : str
        Why it was asked; "" where it was not.
    """

    def __init__(self, run: RunFolder) -> None:
        self._run, self.reason = run, ""
        owner = belongings.of(run.path).visitor
        self._applies = bool(owner) and not teachers.is_teacher(owner)
        self._spent = run.history().seconds if self._applies else 0.0
        self._looked = time.monotonic()

    def look(self) -> None:
        """Count the time since the last look; to be called again and again."""
        passed = time.monotonic() - self._looked
        if not self._applies or passed < LOOK_SECONDS:
            return
        self._looked += passed
        with suppress(InputError):  # the folder is just being deleted
            if self._run.written_state().status == "running":
                self._spent += passed
            most = limits.MINUTES.value
            if self._spent >= most * 60 and not self._run.stop_requested:
                self._run.request("stop")
                self.reason = told(
                    "it has trained for {minutes}, which is the most",
                    minutes=plural(int(most), "minute"),
                )


def _wait_for(child: BaseProcess, run: RunFolder, clock: TimeLimit) -> str:
    """Wait until the child has ended; return the reason, for where it wrote none itself."""
    patience: Patience | None = None
    left_at = math.inf
    while not wait([child.sentinel], POLL_SECONDS):
        if not run.is_run:
            child.kill()
            child.join()
            return DELETED
        clock.look()
        if leaving.requested():
            left_at = min(left_at, time.monotonic() + LEAVE_SECONDS)
        if time.monotonic() > left_at:
            child.kill()
            child.join()
            return LEFT
        if not run.stop_requested:
            continue
        patience = patience or Patience(child.pid or 0)
        state = run.written_state()
        if state.progress.doing == BUILDING:  # cannot be interrupted, and nothing is lost
            child.kill()
            child.join()
            return STOPPED_BEFORE
        seconds = ANSWER_SECONDS + 3 * state.progress.step_seconds
        if state.status != "stopping" and patience.is_over(seconds):
            child.kill()
            child.join()
            return told(
                "it did not answer within {seconds:.0f} seconds and was ended", seconds=seconds
            )
    child.join()
    return exit_reason(child.exitcode)


def exit_reason(code: int | None) -> str:
    """Describe a process's exit code in a sentence."""
    if code == -system.SIGKILL:
        return N_("its process was killed by the system, most likely because memory ran out")
    if code is not None and code < 0:
        return told("its process was ended by {signal}", signal=system.signal_name(-code))
    return told(
        "its process ended unexpectedly with status {code}; see the engine's log", code=code
    )
