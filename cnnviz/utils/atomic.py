"""Writing a file whole or not at all, and doing something in one process at a time."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

REPLACE_ATTEMPTS, REPLACE_PAUSE = 20, 0.05  # seconds between two attempts


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
        replace_file(part, path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def replace_file(part: Path, path: Path) -> None:
    """Let a file take the place of another.

    On Windows a file that somebody reads cannot be replaced until it is closed, which takes
    milliseconds; so this tries again for a second.

    Parameters
    ----------
    part : Path
        The new file.
    path : Path
        The file it becomes, in the same folder.

    Raises
    ------
    OSError
        If it cannot be replaced.
    """
    for _ in range(REPLACE_ATTEMPTS - 1 if sys.platform == "win32" else 0):
        with suppress(PermissionError):
            part.replace(path)
            return
        time.sleep(REPLACE_PAUSE)
    part.replace(path)


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
            _lock_on_windows(file)
        else:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


if sys.platform == "win32":

    def _lock_on_windows(file: int) -> None:
        """Wait for the lock; LK_LOCK gives up after ten seconds."""
        while True:
            with suppress(OSError):
                msvcrt.locking(file, msvcrt.LK_LOCK, 1)
                return
