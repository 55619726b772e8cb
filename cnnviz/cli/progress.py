"""Progress of a command on standard error, and what Ctrl-C does."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from cnnviz.engine import devices
from cnnviz.training.events import EpochEvent
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import State
from cnnviz.utils.text import duration, percent

CLEAR_LINE = "\r\033[K"
BAR = 24  # characters


class Progress:
    """Called with every state of a run: one line per epoch, and a progress bar on a terminal."""

    def __init__(self, run: RunFolder) -> None:
        self._events, self._epochs = run.events(), run.config().total_epochs
        self._written = 0

    def __call__(self, state: State) -> None:
        """Show the progress of the run."""
        for epoch in self._events.read().epochs[self._written :]:
            _line(self._of_epoch(epoch))
            self._written += 1
        _update(self._of_state(state) if state.active else "")

    def _of_epoch(self, epoch: EpochEvent) -> str:
        width = len(str(self._epochs))
        return (
            f"epoch {epoch.epoch:{width}} of {self._epochs}  {duration(epoch.seconds):>6}  "
            f"loss {epoch.loss:.4f}  accuracy {epoch.accuracy:.4f}  "
            f"validation loss {epoch.validation_loss:.4f}  "
            f"accuracy {epoch.validation_accuracy:.4f}"
        )

    def _of_state(self, state: State) -> str:
        progress = state.progress
        if progress.seconds_left is None:
            return f"{progress.doing} …"
        done = round(BAR * progress.fraction)
        bar = "█" * done + "░" * (BAR - done)
        verb = "stopping" if state.status == "stopping" else progress.doing
        epoch = f"epoch {progress.epoch} of {self._epochs}"
        left = f"{duration(progress.seconds_left)} left"
        return f"{bar} {percent(progress.fraction, 0):>5}  {verb}, {epoch}, {left}"


def reading(fraction: float, text: str) -> None:
    """Show the progress of reading a data set."""
    _update("" if fraction == 1 else f"{text} …")


def evaluating(fraction: float) -> None:
    """Show the progress of an evaluation."""
    _update(f"evaluating, {percent(fraction, 0)} …")


def inspecting(done: int, total: int) -> None:
    """Show the progress of classifying images."""
    _update("" if done == total else f"{done:,} of {total:,} images …")


def _line(text: str) -> None:
    print(CLEAR_LINE * sys.stderr.isatty() + text, file=sys.stderr, flush=True)


def _update(text: str) -> None:
    """Replace the progress bar; write nothing where there is no terminal."""
    if sys.stderr.isatty():
        print(CLEAR_LINE + text, end="", file=sys.stderr, flush=True)


@contextmanager
def stopping_at_interrupt(run: RunFolder) -> Iterator[None]:
    """At the first Ctrl-C, stop the run and keep its model; at the second, leave at once."""

    def ask(signum: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        run.request("stop")
        _line("stopping after this step; press Ctrl-C again to leave at once")

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def import_keras() -> None:
    """Import TensorFlow without the messages that none of its settings turns off.

    Raises
    ------
    InputError
        As ``devices.gpus_allowed``.
    """
    if not devices.gpus_allowed(os.environ):
        os.environ.update(devices.ON_CPU)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        import keras  # noqa: F401
        import tensorflow as tf

        tf.config.list_physical_devices()  # prints again when it looks for devices
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
