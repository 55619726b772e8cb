"""The idx format, in which MNIST and data sets after it are stored.

Source: Y. LeCun, C. Cortes and C. Burges, "The MNIST database of handwritten digits": two zero
bytes, the type, the number of axes, each axis as four bytes, then the values, all big-endian.
"""

import gzip
import io
import re
import struct
import zlib

import numpy as np

from cnnviz.utils.errors import InputError
from cnnviz.utils.text import times

TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
GZIP_MARK = b"\x1f\x8b"
_NAME = re.compile(r"[-._]idx\d?[-._]?ubyte$|[-._]idx\d?$|[-._]ubyte$", re.IGNORECASE)


def is_idx(name: str) -> bool:
    """Tell whether a file is named as an idx file, compressed or not."""
    return _NAME.search(name.removesuffix(".gz")) is not None


def without_suffix(stem: str) -> str:
    """Remove "-idx3-ubyte" from the end of a name."""
    return _NAME.sub("", stem)


def read(content: bytes, most: int) -> np.ndarray:
    """Decode an idx file, compressed with gzip or not.

    Parameters
    ----------
    content : bytes
        The whole file.
    most : int
        Bytes that it may have unpacked; unpacking stops there.

    Returns
    -------
    (...) ndarray
        Shape and type of the file; read-only.

    Raises
    ------
    InputError
        If it is no such file, is cut short, or is larger.
    """
    if content.startswith(GZIP_MARK):
        content = _unpacked(content, most)
    zero, kind, axes = struct.unpack(">HBB", content[:4].ljust(4, b"\xff"))
    if zero or kind not in TYPES or axes == 0 or len(content) < 4 + 4 * axes:
        raise InputError("it is no idx file: its first bytes are wrong")
    shape = struct.unpack(f">{axes}I", content[4 : 4 + 4 * axes])
    dtype, expected = np.dtype(TYPES[kind]), 1
    for size in shape:
        expected *= size
    present = len(content) - 4 - 4 * axes
    if expected * dtype.itemsize != present or present == 0:
        raise InputError(
            f"an idx file of {times(shape)} values has {expected * dtype.itemsize:,} bytes of "
            f"them, got {present:,}"
        )
    values = np.frombuffer(content, dtype, offset=4 + 4 * axes).reshape(shape)
    return values.astype(dtype.newbyteorder("="), copy=False)


def _unpacked(content: bytes, most: int) -> bytes:
    try:
        with gzip.open(io.BytesIO(content)) as file:
            unpacked = file.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError("it is damaged: it cannot be unpacked") from error
    if len(unpacked) > most:
        raise InputError(f"it may have at most {most / 2**20:,.0f} MB unpacked, got more")
    return unpacked
