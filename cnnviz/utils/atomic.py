"""Writing a file whole or not at all, and doing something in one process at a time."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a path beside ``path`` to write to; the file written there then takes its place.

    Whoever reads ``path`` meanwhile finds the earlier file. Where an error is raised the earlier
    file stays, and nothing of the new one.

    Parameters
    ----------
    path : Path
        The file to write, in a folder that exists.

    Yields
    ------
    Path
        A file that does not exist yet.
    """
    part = path.with_name(f".{path.name}-{uuid4().hex}.part")
    try:
        yield part
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Wait until no other process or thread is inside, and keep all others out until the end.

    The system ends the lock when its holder ends, however that happens.

    Parameters
    ----------
    path : Path
        An empty file that stands for the lock, in a folder that exists; it stays there.

    Yields
    ------
    None
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT)
    try:
        if sys.platform == "win32":
            msvcrt.locking(file, msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)
