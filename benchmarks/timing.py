"""Medians of repeated runs."""

import random
import time
from collections.abc import Callable, Mapping
from statistics import median


def median_seconds(function: Callable[[], object], repeats: int = 9) -> float:
    """Median wall time of one call."""
    return median_seconds_each({"": function}, repeats)[""]


def median_seconds_each(
    functions: Mapping[str, Callable[[], object]], repeats: int = 9
) -> dict[str, float]:
    """Median wall time of one call of each, in turns: what else the machine does hits all alike.

    The order changes from turn to turn, so that no function always follows the same one and
    finds its memory and threads.
    """
    taken: dict[str, list[float]] = {name: [] for name in functions}
    order, shuffle = list(functions), random.Random(0).shuffle
    for _ in range(repeats):
        shuffle(order)
        for name in order:
            taken[name].append(_seconds(functions[name]))
    return {name: median(seconds) for name, seconds in taken.items()}


def _seconds(function: Callable[[], object]) -> float:
    """Wall time of a call, right after one that does not count: memory and caches are its own."""
    function()
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def row(what: str, seconds: float, against: str, other: float) -> str:
    """One line of the report: what was measured, and how many times as fast as something else."""
    return f"{what:44} {seconds * 1e3:9.2f} ms   {other / seconds:7.1f} times as fast as {against}"


def verdict(kept: bool) -> str:
    """How a line ends that measured a promise."""
    return "kept" if kept else "broken"
