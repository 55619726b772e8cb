"""Own numbers as the text that a link carries: short, exact, and read as in older links.

Numbers are separated by spaces, rows by "/", channels by ";" and filters by "|". An input of
digits 0 to 9 is written without spaces: "012/345".
"""

import re

import numpy as np

from cnnviz.utils.number_text import check_magnitude, read_number, write_number

Planes = tuple[int, int, int]
Filters = tuple[int, int, int, int]


def read_cells(text: str, shape: Planes) -> np.ndarray:
    """Read an input from a link's text.

    Parameters
    ----------
    text : str
    shape : (C, H, W)

    Returns
    -------
    (C, H, W) int or float
        Integers where all numbers are whole. Numbers outside the shape are dropped, cells without
        one are 0.

    Raises
    ------
    InputError
        If a cell is no number, or its magnitude is above 1,000,000.

    Examples
    --------
    >>> read_cells("12/3", (1, 2, 2))
    array([[[1, 2],
            [3, 0]]])
    >>> read_cells("60 113/-1.75 0", (1, 2, 2))
    array([[[ 60.  , 113.  ],
            [ -1.75,   0.  ]]])
    """
    return _whole_if_exact(_planes(_spaced(text), shape))


def read_weights(text: str, shape: Filters) -> np.ndarray:
    """Read kernels from a link's text.

    Parameters
    ----------
    text : str
    shape : (F, C, kH, kW)

    Returns
    -------
    (F, C, kH, kW) int or float
        As of ``read_cells``: numbers keep their place when the size changes.

    Raises
    ------
    InputError
        As ``read_cells``.
    """
    weights = np.zeros(shape)
    for kernel, part in zip(weights, text.split("|"), strict=False):
        kernel[:] = _planes(part, kernel.shape)
    return _whole_if_exact(weights)


def _planes(text: str, shape: tuple[int, ...]) -> np.ndarray:
    planes = np.zeros(shape)
    for plane, part in zip(planes, text.replace("\u2212", "-").split(";"), strict=False):
        for row, (at, words) in zip(plane, enumerate(part.split("/")), strict=False):
            for col, word in enumerate(words.replace(",", " ").split()[: len(row)]):
                row[col] = read_number(word, f"row {at + 1}")
    check_magnitude(planes)
    return planes


def _spaced(text: str) -> str:
    """Put spaces between the digits of an input that is written without them."""
    bare = re.fullmatch(r"[\d\s,/;]*", text)
    if bare and (not re.search(r"[\s,]", text.strip()) or re.search(r"(?<!\d)0\d", text)):
        return re.sub(r"(\d)(?=\d)", r"\1 ", re.sub(r"[\s,]", "", text))
    return text


def _whole_if_exact(numbers: np.ndarray) -> np.ndarray:
    whole = numbers.astype(int)
    return whole if np.array_equal(whole, numbers) else numbers


def write_cells(cells: np.ndarray) -> str:
    """Write an input as ``read_cells`` reads it.

    Parameters
    ----------
    cells : (C, H, W) array

    Returns
    -------
    str

    Examples
    --------
    >>> write_cells(np.array([[[0, 1], [2, 3]]])), write_cells(np.array([[[60, -1.75]]]))
    ('01/23', '60 -1.75')
    """
    if np.isin(cells, range(10)).all():
        planes = ["/".join("".join(map(str, row)) for row in plane) for plane in cells.astype(int)]
        return ";".join(planes)
    text = ";".join(map(_rows, cells))
    return f"{text}." if re.fullmatch(r"[\d/;]*", text) else text  # "60/113." is not digits


def write_weights(weights: np.ndarray) -> str:
    """Write kernels as ``read_weights`` reads them.

    Parameters
    ----------
    weights : (F, C, kH, kW) array

    Returns
    -------
    str

    Examples
    --------
    >>> write_weights(np.array([[[[1, 0, -1], [2, 0, -2]]]]))
    '1 0 -1/2 0 -2'
    """
    return "|".join(";".join(map(_rows, kernel)) for kernel in weights)


def _rows(plane: np.ndarray) -> str:
    return "/".join(" ".join(map(write_number, row)) for row in plane.tolist())


def cells_as_lines(text: str) -> str:
    r"""Lay out an input's text for a field: one row per line, an empty line between channels.

    Parameters
    ----------
    text : str
        As ``read_cells`` reads it.

    Returns
    -------
    str
        ``read_numbers`` reads it.

    Examples
    --------
    >>> cells_as_lines("01/23")
    '0 1\n2 3'
    """
    return weights_as_lines(_spaced(text))


def weights_as_lines(text: str) -> str:
    """Lay out the kernels' text for a field: as an input, with a "|" between filters.

    Parameters
    ----------
    text : str
        As ``read_weights`` reads it.

    Returns
    -------
    str
        ``read_numbers`` reads it.
    """
    return text.replace("/", "\n").replace(";", "\n\n").replace("|", "\n|\n")


def replaced(numbers: np.ndarray, place: tuple[int, ...], value: float) -> np.ndarray:
    """Copy an array with one cell changed.

    Parameters
    ----------
    numbers : array
    place : tuple of int
        One index per axis.
    value : float
        A fraction makes the copy an array of float.

    Returns
    -------
    array
    """
    changed = numbers.astype(float)
    changed[place] = value
    return _whole_if_exact(changed)
