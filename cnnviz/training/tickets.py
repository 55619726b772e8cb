"""The queue of runs on disk, from which a free training slot takes the run that is next.

Whoever submits a run gives the workers a ticket: a task that does not name the run it will train.
The ticket that comes to a slot takes the run that is next at that moment, so that the order is fair
to those who came meanwhile, too, and several servers that share a scheduler have one queue. In the
folder of a run::

    ticket     the queue that it waits in, from when it is submitted until a slot takes it
    taken      the ticket that has taken it
"""

import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cnnviz.classroom import belongings, limits
from cnnviz.training.fair_queue import Rules, Waiting, choose
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import State
from cnnviz.utils.atomic import exclusive, replacing
from cnnviz.utils.errors import InputError

TICKET, TAKEN = "ticket", "taken"
LOCK = ".queue"  # in the folder of the runs


@dataclass(frozen=True)
class Taken:
    """What a ticket has found.

    Attributes
    ----------
    run : RunFolder or None
        The run that it trains.
    empty : bool
        Whether the queue is empty; else, without a run, whoever waits has runs in training.
    """

    run: RunFolder | None
    empty: bool = False


def put(run: RunFolder, queue: str) -> None:
    """Let a run wait in a queue.

    Parameters
    ----------
    run : RunFolder
        It is queued.
    queue : str
        The queue's id.

    Raises
    ------
    OSError
        If its folder cannot be written.
    """
    (run.path / TAKEN).unlink(missing_ok=True)
    _write(run.path / TICKET, {"queue": queue})


def take(runs: Path, queue: str, ticket: str) -> Taken:
    """Take the run that is next; of several slots, each gets another one.

    Parameters
    ----------
    runs : Path
        The folder of the runs.
    queue : str
        The queue's id.
    ticket : str
        Noted in the run's folder.

    Returns
    -------
    Taken

    Raises
    ------
    OSError
        If the folders cannot be written.
    """
    with exclusive(runs / LOCK):
        entries = {_entry(run, state): run for run, state in _waiting(runs, queue)}
        if not entries:
            return Taken(None, empty=True)
        # Those that were stopped meanwhile need their slot for a moment only.
        run = next((run for run in entries.values() if run.stop_requested), None)
        if run is None:
            chosen = choose(list(entries), _running(runs), time.time(), rules())
            if chosen is None:
                return Taken(None)
            run = entries[chosen]
        _write(run.path / TAKEN, {"ticket": ticket})
        (run.path / TICKET).unlink()
        return Taken(run)


def waiting(runs: Path, queue: str) -> list[RunFolder]:
    """List the runs that wait in a queue.

    Parameters
    ----------
    runs : Path
        The folder of the runs.
    queue : str
        The queue's id.

    Returns
    -------
    list of RunFolder
    """
    return [run for run, _ in _waiting(runs, queue)]


def taken_by(runs: Path, ticket: str) -> RunFolder | None:
    """Find the run that a ticket has taken.

    Parameters
    ----------
    runs : Path
        The folder of the runs.
    ticket : str

    Returns
    -------
    RunFolder or None
    """
    for file in runs.glob(f"*/{TAKEN}"):
        if _read(file).get("ticket") == ticket:
            return RunFolder(file.parent)
    return None


def is_taken(run: RunFolder) -> bool:
    """Whether a queued run has a slot, in which it starts.

    Parameters
    ----------
    run : RunFolder

    Returns
    -------
    bool
    """
    return (run.path / TAKEN).exists()


def give_back(run: RunFolder) -> None:
    """Forget which ticket has taken a run, because it will be submitted again.

    Parameters
    ----------
    run : RunFolder
    """
    with suppress(OSError):
        (run.path / TAKEN).unlink(missing_ok=True)


def rules() -> Rules:
    """Return what the queue goes by now.

    Returns
    -------
    Rules
    """
    return Rules(limits.RUNNING.value, limits.LONGEST_WAIT.value * 60)


def holds_slot(run: RunFolder, state: State) -> bool:
    """Whether a run has a slot.

    Parameters
    ----------
    run : RunFolder
    state : State
        As it is seen now.

    Returns
    -------
    bool
    """
    if state.status == "queued":
        return is_taken(run)
    return state.active and state.in_slot


def _waiting(runs: Path, queue: str) -> Iterator[tuple[RunFolder, State]]:
    """The runs that wait in a queue; what waits no longer loses its ticket."""
    for file in runs.glob(f"*/{TICKET}"):
        run = RunFolder(file.parent)
        if _read(file).get("queue") != queue:
            continue
        with suppress(InputError):  # its folder was deleted
            state = run.written_state()
            if state.status == "queued":
                yield run, state
                continue
        with suppress(OSError):
            file.unlink(missing_ok=True)


def _running(runs: Path) -> Counter[str]:
    """How many runs of each visitor have a slot; everybody's are not counted."""
    found: Counter[str] = Counter()
    for file in runs.glob(f"*/{belongings.FILE}"):
        run = RunFolder(file.parent)
        with suppress(InputError):
            if not run.has_ended() and holds_slot(run, run.state()):
                found[belongings.of(run.path).visitor] += 1
    return found


def _entry(run: RunFolder, state: State) -> Waiting:
    return Waiting(run.id, belongings.of(run.path).visitor, state.updated)


def _read(file: Path) -> dict[str, str]:
    with suppress(OSError, ValueError):
        content = json.loads(file.read_text("utf-8"))
        if isinstance(content, dict):
            return content
    return {}


def _write(file: Path, content: dict[str, str]) -> None:
    with replacing(file) as part:
        part.write_text(json.dumps(content), "utf-8")
