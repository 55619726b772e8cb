"""Keras callback that records a training."""

import time
from math import ceil, inf, isfinite, isnan

import keras
import numpy as np

from cnnviz.training import checkpoint
from cnnviz.training.checkpoint import Position
from cnnviz.training.events import ActEvent, BatchEvent, EpochEvent
from cnnviz.training.folder import RunFolder
from cnnviz.training.losses import CROSS_ENTROPY
from cnnviz.training.progress import Pace, ProgressReporter
from cnnviz.training.rates import LearningRate
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _

Logs = dict[str, float]
MAX_CHECKPOINT_BYTES = 500_000_000  # of all checkpoints of a run
EVENTS_PER_RUN = 500  # at least, where there are as many steps; at most about twice as many
EVENT_SECONDS = 0.2


class Recorder(keras.callbacks.Callback):
    """Writes events and checkpoints, and reports progress.

    Parameters
    ----------
    run : RunFolder
        Where it writes.
    reporter : ProgressReporter
        Of the run.
    pace : Pace
        Of the training.
    rate : LearningRate
        Which the optimiser uses.
    position : Position, optional
        Where within an epoch it was interrupted.
    """

    def __init__(
        self,
        run: RunFolder,
        reporter: ProgressReporter,
        pace: Pace,
        rate: LearningRate,
        position: Position | None = None,
    ) -> None:
        super().__init__()
        self._run, self._reporter, self._pace, self._rate = run, reporter, pace, rate
        self._position = position
        self._window = _Window()
        history = run.history()
        self._before = history.seconds
        self._epochs_before = history.epochs[-1].time if history.epochs else 0.0
        self._cpu_before: float | None = history.cpu_seconds if history.epochs else 0.0
        if position:
            self._cpu_before = position.cpu_seconds or None
        self._began = self._now() - self._before
        self._epoch_began = self._step_began = self._event_at = self._cpu_began = 0.0
        self._epoch = self._step = 0
        self._started = False

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Start the clocks; ``fit`` is called twice where an epoch is completed first."""
        if not self._started:
            self._started = True
            self._began = self._now() - self._before
            self._cpu_began = time.process_time()

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Start an epoch's clock, or take an interrupted epoch up."""
        self._epoch, self._step, self._epoch_began = epoch + 1, 0, self._now()
        if self._position:
            self._step, self._epoch_began = self._position.step, self._began + self._epochs_before
            self._add(self._position.logs)
            self._window.means()  # which are recorded already
            checkpoint.restore_metrics(self._run.interrupted, self.model)
            self._position = None

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Start a step's clock."""
        self._step_began = time.monotonic()

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        """Record the step.

        Raises
        ------
        InputError
            If the loss is not finite.
        """
        self._step += 1
        if not isfinite(logs["loss"]):
            raise InputError(
                "the loss became {loss} in epoch {epoch}, step {step}, with the learning rate "
                "{rate:g}; {advice}",
                loss=_named(logs["loss"]),
                epoch=self._epoch,
                step=self._step,
                rate=self._last_rate(),
                advice=self._advice(),
            )
        self._pace.step_took(time.monotonic() - self._step_began)
        self._reporter.report(self._pace.progress(self._epoch, self._step))
        self._add(logs)
        if self._is_due():
            self.flush()

    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Report progress; a stopped run skips the rest of its validation."""
        self._reporter.report(self._pace.progress(self._epoch, self._pace.steps))
        self._reporter.look()
        self.model.stop_evaluating = self._reporter.stopping

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """Record the epoch and save the state of the training."""
        self._window.end_epoch()
        if self._reporter.stopping:
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
                cpu_seconds=self.cpu_seconds(),
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

    def cpu_seconds(self) -> float:
        """CPU time of the training, of all threads; 0 where that of earlier epochs is unknown."""
        if self._cpu_before is None:
            return 0.0
        return self._cpu_before + time.process_time() - self._cpu_began

    def _is_due(self) -> bool:
        """Whether a point of the curves is due: after so many steps, sooner where they are slow."""
        done = (self._epoch - 1) * self._pace.steps + self._step
        if done % ceil(self._pace.steps * self._pace.epochs / EVENTS_PER_RUN) == 0:
            return True
        now = self._now()
        pause = max(EVENT_SECONDS, (now - self._began) / EVENTS_PER_RUN)
        return now - self._event_at >= pause

    def flush(self) -> None:
        """Record the means since the last event, if there are any images."""
        if not self._window.images:
            return
        self._event_at = self._now()
        loss, accuracy = self._window.means()
        self._run.append(
            BatchEvent(
                self._epoch,
                self._step,
                self._pace.steps,
                loss,
                accuracy,
                self._event_at - self._began,
                self._last_rate(),
            )
        )

    def log(self, step: int, what: str, value: float | None = None, detail: str = "") -> None:
        """Record an act after ``step`` steps, counted from the beginning of the training."""
        if what == "resume":  # the curves continue at once: in a long run points are seconds apart
            self._event_at = -inf
        epoch, step = divmod(step, self._pace.steps)
        if epoch and not step:
            epoch, step = epoch - 1, self._pace.steps
        elapsed = self._now() - self._began
        self._run.append(ActEvent(epoch + 1, step, self._pace.steps, elapsed, what, value, detail))

    def _add(self, logs: Logs) -> None:
        images = self._pace.images_until(self._step)
        self._window.add(images, shown_loss(logs), logs["accuracy"])

    def _last_rate(self) -> float:
        return self._rate.at((self._epoch - 1) * self._pace.steps + self._step - 1)

    def _advice(self) -> str:
        """What to try where the loss is no number any more."""
        rate, saved = self._last_rate() / 10, self._run.checkpoints()
        if saved:
            return _(
                "try a learning rate of {rate:g}: branch from epoch {epoch}, or train again",
                rate=rate,
                epoch=saved[-1],
            )
        return _("try a learning rate of {rate:g}", rate=rate)


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

    @property
    def images(self) -> float:
        """Images since the last event."""
        return float((self._totals - self._seen)[0])

    def means(self) -> tuple[float, float]:
        """Return the mean loss and accuracy since the last call."""
        images, loss, accuracy = self._totals - self._seen
        self._seen = self._totals
        return max(loss / images, 0.0), min(max(accuracy / images, 0.0), 1.0)


def _named(loss: float) -> str:
    return _("NaN, not a number,") if isnan(loss) else _("infinite")


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
