"""Reading zip files that nobody vouches for: bounded memory, one plain sentence where it fails."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from cnnviz.utils.errors import InputError

MAX_READ = 1024 * 1024  # bytes that one read may ask for
# All that zipfile and zlib are known to raise on crafted or broken files.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    LookupError,
)


class _SmallReads(io.FileIO):
    """A file that refuses large reads: zipfile reads a zip's directory whole, of any size."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:  # the zip's end, 64 kB at most
            return super().read(MAX_READ)
        if size > MAX_READ:
            raise zipfile.BadZipFile("its directory is too large")
        return super().read(size)


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip for reading.

    Raises
    ------
    InputError
        If it is no zip, cut off, or its directory takes more than 1 MB.
    """
    with ExitStack() as stack:
        try:
            file = stack.enter_context(_SmallReads(path))
            archive = stack.enter_context(zipfile.ZipFile(file))
        except UNREADABLE:
            raise InputError("it is damaged or cut off") from None
        yield archive


def member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Unpack one member of at most ``most`` bytes, whatever size the zip claims.

    Raises
    ------
    InputError
        If it is absent, broken, encrypted or larger.
    """
    unpacked = io.BytesIO()
    try:
        with archive.open(name) as packed:
            while block := packed.read(MAX_READ):
                unpacked.write(block)
                if unpacked.tell() > most:
                    break
    except UNREADABLE:
        raise InputError(f"{name} is damaged or missing") from None
    if unpacked.tell() > most:
        raise InputError(f"{name} may have at most {most:,} bytes")
    return unpacked.getvalue()
