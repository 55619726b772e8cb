"""The challenge of a class: the best accuracy with few parameters, or in little time."""

from collections.abc import Iterable
from dataclasses import dataclass

from cnnviz.training.run_summary import RunSummary

MOST_PARAMETERS = 10_000
MOST_CPU_SECONDS = 60.0


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
    entries = [
        Entry(run, run.evaluation.accuracy)
        for run in runs
        if run.config.dataset == dataset
        and run.evaluation is not None
        and run.parameters is not None
        and run.parameters <= MOST_PARAMETERS
    ]
    return sorted(entries, key=lambda each: (-each.accuracy, each.run.parameters or 0))


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
    entries = [
        Entry(run, run.evaluation.accuracy)
        for run in runs
        if run.config.dataset == dataset
        and run.evaluation is not None
        and run.cpu_seconds is not None
        and run.cpu_seconds <= MOST_CPU_SECONDS
    ]
    return sorted(entries, key=lambda each: (-each.accuracy, each.run.cpu_seconds or 0.0))
