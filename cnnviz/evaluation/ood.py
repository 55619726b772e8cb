"""Inputs that are none of a network's classes, and a distance that tells them from those that are.

A network answers anything with one of its classes. What its output layer reads tells more: an
input that is like nothing it has learned lies far from where the images of every class lie.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from cnnviz.utils.errors import InputError

FALSE_ALARM = 0.02  # share of known inputs that the threshold gives up
RIDGE = 1e-6  # of the mean variance: features that never change would divide by zero
SCORE = "Mahalanobis distance to the nearest class, of what the output layer reads"
SET_BY_FOLDS = "every fold's images; false alarms are counted on each with the limit of the others"


@dataclass(frozen=True, eq=False)
class Known:
    """Where the features of a network's own classes lie.

    Attributes
    ----------
    means : float32 (classes, features), the middle of each class
    whitening : float32 (features, features); features times it vary alike in every direction
    """

    means: np.ndarray
    whitening: np.ndarray

    def distances(self, features: np.ndarray) -> np.ndarray:
        """Mahalanobis distance of each row of features (N, features) to the nearest class (N,).

        References
        ----------
        K. Lee, K. Lee, H. Lee, J. Shin, "A simple unified framework for detecting
        out-of-distribution samples and adversarial attacks", NeurIPS 2018.
        """
        away = (features[:, None] - self.means) @ self.whitening
        return np.linalg.norm(away, axis=2).min(axis=1)

    def save(self, path: Path) -> None:
        """Write it as an npz file."""
        np.savez_compressed(path, means=self.means, whitening=self.whitening)


def load(path: Path) -> Known:
    """Read what ``Known.save`` wrote.

    Raises
    ------
    InputError
        If the file cannot be read, or its arrays do not belong together.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            known = Known(file["means"], file["whitening"])
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise InputError(f"{path.name} cannot be read: {error}") from error
    if known.means.shape[1:] * 2 != known.whitening.shape:
        raise InputError(f"{path.name} holds {known.means.shape} and {known.whitening.shape}")
    return known


def learn(features: np.ndarray, labels: np.ndarray) -> Known:
    """Find where each class lies, and how its images scatter, alike for all classes.

    Parameters
    ----------
    features : (N, features), N well above the number of features
    labels : (N,), 0 to the number of classes - 1, each of them at least once
    """
    means = np.stack([features[labels == label].mean(axis=0) for label in np.unique(labels)])
    scatter = np.cov((features - means[labels]).T.astype(np.float64))
    scatter += RIDGE * np.trace(scatter) / len(scatter) * np.eye(len(scatter))
    values, vectors = np.linalg.eigh(scatter)
    return Known(means.astype(np.float32), (vectors / np.sqrt(values)).astype(np.float32))


@dataclass(frozen=True)
class Limit:
    """The distance above which an input counts as outside.

    Attributes
    ----------
    distance : see ``Known.distances``
    false_alarm_rate : the share of known inputs beyond it, none of which set it
    set_by : which known inputs set it, and on which false alarms were counted
    """

    distance: float
    false_alarm_rate: float
    set_by: str


def limit(setting: np.ndarray, judged: np.ndarray, set_by: str) -> Limit:
    """Find a limit from distances of known inputs (N,), and judge it by those of others."""
    distance = threshold(setting)
    return Limit(distance, float(np.mean(judged > distance)), set_by)


def limit_of_folds(folds: Sequence[np.ndarray]) -> Limit:
    """Find a limit from the distances of k folds, each by a network that never saw that fold.

    False alarms are counted on each fold with the limit that the others set.
    """
    others = (np.concatenate([*folds[:k], *folds[k + 1 :]]) for k in range(len(folds)))
    alarms = [fold > threshold(rest) for fold, rest in zip(folds, others, strict=True)]
    together = np.concatenate(alarms)
    return Limit(threshold(np.concatenate(folds)), float(together.mean()), SET_BY_FOLDS)


def threshold(distances: np.ndarray) -> float:
    """The distance above which an input counts as outside, from those of known inputs (N,)."""
    return float(np.quantile(distances, 1 - FALSE_ALARM))
