"""One life of a process: a locked file, whose lock the system releases when the process ends.

Whoever shares the folder can tell from it whether that process is alive, also from another
container or machine, where its number says nothing. A clock plays no part.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_held: list[int] = []  # the files' descriptors: closing one would end its lock


def begin(folder: Path) -> str:
    """Begin a life of this process, which lasts until it ends, however that happens.

    Parameters
    ----------
    folder : Path
        Where lives are kept; it is made where it is absent.

    Returns
    -------
    str
        The life's name, found nowhere else.

    Raises
    ------
    OSError
        If the folder cannot be written to, or its file system knows no locks.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = uuid4().hex
    # Locked before it has its name: an unlocked file is a life that has ended. Windows does not
    # rename an open file, nor delete one, so that nobody can take it for ended for good.
    path = folder / (name if sys.platform == "win32" else f".{name}")
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o664)
    try:
        _lock(file)
        if sys.platform != "win32":
            path.rename(folder / name)
    except OSError:
        os.close(file)
        path.unlink(missing_ok=True)
        raise
    _held.append(file)
    return name


def lasts(folder: Path, name: str) -> bool:
    """Whether the process of a life is still running.

    Parameters
    ----------
    folder : Path
        As for ``begin``.
    name : str
        What ``begin`` returned, in whichever process.

    Returns
    -------
    bool
        False as well where the life has been forgotten.
    """
    try:
        file = os.open(folder / name, os.O_RDONLY)
    except FileNotFoundError:
        return False
    except OSError:  # it may not be looked into
        return True
    try:
        _lock(file, shared=True)
    except OSError:
        return True
    finally:
        os.close(file)
    return False


def forget_ended(folder: Path) -> None:
    """Delete the files of lives that have ended.

    Parameters
    ----------
    folder : Path
        As for ``begin``.
    """
    with suppress(OSError):
        for path in list(folder.iterdir()):
            if not lasts(folder, path.name) and not path.name.startswith("."):
                with suppress(OSError):
                    path.unlink()


if sys.platform == "win32":

    def _lock(file: int, shared: bool = False) -> None:
        """Lock the file's first byte, or raise OSError at once where another process has."""
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:

    def _lock(file: int, shared: bool = False) -> None:
        """Lock the file, or raise OSError at once where another process has."""
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
