"""What visitors' files take of the disk, which of them must stay, and which are removed in time."""

import logging
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from cnnviz.classroom import belongings, limits, visitor
from cnnviz.data import uploads
from cnnviz.evaluation.inspection_record import InspectionRecord
from cnnviz.training import deletion, notes
from cnnviz.training.folder import every
from cnnviz.utils import paths
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.text import memory

# Folders of the home with a folder for each thing.
KEPT_IN = ("runs", "uploads", "models", "inspections", "courses", "sessions")
INSPECTED_SECONDS = 86_400  # after its last row or decision an inspection needs its files
log = logging.getLogger(__name__)


def keep_upload(name: str, data: bytes) -> str:
    """Keep an uploaded zip, where the visitor and the server have room for it; return its key.

    Raises
    ------
    InputError
        As ``uploads.keep``, or if there is no room.
    """
    check_room(len(data))
    return uploads.keep(name, data, needed)


def delete_upload(key: str) -> None:
    """Delete an uploaded zip of the current visitor.

    Raises
    ------
    InputError
        If it is another's, or an unfinished run or an inspection of the last day reads it.
    """
    path = uploads.find(key)
    if path is None:
        return
    belongings.require_own(path.parent, path.name)
    if path in needed():
        raise InputError(
            "{file} is in use: an unfinished run, or an inspection of the last day, reads it",
            file=path.name,
        )
    uploads.forget(key)


def check_room(more: int = 0) -> None:
    """Refuse ``more`` bytes of the current visitor where they would be too many.

    Raises
    ------
    InputError
        If they would be.
    """
    own, whole = limits.STORAGE.value * limits.MB, limits.STORAGE_TOTAL.value * limits.MB
    if min(own, whole) == float("inf"):
        return
    used = used_by_visitor()
    mine = used[visitor.current().id] + more
    if mine > own:
        raise InputError(
            "your files would take {size}, at most {most}: delete runs of yours first, under "
            "Compare runs, or uploads beside Data",
            size=memory(mine),
            most=memory(int(own)),
        )
    if used.total() + more > whole:
        raise InputError(
            "the server is full: all files may take {most} at most",
            most=memory(int(whole)),
        )


def used_by_visitor() -> Counter[str]:
    """Return the bytes that each visitor's files take, by the visitors' ids."""
    used: Counter[str] = Counter()
    for thing in _things():
        used[belongings.of(thing).visitor] += _size(thing)
    return used


def needed() -> set[Path]:
    """Return the files that unfinished runs and the inspections of the last day read."""
    found = set()
    for run in every():
        with suppress(InputError):  # damaged, or deleted meanwhile
            if not run.has_ended():
                found.add(Path(run.config().dataset))
    for folder in (paths.home() / "inspections").glob("*"):
        with suppress(InputError, OSError):
            touched = max(file.stat().st_mtime for file in folder.iterdir())
            if abs(time.time() - touched) < INSPECTED_SECONDS:  # the clock may have been set back
                source = InspectionRecord(folder.name).task().source
                found |= set((paths.home() / "uploads" / source).glob("*.zip"))
    return found


def remove_old_runs(release: Callable[[Path], bool], now: float | None = None) -> list[str]:
    """Delete runs that have been kept for long enough, and a visitor's oldest where there are many.

    Unfinished and starred runs stay, and so do everybody's.

    Parameters
    ----------
    release : callable
        As ``deletion.delete`` takes it.
    now : float, optional
        In seconds since the epoch.

    Returns
    -------
    list of str
        The ids of the runs that were deleted.
    """
    oldest = (time.time() if now is None else now) - limits.DAYS.value * limits.DAY
    kept: dict[str, int] = defaultdict(int)
    removed = []
    for run in every():  # the newest first
        with suppress(InputError, EngineError):  # one that is in use goes another time
            owner, state = belongings.of(run.path).visitor, run.state()
            if not owner or state.active or notes.read(run).starred:
                continue
            kept[owner] += 1
            if kept[owner] > limits.KEPT.value or state.updated < oldest:
                deletion.delete(run, release)
                removed.append(run.id)
    if removed:
        log.info("%d old runs were removed", len(removed))
    return removed


def _things() -> Iterator[Path]:
    """The folder of each thing: run, upload, model, ..."""
    for name in KEPT_IN:
        with suppress(OSError):
            yield from (path for path in (paths.home() / name).iterdir() if path.is_dir())


def _size(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):  # files may come and go
                total += os.stat(os.path.join(parent, name)).st_size  # noqa: PTH116, PTH118 - faster
    return total
