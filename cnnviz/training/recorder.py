"""Keras callback that records a training and stops it between two batches."""

import time
from math import isfinite

import keras
import numpy as np

from cnnviz.training import checkpoint
from cnnviz.training.events import BatchEvent, EpochEvent
from cnnviz.training.folder import RunFolder
from cnnviz.training.losses import CROSS_ENTROPY
from cnnviz.training.progress import Pace, ProgressReporter
from cnnviz.utils.errors import InputError

Logs = dict[str, float]
MAX_CHECKPOINT_BYTES = 500_000_000  # of all checkpoints of a run
EVENTS_PER_RUN = 500  # approximate; the interval grows with the time so far
EVENT_SECONDS = 0.2


class Recorder(keras.callbacks.Callback):
    """Writes events and checkpoints, reports progress, and obeys requests to stop.

    Parameters
    ----------
    run : RunFolder
        Where it writes.
    reporter : ProgressReporter
        Of the run.
    pace : Pace
        Of the training.
    seconds : float
        How long the run had trained before, where it continues from a checkpoint.
    """

    def __init__(
        self, run: RunFolder, reporter: ProgressReporter, pace: Pace, seconds: float = 0.0
    ) -> None:
        super().__init__()
        self._run, self._reporter, self._pace = run, reporter, pace
        self._before = seconds
        self._window = _Window()
        self._began = self._epoch_began = self._step_began = self._event_at = 0.0
        self._epoch = 0
        self._cpu_before: float | None = 0.0  # None: of epochs that an older version trained
        self._cpu_began = 0.0

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Start the clocks."""
        self._began = self._now() - self._before
        history = self._run.history()
        self._cpu_before = history.cpu_seconds if history.epochs else 0.0
        self._cpu_began = time.process_time()

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Start an epoch's clock."""
        self._epoch, self._epoch_began = epoch + 1, self._now()

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Start a step's clock."""
        self._step_began = time.monotonic()

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        """Record the step, and stop where that was requested.

        Raises
        ------
        InputError
            If the loss is not finite.
        """
        step = batch + 1
        if not isfinite(logs["loss"]):
            raise InputError(
                f"the loss became {logs['loss']} in epoch {self._epoch}, step {step}; "
                "a smaller learning rate usually helps"
            )
        self._pace.step_took(time.monotonic() - self._step_began)
        self._reporter.report(self._pace.progress(self._epoch, step))
        self._window.add(self._pace.images_until(step), shown_loss(logs), logs["accuracy"])
        if self._is_due():
            self._record(step)
        self.model.stop_training = self._reporter.stopping

    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Report progress; a stopped run skips the rest of its validation."""
        self._reporter.report(self._pace.progress(self._epoch, self._pace.steps))
        self.model.stop_evaluating = self._reporter.stopping

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Record the epoch and save the state of the training."""
        self._window.end_epoch()
        if self._reporter.stopping:
            self.model.stop_training = True
            return
        now = self._now()
        self._run.append(
            EpochEvent(
                self._epoch,
                shown_loss(logs),
                logs["accuracy"],
                shown_loss(logs, "val_"),
                logs["val_accuracy"],
                seconds=now - self._epoch_began,
                time=now - self._began,
                cpu_seconds=self._cpu_seconds(),
            )
        )
        self._save()

    def _save(self) -> None:
        """Save a checkpoint; of earlier ones only those stay that the disk has room for."""
        path = self._run.checkpoint(self._epoch)
        path.parent.mkdir(exist_ok=True)
        checkpoint.save(path, self.model)
        kept = checkpoint_epochs(self._pace.epochs, path.stat().st_size)
        for epoch in self._run.checkpoints():
            if epoch < self._epoch and epoch not in kept:
                self._run.checkpoint(epoch).unlink(missing_ok=True)

    def _now(self) -> float:
        """Time on a clock that stands still while the run is paused."""
        return time.monotonic() - self._reporter.paused_seconds

    def _cpu_seconds(self) -> float:
        """CPU time of the training, of all threads; 0 where that of earlier epochs is unknown."""
        if self._cpu_before is None:
            return 0.0
        return self._cpu_before + time.process_time() - self._cpu_began

    def _is_due(self) -> bool:
        """Whether the next point of the curves is due: 5 per second, fewer in a long run."""
        now = self._now()
        pause = max(EVENT_SECONDS, (now - self._began) / EVENTS_PER_RUN)
        return now - self._event_at >= pause

    def _record(self, step: int) -> None:
        self._event_at = self._now()
        loss, accuracy = self._window.means()
        elapsed = self._event_at - self._began
        self._run.append(BatchEvent(self._epoch, step, self._pace.steps, loss, accuracy, elapsed))


class _Window:
    """Means since the last event, from Keras's running means since the epoch began.

    A window continues into the next epoch: if it were cut at the end of the epoch, it would hold
    few images, and the curves would show a spike.
    """

    def __init__(self) -> None:
        self._totals = np.zeros(3)  # images, and sums of loss and accuracy over them, this epoch
        self._seen = np.zeros(3)  # the part of these that was recorded

    def add(self, images: int, loss: float, accuracy: float) -> None:
        """Record the means over the first ``images`` images of this epoch."""
        self._totals = images * np.array([1.0, loss, accuracy])

    def end_epoch(self) -> None:
        """Carry what is not yet recorded over to the next epoch's first window."""
        self._seen = self._seen - self._totals
        self._totals = np.zeros(3)

    def means(self) -> tuple[float, float]:
        """Return the mean loss and accuracy since the last call."""
        images, loss, accuracy = self._totals - self._seen
        self._seen = self._totals
        return max(loss / images, 0.0), min(max(accuracy / images, 0.0), 1.0)


def shown_loss(logs: Logs, split: str = "") -> float:
    """Return the plain cross-entropy: the loss, or a metric beside it; "val_" is of validation."""
    return logs.get(f"{split}{CROSS_ENTROPY}", logs[f"{split}loss"])


def checkpoint_epochs(epochs: int, size: int) -> range:
    """Return the epochs whose checkpoints stay: all, or every n-th where they are large.

    Parameters
    ----------
    epochs : int
        Of the whole training.
    size : int
        Bytes of a checkpoint.
    """
    most = max(1, MAX_CHECKPOINT_BYTES // max(size, 1))
    every = -(-epochs // most)
    return range(epochs % every or every, epochs + 1, every)
