"""Checks of values that come from outside; each raises ``InputError`` with rule and value."""

from collections.abc import Collection
from math import isfinite
from reprlib import repr as brief
from typing import Any

from cnnviz.utils.errors import InputError


def at_least(name: str, value: float, least: float) -> None:
    """Raise InputError if ``value`` is below ``least``."""
    if not value >= least:
        raise InputError(f"{name} must be at least {least:,}, got {value:,}")


def in_range(name: str, value: float, least: float, most: float) -> None:
    """Raise InputError if ``value`` lies outside ``least``..``most``, both allowed."""
    at_least(name, value, least)
    if not value <= most:
        raise InputError(f"{name} must be at most {most:,}, got {value:,}")


def one_of(name: str, value: Any, allowed: Collection[Any]) -> None:
    """Raise InputError if ``value`` is not in ``allowed``."""
    if value not in allowed:
        raise InputError(
            f"{name} must be one of {', '.join(map(str, allowed))}, got {brief(value)}"
        )


def odd(name: str, value: int) -> None:
    """Raise InputError if ``value`` is even."""
    if value % 2 == 0:
        raise InputError(f"{name} must be odd, got {value}")


def finite(name: str, value: float) -> None:
    """Raise InputError if ``value`` is infinite or not a number."""
    if not isfinite(value):
        raise InputError(f"{name} must be a finite number, got {value}")
