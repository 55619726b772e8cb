"""Bounds on how many parts a picture's file consists of, checked before a decoder sees it.

The size of a picture bounds neither the time nor the memory that its file may take: a JPEG may
bring thousands of scans, each of which passes over all pixels (over 60 s for 49 megapixels in 12
MB), a TIFF of 27 MB seven million strips (53 s, 2.7 GB), a JPEG as many segments (9 s, 1 GB), a
WebP 400,000 frames, a PPM of one pixel 30 MB of comments before it (6 s, over 1 GB). No camera and
no program writes such files.

Sources: ITU-T T.81, B.1; TIFF 6.0, section 2; PNG (third edition), 5.3; GIF89a, 15 to 27; RFC
9649, 2.3 (WebP); https://netpbm.sourceforge.net/doc/ppm.html.
"""

import re
import struct
from collections.abc import Callable

from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _

MAX_SCANS = 64  # of a JPEG; cameras write 1, progressive files about 10
MAX_SEGMENTS = 4_000  # of a JPEG besides
MAX_CHUNKS = 20_000  # of a PNG: 30 MB in chunks of 8 kB, as libpng writes, are 4,000
MAX_BLOCKS = 20_000  # of a GIF, before its first frame
MAX_WEBP = 20_000  # chunks of a WebP, one or more for each frame
MAX_HEADER = 2**16  # bytes of a PPM before its pixels
MAX_VALUES = 200_000  # of a tag of a TIFF: 50 megapixels in tiles of 16 × 16, or a colour map
MAX_JUNK = 2**16  # bytes between segments of a JPEG, which decoders skip one by one

# A JPEG's marker: 0xFF and what is neither a stuffed zero, nor a fill byte, nor a restart.
MARKER = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")
START_OF_IMAGE, END_OF_IMAGE, START_OF_SCAN, TEMPORARY = 0xD8, 0xD9, 0xDA, 0x01
# What a PPM begins with: its kind, and numbers after white space and comments.
NUMBER = rb"(?:\s|#[^\n]*\n)+\d{1,9}"
NUMBERS = {kind: 2 if kind in b"14" else 3 for kind in b"123456"}  # a bitmap's white has no value
HEADERS = {kind: re.compile(b"P.(?:%s){%d}" % (NUMBER, n)) for kind, n in NUMBERS.items()}
BEGUN = re.compile(b"P.(?:%s){0,2}(?:\\s|#[^\\n]*\\n)*" % NUMBER)
EXTENSION, IMAGE, TRAILER = 0x21, 0x2C, 0x3B  # blocks of a GIF
BYTE_TYPES = (1, 2, 6, 7)  # of TIFF's values; all others are decoded one by one


def check(data: bytes) -> None:
    """Refuse a file of too many parts; any other is left to its decoder.

    Parameters
    ----------
    data : bytes
        The whole file.

    Raises
    ------
    InputError
        If a PNG, JPEG, GIF or TIFF has more parts than a picture needs.
    """
    for marks, walk in _WALKS:
        if data.startswith(marks):
            walk(data)


def _check_jpeg(data: bytes) -> None:
    at, scans, segments, in_scan = 2, 0, 0, False
    while found := MARKER.search(data, at):
        if found.start() - at > MAX_JUNK and not in_scan:
            raise InputError("this JPEG file is damaged: there is no segment where one must be")
        kind, at = found[1][0], found.end()
        if kind == END_OF_IMAGE:
            return
        segments += 1
        in_scan = kind == START_OF_SCAN
        scans += in_scan
        if scans > MAX_SCANS:
            raise InputError(
                "a JPEG may have at most {most} scans, got more: save it again",
                most=MAX_SCANS,
            )
        _at_most(segments - scans, MAX_SEGMENTS, "JPEG", N_("segments"))
        if kind not in (START_OF_IMAGE, TEMPORARY):
            at += max(int.from_bytes(data[at : at + 2]), 2)


def _check_png(data: bytes) -> None:
    at, chunks = 8, 0
    while at + 8 <= len(data):
        chunks += 1
        _at_most(chunks, MAX_CHUNKS, "PNG", N_("chunks"))
        at += 12 + int.from_bytes(data[at : at + 4])


def _check_gif(data: bytes) -> None:
    packed = int.from_bytes(data[10:11])  # whether there is a colour table, and how large it is
    at, blocks = 13 + (3 * 2 ** ((packed & 7) + 1) if packed & 128 else 0), 0
    while at < len(data) and data[at] not in (IMAGE, TRAILER):
        if data[at] == EXTENSION:
            at += 2
            while at < len(data) and data[at]:
                at += 1 + data[at]
                blocks += 1
                _at_most(blocks, MAX_BLOCKS, "GIF", N_("blocks before its first frame"))
        at += 1
        blocks += 1
        _at_most(blocks, MAX_BLOCKS, "GIF", N_("blocks before its first frame"))


def _check_tiff(data: bytes) -> None:
    order = "<" if data[:2] == b"II" else ">"
    is_big = 43 in data[2:4]
    count, entry, offset = ("Q", "HHQ", "Q") if is_big else ("H", "HHI", "I")
    width = 20 if is_big else 12
    try:
        (at,) = struct.unpack_from(order + offset, data, 8 if is_big else 4)
        (tags,) = struct.unpack_from(order + count, data, at)
        _at_most(tags, MAX_VALUES, "TIFF", N_("tags"))
        first = at + struct.calcsize(order + count)
        for number in range(tags):
            _, kind, values = struct.unpack_from(order + entry, data, first + number * width)
            if kind not in BYTE_TYPES:
                _at_most(values, MAX_VALUES, "TIFF", N_("strips, tiles or values of a tag"))
    except struct.error:
        return  # cut short, as its decoder will say


def _check_webp(data: bytes) -> None:
    at, chunks = 12, 0
    while at + 8 <= len(data) and data[8:12] == b"WEBP":
        chunks += 1
        _at_most(chunks, MAX_WEBP, "WebP", N_("chunks"))
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + size + size % 2


def _check_portable(data: bytes) -> None:
    """Refuse a header that goes on and on; one that is damaged is left to the decoder."""
    head, kind = data[:MAX_HEADER], data[1]
    if len(data) <= MAX_HEADER or HEADERS[kind].match(head):
        return
    if BEGUN.fullmatch(head + b"\n"):  # which ends a comment that is cut
        _at_most(len(data), MAX_HEADER, "PPM", N_("bytes before its pixels"))


def _at_most(found: int, most: int, form: str, parts: str) -> None:
    if found > most:
        raise InputError(
            "a {form} may have at most {most:,} {parts}, got more: save it again",
            form=form,
            most=most,
            parts=_(parts),
        )


_WALKS: tuple[tuple[tuple[bytes, ...], Callable[[bytes], None]], ...] = (
    ((b"\xff\xd8",), _check_jpeg),
    ((b"\x89PNG\r\n\x1a\n",), _check_png),
    ((b"GIF8",), _check_gif),
    ((b"II", b"MM"), _check_tiff),
    ((b"RIFF",), _check_webp),
    (tuple(bytes([80, kind]) for kind in NUMBERS), _check_portable),
)
