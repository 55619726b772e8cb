"""Read an untrusted ``.npy`` file without unpickling.

``numpy.load`` reserves the memory that the header asks for before it looks at the data: 128 bytes
can ask for terabytes. Here the header is read alone and compared with the file's length first.

Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
"""

import io
from math import prod
from reprlib import repr as brief
from tokenize import TokenError

import numpy as np
from numpy.lib import format as npy

from cnnviz.utils.errors import InputError

MAX_BYTES = 256 * 2**20
MAX_AXES = 32  # more than NumPy 1 allows are damage, not data
MAX_SIZE = 10**15  # of an axis; keeps the numbers in a refusal short
_HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
# All that NumPy is known to raise on headers that break the format's rules.
_DAMAGED = (
    ValueError,
    TypeError,
    SyntaxError,
    TokenError,
    LookupError,
    EOFError,
    AttributeError,
    ArithmeticError,
    MemoryError,
    RecursionError,
)


def read_array(data: bytes, most: int = MAX_BYTES) -> np.ndarray:
    """Decode a ``.npy`` file of real numbers.

    Parameters
    ----------
    data : bytes
        The whole file.
    most : int
        Bytes that it may have, by default 256 MB.

    Returns
    -------
    (...) ndarray
        Shape and dtype of the file: bool, integers or floats. Read-only.

    Raises
    ------
    InputError
        If it is no such file, holds objects, text or complex numbers, or is cut short.
    """
    if len(data) > most:
        raise InputError(
            "a .npy file may have at most {most:.0f} MB, got {size:.1f} MB",
            most=most / 2**20,
            size=len(data) / 2**20,
        )
    file = io.BytesIO(data)
    shape, by_columns, dtype = _read_header(file)
    if dtype.kind not in "fiub":
        raise InputError("an array must hold real numbers, got the type {dtype}", dtype=dtype)
    expected, present = dtype.itemsize * prod(shape), len(data) - file.tell()
    if expected != present or expected == 0:
        sizes = " × ".join(map(str, shape)) or "no axes"
        raise InputError(
            "an array of {sizes} of type {dtype} has {expected:,} bytes, got {present:,}",
            sizes=sizes,
            dtype=dtype,
            expected=expected,
            present=present,
        )
    values = np.frombuffer(data, dtype, offset=file.tell())
    return values.reshape(shape, order="F" if by_columns else "C")


def read_finite(data: bytes) -> np.ndarray:
    """Decode a ``.npy`` file of finite real numbers.

    Parameters
    ----------
    data : bytes
        The whole file, at most 256 MB.

    Returns
    -------
    (...) float64
        Of the shape in the file.

    Raises
    ------
    InputError
        If ``read_array`` refuses it, or a number is infinite or NaN.
    """
    array = read_array(data).astype(np.float64)
    if not np.isfinite(array).all():
        raise InputError(
            "all numbers must be finite, got {value} in this array",
            value=array[~np.isfinite(array)][0],
        )
    return array


def _read_header(file: io.BytesIO) -> tuple[tuple[int, ...], bool, np.dtype]:
    try:
        version = npy.read_magic(file)
        if version in _HEADERS:
            shape, by_columns, dtype = _HEADERS[version](file)
            _check_shape(shape)
            return shape, by_columns, dtype
    except InputError:
        raise
    except _DAMAGED as error:
        raise InputError("this file is not a readable .npy array: its header is damaged") from error
    raise InputError(
        "a .npy file must have format 1.0 or 2.0, got {major}.{minor}",
        major=version[0],
        minor=version[1],
    )


def _check_shape(shape: tuple[int, ...]) -> None:
    if len(shape) > MAX_AXES or any(
        type(size) is not int or not 0 <= size <= MAX_SIZE for size in shape
    ):
        raise InputError(
            "an array must have at most {axes} axes of 0 to {most:,} each, got {shape}",
            axes=MAX_AXES,
            most=MAX_SIZE,
            shape=brief(shape),
        )
