"""Bounded-memory reader for untrusted zip archives."""

import bz2
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from copy import copy
from pathlib import Path
from typing import IO, Protocol

from cnnviz.utils.errors import InputError

MAX_LISTING = 2**20  # bytes of an archive's list of contents
BLOCK = 2**20  # bytes that are unpacked at a time

# All that zipfile and zlib are known to raise on crafted or broken files.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    LookupError,
)


class _BoundedReads(io.FileIO):
    """File that refuses large reads while ``most`` is set.

    zipfile reads a zip's list of contents in one piece and makes objects of it, ten times as
    large: a 200 MB zip of empty files would take 2 GB before there is anything to check.
    """

    most: int | None = None

    def read(self, size: int | None = -1, /) -> bytes:
        if self.most is not None and (size or 0) > self.most:
            raise InputError(
                "a zip's list of contents may have at most {most:.0f} MB, got {size:,.0f} MB",
                most=self.most / 2**20,
                size=(size or 0) / 2**20,
            )
        return super().read(-1 if size is None else size)


@contextmanager
def opened(path: Path, max_listing: int = MAX_LISTING) -> Iterator[zipfile.ZipFile]:
    """Open a zip for reading.

    Parameters
    ----------
    path : Path
        The file.
    max_listing : int
        Bytes that its list of contents may have; in memory it takes ten times as much.

    Yields
    ------
    zipfile.ZipFile
        The archive, closed when the ``with`` block ends.

    Raises
    ------
    InputError
        If it is no zip, is damaged, or its list of contents is too long.
    """
    with ExitStack() as stack:
        try:
            file = stack.enter_context(_BoundedReads(path))
            file.most = max_listing
            archive = stack.enter_context(zipfile.ZipFile(file))
            file.most = None
        except InputError:
            raise
        except UNREADABLE:
            raise InputError("it is damaged or no zip") from None
        yield archive


def member(archive: zipfile.ZipFile, name: str | zipfile.ZipInfo, most: int) -> bytes:
    """Unpack one member, and never more of it than the zip declares.

    Parameters
    ----------
    archive : zipfile.ZipFile
        From ``opened``.
    name : str or zipfile.ZipInfo
        Which member.
    most : int
        Bytes that it may have unpacked.

    Returns
    -------
    bytes
        The whole member.

    Raises
    ------
    InputError
        If it is absent, damaged, encrypted, larger, or holds more than it declares.
    """
    title = name if isinstance(name, str) else name.filename
    try:
        info = archive.getinfo(name) if isinstance(name, str) else name
        if info.file_size > most:
            raise InputError(
                "{title} may have at most {most:,} bytes, the zip declares {size:,}",
                title=title,
                most=most,
                size=info.file_size,
            )
        with archive.open(_as_stored(info)) as packed:
            unpacked = _unpack(packed, info)
    except InputError:
        raise
    except UNREADABLE as error:
        raise InputError("{title} cannot be unpacked: {error}", title=title, error=error) from None
    if len(unpacked) > info.file_size:
        raise InputError(
            "{title} cannot be unpacked: it holds more than the {size:,} bytes "
            "that the zip declares",
            title=title,
            size=info.file_size,
        )
    if len(unpacked) < info.file_size or zlib.crc32(unpacked) != info.CRC:
        raise InputError("{title} cannot be unpacked: its checksum is wrong", title=title)
    return unpacked


class Unpacker(Protocol):
    """What bz2 and lzma call a decompressor: it gives at most ``max_length`` bytes per call."""

    @property
    def eof(self) -> bool:
        """Whether the end of the packed data was reached."""

    @property
    def needs_input(self) -> bool:
        """Whether further packed bytes are needed before it can give more."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Unpack the next bytes."""


class _Inflate:
    """zlib's decompressor with the interface of the other two."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(-zlib.MAX_WBITS)

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        return not self._zlib.unconsumed_tail

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)


def _as_stored(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """Describe a member as stored, so that zipfile gives its packed bytes.

    zipfile unpacks bzip2 and LZMA without a limit and only then cuts what is too much: 300 bytes
    can become 200 MB.
    """
    stored = copy(info)
    stored.compress_type, stored.file_size = zipfile.ZIP_STORED, info.compress_size
    del stored.CRC  # that of the unpacked bytes
    return stored


def _unpack(packed: IO[bytes], info: zipfile.ZipInfo) -> bytes:
    """Unpack until one byte more than the zip declares."""
    limit = info.file_size + 1
    if info.compress_type == zipfile.ZIP_STORED:
        return packed.read(limit)
    unpacker, unpacked = _unpacker(packed, info), io.BytesIO()
    while unpacked.tell() < limit and not unpacker.eof:
        data = packed.read(BLOCK) if unpacker.needs_input else b""
        at_end = unpacker.needs_input and not data
        block = unpacker.decompress(data, min(BLOCK, limit - unpacked.tell()))
        if at_end and not block:
            break
        unpacked.write(block)
    return unpacked.getvalue()


def _unpacker(packed: IO[bytes], info: zipfile.ZipInfo) -> Unpacker:
    if info.compress_type == zipfile.ZIP_DEFLATED:
        return _Inflate()
    if info.compress_type == zipfile.ZIP_BZIP2:
        return bz2.BZ2Decompressor()
    if info.compress_type == zipfile.ZIP_LZMA:
        return _lzma(packed, info.file_size)
    raise NotImplementedError("it is compressed by a method other than deflate, bzip2 or LZMA")


def _lzma(packed: IO[bytes], size: int) -> lzma.LZMADecompressor:
    """Read the properties before LZMA data; source: PKWARE's APPNOTE.TXT, 5.8.8."""
    _, length = struct.unpack("<HH", packed.read(4))
    first, dictionary = struct.unpack("<BI", packed.read(length))
    packing = {
        "id": lzma.FILTER_LZMA1,
        "dict_size": max(min(dictionary, size), 4096),  # no distance is longer than the data
        "lc": first % 9,
        "lp": first // 9 % 5,
        "pb": first // 45,
    }
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[packing])
