"""The events of a training, one line of JSON each in ``events.jsonl``."""

import json
import os
import threading
from dataclasses import asdict, dataclass, replace
from math import isfinite
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class BatchEvent:
    """The state of the training after a batch.

    Attributes
    ----------
    epoch : int
        The current epoch, from 1.
    step, steps : int
        Batches done in this epoch, and batches in an epoch.
    loss, accuracy : float
        Means over the training images since the previous event.
    time : float
        Seconds since training began.
    rate : float or None
        The learning rate of this batch; None in files of earlier versions.
    """

    epoch: int
    step: int
    steps: int
    loss: float
    accuracy: float
    time: float
    rate: float | None = None

    @property
    def at(self) -> float:
        """Epochs done, with the fraction of the current one: 1.5 is halfway through the second."""
        return self.epoch - 1 + self.step / self.steps


@dataclass(frozen=True)
class EpochEvent:
    """A complete epoch.

    Attributes
    ----------
    epoch : int
        From 1.
    loss, accuracy : float
        Means over the epoch's training images, each measured when its batch was trained.
    validation_loss, validation_accuracy : float
        Means over all validation images after the epoch.
    seconds : float
        Duration, validation included.
    time : float
        Seconds since training began.
    cpu_seconds : float
        CPU time since training began, of all threads; 0 in runs of older versions.
    """

    epoch: int
    loss: float
    accuracy: float
    validation_loss: float
    validation_accuracy: float
    seconds: float
    time: float
    cpu_seconds: float = 0.0

    @property
    def at(self) -> float:
        """Epochs done."""
        return float(self.epoch)


@dataclass(frozen=True)
class ActEvent:
    """Something that was done to a run while it trained, or that it did by a rule.

    Attributes
    ----------
    epoch : int
        The current epoch, from 1.
    step, steps : int
        Batches done in this epoch, and batches in an epoch.
    time : float
        Seconds since training began.
    what : str
        One of ``ACTS``.
    value : float or None
        The learning rate from here on, the epochs in all, the epochs without improvement or the
        accuracy at which the run is to stop (0: never), the epoch at which it branched off.
    detail : str
        Of a branch, the id of the run that it comes from; of an early stop, the reason.
    """

    epoch: int
    step: int
    steps: int
    time: float
    what: str
    value: float | None = None
    detail: str = ""

    @property
    def at(self) -> float:
        """Epochs done, with the fraction of the current one."""
        return self.epoch - 1 + self.step / self.steps


ACTS = (
    "rate",
    "epochs",
    "patience",
    "target",
    "pause",
    "resume",
    "stop",
    "early-stop",
    "branch",
)
MAX_VALUE = 1e300  # of a loss; sums and means of it stay finite
MAX_COUNT = 10**9  # of epochs and steps
END = 200  # bytes by which a file is known again: more than a line, which has a time in it

Event = BatchEvent | EpochEvent | ActEvent
_KINDS: dict[str, type[BatchEvent] | type[EpochEvent] | type[ActEvent]] = {
    "batch": BatchEvent,
    "epoch": EpochEvent,
    "act": ActEvent,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


@dataclass(frozen=True)
class History:
    """The events of a run so far, in order."""

    batches: tuple[BatchEvent, ...] = ()
    epochs: tuple[EpochEvent, ...] = ()
    acts: tuple[ActEvent, ...] = ()

    @property
    def seconds(self) -> float:
        """How long the training took, or has taken so far."""
        last: tuple[Event, ...] = (*self.batches[-1:], *self.epochs[-1:], *self.acts[-1:])
        return max((event.time for event in last), default=0.0)

    @property
    def cpu_seconds(self) -> float | None:
        """CPU time of the training up to its last complete epoch; None where it is unknown."""
        return (self.epochs[-1].cpu_seconds if self.epochs else 0.0) or None

    @property
    def events(self) -> tuple[Event, ...]:
        """All events, in order of time."""
        each: tuple[Event, ...] = (*self.batches, *self.epochs, *self.acts)
        return tuple(sorted(each, key=lambda event: event.time))

    def until(self, at: float) -> "History":
        """Keep the events of the first ``at`` epochs, which may be a fraction."""
        return History(
            tuple(event for event in self.batches if event.at <= at),
            tuple(event for event in self.epochs if event.epoch <= at),
            tuple(event for event in self.acts if event.at <= at),
        )

    def extended(self, lines: bytes) -> "History":
        """Add the events of further complete lines; damaged lines are skipped."""
        events = [event for event in map(_parse, lines.splitlines()) if event is not None]
        return replace(
            self,
            batches=(*self.batches, *(each for each in events if isinstance(each, BatchEvent))),
            epochs=(*self.epochs, *(each for each in events if isinstance(each, EpochEvent))),
            acts=(*self.acts, *(each for each in events if isinstance(each, ActEvent))),
        )


class EventReader:
    """Reads an events file that grows: each call of ``read`` continues where the last one ended.

    A line counts once its line break is written, so a partly written last line is read later.
    All threads may use one: each line is parsed once for all who watch a run.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._inode = 0
        self._offset = 0  # bytes read, up to and including a line break
        # The last of them: of a file that is replaced twice, the third may have the first's inode.
        self._end = b""
        self._history = History()

    def read(self) -> History:
        """Return all events so far; none while there is no file."""
        with self._lock:
            try:
                new = self._new()
            except FileNotFoundError:  # not yet, or no longer
                self._forget()
                return self._history
            except OSError:  # it cannot be read just now
                return self._history
            complete = new[: new.rfind(b"\n") + 1]
            if complete:
                self._offset += len(complete)
                self._end = (self._end + complete)[-END:]
                self._history = self._history.extended(complete)
            return self._history

    def _new(self) -> bytes:
        """What follows what was read; all of it, where the file is another one by now."""
        with self._path.open("rb") as file:
            inode = os.fstat(file.fileno()).st_ino
            file.seek(self._offset - len(self._end))
            known, new = file.read(len(self._end)), file.read()
            if (inode, known) != (self._inode, self._end):  # new, or set back to an epoch
                self._forget()
                self._inode = inode
                file.seek(0)
                new = file.read()
            return new

    def _forget(self) -> None:
        self._inode, self._offset, self._end, self._history = 0, 0, b"", History()


def to_line(event: Event) -> str:
    """Write an event as one line of JSON."""
    return json.dumps({"event": _NAMES[type(event)], **asdict(event)}) + "\n"


def _parse(line: bytes) -> Event | None:
    try:
        data: dict[str, Any] = json.loads(line)
        event = _KINDS[data.pop("event")](**data)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None
    return event if _is_valid(event) else None


def _is_valid(event: Event) -> bool:
    """Whether all values are finite numbers, and those that count are whole and from 1."""
    values = dict(vars(event))
    if isinstance(event, ActEvent):
        if event.what not in ACTS or type(event.detail) is not str:
            return False
        del values["what"], values["detail"]
    for optional in ("rate", "value"):
        if values.get(optional, 0) is None:
            del values[optional]
    counts = [values[name] for name in ("epoch", "steps") if name in values]
    return all(
        type(value) in (int, float) and abs(value) <= MAX_VALUE and isfinite(value)
        for value in values.values()
    ) and all(type(count) is int and 1 <= count <= MAX_COUNT for count in counts)
