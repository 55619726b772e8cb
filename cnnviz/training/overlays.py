"""Curves of several groups of runs over one axis, with the range of their seeds."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import fmean

from cnnviz.training.events import EpochEvent
from cnnviz.training.groups import Group
from cnnviz.training.run_summary import RunSummary

METRICS = ("validation_accuracy", "validation_loss", "accuracy", "loss")
Place = Callable[[RunSummary, EpochEvent], float | None]


@dataclass(frozen=True)
class Line:
    """One group's curve: a point per epoch that any of its runs has completed.

    Attributes
    ----------
    epoch : tuple of int
        From 1.
    images, cpu_seconds : tuple of float or None
        Where the points are on the other axes, means of the runs; None where a run of an older
        version does not say.
    mean, low, high : dict of str to tuple of float
        By metric: mean and range of the runs that have completed the epoch.
    """

    epoch: tuple[int, ...]
    images: tuple[float | None, ...]
    cpu_seconds: tuple[float | None, ...]
    mean: dict[str, tuple[float, ...]]
    low: dict[str, tuple[float, ...]]
    high: dict[str, tuple[float, ...]]


def line(group: Group) -> Line:
    """Return a group's curve."""
    at: dict[int, list[tuple[RunSummary, EpochEvent]]] = {}
    for run in group.runs:
        for event in run.epochs:
            at.setdefault(event.epoch, []).append((run, event))
    epochs = tuple(sorted(at))

    def over(summary: Callable[[list[float]], float]) -> dict[str, tuple[float, ...]]:
        return {
            metric: tuple(
                summary([getattr(event, metric) for _, event in at[epoch]]) for epoch in epochs
            )
            for metric in METRICS
        }

    return Line(
        epochs,
        tuple(_mean(at[epoch], _images) for epoch in epochs),
        tuple(_mean(at[epoch], lambda run, event: event.cpu_seconds or None) for epoch in epochs),
        over(fmean),
        over(min),
        over(max),
    )


def _images(run: RunSummary, event: EpochEvent) -> float | None:
    return run.trained_on * event.epoch if run.trained_on else None


def _mean(points: list[tuple[RunSummary, EpochEvent]], place: Place) -> float | None:
    """Return the mean of the places of points; None where one of them is unknown."""
    places = [at for run, event in points if (at := place(run, event)) is not None]
    return fmean(places) if len(places) == len(points) else None
