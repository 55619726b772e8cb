"""What happens in a training, event by event, as lines of ``events.jsonl``."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class BatchEvent:
    """Training so far.

    Attributes
    ----------
    epoch : the epoch under way, from 1
    step, steps : batches done of this epoch, and of how many
    loss, accuracy : means over the training images since the event before
    time : seconds since training began
    """

    epoch: int
    step: int
    steps: int
    loss: float
    accuracy: float
    time: float

    @property
    def at(self) -> float:
        """Epochs done, in parts: 1.5 is in the middle of the second."""
        return self.epoch - 1 + self.step / self.steps


@dataclass(frozen=True)
class EpochEvent:
    """A whole epoch.

    Attributes
    ----------
    epoch : from 1
    loss, accuracy : means over the epoch's training images, each as its batch came
    validation_loss, validation_accuracy : over all validation images, after the epoch
    seconds : how long it took, validation included
    time : seconds since training began
    """

    epoch: int
    loss: float
    accuracy: float
    validation_loss: float
    validation_accuracy: float
    seconds: float
    time: float


Event = BatchEvent | EpochEvent
_KINDS: dict[str, type[BatchEvent] | type[EpochEvent]] = {"batch": BatchEvent, "epoch": EpochEvent}
_NAMES = {kind: name for name, kind in _KINDS.items()}


@dataclass(frozen=True)
class History:
    """All events of a run, in order."""

    batches: tuple[BatchEvent, ...] = ()
    epochs: tuple[EpochEvent, ...] = ()

    @property
    def seconds(self) -> float:
        """How long the training took, or has taken so far."""
        last: tuple[Event, ...] = (*self.batches[-1:], *self.epochs[-1:])
        return max((event.time for event in last), default=0.0)


def to_line(event: Event) -> str:
    """One event as one line of JSON."""
    return json.dumps({"event": _NAMES[type(event)], **asdict(event)}) + "\n"


def read_lines(lines: Iterable[str]) -> History:
    """Read a run's events; a line that is only half written, or damaged, is left out."""
    events = [event for event in map(_read, lines) if event is not None]
    return History(
        tuple(event for event in events if isinstance(event, BatchEvent)),
        tuple(event for event in events if isinstance(event, EpochEvent)),
    )


def _read(line: str) -> Event | None:
    try:
        data: dict[str, Any] = json.loads(line)
        return _KINDS[data.pop("event")](**data)
    except (ValueError, TypeError, LookupError, AttributeError):
        return None
