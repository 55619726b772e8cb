"""What an epoch leaves to be looked at: kernels, probe images, and every validation answer.

A run's folder holds one small file per epoch beside its checkpoints, and one for what stays the
same over all epochs. Both are compressed ``.npz`` archives. Of MNIST, with 6,000 validation images,
an epoch takes about 10 kB, and of the digits about 1 kB.
"""

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import InputError

MAX_KERNEL_VALUES = 8192  # of an epoch, one byte each; of larger layers the first kernels are kept
SMALL = 2**8  # a class index below it takes one byte
_UNREADABLE = (
    *(OSError, ValueError, EOFError, LookupError, TypeError, MemoryError),
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError),
)


@dataclass(frozen=True, eq=False)
class Watched:
    """What the records of a run's epochs are about; the same for all of them.

    Attributes
    ----------
    dataset : str
        The data set's short name, as in a model's file.
    synthetic : bool
        Whether its images are drawn by a program.
    classes : tuple of str
        Names of the classes.
    labels : ndarray
        int64 (N,): the true class of every validation image.
    probes : ndarray
        int64 (P,): which validation images are the probes.
    pictures : ndarray
        uint8 (P, height, width, channels): the probe images.
    """

    dataset: str
    synthetic: bool
    classes: tuple[str, ...]
    labels: np.ndarray
    probes: np.ndarray
    pictures: np.ndarray

    def save(self, path: Path) -> None:
        """Write the file ``path``, completely or not at all.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        _save(
            path,
            dataset=np.array(self.dataset),
            synthetic=np.array(self.synthetic),
            classes=np.array(self.classes),
            labels=_narrow(self.labels, len(self.classes)),
            probes=self.probes.astype(np.int32),
            pictures=self.pictures,
        )

    @classmethod
    def load(cls, path: Path) -> "Watched":
        """Read what ``save`` has written.

        Raises
        ------
        InputError
            If there is no such file, or it is damaged.
        """
        arrays = _load(path)
        try:
            read = cls(
                str(arrays["dataset"]),
                bool(arrays["synthetic"]),
                tuple(map(str, arrays["classes"])),
                arrays["labels"].astype(np.int64),
                arrays["probes"].astype(np.int64),
                arrays["pictures"],
            )
            valid = (
                read.pictures.dtype == np.uint8
                and read.pictures.ndim == 4
                and read.probes.shape == read.pictures.shape[:1]
                and read.labels.ndim == 1
                and _all_below(read.labels, len(read.classes))
                and _all_below(read.probes, len(read.labels))
            )
        except _UNREADABLE:
            valid = False
        if not valid:
            raise InputError("{file} is damaged", file=path.name)
        return read


@dataclass(frozen=True, eq=False)
class EpochRecord:
    """A network at the end of an epoch, or at a step within one.

    Attributes
    ----------
    at : float
        Epochs done, with the fraction of the current one.
    learning_rate : float
        Of the last step.
    kernels : ndarray
        float32 (kH, kW, C, n): the first layer's weights, each kernel to 1/254 of its largest
        magnitude. Of a dense layer each unit's weights are one kernel over its input. n may be
        below the layer's number of kernels, or 0.
    probabilities : ndarray
        float32 (P, classes), in [0, 1]: of the probe images, rounded to half precision.
    answers : ndarray
        int64 (N,): the predicted class of every validation image; empty within an epoch.
    truths : ndarray
        float32 (N,), in [0, 1]: the probability of the true class of every validation image,
        rounded to a multiple of 1/255.
    """

    at: float
    learning_rate: float
    kernels: np.ndarray
    probabilities: np.ndarray
    answers: np.ndarray
    truths: np.ndarray

    def save(self, path: Path) -> None:
        """Write the file ``path``, completely or not at all.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        limits = np.abs(self.kernels).max(axis=(0, 1, 2), initial=0.0)
        levels = np.rint(self.kernels * (127 / np.where(limits > 0, limits, 1)))
        _save(
            path,
            at=np.array(self.at),
            learning_rate=np.array(self.learning_rate),
            kernels=levels.astype(np.int8),
            kernel_limits=limits.astype(np.float32),
            probabilities=self.probabilities.astype(np.float16),
            answers=_narrow(self.answers, self.probabilities.shape[1]),
            truths=np.rint(255 * np.clip(self.truths, 0, 1)).astype(np.uint8),
        )

    @classmethod
    def load(cls, path: Path, watched: Watched) -> "EpochRecord":
        """Read what ``save`` has written.

        Parameters
        ----------
        path : Path
            The file.
        watched : Watched
            What the run's records are about.

        Raises
        ------
        InputError
            If there is no such file, it is damaged, or is about something else.
        """
        arrays = _load(path)
        try:
            scale = arrays["kernel_limits"].astype(np.float32) / 127
            read = cls(
                float(arrays["at"]),
                float(arrays["learning_rate"]),
                arrays["kernels"].astype(np.float32) * scale,
                arrays["probabilities"].astype(np.float32),
                arrays["answers"].astype(np.int64),
                arrays["truths"].astype(np.float32) / 255,
            )
            valid = read._is_about(watched)
        except _UNREADABLE:
            valid = False
        if not valid:
            raise InputError("{file} is damaged", file=path.name)
        return read

    def _is_about(self, watched: Watched) -> bool:
        classes, images = len(watched.classes), watched.labels.shape
        return (
            self.kernels.ndim == 4
            and self.probabilities.shape == (len(watched.probes), classes)
            and self.answers.shape in (images, (0,))
            and self.truths.shape == self.answers.shape
            and _all_below(self.answers, classes)
            and isfinite(self.at + self.learning_rate)
            and bool(np.isfinite(self.probabilities).all() and np.isfinite(self.kernels).all())
        )

    def confusion(self, watched: Watched) -> np.ndarray:
        """Count the validation images, int64 (classes, classes): rows true, columns predicted."""
        classes = len(watched.classes)
        cells = classes * watched.labels[: len(self.answers)] + self.answers
        return np.bincount(cells, minlength=classes * classes).reshape(classes, classes)


def _all_below(numbers: np.ndarray, limit: int) -> bool:
    return bool(((numbers >= 0) & (numbers < limit)).all())


def _narrow(classes: np.ndarray, count: int) -> np.ndarray:
    return classes.astype(np.uint8 if count <= SMALL else np.uint16)


def _save(path: Path, **arrays: Any) -> None:
    path.parent.mkdir(exist_ok=True)
    with replacing(path) as part, part.open("wb") as file:
        np.savez_compressed(file, **arrays)


def _load(path: Path) -> Mapping[str, Any]:
    """Read all arrays of a file, so that it is known to be whole."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except FileNotFoundError:
        raise InputError("there is no {file}", file=path.name) from None
    except _UNREADABLE as error:
        raise InputError("{file} is damaged", file=path.name) from error
