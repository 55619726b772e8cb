"""The queue as those who wait see it: their place, and when they will start."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import isfinite
from statistics import median

from cnnviz.classroom import belongings
from cnnviz.training import tickets
from cnnviz.training.config import RunConfig
from cnnviz.training.fair_queue import Training, Waiting, expect
from cnnviz.training.folder import RunFolder, every
from cnnviz.training.run_summary import RunSummary
from cnnviz.utils.errors import InputError

START_SECONDS = 4.0  # of a run: it loads data, builds its network and evaluates it
Learned = Callable[[RunConfig], float | None]


@dataclass(frozen=True)
class Outlook:
    """What a run in the queue can expect.

    Attributes
    ----------
    ahead : int
        Runs in the queue that start before it.
    training : int
        Runs that hold a slot.
    seconds : float or None
        Until it starts, as runs before it have taken; None where none says so.
    """

    ahead: int
    training: int
    seconds: float | None = None


def outlook(slots: int, learned: Learned, now: float | None = None) -> dict[str, Outlook]:
    """Foresee the queue.

    Parameters
    ----------
    slots : int
        Runs that train at the same time.
    learned : callable
        Returns the seconds that a run of these settings takes; None where that is not known.
    now : float, optional
        In seconds since the epoch.

    Returns
    -------
    dict of str to Outlook
        For each run in the queue, by its id, in the order in which they start.
    """
    waiting, training, known = [], [], True
    for run in every():
        with suppress(InputError):  # damaged, or deleted meanwhile
            if run.has_ended():
                continue
            state, visitor = run.state(), belongings.of(run.path).visitor
            if state.status == "queued" and not tickets.is_taken(run):
                if run.stop_requested:
                    continue
                seconds = learned(run.config())
                waiting.append(Waiting(run.id, visitor, state.updated, seconds or 0.0))
            elif tickets.holds_slot(run, state):
                left = state.progress.seconds_left
                seconds = learned(run.config()) if left is None else left
                training.append(Training(visitor, seconds or 0.0))
            else:
                continue
            known = known and seconds is not None
    now = time.time() if now is None else now
    return {
        run: Outlook(
            each.ahead,
            len(training),
            each.seconds if known and isfinite(each.seconds) else None,
        )
        for run, each in expect(waiting, training, slots, now, tickets.rules()).items()
    }


def seconds_until_done(
    runs: Iterable[RunFolder], queue: Mapping[str, Outlook], learned: Learned
) -> float | None:
    """Foresee when the last of several unfinished runs is done.

    Parameters
    ----------
    runs : iterable of RunFolder
    queue : mapping of str to Outlook
        What each run in the queue can expect, by its id.
    learned : callable
        As of ``outlook``.

    Returns
    -------
    float or None
        In seconds; None where that of one is not known, or one is paused.

    Raises
    ------
    InputError
        If a run cannot be read.
    """
    ends = []
    for run in runs:
        state = run.state()
        if state.status == "paused":
            return None
        expected = queue.get(run.id)
        begins, lasts = (expected.seconds, None) if expected else (0.0, state.progress.seconds_left)
        lasts = learned(run.config()) if lasts is None else lasts
        if begins is None or lasts is None:
            return None
        ends.append(begins + lasts)
    return max(ends, default=0.0)


def learn(runs: Sequence[RunSummary]) -> Learned:
    """Learn from finished runs how long others take.

    Parameters
    ----------
    runs : sequence of RunSummary
        The newest first; unfinished ones are ignored.

    Returns
    -------
    callable
        Of runs with the same data, network, batch size and changes to the images it takes the
        median time of an epoch; where there is none, of those with the same data and network, then
        of those with the same data, then of all.
    """
    by_key: dict[tuple[object, ...], list[float]] = {}
    for run in runs:
        if run.status == "done" and run.epochs:
            of_epoch = median(event.seconds for event in run.epochs)
            for key in _keys(run.config):
                by_key.setdefault(key, []).append(of_epoch)

    def learned(config: RunConfig) -> float | None:
        for key in _keys(config):
            if key in by_key:
                return START_SECONDS + config.total_epochs * median(by_key[key])
        return None

    return learned


def _keys(config: RunConfig) -> list[tuple[object, ...]]:
    """What runs that take as long have in common, the closest likeness first."""
    data = (config.dataset, config.image_size)
    network = (*data, config.network)
    exact = (*network, config.batch_size, config.augmentation, config.optimiser.kind)
    return [exact, network, data, ()]
