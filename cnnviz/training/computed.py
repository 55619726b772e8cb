"""What was computed of models and data, and is kept so that nobody waits for it twice.

Whatever is missing is computed anew, so the files that nobody has used for longest are removed
where all of them take more than a limit.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cnnviz.classroom import limits
from cnnviz.utils import paths

FOLDERS = ("explanations", "overlaps")  # of the home


def remove_unused() -> list[Path]:
    """Remove the files that were used longest ago, until the others are within the limit.

    Returns
    -------
    list of Path
        What was removed.
    """
    found = []
    for file in _files():
        with suppress(OSError):  # files may come and go
            status = file.stat()
            found.append((status.st_mtime, status.st_size, file))
    left = sum(size for _, size, _ in found) - limits.COMPUTED.value * limits.MB
    removed = []
    for _, size, file in sorted(found):
        if left <= 0:
            break
        with suppress(OSError):  # Windows: somebody reads it
            file.unlink()
            removed.append(file)
            left -= size
    return removed


def clear() -> None:
    """Remove all of it."""
    for file in list(_files()):
        with suppress(OSError):
            file.unlink()


def _files() -> Iterator[Path]:
    for name in FOLDERS:
        with suppress(OSError), os.scandir(paths.home() / name) as entries:
            yield from (Path(each.path) for each in entries if each.is_file())
