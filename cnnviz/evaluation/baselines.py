"""What knowing almost nothing reaches: accuracies that a network must be compared with."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnnviz import images
from cnnviz.data import Split
from cnnviz.utils.language import _
from cnnviz.utils.text import percent

NEIGHBOURS = 15
PART_BYTES = 2**20  # of the images that are measured at a time


@dataclass(frozen=True)
class Baselines:
    """Accuracies without a network, in [0, 1].

    Attributes
    ----------
    most_frequent : float
        Of always predicting the most frequent class of the training images.
    brightness_contrast : float
        Of the nearest neighbours by an image's mean and standard deviation.
    """

    most_frequent: float
    brightness_contrast: float

    @property
    def best(self) -> float:
        """The higher of the two."""
        return max(self.most_frequent, self.brightness_contrast)


def baselines_sentence(baselines: Baselines) -> str:
    """Say what is reached on the same images without a network.

    Parameters
    ----------
    baselines : Baselines
        Accuracies in [0, 1].

    Returns
    -------
    str
        One sentence with both accuracies in per cent.
    """
    return _(
        "For comparison, without a network: {most_frequent} by always predicting the most frequent "
        "class, {brightness_contrast} from brightness and contrast alone ({neighbours} nearest "
        "neighbours).",
        most_frequent=percent(baselines.most_frequent),
        brightness_contrast=percent(baselines.brightness_contrast),
        neighbours=NEIGHBOURS,
    )


def measure_baselines(train: Split, test: Split) -> Baselines:
    """Measure both baselines.

    Parameters
    ----------
    train : Split
        Images to learn from, at least one.
    test : Split
        Images to predict, at least one; they have the same classes.

    Returns
    -------
    Baselines
        Accuracies on ``test``.
    """
    frequent = np.bincount(train.labels).argmax()
    known, asked = (brightness_contrast(split.images) for split in (train, test))
    return Baselines(
        float((test.labels == frequent).mean()),
        neighbours_accuracy(known, train.labels, asked, test.labels),
    )


def neighbours_accuracy(
    known: np.ndarray, labels: np.ndarray, asked: np.ndarray, truth: np.ndarray
) -> float:
    """Measure the accuracy of ``nearest_neighbours``.

    Parameters
    ----------
    known : ndarray
        float (N, D), N at least 1.
    labels : ndarray
        int (N,), their labels, from 0.
    asked : ndarray
        float (M, D), M at least 1.
    truth : ndarray
        int (M,), the labels of ``asked``.

    Returns
    -------
    float
        In [0, 1].
    """
    return float((nearest_neighbours(known, labels, asked) == truth).mean())


def mean_baselines(parts: Sequence[Baselines], counts: Sequence[int]) -> Baselines:
    """Average the baselines of several folds.

    Parameters
    ----------
    parts : sequence of Baselines
        One per fold.
    counts : sequence of int
        Number of images that each was measured on.

    Returns
    -------
    Baselines
        Accuracies over all images.

    Examples
    --------
    >>> mean_baselines([Baselines(0.5, 1.0), Baselines(0.2, 0.4)], [1, 2])
    Baselines(most_frequent=0.3, brightness_contrast=0.6)
    """
    total = sum(counts)

    def mean(values: Sequence[float]) -> float:
        return sum(value * count for value, count in zip(values, counts, strict=True)) / total

    return Baselines(
        mean([part.most_frequent for part in parts]),
        mean([part.brightness_contrast for part in parts]),
    )


def brightness_contrast(pictures: np.ndarray) -> np.ndarray:
    """Compute two features of each image.

    Parameters
    ----------
    pictures : ndarray
        uint8 (N, H, W, C).

    Returns
    -------
    ndarray
        float64 (N, 2): mean and standard deviation of the grey values, in [0, 1].
    """
    features, width = np.empty((len(pictures), 2)), pictures.shape[2:]
    count = max(1, PART_BYTES // max(pictures[:1].nbytes, 1))
    for start in range(0, len(pictures), count):
        part = pictures[start : start + count]
        grey = images.to_grey(part.reshape(-1, *width)).reshape(len(part), -1)
        features[start : start + count, 0] = grey.mean(axis=1)
        features[start : start + count, 1] = grey.std(axis=1)
    return features


def nearest_neighbours(
    known: np.ndarray, labels: np.ndarray, asked: np.ndarray, count: int = NEIGHBOURS
) -> np.ndarray:
    """Classify by the most frequent label among the nearest known points.

    Parameters
    ----------
    known : ndarray
        float (N, D), N at least 1.
    labels : ndarray
        int (N,), their labels, from 0.
    asked : ndarray
        float (M, D).
    count : int, optional
        Number of neighbours; all, where fewer are known.

    Returns
    -------
    ndarray
        int (M,); of labels that are equally frequent, the smallest.

    Examples
    --------
    >>> known, labels = np.array([[0.0], [1.0], [1.1]]), np.array([0, 1, 1])
    >>> nearest_neighbours(known, labels, np.array([[0.9]]), count=2)
    array([1])
    """
    from scipy.spatial import KDTree  # not needed to read an evaluation

    count = min(count, len(known))
    _, nearest = KDTree(known).query(asked, k=np.arange(1, count + 1))
    votes = np.zeros((len(asked), labels.max() + 1), int)
    for column in nearest.T:
        votes[np.arange(len(asked)), labels[column]] += 1
    return votes.argmax(axis=1)
