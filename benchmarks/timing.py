"""Medians of repeated runs."""

import time
from collections.abc import Callable
from statistics import median


def median_seconds(function: Callable[[], object], repeats: int = 9) -> float:
    """Median wall time of one call, after one call that does not count."""
    function()
    return median(_seconds(function) for _ in range(repeats))


def _seconds(function: Callable[[], object]) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def row(what: str, seconds: float, against: str, other: float) -> str:
    """One line of the report: what was measured, and how many times as fast as something else."""
    return f"{what:44} {seconds * 1e3:9.2f} ms   {other / seconds:7.1f} times as fast as {against}"
