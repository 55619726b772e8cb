"""Numbers as people write them: typed, or pasted from a spreadsheet, NumPy, Python or a lecture.

Two forms are read. In **brackets**, nested lists as Python and NumPy print them; a newline or a
semicolon inside the innermost brackets begins a row, as in MATLAB. **Without brackets**, every line
is a row; " / " and, between several numbers, ";" begin a row too. An empty line separates blocks of
rows (channels), and "|" groups of blocks (filters). A number may be a fraction, 1/3.

What could mean two things is refused with the way out: "1,5 2,5", "1 1/2 3".
"""

import numpy as np

from cnnviz.utils.errors import InputError
from cnnviz.utils.number_text.arrays import rectangular, with_axes
from cnnviz.utils.number_text.brackets import BRACKETS, read_brackets, without_calls
from cnnviz.utils.number_text.latex import without_latex
from cnnviz.utils.number_text.lines import read_lines
from cnnviz.utils.number_text.number import (
    LARGEST,
    check_magnitude,
    exact_text,
    read_number,
    write_number,
)

__all__ = [
    "LARGEST",
    "check_magnitude",
    "exact_text",
    "read_number",
    "read_numbers",
    "write_number",
    "write_numbers",
]

LONGEST_TEXT = 200_000  # characters

_MINUS_SIGNS = str.maketrans(dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d", "-"))


def read_numbers(text: str, dims: int = 2, largest: float = LARGEST) -> np.ndarray:
    """Read an array of numbers from text.

    Parameters
    ----------
    text : str
        Spaces, tabs, commas or semicolons between numbers; rows as lines or in brackets.
    dims : int
        Number of axes, 1 to 4: a matrix has 2; 3 adds blocks (channels), 4 groups (filters).
    largest : float
        The largest magnitude allowed.

    Returns
    -------
    array of float with ``dims`` axes
        Axes that the text does not have come first, of length 1.

    Raises
    ------
    InputError
        Names what is unreadable and where, rows that differ in length, or too many axes.

    Examples
    --------
    >>> read_numbers("1 0 -1; 1/2 0 .5")
    array([[ 1. ,  0. , -1. ],
           [ 0.5,  0. ,  0.5]])
    """
    if len(text) > LONGEST_TEXT:
        raise InputError(
            "the text must have at most {most:,} characters, got {count:,}",
            most=LONGEST_TEXT,
            count=len(text),
        )
    plain = text.translate(_MINUS_SIGNS)
    if "..." in plain or "\u2026" in plain:
        raise InputError('numbers were left out at "...": print the whole array, or copy all cells')
    bare = without_calls(without_latex(plain))
    nested = read_brackets(bare) if any(mark in bare for mark in BRACKETS) else read_lines(bare)
    numbers = rectangular(nested)
    return with_axes(numbers, dims, largest)


def write_numbers(numbers: np.ndarray) -> str:
    """Write an array of 1 to 4 axes as ``read_numbers`` reads it, one row per line.

    Parameters
    ----------
    numbers : array of finite numbers

    Returns
    -------
    str
        Every number in full, so that it reads back exactly.

    Examples
    --------
    >>> print(write_numbers(np.array([[1, -0.5], [0, 2]])))
    1 -0.5
    0 2
    """
    if numbers.ndim == 1:
        return " ".join(map(write_number, numbers.tolist()))
    between = ["\n", "\n\n", "\n|\n"][numbers.ndim - 2]
    return between.join(write_numbers(part) for part in numbers)
