"""Nested lists of numbers, and the arrays that are made of them."""

import numpy as np

from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.number_text.number import check_magnitude
from cnnviz.utils.text import plural

Nested = float | list["Nested"]
LEVELS = (N_("number"), N_("row"), N_("block"), N_("group"))  # nouns of ``utils.nouns``


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
            raise _uneven(at + 1, part, parts[0])
    return np.stack(parts)


def _uneven(number: int, part: np.ndarray, first: np.ndarray) -> InputError:
    if part.ndim != first.ndim:
        return InputError("all numbers must stand inside the same number of brackets")
    here, there = part.shape[0], first.shape[0]
    level = LEVELS[min(part.ndim, len(LEVELS) - 1)]
    if here == there:  # the difference lies deeper
        noun, here, there = LEVELS[0], part.shape[-1], first.shape[-1]
        return InputError(
            "{level} {number} has {found} per row, {level} 1 has {there:,}",
            level=_(level),
            number=number,
            found=plural(here, noun),
            there=there,
        )
    noun = LEVELS[part.ndim - 1]
    return InputError(
        "{level} {number} has {found}, {level} 1 has {there:,}",
        level=_(level),
        number=number,
        found=plural(here, noun),
        there=there,
    )


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
            "at most {dims} axes are taken, got {counted}: an array of {sizes}",
            dims=dims,
            counted=plural(len(numbers), extra),
            sizes=" × ".join(map(str, numbers.shape)),
        )
    check_magnitude(numbers, largest)
    return numbers.reshape((1,) * (dims - numbers.ndim) + numbers.shape)
