"""The challenge of a class: the best accuracy with few parameters, or in little time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cnnviz.training.run_summary import RunSummary

MOST_PARAMETERS = 10_000
MOST_CPU_SECONDS = 60.0

Cost = Callable[[RunSummary], float | None]  # None where it is not known


@dataclass(frozen=True)
class Entry:
    """A run that takes part.

    Attributes
    ----------
    run : RunSummary
    accuracy : float
        On the test images, in [0, 1].
    """

    run: RunSummary
    accuracy: float


def small(runs: Iterable[RunSummary], dataset: str) -> list[Entry]:
    """Rank the runs on a data set whose networks have at most 10,000 parameters.

    Parameters
    ----------
    runs : iterable of RunSummary
    dataset : str
        Its name in the runs' settings.

    Returns
    -------
    list of Entry
        The most accurate first; of equal ones that with fewer parameters.
    """
    return _ranked(runs, dataset, lambda run: run.parameters, MOST_PARAMETERS)


def quick(runs: Iterable[RunSummary], dataset: str) -> list[Entry]:
    """Rank the runs on a data set that trained for at most 60 seconds of CPU time.

    Parameters
    ----------
    runs : iterable of RunSummary
    dataset : str
        Its name in the runs' settings.

    Returns
    -------
    list of Entry
        The most accurate first; of equal ones the quicker.
    """
    return _ranked(runs, dataset, lambda run: run.cpu_seconds, MOST_CPU_SECONDS)


def too_large(runs: Iterable[RunSummary], dataset: str) -> list[RunSummary]:
    """Return the evaluated runs on a data set that ``small`` leaves out for their parameters.

    Parameters
    ----------
    runs : iterable of RunSummary
    dataset : str

    Returns
    -------
    list of RunSummary
        In the order given.
    """
    return _beyond(runs, dataset, lambda run: run.parameters, MOST_PARAMETERS)


def too_slow(runs: Iterable[RunSummary], dataset: str) -> list[RunSummary]:
    """Return the evaluated runs on a data set that ``quick`` leaves out for their CPU time.

    Parameters
    ----------
    runs : iterable of RunSummary
    dataset : str

    Returns
    -------
    list of RunSummary
        In the order given.
    """
    return _beyond(runs, dataset, lambda run: run.cpu_seconds, MOST_CPU_SECONDS)


def _evaluated(runs: Iterable[RunSummary], dataset: str) -> Iterable[RunSummary]:
    return (run for run in runs if run.config.dataset == dataset and run.evaluation)


def _beyond(
    runs: Iterable[RunSummary], dataset: str, cost_of: Cost, most: float
) -> list[RunSummary]:
    """Take the evaluated runs whose cost is known and too large."""
    return [run for run in _evaluated(runs, dataset) if (cost_of(run) or 0) > most]


def _ranked(runs: Iterable[RunSummary], dataset: str, cost_of: Cost, most: float) -> list[Entry]:
    """Take the evaluated runs whose cost is known and small enough; the best and cheapest first."""
    found = []
    for run in _evaluated(runs, dataset):
        cost = cost_of(run)
        if run.evaluation and cost is not None and cost <= most:
            found.append((-run.evaluation.accuracy, cost, Entry(run, run.evaluation.accuracy)))
    return [entry for *_, entry in sorted(found, key=lambda each: each[:2])]
