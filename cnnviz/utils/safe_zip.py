"""Bounded-memory reader for untrusted zip archives."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from cnnviz.utils.errors import InputError

MAX_LISTING = 2**20  # bytes of an archive's list of contents
BLOCK = 2**20  # bytes that are unpacked at a time

# All that zipfile and zlib are known to raise on crafted or broken files.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
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
                f"a zip's list of contents may have at most {self.most / 2**20:.0f} MB, "
                f"got {(size or 0) / 2**20:,.0f} MB"
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
    """Unpack one member, whatever size the zip declares.

    Parameters
    ----------
    archive : zipfile.ZipFile
        From ``opened``.
    name : str or zipfile.ZipInfo
        Which member.
    most : int
        Bytes that it may have unpacked; unpacking stops there.

    Returns
    -------
    bytes
        The whole member.

    Raises
    ------
    InputError
        If it is absent, damaged, encrypted or larger.
    """
    title = name if isinstance(name, str) else name.filename
    unpacked = io.BytesIO()
    try:
        with archive.open(name) as packed:
            while unpacked.tell() <= most and (block := packed.read(BLOCK)):
                unpacked.write(block)
    except UNREADABLE as error:
        raise InputError(f"{title} cannot be unpacked: {error}") from None
    if unpacked.tell() > most:
        raise InputError(f"{title} may have at most {most:,} bytes")
    return unpacked.getvalue()
