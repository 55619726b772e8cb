"""Kernels as text and as lists of numbers: what links hold and what the browser sends."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from cnnviz.filters.kernels.shapes import check_shape
from cnnviz.ops.convolution import checked_kernel
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _
from cnnviz.utils.number_text import exact_text

PLANES = (1, 3)  # the same for each channel, or one for each of three


def write_weights(weights: np.ndarray) -> str:
    """Write a kernel as text, exact to the last bit.

    Parameters
    ----------
    weights : (kH, kW) or (kH, kW, P) float

    Returns
    -------
    str
        Planes parted by "|", rows by ";", numbers by ",".
    """
    planes = np.moveaxis(np.atleast_3d(weights), 2, 0)
    return "|".join(
        ";".join(",".join(exact_text(weight) for weight in row) for row in plane)
        for plane in planes
    )


def read_weights(text: str) -> np.ndarray:
    """Read a kernel that ``write_weights`` wrote.

    Parameters
    ----------
    text : str
        From a link.

    Returns
    -------
    (kH, kW, P) float64
        P = 1 or 3.

    Raises
    ------
    InputError
        If it is no kernel; see ``check_weights``.

    Examples
    --------
    >>> read_weights("1,0;0,-1")[..., 0]
    array([[ 1.,  0.],
           [ 0., -1.]])
    """
    return check_weights(
        [[row.split(",") for row in plane.split(";")] for plane in text.split("|")]
    )


def check_weights(numbers: Sequence[Sequence[Any]]) -> np.ndarray:
    """Turn lists of numbers into weights.

    Parameters
    ----------
    numbers : list of rows, or list of planes that are lists of rows
        Numbers, or numbers as text.

    Returns
    -------
    (kH, kW, P) float64

    Raises
    ------
    InputError
        If there are not 1 to 15 rows and columns in 1 or 3 planes, if rows or planes differ in
        shape, or if something is not a number, not finite or over 1e6 in magnitude.
    """
    planes = [_matrix(plane) for plane in _planes(numbers)]
    if len(planes) not in PLANES:
        raise InputError("a kernel has 1 or 3 planes, got {count}", count=len(planes))
    shapes = ["{} × {}".format(*plane.shape) for plane in planes]
    if len(set(shapes)) > 1:
        raise InputError(
            "the planes of a kernel must have one shape, got {shapes}", shapes=", ".join(shapes)
        )
    return np.stack(planes, axis=2)


def _planes(numbers: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    """Rows of numbers are one plane."""
    first_row = numbers[0] if numbers else []
    return numbers if first_row and isinstance(first_row[0], list) else [numbers]


def _matrix(rows: Sequence[Sequence[Any]]) -> np.ndarray:
    lengths = [len(row) for row in rows]
    check_shape((len(rows), max(lengths, default=0)))
    if len(set(lengths)) > 1:
        found = ", ".join(map(str, lengths))
        raise InputError("the rows of a kernel must have one length, got {found}", found=found)
    return checked_kernel([[_number(entry) for entry in row] for row in rows])


def _number(entry: Any) -> float:
    try:
        return float(entry)
    except (TypeError, ValueError, OverflowError) as error:
        found = repr(entry)[:40] if entry not in (None, "") else _("nothing")
        raise InputError("each weight must be a number, got {found}", found=found) from error
