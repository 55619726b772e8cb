"""One number as text."""

import re
from math import isfinite

import numpy as np

from cnnviz.utils.errors import InputError

LARGEST = 1e6  # in magnitude, of what people type

# One way to read each digit: with two, a word of n digits and a letter takes n² steps to refuse.
_DIGITS = r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_NUMBER = re.compile(rf"[-+]?{_DIGITS}(?:/[-+]?{_DIGITS})?")


def read_number(word: str, where: str) -> float:
    """Read one number or fraction.

    Parameters
    ----------
    word : str
        Without spaces; with a hyphen as its minus sign.
    where : str
        Its place, for the message.

    Returns
    -------
    float
        Finite, of any magnitude.

    Raises
    ------
    InputError
        If it is no number, divides by 0, or begins with a 0 before other digits.

    Examples
    --------
    >>> read_number("-1/4", "row 1")
    -0.25
    """
    if not _NUMBER.fullmatch(word):
        raise InputError('"{word}" in {where} is not a number', word=word[:20], where=where)
    top, _, bottom = word.partition("/")
    if any(re.match(r"[-+]?0\d", part) for part in (top, bottom)):
        raise InputError(
            '"{word}" in {where} begins with 0: put spaces between digits, or leave the 0 out',
            word=word[:20],
            where=where,
        )
    if bottom and float(bottom) == 0:
        raise InputError('"{word}" in {where} divides by 0', word=word[:20], where=where)
    value = float(top) / float(bottom or 1)
    if not isfinite(value):
        raise InputError('"{word}" in {where} is too large', word=word[:20], where=where)
    return value


def exact_text(value: float) -> str:
    """Write a number as the shortest text that is exactly this number, a Python literal.

    Parameters
    ----------
    value : float
        Finite.

    Returns
    -------
    str

    Examples
    --------
    >>> exact_text(114.0), exact_text(-0.0), exact_text(1 / 3)
    ('114', '-0', '0.3333333333333333')
    """
    return repr(float(value)).removesuffix(".0")


def write_number(value: float) -> str:
    """Write a number in full, as ``exact_text``, but a zero without a sign.

    Parameters
    ----------
    value : float
        Finite.

    Returns
    -------
    str

    Examples
    --------
    >>> write_number(114.0), write_number(-1.75), write_number(-0.0)
    ('114', '-1.75', '0')
    """
    return exact_text(value + 0.0)


def check_magnitude(numbers: np.ndarray, largest: float = LARGEST) -> None:
    """Refuse an array with a number beyond ``largest``.

    Parameters
    ----------
    numbers : array of float
        Not empty.
    largest : float
        The largest magnitude allowed.

    Raises
    ------
    InputError
        Names the number furthest from 0.
    """
    worst = float(numbers.ravel()[np.abs(numbers).argmax()])
    if abs(worst) > largest:
        raise InputError(
            "numbers must be between -{largest:,.0f} and {largest:,.0f}, got {worst:g}",
            largest=largest,
            worst=worst,
        )
