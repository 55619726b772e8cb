"""What a network answers to the images of a split, and the choice of some of them."""

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnnviz.evaluation.metrics import Evaluation
from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import InputError

_UNREADABLE = (
    *(OSError, ValueError, EOFError, LookupError, TypeError, MemoryError),
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError),
)


@dataclass(frozen=True, eq=False)
class Answers:
    """What a network answers to the images of a split.

    Attributes
    ----------
    labels : ndarray
        int64 (N,): the true class of each image.
    predicted : ndarray
        int64 (N,): the predicted class.
    truths : ndarray
        float32 (N,) in [0, 1]: the probability of the true class; NaN where it is unknown.
    probabilities : ndarray or None
        float32 (N, classes): of every class; None where only the others were recorded.
    """

    labels: np.ndarray
    predicted: np.ndarray
    truths: np.ndarray
    probabilities: np.ndarray | None = None

    @classmethod
    def of(cls, probabilities: np.ndarray, labels: np.ndarray) -> "Answers":
        """Take the answers from the probabilities (N, classes) of all classes."""
        truths = probabilities[np.arange(len(labels)), labels]
        return cls(labels, probabilities.argmax(axis=1), truths, probabilities)

    @classmethod
    def of_evaluation(cls, evaluation: Evaluation, labels: np.ndarray) -> "Answers":
        """Take the answers from an evaluation, which knows no probability of a true class: NaN."""
        predicted = labels.copy()
        for wrong in evaluation.wrong:
            predicted[wrong.index] = wrong.predicted
        return cls(labels, predicted, np.full(len(labels), np.nan, np.float32))

    def confusion(self, classes: int) -> np.ndarray:
        """Count the images, int64 (classes, classes): rows true, columns predicted."""
        cells = classes * self.labels + self.predicted
        return np.bincount(cells, minlength=classes * classes).reshape(classes, classes)

    def chosen(self, row: int | None = None, col: int | None = None) -> np.ndarray:
        """Find the images of a cell, a row or a column of the confusion matrix.

        Parameters
        ----------
        row, col : int or None
            The true and the predicted class; None for all. With neither, the errors are found.

        Returns
        -------
        ndarray
            int64 (n,): positions in the split, the lowest probability of the truth first.
        """
        if row is None and col is None:
            among = self.predicted != self.labels
        else:
            among = np.ones(len(self.labels), bool)
        if row is not None:
            among &= self.labels == row
        if col is not None:
            among &= self.predicted == col
        places = np.flatnonzero(among)
        return places[np.argsort(self.truths[places], kind="stable")]

    def save(self, path: Path) -> None:
        """Write the file ``path``, completely or not at all.

        Raises
        ------
        OSError
            If it cannot be written.
        InputError
            If the probabilities of all classes are unknown.
        """
        probabilities = self.probabilities
        if probabilities is None:
            raise InputError("answers without the probabilities of all classes are not stored")
        with replacing(path) as part, part.open("wb") as file:
            np.savez_compressed(file, labels=self.labels, probabilities=probabilities)

    @classmethod
    def load(cls, path: Path, classes: int) -> "Answers":
        """Read what ``save`` wrote.

        Parameters
        ----------
        path : Path
            The file.
        classes : int
            Number of classes.

        Raises
        ------
        InputError
            If there is no such file, it is damaged, or is of another number of classes.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                labels = file["labels"].astype(np.int64)
                probabilities = file["probabilities"].astype(np.float32)
            valid = (
                probabilities.shape == (*labels.shape, classes)
                and labels.ndim == 1
                and bool(((labels >= 0) & (labels < classes)).all())
                and bool(np.isfinite(probabilities).all())
            )
        except _UNREADABLE as error:
            raise InputError("{file} is missing or damaged", file=path.name) from error
        if not valid:
            raise InputError("{file} is damaged", file=path.name)
        return cls.of(probabilities, labels)
