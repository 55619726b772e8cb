"""The idx format, in which MNIST and data sets after it are stored.

Source: Y. LeCun, C. Cortes and C. Burges, "The MNIST database of handwritten digits": two zero
bytes, the type, the number of axes, each axis as four bytes, then the values, all big-endian.
"""

import gzip
import io
import re
import struct
import zlib
from math import prod
from typing import BinaryIO, cast

import numpy as np

from cnnviz.utils import safe_npy, zip_rules
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _, current
from cnnviz.utils.local_numbers import localised
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
        Bytes of values that it may have where it is compressed; no more are unpacked than its
        header says.

    Returns
    -------
    (...) ndarray
        Shape and type of the file; read-only.

    Raises
    ------
    InputError
        If it is no such file, is cut short, is longer than its header says, or is larger.
    """
    packed = len(content) if content.startswith(GZIP_MARK) else None
    with _opened(content) as file:
        shape, dtype = _read_header(file)
        expected = prod(shape) * dtype.itemsize
        if packed is not None:
            _check_claim(expected, packed, most)
        values = _read_bytes(file, min(expected, max(most, len(content))) + 1)
    if expected == 0 or len(values) != expected:
        got = _("more") if len(values) > expected else localised(f"{len(values):,}", current())
        raise InputError(
            "an idx file of {size} values has {expected:,} bytes of them, got {got}",
            size=times(shape),
            expected=expected,
            got=got,
        )
    array = np.frombuffer(values, dtype).reshape(shape)
    return array.astype(dtype.newbyteorder("="), copy=False)


def _opened(content: bytes) -> BinaryIO:
    raw = io.BytesIO(content)
    return cast(BinaryIO, gzip.open(raw)) if content.startswith(GZIP_MARK) else raw


def _read_header(file: BinaryIO) -> tuple[tuple[int, ...], np.dtype]:
    head = _read_bytes(file, 4)
    zero, kind, axes = struct.unpack(">HBB", head.ljust(4, b"\xff"))
    known = not zero and kind in TYPES and 0 < axes <= safe_npy.MAX_AXES
    sizes = _read_bytes(file, 4 * axes) if known else b""
    if not known or len(sizes) < 4 * axes:
        raise InputError("it is no idx file: its first bytes are wrong")
    return struct.unpack(f">{axes}I", sizes), np.dtype(TYPES[kind])


def _check_claim(expected: int, packed: int, most: int) -> None:
    """Refuse what the header says before it is unpacked."""
    if expected > most:
        raise InputError(
            "it may have at most {most:,.0f} MB unpacked, its header says {expected:,.0f} MB",
            most=most / 2**20,
            expected=expected / 2**20,
        )
    if expected > max(zip_rules.SMALL, zip_rules.MAX_RATIO * packed):
        raise InputError(
            "it may unpack to {most} times its size, its header says to {ratio:,.0f} times",
            most=zip_rules.MAX_RATIO,
            ratio=expected / packed,
        )


def _read_bytes(file: BinaryIO, count: int) -> bytes:
    """Read as many bytes, or all that there are; never more are unpacked."""
    try:
        return file.read(count)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError("it is damaged: it cannot be unpacked") from error
