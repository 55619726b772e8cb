"""Calibration: how well confidence matches accuracy.

The confidence of a prediction is the probability of the predicted class. Predictions are sorted by
it into bins of equal width, whose mean confidence is compared with their accuracy.

References
----------
C. Guo, G. Pleiss, Y. Sun, K. Weinberger, "On calibration of modern neural networks", ICML 2017,
arXiv:1706.04599.
"""

from dataclasses import dataclass

import numpy as np

CALIBRATION_BINS = 15  # as in the paper


@dataclass(frozen=True)
class CalibrationBin:
    """Predictions of similar confidence.

    Attributes
    ----------
    low, high : float
        Its range of confidence, in [0, 1]; ``high`` is part of it.
    count : int
        Number of predictions.
    confidence, accuracy : float
        Mean confidence, and the share that is correct; 0 where there is no prediction.
    """

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def calibration_bins(
    probabilities: np.ndarray, labels: np.ndarray, bins: int = CALIBRATION_BINS
) -> list[CalibrationBin]:
    """Sort predictions by confidence into bins of equal width: a reliability diagram.

    Parameters
    ----------
    probabilities : ndarray
        float (N, classes) in [0, 1], N at least 1; each row sums to 1.
    labels : ndarray
        int (N,), the true classes.
    bins : int, optional
        Number of bins.

    Returns
    -------
    list of CalibrationBin
        All bins from 0 to 1, the empty ones too.

    Examples
    --------
    >>> calibration_bins(np.array([[0.75, 0.25]] * 4), np.array([0, 0, 1, 1]), bins=2)[1]
    CalibrationBin(low=0.5, high=1.0, count=4, confidence=0.75, accuracy=0.5)
    """
    confidence = probabilities.max(axis=1).astype(np.float64)
    correct = probabilities.argmax(axis=1) == labels
    # The paper's bins are closed above: a confidence of exactly 1 belongs to the last one.
    places = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    counts = np.bincount(places, minlength=bins)
    least = np.maximum(counts, 1)
    means = np.bincount(places, confidence, bins) / least
    shares = np.bincount(places, correct, bins) / least
    return [
        CalibrationBin(k / bins, (k + 1) / bins, int(counts[k]), float(means[k]), float(shares[k]))
        for k in range(bins)
    ]


def expected_calibration_error(
    probabilities: np.ndarray, labels: np.ndarray, bins: int = CALIBRATION_BINS
) -> float:
    """Measure how far confidence and accuracy differ.

    The absolute differences of all bins are averaged, weighted by their numbers of predictions.

    Parameters
    ----------
    probabilities : ndarray
        float (N, classes) in [0, 1], N at least 1; each row sums to 1.
    labels : ndarray
        int (N,), the true classes.
    bins : int, optional
        Number of bins.

    Returns
    -------
    float
        In [0, 1]; 0 for a perfectly calibrated network.

    Examples
    --------
    >>> round(expected_calibration_error(np.array([[0.75, 0.25]] * 4), np.array([0, 0, 0, 1])), 6)
    0.0
    """
    found = calibration_bins(probabilities, labels, bins)
    return sum(each.count * abs(each.accuracy - each.confidence) for each in found) / len(labels)
