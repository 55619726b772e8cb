"""The records of a run's epochs, by epoch.

::

    probes.json              names of the images that the visitor wants to watch, if any
    epochs/watched.npz       Watched: what all records are about
    epochs/NN.record.npz     EpochRecord at the end of an epoch
    epochs/live.record.npz   EpochRecord within the current epoch; replaced while the run trains
"""

import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import numpy as np

from cnnviz.training.epoch_record import EpochRecord, Watched
from cnnviz.utils.errors import InputError

Kept = TypeVar("Kept", Watched, EpochRecord)
SUFFIX = ".record.npz"
# A run that is watched is asked for the same files several times an epoch, by each of its watchers.
MOST_RUNS, MOST_RECORDS, MOST_LIVE = 64, 64, 16  # of which what was read is kept


class EpochFiles:
    """The records in a run's folder; of a run of an older version there are none.

    Parameters
    ----------
    run : Path
        The run's folder.
    """

    def __init__(self, run: Path) -> None:
        self.folder = run / "epochs"
        self.watched_path = self.folder / "watched.npz"
        self.live_path = self.folder / f"live{SUFFIX}"

    def path(self, epoch: int) -> Path:
        """Return the path of the record of an epoch, counted from 1."""
        return self.folder / f"{epoch:02d}{SUFFIX}"

    def epochs(self) -> list[int]:
        """Return the epochs that left a record, in order; a damaged one is counted, too."""
        return numbered(self.folder, SUFFIX)

    def watched(self) -> Watched | None:
        """Read what the records are about; None where that is missing or damaged."""
        with suppress(InputError, OSError):
            return _watched(self.watched_path, *_stamp(self.watched_path))
        return None

    def read(self, epoch: int, watched: Watched) -> EpochRecord | None:
        """Read the record of an epoch; None where it is missing, damaged or of another run."""
        path = self.path(epoch)
        with suppress(InputError, OSError):
            return _record(path, *_stamp(path), watched)
        return None

    def live(self, watched: Watched) -> EpochRecord | None:
        """Read the newest record within an epoch; None where it is missing or damaged."""
        with suppress(InputError, OSError):
            return _live(self.live_path, *_stamp(self.live_path), watched)
        return None

    def drop_after(self, at: float) -> None:
        """Delete the records of what came later than ``at`` epochs, and the one within an epoch."""
        for later in self.epochs():
            if later > at:
                self.path(later).unlink(missing_ok=True)
        self.live_path.unlink(missing_ok=True)


def numbered(folder: Path, suffix: str) -> list[int]:
    """Return the numbers that name files of a folder, "07" + ``suffix``, in order.

    Several times as fast as ``Path.glob``: pages ask while a run trains.
    """
    with suppress(OSError), os.scandir(folder) as files:  # an OSError: there is none yet
        names = [file.name.removesuffix(suffix) for file in files if file.name.endswith(suffix)]
        return sorted(int(name) for name in names if name.isdecimal())
    return []


def _stamp(path: Path) -> tuple[int, int, int]:
    """What is another where a file was replaced: its number, last change (ns) and bytes."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def _unchangeable(read: Kept) -> Kept:
    """Protect the arrays of what several readers share."""
    for value in vars(read).values():
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return read


@lru_cache(maxsize=MOST_RUNS)
def _watched(path: Path, *stamp: int) -> Watched:
    return _unchangeable(Watched.load(path))


@lru_cache(maxsize=MOST_RECORDS)
def _record(path: Path, inode: int, changed: int, size: int, watched: Watched) -> EpochRecord:
    return _unchangeable(EpochRecord.load(path, watched))


@lru_cache(maxsize=MOST_LIVE)
def _live(path: Path, inode: int, changed: int, size: int, watched: Watched) -> EpochRecord:
    return _unchangeable(EpochRecord.load(path, watched))
