"""The training process's side of its folder: it tells how far it is, and hears requests."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from cnnviz.training.folder import RunFolder
from cnnviz.training.state import Progress, State, Status

TELL_SECONDS = 0.2  # the state is written at most so often
PAUSE_SECONDS = 0.1  # a paused run looks for requests so often
FORWARD = 1 / 3  # of a training step's work is its forward pass; the backward one costs two

Watcher = Callable[[State], None]


def unwatched(state: State) -> None:
    """Nobody looks on."""


class StoppedEarlyError(Exception):
    """A stop was requested before there was anything to keep."""


class Journal:
    """What one running training says and hears.

    Parameters
    ----------
    run : the run's folder
    watch : called with every state that is told

    Attributes
    ----------
    paused_seconds : how long it was paused until now, all pauses together
    """

    def __init__(self, run: RunFolder, watch: Watcher = unwatched) -> None:
        self._run, self._watch = run, watch
        self._told = 0.0
        self.paused_seconds = 0.0
        self._state = State("running", progress=Progress("starting"))
        self._tell()

    @property
    def stopping(self) -> bool:
        """Whether a stop was requested and heard."""
        return self._state.status == "stopping"

    def progress(self, progress: Progress) -> None:
        """Tell how far it is, not too often; hear requests; return when it is not paused."""
        is_new = progress.doing != self._state.progress.doing
        self._state = replace(self._state, progress=progress)
        self._hear()
        self._wait_while_paused()
        if is_new or time.monotonic() - self._told >= TELL_SECONDS:
            self._tell()

    def reading(self, fraction: float, text: str) -> None:
        """Tell how far the reading of the data is.

        Raises
        ------
        StoppedEarlyError
            If a stop was requested.
        """
        self.progress(Progress(text))
        if self.stopping:
            raise StoppedEarlyError

    def testing(self, fraction: float) -> None:
        """Tell how far the test is."""
        self.progress(replace(self._state.progress, doing="testing", seconds_left=None))

    def end(self, status: Status, reason: str = "") -> State:
        """Tell that it is over, and why."""
        fraction = 1.0 if status == "done" else self._state.progress.fraction
        progress = replace(self._state.progress, doing="", fraction=fraction, seconds_left=None)
        self._state = replace(self._state, status=status, reason=reason, progress=progress)
        self._tell()
        return self._state

    def _wait_while_paused(self) -> None:
        began = time.monotonic()
        while self._state.status == "paused":
            time.sleep(PAUSE_SECONDS)
            self._hear()
        self.paused_seconds += time.monotonic() - began

    def _hear(self) -> None:
        if self._run.stop_requested:
            wanted: Status = "stopping"
        else:
            wanted = "paused" if self._run.pause_requested else "running"
        if wanted != self._state.status:
            self._state = replace(self._state, status=wanted)
            self._tell()

    def _tell(self) -> None:
        self._told = time.monotonic()
        self._state = replace(self._state, updated=time.time())
        self._run.write_state(self._state)
        self._watch(self._state)


@dataclass
class Pace:
    """How much work a training is and how long the rest will take, from what steps took so far.

    Parameters
    ----------
    train, validation, test : number of images
    epochs, batch_size : as configured
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
        """Batches an epoch; the last may be smaller."""
        return -(-self.train // self.batch_size)

    def step_took(self, seconds: float) -> None:
        """Note a step; the first one is left out, because it also compiles the network."""
        if self._started:
            self._recent.append(seconds)
        self._started = True

    def progress(self, epoch: int, step: int) -> Progress:
        """How far the training is after ``step`` batches of ``epoch``, both from 1."""
        an_epoch = self.train + FORWARD * self.validation
        whole = self.epochs * an_epoch + FORWARD * self.test
        done = (epoch - 1) * an_epoch + self.images_until(step)
        seconds = sum(self._recent) / len(self._recent) if self._recent else 0.0
        left = (whole - done) * seconds / self.batch_size if self._recent else None
        return Progress("training", done / whole, epoch, left, seconds)

    def images_until(self, step: int) -> int:
        """Training images of an epoch that its first ``step`` batches hold."""
        return min(step * self.batch_size, self.train)
