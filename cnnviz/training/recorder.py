"""Keras callbacks: write down what a training does, and stop it between two batches."""

import time
from math import isfinite

import keras
import numpy as np

from cnnviz.training.events import BatchEvent, EpochEvent
from cnnviz.training.folder import RunFolder
from cnnviz.training.progress import Journal, Pace
from cnnviz.utils.errors import InputError

Logs = dict[str, float]
MAX_CHECKPOINT_BYTES = 500_000_000  # a run's checkpoints together
EVENTS_A_RUN = 500  # about so many at first; later ones come as a share of the time so far
EVENT_SECONDS = 0.2


class Recorder(keras.callbacks.Callback):
    """Writes events and checkpoints, tells the journal how far it is, and obeys it."""

    def __init__(self, run: RunFolder, journal: Journal, pace: Pace) -> None:
        super().__init__()
        self._run, self._journal, self._pace = run, journal, pace
        self._window = _Window()
        self._began = self._epoch_began = self._step_began = self._event_at = 0.0
        self._epoch = 0

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Start the clock."""
        self._began = self._now()
        # Without its optimiser, whose two averages a weight would make a checkpoint three times
        # as large.
        self._bare = keras.Model(self.model.inputs, self.model.outputs)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Start an epoch's clock."""
        self._epoch, self._epoch_began = epoch + 1, self._now()

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Start a step's clock."""
        self._step_began = time.monotonic()

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        """Record the step, hear requests, and leave where there is nothing to gain.

        Raises
        ------
        InputError
            If the loss is no number any more.
        """
        step = batch + 1
        if not isfinite(logs["loss"]):
            raise InputError(
                f"the loss became {logs['loss']} in epoch {self._epoch}, step {step}; "
                "a smaller learning rate usually helps"
            )
        self._pace.step_took(time.monotonic() - self._step_began)
        self._journal.progress(self._pace.progress(self._epoch, step))
        self._window.add(self._pace.images_until(step), logs)
        if self._is_due():
            self._record(step)
        self.model.stop_training = self._journal.stopping

    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Hear requests; a stopped run needs no validation."""
        self._journal.progress(self._pace.progress(self._epoch, self._pace.steps))
        self.model.stop_evaluating = self._journal.stopping

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Record a whole epoch, and keep its weights."""
        self._window.end_epoch()
        if self._journal.stopping:
            self.model.stop_training = True
            return
        now = self._now()
        self._run.append(
            EpochEvent(
                self._epoch,
                logs["loss"],
                logs["accuracy"],
                logs["val_loss"],
                logs["val_accuracy"],
                seconds=now - self._epoch_began,
                time=now - self._began,
            )
        )
        if self._epoch in checkpoint_epochs(self._pace.epochs, 4 * self.model.count_params()):
            path = self._run.checkpoint(self._epoch)
            path.parent.mkdir(exist_ok=True)
            self._bare.save_weights(path)

    def _now(self) -> float:
        """A clock that stands still while the run is paused."""
        return time.monotonic() - self._journal.paused_seconds

    def _is_due(self) -> bool:
        """Whether the curves want a point: some 5 a second, fewer the longer a run takes."""
        now = self._now()
        pause = max(EVENT_SECONDS, (now - self._began) / EVENTS_A_RUN)
        return now - self._event_at >= pause

    def _record(self, step: int) -> None:
        self._event_at = self._now()
        loss, accuracy = self._window.means()
        elapsed = self._event_at - self._began
        self._run.append(BatchEvent(self._epoch, step, self._pace.steps, loss, accuracy, elapsed))


class _Window:
    """Means since the last look, from Keras's running means since the epoch began.

    A window goes on into the next epoch: one cut off at its end would hold few images, and the
    curves would show their scatter as a spike.
    """

    def __init__(self) -> None:
        self._totals = np.zeros(3)  # images, and sums of loss and accuracy over them, this epoch
        self._seen = np.zeros(3)  # the part of these that was looked at

    def add(self, images: int, logs: Logs) -> None:
        """Take Keras's means over the first ``images`` images of this epoch."""
        self._totals = images * np.array([1.0, logs["loss"], logs["accuracy"]])

    def end_epoch(self) -> None:
        """Keep what was not looked at for the next epoch's first window."""
        self._seen = self._seen - self._totals
        self._totals = np.zeros(3)

    def means(self) -> tuple[float, float]:
        """Loss and accuracy of the images since the last look."""
        images, loss, accuracy = self._totals - self._seen
        self._seen = self._totals
        return max(loss / images, 0.0), min(max(accuracy / images, 0.0), 1.0)


def checkpoint_epochs(epochs: int, model_bytes: int) -> range:
    """After which epochs the weights are kept: all, or every n-th where the disk would fill."""
    most = max(1, MAX_CHECKPOINT_BYTES // max(model_bytes, 1))
    every = -(-epochs // most)
    return range(epochs % every or every, epochs + 1, every)
