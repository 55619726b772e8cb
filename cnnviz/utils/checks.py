"""Checks of values that come from outside; each raises ``InputError`` with rule and value."""

from collections.abc import Collection
from math import isfinite
from reprlib import repr as brief
from typing import Any

from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _


def at_least(name: str, value: float, least: float) -> None:
    """Refuse a value below ``least``.

    Parameters
    ----------
    name : str
        The value's name, marked with ``N_``, which begins the message.
    value : float
        What was received; NaN is refused.
    least : float
        The smallest value allowed.

    Raises
    ------
    InputError
        If ``value`` is below ``least``.

    Examples
    --------
    >>> at_least("stride", 0, 1)
    Traceback (most recent call last):
    cnnviz.utils.errors.InputError: stride must be at least 1, got 0
    """
    if not value >= least:
        raise InputError(
            "{name} must be at least {least:,}, got {value:,}",
            name=_(name),
            least=least,
            value=value,
        )


def in_range(name: str, value: float, least: float, most: float) -> None:
    """Refuse a value outside ``least``..``most``, both allowed.

    Parameters
    ----------
    name : str
        The value's name, marked with ``N_``, which begins the message.
    value : float
        What was received; NaN is refused.
    least, most : float
        The smallest and the largest value allowed.

    Raises
    ------
    InputError
        If ``value`` lies outside.
    """
    at_least(name, value, least)
    if not value <= most:
        raise InputError(
            "{name} must be at most {most:,}, got {value:,}", name=_(name), most=most, value=value
        )


def one_of(name: str, value: Any, allowed: Collection[Any]) -> None:
    """Refuse a value that is not in ``allowed``.

    Parameters
    ----------
    name : str
        The value's name, marked with ``N_``, which begins the message.
    value : object
        What was received; the message shows at most 40 characters of it.
    allowed : collection
        The values allowed, listed in the message in this order.

    Raises
    ------
    InputError
        If ``value`` is none of them.
    """
    if value not in allowed:
        raise InputError(
            "{name} must be one of {allowed}, got {value}",
            name=_(name),
            allowed=", ".join(map(str, allowed)),
            value=brief(value),
        )


def odd(name: str, value: int) -> None:
    """Refuse an even number.

    Parameters
    ----------
    name : str
        The value's name, marked with ``N_``, which begins the message.
    value : int
        What was received.

    Raises
    ------
    InputError
        If ``value`` is even.
    """
    if value % 2 == 0:
        raise InputError("{name} must be odd, got {value}", name=_(name), value=value)


def finite(name: str, value: float) -> None:
    """Refuse infinity and NaN.

    Parameters
    ----------
    name : str
        The value's name, marked with ``N_``, which begins the message.
    value : float
        What was received.

    Raises
    ------
    InputError
        If ``value`` is infinite or NaN.
    """
    if not isfinite(value):
        raise InputError("{name} must be a finite number, got {value}", name=_(name), value=value)
