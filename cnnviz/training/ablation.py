"""The effect of each part of a recipe, as ``python -m benchmarks.ablation`` measured it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import fmean

from cnnviz.training.recipes import Recipe
from cnnviz.utils import paths
from cnnviz.utils.language import ENGLISH, _, current
from cnnviz.utils.local_numbers import localised
from cnnviz.utils.text import minus

FILE = paths.ROOT / "assets" / "ablation.json"
FULL_RECIPE = ""  # in place of an item's name: nothing left out
NOT_SIGNIFICANT = "n.s."


@dataclass(frozen=True)
class Measurement:
    """The trainings of one configuration, one per seed.

    Attributes
    ----------
    accuracy : tuple of float
        On the test images, after the last epoch, in [0, 1].
    cpu_seconds : tuple of float
        Of the training, without reading the images and importing Keras.
    """

    accuracy: tuple[float, ...]
    cpu_seconds: tuple[float, ...]

    @property
    def text(self) -> str:
        """Mean and range of the accuracy, and the mean CPU time."""
        low, high = min(self.accuracy), max(self.accuracy)
        accuracy, seconds = fmean(self.accuracy), fmean(self.cpu_seconds)
        if len(self.accuracy) > 1:
            return _(
                "{accuracy:.4f} ({low:.4f} to {high:.4f}) in {seconds:.1f} CPU s",
                accuracy=accuracy,
                low=low,
                high=high,
                seconds=seconds,
            )
        return _("{accuracy:.4f} in {seconds:.1f} CPU s", accuracy=accuracy, seconds=seconds)


@dataclass(frozen=True)
class Row:
    """One configuration: the full recipe, or the recipe without one item."""

    name: str
    why: str
    measured: Measurement


@cache
def results() -> Mapping[str, Mapping[str, Measurement]]:
    """Read all measurements: by recipe, then by the item left out, or ``FULL_RECIPE``."""
    return {
        recipe: {
            item: Measurement(tuple(runs["accuracy"]), tuple(runs["cpu_seconds"]))
            for item, runs in items.items()
        }
        for recipe, items in json.loads(FILE.read_text("utf-8")).items()
    }


def rows(recipe: Recipe) -> list[Row]:
    """Pair a recipe's items with their measurements; the full recipe comes first."""
    measured = results().get(recipe.name, {})
    lines = [(FULL_RECIPE, recipe.summary), *((item.name, item.why) for item in recipe.ablation)]
    return [Row(name, why, measured[name]) for name, why in lines if name in measured]


def table(rows: Sequence[Row]) -> list[tuple[str, str, str]]:
    """Describe the effect of each item on accuracy and time.

    Parameters
    ----------
    rows : sequence of Row
        The full recipe, then the recipe without each of its items.

    Returns
    -------
    list of tuple of str
        (item, accuracy, seconds): means of the full recipe minus those without the item, such as
        "+0.0973" and "−12.1 s".
    """
    full, *others = rows
    return [
        (
            _described(row),
            accuracy_effect(full.measured, row.measured),
            _signed(_difference(full.measured.cpu_seconds, row.measured.cpu_seconds), 1) + " s",
        )
        for row in others
    ]


def _described(row: Row) -> str:
    """Name an item and say what it does; within a sentence an English one begins small."""
    why = _(row.why)
    if current() == ENGLISH:
        why = f"{why[0].lower()}{why[1:]}"
    return f"{_(row.name)}: {why}"


def _signed(value: float, decimals: int) -> str:
    return localised(minus(f"{value:+.{decimals}f}"), current())


def accuracy_effect(full: Measurement, without: Measurement) -> str:
    """Write the difference of mean accuracies, with "n.s." where the seeds' ranges overlap."""
    text = _signed(_difference(full.accuracy, without.accuracy), 4)
    overlap = max(min(full.accuracy), min(without.accuracy)) <= min(
        max(full.accuracy), max(without.accuracy)
    )
    return f"{text} {NOT_SIGNIFICANT}" if overlap else text


def _difference(full: Sequence[float], without: Sequence[float]) -> float:
    return fmean(full) - fmean(without)
