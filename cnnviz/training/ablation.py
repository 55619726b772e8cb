"""What each choice of a recipe brings, as ``python -m benchmarks.ablation`` measured it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import fmean

from cnnviz import paths
from cnnviz.training.recipes import Recipe

FILE = paths.ROOT / "assets" / "ablation.json"
WHOLE = ""  # in place of a choice's name: the recipe as it is


@dataclass(frozen=True)
class Measured:
    """The trainings of one configuration, one a seed.

    Attributes
    ----------
    accuracy : on the test images, after the last epoch
    cpu_seconds : of the training, reading the images and importing Keras left aside
    """

    accuracy: tuple[float, ...]
    cpu_seconds: tuple[float, ...]


@dataclass(frozen=True)
class Row:
    """One line of the table: the recipe as it is, or without one choice."""

    name: str
    why: str
    measured: Measured


@cache
def results() -> Mapping[str, Mapping[str, Measured]]:
    """All that was measured: by recipe, then by the choice left out; ``WHOLE`` is the recipe."""
    return {
        recipe: {
            choice: Measured(tuple(runs["accuracy"]), tuple(runs["cpu_seconds"]))
            for choice, runs in choices.items()
        }
        for recipe, choices in json.loads(FILE.read_text("utf-8")).items()
    }


def rows(recipe: Recipe) -> list[Row]:
    """Pair a recipe's choices with what was measured; the recipe itself comes first."""
    measured = results().get(recipe.name, {})
    lines = [(WHOLE, recipe.summary), *((choice.name, choice.why) for choice in recipe.choices)]
    return [Row(name, why, measured[name]) for name, why in lines if name in measured]


def table(rows: Sequence[Row]) -> list[tuple[str, str, str]]:
    """What people read of each row: what is left out, accuracy and CPU seconds, means of seeds."""
    return [
        (
            f"{row.name}: {row.why[0].lower()}{row.why[1:]}" if row.name else "Nothing",
            f"{fmean(row.measured.accuracy):.4f}",
            f"{fmean(row.measured.cpu_seconds):.1f} s",
        )
        for row in rows
    ]
