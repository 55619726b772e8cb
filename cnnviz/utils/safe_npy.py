"""A stranger's ``.npy`` file -> an array, read safely.

``numpy.load`` reserves what the header asks for before it looks at the file: 128 bytes can ask
for terabytes. Here the header is read alone and checked against the file's length first, and no
object is ever unpickled.

Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
"""

import io

import numpy as np
from numpy.lib import format as npy

from cnnviz.utils.errors import InputError

MAX_BYTES = 256 * 2**20
_HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}


def read_array(data: bytes) -> np.ndarray:
    """Decode a ``.npy`` file of finite real numbers.

    Parameters
    ----------
    data : bytes
        The whole file, at most 256 MB.

    Returns
    -------
    array, of the shape in the file, float64

    Raises
    ------
    InputError
        If it is no such file, holds something else than finite numbers, or is cut short.
    """
    if len(data) > MAX_BYTES:
        raise InputError(
            f"a .npy file may have at most {MAX_BYTES / 2**20:.0f} MB, "
            f"got {len(data) / 2**20:.1f} MB"
        )
    file = io.BytesIO(data)
    shape, by_columns, kind = _read_header(file)
    _check_header(shape, kind, len(data) - file.tell())
    values = np.frombuffer(data, kind, offset=file.tell())
    array = values.reshape(shape, order="F" if by_columns else "C").astype(np.float64)
    if not np.isfinite(array).all():
        raise InputError(
            f"all numbers must be finite, got {array[~np.isfinite(array)][0]} in this array"
        )
    return array


def _read_header(file: io.BytesIO) -> tuple[tuple[int, ...], bool, np.dtype]:
    try:
        version = npy.read_magic(file)
        if version in _HEADERS:
            return _HEADERS[version](file)
    except (ValueError, TypeError) as error:
        raise InputError("this file is not a readable .npy array: its header is damaged") from error
    raise InputError(f"a .npy file must have format 1.0 or 2.0, got {version[0]}.{version[1]}")


def _check_header(shape: tuple[int, ...], kind: np.dtype, present: int) -> None:
    """Refuse what is not plain numbers, or not as long as it says."""
    if kind.kind not in "fiub":
        raise InputError(f"an array must hold real numbers, got the type {kind}")
    length = kind.itemsize
    for size in shape:
        length *= size
    if length != present or not length:
        size_text = " × ".join(map(str, shape)) or "no axes"
        raise InputError(
            f"an array of {size_text} of type {kind} has {length:,} bytes, got {present:,}"
        )
