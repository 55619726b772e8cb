"""What each choice of a recipe brings, as ``python -m benchmarks.ablation`` measured it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import fmean

from cnnviz.training.recipes import Recipe
from cnnviz.utils import paths

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

    @property
    def text(self) -> str:
        """What a configuration is worth, in a few words."""
        low, high = min(self.accuracy), max(self.accuracy)
        spread = f" ({low:.4f} to {high:.4f})" if len(self.accuracy) > 1 else ""
        return f"{fmean(self.accuracy):.4f}{spread} in {fmean(self.cpu_seconds):.1f} CPU s"


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
    """What people read of each choice: what it is for, the accuracy and the time it brings.

    Parameters
    ----------
    rows : the recipe as it is, then without each of its choices

    Returns
    -------
    list of (choice, accuracy, seconds)
        Means of the recipe less those without the choice: "+0.0973", "−12.1 s".
    """
    whole, *others = rows
    return [
        (
            f"{row.name}: {row.why[0].lower()}{row.why[1:]}",
            _gain(whole.measured.accuracy, row.measured.accuracy, ".4f"),
            f"{_gain(whole.measured.cpu_seconds, row.measured.cpu_seconds, '.1f')} s",
        )
        for row in others
    ]


def _gain(with_it: Sequence[float], without: Sequence[float], form: str) -> str:
    return f"{fmean(with_it) - fmean(without):+{form}}".replace("-", "\u2212")
