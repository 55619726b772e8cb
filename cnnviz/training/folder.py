"""A run's folder: the only record of a training, written by its process and read by pages.

::

    config.json           RunConfig
    state.json            State; replaced atomically
    events.jsonl          one event per line; only appended to
    epochs/NN.npz         the state of the training after an epoch; see ``checkpoint.py``
    epochs/NN.record.npz  what is shown of an epoch; see ``epoch_files.py``
    model.keras           the trained model
    evaluation.json       Evaluation on the test images
    interrupted.npz       the state in the middle of an epoch, where it was paused or stopped there
    answers.npz           Answers to the test images
    model.json, .npz      the model's card, and the detector that its threshold belongs to
    visitor.json          whose it is, where visitors are told apart; see ``belongings.py``
    stop, pause           empty files that ask the process to stop or to pause
    wanted-*              a number each that the process is asked to change: a learning rate, ...
"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from cnnviz.classroom import belongings, visitor
from cnnviz.evaluation.metrics import Evaluation
from cnnviz.models.card import ModelCard, read_card
from cnnviz.training.acts import CHECKS
from cnnviz.training.config import RunConfig
from cnnviz.training.epoch_files import EpochFiles, numbered
from cnnviz.training.events import Event, EventReader, History, to_line
from cnnviz.training.state import TAKES_UP, State
from cnnviz.utils import paths
from cnnviz.utils.atomic import exclusive, replacing
from cnnviz.utils.errors import InputError, NewerVersionError, is_disk_full, reason
from cnnviz.utils.language import N_, _

MOST_READ = 256  # settings that are kept
MOST_FOLLOWED = 32  # runs whose events are kept
MAX_ID_LENGTH = 255  # characters of a file name
# Settings that run folders of every version name; a default in their place would be a guess.
ESSENTIAL = {"dataset", "architecture", "epochs", "batch_size", "learning_rate", "seed"}
NEVER_STARTED = N_("it had not started")
READ_ONLY = N_("its folder is read-only: the server may not write there")


@dataclass(frozen=True)
class RunFolder:
    """One run's folder; every method reads or writes files."""

    path: Path

    @classmethod
    def create(cls, config: RunConfig, path: Path | None = None) -> "RunFolder":
        """Make the folder of a new run, queued by this process.

        Parameters
        ----------
        config : RunConfig
            The settings.
        path : Path, optional
            By default a new id in ``$CNNVIZ_HOME/runs``.

        Raises
        ------
        InputError
            If the folder exists and is not empty, or cannot be made.
        """
        run, made = cls(path or paths.runs() / config.new_run_id()), False
        try:
            while path is None and run.path.exists():  # of another visitor, in the same second
                run = cls(paths.runs() / config.new_run_id())
            run.path.mkdir(parents=True, exist_ok=True)
            if any(run.path.iterdir()):
                raise InputError(
                    "a run needs an empty or new folder, got {folder} with files",
                    folder=run.path,
                )
            made = True
            belongings.claim(run.path)  # first: until it has a state it is no run yet
            run.write_config(config)
            run.write_state(State("queued"))
        except OSError as error:
            if made:
                run._remove()
            raise InputError(
                "{run} cannot be a run's folder: {reason}",
                run=run.id,
                reason=reason(error),
            ) from error
        return run

    def _remove(self) -> None:
        """Delete what ``create`` has written before the disk was full."""
        with suppress(OSError):
            for name in (belongings.FILE, "config.json", "state.json"):
                (self.path / name).unlink(missing_ok=True)
            self.path.rmdir()

    @property
    def id(self) -> str:
        """The run's name."""
        return self.path.name

    @property
    def model(self) -> Path:
        """Path of the trained model; it exists once training has ended."""
        return self.path / "model.keras"

    @property
    def interrupted(self) -> Path:
        """Path of the training's state where it was paused or stopped within an epoch."""
        return self.path / "interrupted.npz"

    @property
    def answers(self) -> Path:
        """Path of the answers to the test images; runs of older versions have none."""
        return self.path / "answers.npz"

    @property
    def is_run(self) -> bool:
        """Whether this folder holds a run."""
        with suppress(OSError):  # it may not be looked into
            return all((self.path / name).is_file() for name in ("config.json", "state.json"))
        return False

    def config(self) -> RunConfig:
        """Read the settings; InputError if they are damaged or of another version."""
        text = self._read("config.json")
        try:
            return _config(text)
        except InputError as error:
            raise self._damaged("config.json", error) from None

    def write_config(self, config: RunConfig) -> None:
        """Write the settings."""
        self._replace("config.json", config.to_json() + "\n")

    def state(self) -> State:
        """Return the current state; a run whose process has died counts as failed.

        In a server that takes it up it counts as queued, unless its folder has become read-only.
        """
        state = self.written_state()
        if state.status == "queued" and self.stop_requested:
            return replace(state, status="stopped", reason=NEVER_STARTED)
        taken_up = TAKES_UP.is_set() and not self.stop_requested
        if taken_up and not os.access(self.path, os.W_OK) and state.is_orphan:
            return replace(state, status="failed", reason=READ_ONLY)
        return state.as_seen_now(taken_up)

    def written_state(self) -> State:
        """Return the state that was written last, whether or not its process is alive.

        Raises
        ------
        InputError
            If it cannot be read.
        """
        text = self._read("state.json")
        try:
            return State.from_json(json.loads(text))
        except (ValueError, RecursionError) as error:  # InputError is a ValueError
            raise self._damaged("state.json", error) from None

    def has_ended(self) -> bool:
        """Whether the run has ended or cannot be read; a final state is parsed only once."""
        file = self.path / "state.json"
        try:
            return _is_final(file, file.stat().st_mtime_ns) or not self.state().active
        except (OSError, InputError):
            return True

    @property
    def is_final(self) -> bool:
        """Whether the state that was written last is final, or there is none that can be read."""
        file = self.path / "state.json"
        try:
            return _is_final(file, file.stat().st_mtime_ns)
        except (OSError, InputError):
            return True

    @property
    def is_waiting(self) -> bool:
        """Whether it is queued, and no stop was requested."""
        with suppress(InputError):
            return self.written_state().status == "queued" and not self.stop_requested
        return False

    def write_state(self, state: State) -> None:
        """Replace the state file atomically; on a full disk, write over the one that is there."""
        text = json.dumps(state.to_json()) + "\n"
        try:
            self._replace("state.json", text)
        except OSError as error:
            present = self.path / "state.json"
            if not is_disk_full(error) or not present.exists():
                raise
            with present.open("r+", encoding="utf-8") as file:
                file.write(text)
                file.truncate()

    def append(self, event: Event) -> None:
        """Append an event."""
        with (self.path / "events.jsonl").open("a", encoding="utf-8") as file:
            file.write(to_line(event))

    def events(self) -> EventReader:
        """Return the reader of the run's events that all in this process share."""
        return _events(self.path / "events.jsonl")

    def history(self) -> History:
        """Read all events so far."""
        return self.events().read()

    def evaluation(self) -> Evaluation | None:
        """Read the evaluation on the test images; None before there is one.

        Raises
        ------
        InputError
            If it cannot be read.
        """
        if not (self.path / "evaluation.json").exists():
            return None
        text = self._read("evaluation.json")
        try:
            return Evaluation.from_json(text)
        except InputError as error:
            raise self._damaged("evaluation.json", error) from None

    def write_evaluation(self, evaluation: Evaluation) -> None:
        """Write the evaluation on the test images."""
        self._replace("evaluation.json", evaluation.to_json() + "\n")

    def card(self) -> ModelCard | None:
        """Read the model's card; None where it has none, as in older versions, or a damaged one."""
        with suppress(InputError):
            return read_card(self.model.with_suffix(".json"))
        return None

    def checkpoint(self, epoch: int) -> Path:
        """Return the path of the training's state after an epoch, counted from 1."""
        return self.path / "epochs" / f"{epoch:02d}.npz"

    def checkpoints(self) -> list[int]:
        """Return the epochs whose state was saved, in order."""
        return numbered(self.path / "epochs", ".npz")

    @property
    def records(self) -> EpochFiles:
        """The records of its epochs."""
        return EpochFiles(self.path)

    def rewind(self, at: float) -> History:
        """Drop later events and records, for a training that continues from an earlier point.

        Parameters
        ----------
        at : float
            Epochs that are done, with the fraction of the current one; 0 drops all batches.

        Returns
        -------
        History
            What is left.
        """
        self.records.drop_after(at)
        history = self.history().until(at)
        lines = "".join(to_line(event) for event in history.events)
        if lines or (self.path / "events.jsonl").exists():
            self._replace("events.jsonl", lines)
        return history

    def request(self, what: str, wanted: bool = True) -> None:
        """Ask the run's process to "stop" or to "pause", or withdraw the request.

        Raises
        ------
        InputError
            If the request cannot be written, or the run is another visitor's.
        """
        belongings.require_own(self.path, _("run {run}", run=self.id))
        file = self.path / what
        try:
            if wanted:
                file.touch()
            else:
                file.unlink(missing_ok=True)
        except OSError as error:
            raise InputError(
                "run {run} cannot be changed: {reason}",
                run=self.id,
                reason=reason(error),
            ) from None

    def request_rate(self, value: float) -> None:
        """Ask the run to train with another learning rate from its next step on."""
        self.request_act("rate", value)

    def request_act(self, what: str, value: float) -> None:
        """Ask the run for one of the acts of ``acts.CHECKS``, at its next step.

        Of several requests that its process has not read yet, the last one counts.

        Raises
        ------
        InputError
            If the value is out of range, the request cannot be written, or the run is another
            visitor's.
        """
        belongings.require_own(self.path, _("run {run}", run=self.id))
        CHECKS[what](value)
        try:
            self._replace(f"wanted-{what}", json.dumps(value))
        except OSError as error:
            raise InputError(
                "run {run} cannot be changed: {reason}",
                run=self.id,
                reason=reason(error),
            ) from None

    def take_request(self, what: str) -> Any:
        """Return the value that was requested, and forget it; None where there is none."""
        file = self.path / f"wanted-{what}"
        taken = file.with_name(f".{file.name}")  # a request that comes meanwhile is not lost
        with suppress(OSError, ValueError):  # an InputError is a ValueError
            file.rename(taken)
            value = json.loads(taken.read_text("utf-8"))
            taken.unlink()
            CHECKS[what](value)
            return value
        return None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep the run's process and other pages from changing its state meanwhile.

        Raises
        ------
        InputError
            If the folder is gone, or may not be written to.
        """
        with ExitStack() as stack:
            try:
                stack.enter_context(exclusive(self.path / ".lock"))
            except OSError as error:
                raise InputError(
                    "run {run} cannot be changed: {reason}",
                    run=self.id,
                    reason=reason(error),
                ) from None
            yield

    @property
    def stop_requested(self) -> bool:
        """Whether a stop was requested."""
        return (self.path / "stop").exists()

    @property
    def pause_requested(self) -> bool:
        """Whether a pause was requested."""
        return (self.path / "pause").exists()

    def _read(self, name: str) -> str:
        try:
            return (self.path / name).read_text("utf-8")
        except FileNotFoundError:
            raise InputError(
                "there is no run {run}: its {name} is missing", run=self.id, name=name
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise self._damaged(name, error) from None

    def _damaged(self, name: str, error: Exception) -> InputError:
        """Say which file of which run is damaged, and how where a rule of ours tells."""
        if isinstance(error, NewerVersionError):
            return InputError(
                "run {run} cannot be read: it seems to be one of a newer version of cnnviz, for "
                "in this one {error}; see its {name}",
                run=self.id,
                error=error,
                name=name,
            )
        if not isinstance(error, InputError):
            return InputError(
                "run {run} cannot be read: its {name} is damaged", run=self.id, name=name
            )
        return InputError(
            "run {run} cannot be read: its {name} is damaged: {error}",
            run=self.id,
            name=name,
            error=error,
        )

    def _replace(self, name: str, text: str) -> None:
        with replacing(self.path / name) as part:
            part.write_text(text, "utf-8")


@lru_cache(maxsize=10_000)
def _is_final(file: Path, modified: int) -> bool:
    """Whether the state is final; ``modified`` (ns) is part of the cache's key."""
    return not RunFolder(file.parent).written_state().active


