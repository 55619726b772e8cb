"""Which of the runs that wait trains next: that of the visitor with the fewest unfinished runs.

Of several with as few, the run that has waited longest. A visitor who has as many runs in training
as one may have waits for one of them to end, even where a slot is free. Whoever has waited for
``CNNVIZ_LONGEST_WAIT`` minutes comes before all who have not, or those with two runs would wait for
as long as others bring their first. Where visitors are not told apart all runs are one visitor's,
and the one that has waited longest is next.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import inf


@dataclass(frozen=True)
class Waiting:
    """A run in the queue.

    Attributes
    ----------
    run : str
        Its id.
    visitor : str
        Whose it is; "" for everybody's, of which any number may train.
    since : float
        When it was queued, in seconds since the epoch.
    seconds : float
        How long it will train, as far as that is known.
    """

    run: str
    visitor: str
    since: float
    seconds: float = 0.0


@dataclass(frozen=True)
class Training:
    """A run in its slot.

    Attributes
    ----------
    visitor : str
        Whose it is.
    seconds_left : float
        Until its slot is free, as far as that is known.
    """

    visitor: str
    seconds_left: float = 0.0


@dataclass(frozen=True)
class Rules:
    """What the queue goes by.

    Attributes
    ----------
    most_running : float
        Runs of one visitor that may train at the same time.
    longest_wait : float
        Seconds after which a run goes before those that have waited for less.
    """

    most_running: float = inf
    longest_wait: float = inf


@dataclass(frozen=True)
class Expected:
    """When a run of the queue starts.

    Attributes
    ----------
    ahead : int
        Runs that start before it.
    seconds : float
        From now until it starts, if all takes as long as is known; ``inf`` if it never does.
    """

    ahead: int
    seconds: float


def choose(
    waiting: Sequence[Waiting], running: Mapping[str, int], now: float, rules: Rules
) -> Waiting | None:
    """Choose the run that takes a free slot.

    Parameters
    ----------
    waiting : sequence of Waiting
    running : mapping of str to int
        How many runs of each visitor train.
    now : float
        In seconds since the epoch.
    rules : Rules

    Returns
    -------
    Waiting or None
        None where nobody waits, or whoever waits has as many runs in training as one may have.
    """
    queued = Counter(each.visitor for each in waiting)

    def rank(each: Waiting) -> tuple[bool, int, float, str]:
        overdue = now - each.since > rules.longest_wait
        unfinished = queued[each.visitor] + running.get(each.visitor, 0)
        return not overdue, 0 if overdue else unfinished, each.since, each.run

    allowed = (
        each
        for each in waiting
        if not each.visitor or running.get(each.visitor, 0) < rules.most_running
    )
    return min(allowed, key=rank, default=None)


def expect(
    waiting: Sequence[Waiting],
    training: Sequence[Training],
    slots: int,
    now: float,
    rules: Rules,
) -> dict[str, Expected]:
    """Foresee when each run of the queue starts, if nobody brings another one.

    Parameters
    ----------
    waiting : sequence of Waiting
    training : sequence of Training
    slots : int
        Runs that train at the same time.
    now : float
        In seconds since the epoch.
    rules : Rules

    Returns
    -------
    dict of str to Expected
        By the runs' ids, in the order in which they start.
    """
    left, running = list(waiting), Counter(each.visitor for each in training)
    ends: list[tuple[float, int, str]] = []
    for number, each in enumerate(training):
        heappush(ends, (now + each.seconds_left, number, each.visitor))
    at, expected = now, dict[str, Expected]()
    while left:
        chosen = choose(left, running, at, rules) if len(ends) < max(1, slots) else None
        if chosen is not None:
            left.remove(chosen)
            running[chosen.visitor] += 1
            expected[chosen.run] = Expected(len(expected), at - now)
            heappush(ends, (at + chosen.seconds, len(training) + len(expected), chosen.visitor))
        elif ends:
            at, _, visitor = heappop(ends)
            running[visitor] -= 1
        else:  # nobody may train
            return expected | {each.run: Expected(len(expected), inf) for each in left}
    return expected
