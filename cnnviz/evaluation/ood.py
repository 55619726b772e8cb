"""Detection of out-of-distribution inputs, which belong to none of a network's classes.

A network assigns one of its classes to any input. The features that its output layer reads tell
more: those of an input unlike the training data lie far from those of every class.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_
from cnnviz.utils.retold import told
from cnnviz.utils.text import percent, plural

FALSE_ALARM = 0.02  # share of known inputs above the threshold
RIDGE = 1e-6  # of the mean variance: constant features would divide by zero
MAX_FEATURES = 1024  # a covariance of ten thousand features would take minutes
DOUBT = N_("This input is unlike the training data; the prediction is unreliable.")
SURE = 0.9  # of MNIST's test digits below this probability, one in three is misclassified
SCORE = N_("Mahalanobis distance to the nearest class, of what the output layer reads")
SET_BY_FOLDS = N_(
    "every fold's images; false alarms are counted on each with the others' threshold"
)


def uncertainty(classes: Sequence[str], probabilities: np.ndarray) -> str:
    """Say between which classes a network is undecided.

    Parameters
    ----------
    classes : sequence of str
        Their names, at least two.
    probabilities : ndarray
        float (classes,), the network's output.

    Returns
    -------
    str
        One sentence where the most probable class is below ``SURE``, else "".

    Examples
    --------
    >>> uncertainty(["4", "7", "9"], np.array([0.28, 0.01, 0.71]))
    'Uncertain: 71 % for 9, but 28 % for 4.'
    """
    first, second = np.argsort(-probabilities, kind="stable")[:2]
    if probabilities[first] >= SURE:
        return ""
    return told(
        "Uncertain: {share} for {name}, but {other_share} for {other}.",
        share=percent(probabilities[first], 0),
        name=classes[first],
        other_share=percent(probabilities[second], 0),
        other=classes[second],
    )


@dataclass(frozen=True, eq=False)
class MahalanobisDetector:
    """The distribution of the features of a network's own classes.

    Attributes
    ----------
    means : ndarray
        float32 (classes, features), the mean of each class.
    whitening : ndarray
        float32 (features, used); features times it have unit covariance within each class. Rows of
        features that are not used are 0.

    References
    ----------
    K. Lee, K. Lee, H. Lee, J. Shin, "A simple unified framework for detecting out-of-distribution
    samples and adversarial attacks", NeurIPS 2018, arXiv:1807.03888.
    """

    means: np.ndarray
    whitening: np.ndarray

    @classmethod
    def fit(cls, features: np.ndarray, labels: np.ndarray) -> "MahalanobisDetector":
        """Estimate the mean of each class, and one covariance that all classes share.

        Of more than 1,024 features those with the largest variance are used.

        Parameters
        ----------
        features : ndarray
            float (N, features).
        labels : ndarray
            int (N,), the class of each.

        Returns
        -------
        MahalanobisDetector
            Fitted to the features.

        Raises
        ------
        InputError
            If the features do not differ within any class.
        """
        present, places = np.unique(labels, return_inverse=True)
        means = np.stack([features[labels == label].mean(axis=0) for label in present])
        within = (features - means[places]).astype(np.float64)
        used = np.sort(np.argsort(-within.var(axis=0), kind="stable")[:MAX_FEATURES])
        covariance = np.atleast_2d(np.cov(within[:, used].T)) if len(within) > 1 else np.zeros(0)
        if not np.trace(np.atleast_2d(covariance)) > 0:
            raise InputError(
                "features must differ within a class, got {images} whose features do not",
                images=plural(len(features), "image"),
            )
        covariance += RIDGE * np.trace(covariance) / len(covariance) * np.eye(len(covariance))
        values, vectors = np.linalg.eigh(covariance)
        whitening = np.zeros((features.shape[1], len(used)), np.float32)
        whitening[used] = vectors / np.sqrt(values)
        return cls(means.astype(np.float32), whitening)

    @classmethod
    def load(cls, path: Path) -> "MahalanobisDetector":
        """Read what ``save`` wrote.

        Parameters
        ----------
        path : Path
            An npz file.

        Returns
        -------
        MahalanobisDetector
            As it was saved.

        Raises
        ------
        InputError
            If the file cannot be read, or its arrays do not fit each other.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                detector = cls(file["means"], file["whitening"])
        except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
            raise InputError(
                "{file} cannot be read: {error}", file=path.name, error=error
            ) from error
        if detector.whitening.ndim != 2 or detector.means.shape[1:] != detector.whitening.shape[:1]:
            shapes = f"{detector.means.shape} and {detector.whitening.shape}"
            raise InputError(
                "{file} must hold arrays of matching shapes, got {shapes}",
                file=path.name,
                shapes=shapes,
            )
        return detector

    def save(self, path: Path) -> None:
        """Write an npz file.

        Parameters
        ----------
        path : Path
            The file to write.
        """
        np.savez_compressed(path, means=self.means, whitening=self.whitening)

    def distances(self, features: np.ndarray) -> np.ndarray:
        """Compute the Mahalanobis distance to the nearest class.

        Parameters
        ----------
        features : ndarray
            float (N, features).

        Returns
        -------
        ndarray
            float (N,), at least 0.
        """
        # Shifted first, so that little is rounded away where the features are far from 0.
        centre = self.means.mean(axis=0)
        inputs, means = ((each - centre) @ self.whitening for each in (features, self.means))
        nearest = np.full(len(features), np.inf)
        for mean in means:
            nearest = np.minimum(nearest, np.linalg.norm(inputs - mean, axis=1))
        return nearest


@dataclass(frozen=True)
class Threshold:
    """The distance above which an input counts as out-of-distribution.

    Attributes
    ----------
    distance : float
        See ``MahalanobisDetector.distances``.
    false_alarm_rate : float
        Share of known inputs above it, in [0, 1]; none of these inputs set it.
    set_by : str
        Which known inputs set it, and on which false alarms were counted.
    """

    distance: float
    false_alarm_rate: float
    set_by: str


def threshold_distance(distances: np.ndarray) -> float:
    """Find the distance that all but 2 % of known inputs stay below.

    Parameters
    ----------
    distances : ndarray
        float (N,), of known inputs.

    Returns
    -------
    float
        Their quantile.
    """
    return float(np.quantile(distances, 1 - FALSE_ALARM))


def find_threshold(setting: np.ndarray, counted: np.ndarray, set_by: str) -> Threshold:
    """Find a threshold, and count false alarms on other inputs.

    Parameters
    ----------
    setting, counted : ndarray
        float (N,), distances of the known inputs that set it, and of those counted.
    set_by : str
        Description of both.

    Returns
    -------
    Threshold
        With the false alarm rate of ``counted``.
    """
    distance = threshold_distance(setting)
    return Threshold(distance, float(np.mean(counted > distance)), set_by)


def find_threshold_by_folds(folds: Sequence[np.ndarray]) -> Threshold:
    """Find a threshold from cross-validation; count false alarms with the other folds' threshold.

    Parameters
    ----------
    folds : sequence of ndarray
        float (N,) each, distances of a fold, by a network that was not trained on it.

    Returns
    -------
    Threshold
        Set by all folds together.
    """
    others = (np.concatenate([*folds[:k], *folds[k + 1 :]]) for k in range(len(folds)))
    alarms = [fold > threshold_distance(rest) for fold, rest in zip(folds, others, strict=True)]
    rate = float(np.concatenate(alarms).mean())
    return Threshold(threshold_distance(np.concatenate(folds)), rate, SET_BY_FOLDS)
