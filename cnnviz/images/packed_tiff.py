"""TIFFs of 10, 12 or 14 bits per channel, whose values follow each other without regard to bytes.

Scanners and cameras of machine vision write them. Pillow knows only grey ones of 12 bits; OpenCV
reads all of them, but checks no limit before it does.
"""

import io
import struct
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import TiffImagePlugin

from cnnviz.images.transforms import bands
from cnnviz.utils.errors import InputError

MARKS = (b"II*\0", b"MM\0*")  # little- and big-endian
DEPTHS = (10, 12, 14)
CHANNELS = (1, 3, 4)
# Tags of TIFF 6.0.
WIDTH, HEIGHT, BITS, PHOTOMETRIC, SAMPLES, PLANES = 256, 257, 258, 262, 277, 284
WHITE_IS_ZERO, BLACK_IS_ZERO, RGB = 0, 1, 2
SEPARATE_PLANES = 2
WHITE = 65535


@dataclass(frozen=True)
class Header:
    """What decides how such a file is read.

    Attributes
    ----------
    height, width : int
        Pixels.
    bits : int
        Of each channel.
    white_is_zero : bool
        Whether the largest value is black.
    """

    height: int
    width: int
    bits: int
    white_is_zero: bool


def header(data: bytes) -> Header | None:
    """Read the header of a file, if it is of this kind.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    Header or None
        None where it is no TIFF, is damaged, or stores other numbers of bits.

    Raises
    ------
    InputError
        If it is of this kind and stores its channels in planes.
    """
    if not data.startswith(MARKS):
        return None
    file = io.BytesIO(data)
    try:
        tags = TiffImagePlugin.ImageFileDirectory_v2(data[:8])
        file.seek(tags.next)
        tags.load(file)
        bits = {int(bits) for bits in np.atleast_1d(tags.get(BITS, 1))}
        channels = int(tags.get(SAMPLES, 1))
        height, width = int(tags[HEIGHT]), int(tags[WIDTH])
        photometric, planes = tags.get(PHOTOMETRIC), tags.get(PLANES)
    except (OSError, SyntaxError, ValueError, TypeError, LookupError, struct.error):
        return None
    known = channels in CHANNELS and photometric in (WHITE_IS_ZERO, BLACK_IS_ZERO, RGB)
    if len(bits) != 1 or not bits <= set(DEPTHS) or not known:
        return None
    if planes == SEPARATE_PLANES and channels > 1:
        raise InputError(
            "a TIFF of {bits} bits must store its channels interleaved, got planes: save it as PNG",
            bits=min(bits),
        )
    return Header(height, width, min(bits), photometric == WHITE_IS_ZERO)


def read(data: bytes, header: Header) -> np.ndarray:
    """Decode the pixels, turned upright.

    Parameters
    ----------
    data : bytes
        The whole file.
    header : Header
        Of this file; the caller has checked its size.

    Returns
    -------
    (H, W, C) uint16
        C is 1 or 3 (grey or blue, green, red), and 4 with alpha; white is 65535.

    Raises
    ------
    ValueError, cv2.error
        If it is damaged.
    """
    stored = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if stored is None or stored.dtype != np.uint16:
        raise ValueError("no pixels of so many bits")
    pixels: np.ndarray = np.atleast_3d(stored)
    most = 2**header.bits - 1
    for rows in bands(*pixels.shape[:2]):
        levels = (pixels[rows] >> (16 - header.bits)).astype(np.uint32)  # OpenCV shifts them up
        if header.white_is_zero:
            levels = most - levels
        pixels[rows] = (levels * WHITE + most // 2) // most
    return pixels