@lru_cache(maxsize=MOST_READ)
def _config(text: str) -> RunConfig:
    """Parse settings once for all who look at a run: a page asks for them five times."""
    config = RunConfig.from_json(text)
    if absent := ESSENTIAL - json.loads(text).keys():
        raise InputError("settings must include {settings}", settings=", ".join(sorted(absent)))
    return config


@lru_cache(maxsize=MOST_FOLLOWED)
def _events(path: Path) -> EventReader:
    return EventReader(path)


def find(run_id: str) -> RunFolder:
    """Find a run by its id.

    Raises
    ------
    InputError
        If there is no such run, or none that the current visitor may see: the two are not told
        apart.
    """
    run = RunFolder(paths.runs() / run_id)
    named = len(run_id) <= MAX_ID_LENGTH and re.fullmatch(r"[\w-]+(\.[\w-]+)*", run_id, re.ASCII)
    if not named or not run.is_run or not belongings.is_visible(run.path):
        raise InputError("there is no run {run!r} here", run=run_id[:80])
    return run


def newest() -> Iterator[RunFolder]:
    """Yield the runs that the current visitor may see, the newest first."""
    who = visitor.current()
    yield from (run for run in every() if who.teacher or belongings.of(run.path).shows(who))


def every() -> Iterator[RunFolder]:
    """Yield the runs of all visitors, the newest first: for the queue, never to be shown."""
    with suppress(OSError):  # there is none yet, or it cannot be read
        folders = sorted(paths.runs().iterdir(), key=lambda path: path.name, reverse=True)
        yield from (run for run in map(RunFolder, folders) if run.is_run)
