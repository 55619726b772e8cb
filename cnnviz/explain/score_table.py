"""The scores of every method over many images, as a file keeps them, and their summary."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import numpy as np

from cnnviz.evaluation.comparison import interval_95
from cnnviz.explain.methods import METHODS
from cnnviz.explain.scores import mean_interval
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_

FORMAT = 1
BASELINES = {"centre": N_("Centre of the image"), "edges": N_("Edges of the image")}
ROWS = {method.name: method.label for method in METHODS} | BASELINES
MEASURES = ("deletion", "insertion", "peak", "inside")  # the last two where there are boxes
DIGITS = 5

Interval = tuple[float, float]


@dataclass(frozen=True)
class Estimate:
    """A mean over images, its 95 % interval, and how many they were."""

    mean: float
    interval: Interval
    n: int


@dataclass
class ScoreTable:
    """Scores, image by image.

    Attributes
    ----------
    images : str
        Fingerprint of the images, in their order.
    done : int
        How many of them were scored.
    values : dict of str to dict of str to list of float
        By row of ``ROWS``, then by measure of ``MEASURES``. "peak" is 1 where the peak lies in a
        box, else 0.
    area : list of float
        Share of the pixels that lie in boxes, of each image that has some.
    """

    images: str
    done: int = 0
    values: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    area: list[float] = field(default_factory=list)

    def add(self, scores: Mapping[str, Mapping[str, float]], area: float | None) -> None:
        """Take the scores of the next image, by row and measure, and the share of its boxes."""
        for row, measures in scores.items():
            for measure, value in measures.items():
                kept = self.values.setdefault(row, {}).setdefault(measure, [])
                kept.append(round(float(value), DIGITS))
        if area is not None:
            self.area.append(round(area, DIGITS))
        self.done += 1

    def estimates(self, row: str) -> dict[str, Estimate]:
        """Summarise a row by measure: means, and Wilson's interval for shares of images."""
        return {
            measure: _estimate(measure, np.array(values))
            for measure, values in self.values.get(row, {}).items()
        }

    def to_json(self) -> str:
        """Write the table, read back by ``from_json``."""
        whole = {"format": FORMAT, "images": self.images, "done": self.done}
        return json.dumps(whole | {"values": self.values, "area": self.area})

    @classmethod
    def from_json(cls, text: str) -> "ScoreTable":
        """Read what ``to_json`` wrote.

        Raises
        ------
        InputError
            If it is anything else.
        """
        try:
            data = json.loads(text)
            valid = data["format"] == FORMAT and _is_table(data)
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            valid = False
        if not valid:
            raise InputError("a table of scores must be the JSON that cnnviz writes")
        return cls(data["images"], data["done"], data["values"], data["area"])


def _estimate(measure: str, values: np.ndarray) -> Estimate:
    mean, n = float(values.mean()), len(values)
    interval = interval_95(mean, n) if measure == "peak" else mean_interval(values)
    return Estimate(mean, interval, n)


def _is_table(data: Any) -> bool:
    lists = [data["area"]]
    for row, measures in data["values"].items():
        if row not in ROWS or not set(measures) <= set(MEASURES):
            return False
        lists += measures.values()
    return (
        type(data["done"]) is int
        and isinstance(data["images"], str)
        and all(isinstance(values, list) and len(values) <= data["done"] for values in lists)
        and all(_is_share(value) for values in lists for value in values)
    )


def _is_share(value: Any) -> bool:
    return type(value) in (int, float) and isfinite(value) and -0.001 <= value <= 1.001
