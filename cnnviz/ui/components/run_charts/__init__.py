"""Curves of several runs over one axis, and their accuracy against their cost."""

from collections.abc import Sequence
from typing import TypedDict

from cnnviz.training.groups import Group
from cnnviz.training.overlays import line
from cnnviz.ui.components import load

_component = load("run_charts", height=340)

Places = list[float | None]


class ChartLine(TypedDict):
    """One group of runs."""

    title: str
    colour: str
    runs: int
    places: dict[str, Places]
    mean: dict[str, list[float]]
    low: dict[str, list[float]]
    high: dict[str, list[float]]
    accuracy: list[float] | None
    costs: dict[str, float | None]


class RunChartsData(TypedDict):
    """What is sent to the browser; index.js describes each field."""

    lines: list[ChartLine]


def run_charts(groups: Sequence[Group], colours: Sequence[str], *, key: str) -> None:
    """Show the curves of groups of runs, and a scatter of accuracy against cost."""
    data: RunChartsData = {
        "lines": [_line(group, colour) for group, colour in zip(groups, colours, strict=True)]
    }
    _component(key=key, data=data)


def _line(group: Group, colour: str) -> ChartLine:
    curve, accuracy = line(group), group.accuracy
    return {
        "title": group.title,
        "colour": colour,
        "runs": len(group.runs),
        "places": {
            "epoch": list(curve.epoch),
            "images": list(curve.images),
            "cpu_seconds": list(curve.cpu_seconds),
        },
        "mean": {metric: list(values) for metric, values in curve.mean.items()},
        "low": {metric: list(values) for metric, values in curve.low.items()},
        "high": {metric: list(values) for metric, values in curve.high.items()},
        "accuracy": None if accuracy is None else [accuracy, *group.bounds],
        "costs": {
            name: group.mean(name) for name in ("parameters", "multiply_adds", "cpu_seconds")
        },
    }
