"""Whether one more run may wait in the queue; where it may not, a sentence says why."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from math import isfinite

from cnnviz.classroom import belongings, limits, settings, visitor
from cnnviz.training import storage, tickets
from cnnviz.training.folder import RunFolder, every
from cnnviz.utils import paths
from cnnviz.utils.atomic import exclusive
from cnnviz.utils.errors import InputError, reason
from cnnviz.utils.language import N_
from cnnviz.utils.text import plural

LOCK = ".admission"  # in the folder of the runs
CLOSED = N_("the queue is closed: the teacher lets no run start at the moment")


@contextmanager
def admitted(epochs: int, seconds: float = 0.0) -> Iterator[None]:
    """Let the current visitor queue one more run inside the ``with`` block, or refuse.

    No other run is admitted meanwhile, so that two tabs do not both get the last place. A teacher,
    and the one person of a machine where no limits are set, may always.

    Parameters
    ----------
    epochs : int
        That the run takes in all.
    seconds : float
        That it has trained already.

    Raises
    ------
    InputError
        If the visitor may not: one sentence.
    """
    who = visitor.current()
    if who.teacher and visitor.separates():
        yield
        return
    check_length(epochs, seconds)
    if not any(isfinite(each.value) for each in (limits.RUNNING, limits.QUEUED, limits.QUEUE)):
        storage.check_room()
        yield
        return
    try:
        paths.runs().mkdir(parents=True, exist_ok=True)
        with exclusive(paths.runs() / LOCK):
            _check_queue(who.id)
            storage.check_room()
            yield
    except OSError as error:
        raise InputError("no run can be queued: {reason}", reason=reason(error)) from error


def check_length(epochs: int, seconds: float = 0.0) -> None:
    """Refuse a run that would be too long.

    Raises
    ------
    InputError
        If it would be.
    """
    if visitor.separates() and visitor.current().teacher:
        return
    if epochs > limits.EPOCHS.value:
        raise InputError(
            "a run may take {most} on this server, got {epochs:,}",
            most=plural(int(limits.EPOCHS.value), "epoch"),
            epochs=epochs,
        )
    if seconds >= limits.MINUTES.value * 60:
        raise InputError(
            "this run has trained for {minutes}, which is the most",
            minutes=plural(int(limits.MINUTES.value), "minute"),
        )


def _check_queue(who: str) -> None:
    if settings.read().closed and visitor.separates():
        raise InputError(CLOSED)
    unfinished: Counter[str] = Counter()
    waiting = 0
    for run in every():
        with suppress(InputError):
            if not run.has_ended() and (waits := _waits(run)) is not None:
                unfinished[belongings.of(run.path).visitor] += 1
                waiting += waits
    most = limits.RUNNING.value + limits.QUEUED.value
    if unfinished[who] >= most:
        raise InputError(
            "at most {runs} of yours may train or wait: stop one, or wait until one has ended",
            runs=plural(int(most), "run"),
        )
    if waiting >= limits.QUEUE.value:
        raise InputError(
            "the queue is full, it takes {runs}: try again when some have started",
            runs=plural(int(limits.QUEUE.value), "run"),
        )


def _waits(run: RunFolder) -> bool | None:
    """Whether a run waits for a slot; None where it neither waits nor holds one."""
    state = run.state()
    if tickets.holds_slot(run, state):
        return False
    return True if state.status == "queued" and not run.stop_requested else None
