"""The records of a run's epochs, by epoch.

::

    probes.json              names of the images that the visitor wants to watch, if any
    epochs/watched.npz       Watched: what all records are about
    epochs/NN.record.npz     EpochRecord at the end of an epoch
    epochs/live.record.npz   EpochRecord within the current epoch; replaced while the run trains
"""

from contextlib import suppress
from pathlib import Path

from cnnviz.training.epoch_record import EpochRecord, Watched
from cnnviz.utils.errors import InputError

SUFFIX = ".record.npz"


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
        names = (file.name.removesuffix(SUFFIX) for file in self.folder.glob(f"*{SUFFIX}"))
        return sorted(int(name) for name in names if name.isdecimal())

    def watched(self) -> Watched | None:
        """Read what the records are about; None where that is missing or damaged."""
        with suppress(InputError):
            return Watched.load(self.watched_path)
        return None

    def read(self, epoch: int, watched: Watched) -> EpochRecord | None:
        """Read the record of an epoch; None where it is missing, damaged or of another run."""
        with suppress(InputError):
            return EpochRecord.load(self.path(epoch), watched)
        return None

    def live(self, watched: Watched) -> EpochRecord | None:
        """Read the newest record within an epoch; None where it is missing or damaged."""
        with suppress(InputError):
            return EpochRecord.load(self.live_path, watched)
        return None

    def drop_after(self, at: float) -> None:
        """Delete the records of what came later than ``at`` epochs, and the one within an epoch."""
        for later in self.epochs():
            if later > at:
                self.path(later).unlink(missing_ok=True)
        self.live_path.unlink(missing_ok=True)
