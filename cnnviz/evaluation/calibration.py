"""Whether a network is as often right as it is sure."""

import numpy as np

BINS = 15


def expected_calibration_error(
    probabilities: np.ndarray, labels: np.ndarray, bins: int = BINS
) -> float:
    """How far a network's sureness is from how often it is right, 0 (not at all) to 1.

    Answers are sorted by the probability of the answer into bins of equal width; in each, the mean
    probability is compared with the share that is right; the differences are averaged by how many
    answers each bin holds.

    Parameters
    ----------
    probabilities : (N, classes), each row sums to 1
    labels : (N,), the true class of each

    References
    ----------
    C. Guo, G. Pleiss, Y. Sun, K. Weinberger, "On calibration of modern neural networks", ICML 2017,
    with its 15 bins.
    """
    sure = probabilities.max(axis=1).astype(np.float64)
    right = probabilities.argmax(axis=1) == labels
    # The paper's bins are closed above: an answer of exactly 1 belongs to the last one.
    places = np.clip(np.ceil(sure * bins).astype(int) - 1, 0, bins - 1)
    surer_than_right = np.bincount(places, sure - right, bins)
    return float(np.abs(surer_than_right).sum() / len(labels))
