"""Nested lists of numbers, and the arrays that are made of them."""

import numpy as np

from cnnviz.utils.errors import InputError
from cnnviz.utils.number_text.number import check_magnitude
from cnnviz.utils.text import plural

Nested = float | list["Nested"]
LEVELS = ("number", "row", "block", "group")


def rectangular(nested: Nested) -> np.ndarray:
    """Make an array of nested lists of one shape.

    Parameters
    ----------
    nested : number or nested lists of numbers

    Returns
    -------
    array of float

    Raises
    ------
    InputError
        If there are no numbers; or names the part whose length differs from the first one's.
    """
    if not isinstance(nested, list):
        return np.array(nested)
    if not nested:
        raise InputError("at least one number is needed, got none")
    parts = [rectangular(part) for part in nested]
    for at, part in enumerate(parts):
        if part.shape != parts[0].shape:
            raise InputError(_uneven(at + 1, part, parts[0]))
    return np.stack(parts)


def _uneven(number: int, part: np.ndarray, first: np.ndarray) -> str:
    if part.ndim != first.ndim:
        return "all numbers must stand inside the same number of brackets"
    here, there = part.shape[0], first.shape[0]
    level = LEVELS[min(part.ndim, len(LEVELS) - 1)]
    if here == there:  # the difference lies deeper
        noun, here, there = LEVELS[0], part.shape[-1], first.shape[-1]
        return f"{level} {number} has {plural(here, noun)} per row, {level} 1 has {there:,}"
    noun = LEVELS[part.ndim - 1]
    return f"{level} {number} has {plural(here, noun)}, {level} 1 has {there:,}"


def with_axes(numbers: np.ndarray, dims: int, largest: float) -> np.ndarray:
    """Give an array a number of axes by adding or leaving out first ones of length 1.

    Parameters
    ----------
    numbers : array of float
        Not empty.
    dims : int
        Number of axes wanted.
    largest : float
        The largest magnitude allowed.

    Returns
    -------
    array of float with ``dims`` axes

    Raises
    ------
    InputError
        If it has more axes, or a number that is too large.
    """
    while numbers.ndim > dims and numbers.shape[0] == 1:
        numbers = numbers[0]
    if numbers.ndim > dims:
        extra = LEVELS[numbers.ndim - 1]
        raise InputError(
            f"at most {dims} axes are taken, got {plural(len(numbers), extra)}: "
            f"an array of {' × '.join(map(str, numbers.shape))}"
        )
    check_magnitude(numbers, largest)
    return numbers.reshape((1,) * (dims - numbers.ndim) + numbers.shape)
