"""Keras callback that changes a running training, and ends it by request or by rule."""

import time
from typing import Any

import keras

from cnnviz.training import checkpoint, leaving
from cnnviz.training.acts import CHECKS, Act, last
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.progress import Pace, ProgressReporter
from cnnviz.training.rates import LearningRate
from cnnviz.training.recorder import Logs, Recorder
from cnnviz.utils.retold import told
from cnnviz.utils.text import percent, plural

LOOK_SECONDS = 0.05  # between two looks for what was requested


class Steering(keras.callbacks.Callback):
    """Applies planned and requested acts, pauses, stops, and ends the training when it is due.

    It comes after the recorder among the callbacks, whose events it completes.

    Parameters
    ----------
    run : RunFolder
        Where requests are found; its settings get each act.
    config : RunConfig
        Its settings.
    reporter : ProgressReporter
        Of the run.
    recorder : Recorder
        Of the run.
    pace : Pace
        Of the training.
    rate : LearningRate
        Which the optimiser uses.
    leaves : bool
        Whether a paused training gives its slot to a run that waits for one.

    Attributes
    ----------
    reason : str or None
        None while the training continues; else why a rule ended it, "" where all epochs are done.
    """

    def __init__(
        self,
        run: RunFolder,
        config: RunConfig,
        reporter: ProgressReporter,
        recorder: Recorder,
        pace: Pace,
        rate: LearningRate,
        leaves: bool = False,
    ) -> None:
        super().__init__()
        self._run, self._config, self._reporter = run, config, reporter
        self._recorder, self._pace, self._rate, self._leaves = recorder, pace, rate, leaves
        self._events = run.events()
        self._optimiser: Any = None
        self._step = 0  # training steps done, from the beginning of the training
        self._looked = 0.0
        self.reason: str | None = None

    @property
    def goes_on(self) -> bool:
        """Whether the next epoch is to be trained."""
        return self.reason is None and not self._reporter.stopping

    @property
    def epochs_done(self) -> int:
        """Complete epochs."""
        return self._step // self._pace.steps

    def begin(self, optimiser: Any, step: int) -> None:
        """Take the training up where ``step`` steps are done; called before ``fit``."""
        self._optimiser, self._step = optimiser, step
        rate = last(self._config.acts, "rate", step, None)
        if rate is not None:
            self._rate.set(optimiser, rate)
        logged = self._events.read().acts
        if logged and logged[-1].what in ("pause", "stop"):
            self._log("resume")
        for act in self._config.acts:
            if act.step == step and not any(
                (each.what, each.value) == (act.what, act.value)
                and round(each.at * self._pace.steps) == step
                for each in logged
            ):
                self._log(act.what, act.value)
        self._take_requests()
        if step % self._pace.steps == 0:
            self._end_epoch()

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Wait where a pause was requested before the first step."""
        if self._step % self._pace.steps == 0:
            self._pause_where_requested()

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        """Apply the acts that are due after this step, and read requests."""
        self._step += 1
        for act in self._config.acts:
            if act.step == self._step:
                self._apply(act)
        now = time.monotonic()
        if now - self._looked < LOOK_SECONDS:
            return
        self._looked = now
        self._take_requests()
        self._reporter.look()
        self._leave_where_requested(logs)
        if self._reporter.stopping:
            self._stop(logs)
        elif self._run.pause_requested and self._step % self._pace.steps:
            self._save(logs)
            self._pause_where_requested()

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """End the training where that is due; wait where a pause was requested."""
        if self._reporter.stopping:
            self._stop(logs)  # the epoch lacks its validation
            return
        self._run.interrupted.unlink(missing_ok=True)
        self._take_requests()
        self._end_epoch()
        if self.goes_on:
            self._leave_where_requested()
            self._pause_where_requested()
        self.model.stop_training = not self.goes_on

    def _take_requests(self) -> None:
        """Make requested acts part of the settings, so that they are repeated, and apply them."""
        for what in CHECKS:
            value = self._run.take_request(what)
            if value is None or value == self._current(what):
                continue
            act = Act(self._step, what, value)
            self._config = self._config.acted(act)
            self._run.write_config(self._config)
            self._apply(act)

    def _apply(self, act: Act) -> None:
        if act.what == "rate":
            self._rate.set(self._optimiser, act.value)
        self._pace.epochs = self._current("epochs")
        self._log(act.what, act.value)

    def _current(self, what: str) -> Any:
        """What the settings and the acts so far say."""
        config = self._config
        own = {
            "rate": self._rate.at(self._step) if what == "rate" else None,
            "epochs": config.epochs,
            "patience": config.patience,
            "target": config.target_accuracy,
        }
        return last(config.acts, what, self._step, own[what])

    def _end_epoch(self) -> None:
        """Find out whether the training ends here; if not, a schedule at its end is prolonged."""
        self._pace.epochs = self._current("epochs")
        if not self.epochs_done:
            return
        if self.epochs_done >= self._current("epochs"):
            self.reason = ""
        elif self.epochs_done >= self._asked_for():
            self.reason = self._rule_that_ends() or None
            if self.reason:
                self._log("early-stop", detail=self.reason)
        ends = self.epochs_done == self._config.epochs and self._config.schedule != "constant"
        if self.reason is None and ends and last(self._config.acts, "rate", self._step, 0) == 0:
            # A schedule ends at 0, where nothing is learned: its last epoch began higher.
            rate = self._rate.planned(self._step - self._pace.steps)
            act = Act(self._step, "rate", rate)
            self._config = self._config.acted(act)
            self._run.write_config(self._config)
            self._apply(act)

    def _asked_for(self) -> int:
        """The epoch that one more than were done was asked for: no rule ends it earlier."""
        steps = self._pace.steps
        acts = [act for act in self._config.acts if act.what == "epochs" and act.step <= self._step]
        beyond = [int(act.value) for act in acts if (act.value - 1) * steps == act.step]
        return max(beyond, default=0)

    def _rule_that_ends(self) -> str:
        """Say which rule of early stopping is met; "" where none is."""
        epochs = self._events.read().epochs
        patience, target = self._current("patience"), self._current("target")
        if target and epochs and epochs[-1].validation_accuracy >= target:
            reached = percent(epochs[-1].validation_accuracy, 2)
            return told("the validation accuracy reached {accuracy}", accuracy=reached)
        best = min(epochs, key=lambda epoch: epoch.validation_loss, default=None)
        if patience and best and self.epochs_done - best.epoch >= patience:
            waited = plural(self.epochs_done - best.epoch, "epoch")
            return told("the validation loss had not improved for {epochs}", epochs=waited)
        return ""

    def _stop(self, logs: Logs) -> None:
        """Save what is done of this epoch once, and end the training."""
        if not self.model.stop_training:
            self._save(logs)
            self._log("stop")
        self.model.stop_training = True

    def _save(self, logs: Logs) -> None:
        """Save the training's state within an epoch."""
        steps = self._pace.steps
        epoch = (self._step - 1) // steps
        position = checkpoint.Position(
            epoch, self._step - epoch * steps, dict(logs), self._recorder.cpu_seconds()
        )
        self._recorder.flush()
        checkpoint.save(self._run.interrupted, self.model, position)

    def _leave_where_requested(self, logs: Logs | None = None) -> None:
        """Save what is done of an epoch and give the slot up, where its host is about to end."""
        if not self._leaves or self._reporter.stopping or not leaving.requested():
            return
        if logs and self._step % self._pace.steps:
            self._save(logs)
        elif logs:  # all steps of an epoch are done, which its end saves
            return
        self._reporter.leave_queued()

    def _pause_where_requested(self) -> None:
        """Wait until a requested pause ends; the training's state is saved already."""
        if not self._run.pause_requested or self._reporter.stopping:
            return
        self._log("pause")
        self._reporter.wait_while_paused(self._leaves)
        if self._reporter.stopping:
            self._log("stop")
            self.model.stop_training = True
        else:
            self._log("resume")
            self._take_requests()

    def _log(self, what: str, value: float | None = None, detail: str = "") -> None:
        self._recorder.log(self._step, what, value, detail)
