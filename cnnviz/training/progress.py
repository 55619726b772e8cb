"""Progress of a training: reported to its folder, where requests to stop or pause are read."""

import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import NoReturn

from cnnviz.training import leaving
from cnnviz.training.folder import RunFolder
from cnnviz.training.queue import some_run_waits
from cnnviz.training.state import Progress, State, Status
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_

STARTING = N_("starting")
EVALUATING = N_("evaluating")
BUILDING = N_("building the network")
STOPPED_BEFORE = N_("training had not begun")
WRITE_SECONDS = 0.4  # least time between two writes of the state; pages look as often
POLL_SECONDS = 0.1  # between two looks for requests while paused
LOOK_SECONDS = 1.0  # between two looks for other runs that wait, while paused
FORWARD = 1 / 3  # share of the forward pass in the cost of a training step

Watcher = Callable[[State], None]


def null_progress(state: State) -> None:
    """No-op progress callback."""


class StoppedEarlyError(Exception):
    """A stop was requested before there was anything to keep."""


class GaveSlotUpError(Exception):
    """A training ends its process before it is done: it is paused, or its host is about to end."""


class ProgressReporter:
    """Reports the progress of one training, and obeys requests to stop or pause it.

    Parameters
    ----------
    run : RunFolder
        The run's folder.
    watch : callable
        Called with every state that is written.

    Attributes
    ----------
    paused_seconds : float
        Total time in which it was paused.
    """

    def __init__(self, run: RunFolder, watch: Watcher = null_progress) -> None:
        self._run, self._watch = run, watch
        self._written = 0.0
        self.paused_seconds = 0.0
        restarts = run.written_state().restarts
        self._state = State("running", progress=Progress(STARTING), restarts=restarts)
        self._write()

    @property
    def state(self) -> State:
        """What was reported last."""
        return self._state

    @property
    def stopping(self) -> bool:
        """Whether a stop was requested."""
        return self._state.status == "stopping"

    def report(self, progress: Progress) -> None:
        """Write the progress, not too often."""
        is_new = progress.doing != self._state.progress.doing
        self._state = replace(self._state, progress=progress)
        if is_new or time.monotonic() - self._written >= WRITE_SECONDS:
            self._write()

    def look(self) -> None:
        """Read whether a stop was requested.

        Looking at a file takes longer than a step of a small network may: not after each.
        """
        wanted: Status = "stopping" if self._run.stop_requested else "running"
        if wanted != self._state.status:
            self._state = replace(self._state, status=wanted)
            self._write()

    def wait_while_paused(self, leaves: bool) -> None:
        """Wait until a pause ends; what is needed to continue later is on disk already.

        Raises
        ------
        GaveSlotUpError
            If ``leaves``, and another run waits for a slot or the host is about to end.
        """
        began = looked = time.monotonic()
        while self._run.pause_requested and not self._run.stop_requested:
            if self._state.status != "paused":
                self._state = replace(self._state, status="paused")
                self._write()
            time.sleep(POLL_SECONDS)
            if leaves and leaving.requested():
                self._leave()
            if leaves and time.monotonic() - looked >= LOOK_SECONDS:
                looked = time.monotonic()
                if some_run_waits():
                    self._leave()
        self.paused_seconds += time.monotonic() - began
        self.look()

    def _leave(self) -> None:
        with self._run.locked():  # a page that resumes it finds it here, or gone
            if not self._run.pause_requested:
                return
            self._state = replace(self._state, in_slot=False)
            self._write()
        raise GaveSlotUpError

    def leave_queued(self) -> NoReturn:
        """Give the slot up, since its host is about to end: the next server queues the run again.

        Raises
        ------
        GaveSlotUpError
            Always.
        """
        with suppress(InputError), self._run.locked():
            progress = replace(self._state.progress, doing="", seconds_left=None)
            self._state = replace(self._state, status="queued", progress=progress)
            self._write()
        raise GaveSlotUpError

    def reading(self, fraction: float, text: str) -> None:
        """Report that the data is being read.

        Raises
        ------
        StoppedEarlyError
            If a stop was requested.
        """
        self.report(Progress(text))
        self.look()
        if self.stopping:
            raise StoppedEarlyError

    def evaluating(self, fraction: float) -> None:
        """Report that the trained model is being evaluated."""
        self.report(replace(self._state.progress, doing=EVALUATING, seconds_left=None))
        self.look()

    def measuring(self) -> None:
        """Report that the figures of the model's card are measured."""
        self.report(replace(self._state.progress, doing=N_("measuring calibration and doubt")))

    def end(self, status: Status, reason: str = "") -> State:
        """Report that the run has ended, and why."""
        fraction = 1.0 if status == "done" else self._state.progress.fraction
        progress = replace(self._state.progress, doing="", fraction=fraction, seconds_left=None)
        self._state = replace(self._state, status=status, reason=reason, progress=progress)
        with suppress(OSError):  # the folder was deleted, or may no longer be written to
            self._write()
        return self._state

    def _write(self) -> None:
        self._written = time.monotonic()
        self._state = replace(self._state, updated=time.time())
        self._run.write_state(self._state)
        self._watch(self._state)


@dataclass
class Pace:
    """Estimates the time left of a training from the duration of its recent steps.

    Parameters
    ----------
    train, validation, test : int
        Number of images in each split.
    epochs, batch_size : int
        As configured.
    """

    train: int
    validation: int
    test: int
    epochs: int
    batch_size: int
    _recent: deque[float] = field(default_factory=lambda: deque(maxlen=100))
    _started: bool = False

    @property
    def steps(self) -> int:
        """Batches per epoch; the last may be smaller."""
        return -(-self.train // self.batch_size)

    def step_took(self, seconds: float) -> None:
        """Record a step; the first one is ignored, because it also compiles the network."""
        if self._started:
            self._recent.append(seconds)
        self._started = True

    def progress(self, epoch: int, step: int) -> Progress:
        """Estimate the progress after ``step`` batches of ``epoch``, both from 1."""
        per_epoch = self.train + FORWARD * self.validation
        whole = self.epochs * per_epoch + FORWARD * self.test
        done = (epoch - 1) * per_epoch + self.images_until(step)
        seconds = sum(self._recent) / len(self._recent) if self._recent else 0.0
        left = (whole - done) * seconds / self.batch_size if self._recent else None
        return Progress("training", done / whole, epoch, left, seconds)

    def images_until(self, step: int) -> int:
        """Number of images in the first ``step`` batches of an epoch."""
        return min(step * self.batch_size, self.train)
