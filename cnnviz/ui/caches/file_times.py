"""When a file was last changed: part of the key of what is read from it."""

from contextlib import suppress
from pathlib import Path


def stamp(file: Path) -> int:
    """Nanoseconds of the last change of a file; 0 where it is not there."""
    with suppress(OSError):
        return file.stat().st_mtime_ns
    return 0
