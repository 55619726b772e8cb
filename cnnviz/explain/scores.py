"""How good a map is, in numbers: deletion, insertion, and how much of it lies in known boxes.

A map is float (H, W), larger where a pixel speaks more for the class. Two maps that know nothing
of the network, ``centre`` and ``edges``, say what such a number is worth.
"""

from typing import Literal

import numpy as np

from cnnviz.evaluation.comparison import Z_95
from cnnviz.explain.variants import blank

Kind = Literal["deletion", "insertion"]


def ranking(attribution: np.ndarray) -> np.ndarray:
    """Order an image's pixels by importance.

    Parameters
    ----------
    attribution : ndarray
        float (H, W).

    Returns
    -------
    ndarray
        int (H · W,): positions in row order, the most important first; equal ones stay in order.
    """
    return np.argsort(-attribution.ravel(), kind="stable")


def changed(image: np.ndarray, order: np.ndarray, kind: Kind, shares: np.ndarray) -> np.ndarray:
    """Take the most important pixels away from an image, or give a blank one only these.

    Parameters
    ----------
    image : ndarray
        float32 (H, W, C).
    order : ndarray
        int (H · W,), as ``ranking`` returns it.
    kind : {"deletion", "insertion"}
        Deletion replaces the pixels by those of the blank image (``variants.blank``); insertion
        puts the image's pixels into the blank one.
    shares : ndarray
        float (N,) in [0, 1]: how many of the pixels.

    Returns
    -------
    ndarray
        float32 (N, H, W, C).

    References
    ----------
    V. Petsiuk, A. Das and K. Saenko, "RISE: Randomized Input Sampling for Explanation of Black-box
    Models", arXiv:1806.07421. Its insertion begins with a blurred image instead.
    """
    start, end = (image, blank(image)) if kind == "deletion" else (blank(image), image)
    height, width = image.shape[:2]
    rank = np.empty(len(order), int)
    rank[order] = np.arange(len(order))
    counts = np.rint(np.asarray(shares) * len(order))
    taken = (rank < counts[:, np.newaxis]).reshape(-1, height, width, 1)
    return np.where(taken, end, start).astype(np.float32)


def area(shares: np.ndarray, probabilities: np.ndarray) -> float:
    """Measure the area under a deletion or insertion curve.

    Parameters
    ----------
    shares : ndarray
        float (N,), from 0 to 1, increasing.
    probabilities : ndarray
        float (N,) in [0, 1]: of the explained class.

    Returns
    -------
    float
        In [0, 1], by the trapezoidal rule. Of deletion less is better, of insertion more.

    Examples
    --------
    >>> area(np.array([0.0, 0.5, 1.0]), np.array([1.0, 0.0, 0.0]))
    0.25
    """
    return float(np.trapezoid(probabilities, shares))


def centre(height: int, width: int) -> np.ndarray:
    """Make the map of someone who has not seen the image: high in the middle.

    Parameters
    ----------
    height, width : int
        Of the image.

    Returns
    -------
    ndarray
        float32 (height, width) in [0, 1]: 1 minus the distance from the centre, in units of the
        corners' distance.
    """
    rows = (np.arange(height) + 0.5) / height - 0.5
    cols = (np.arange(width) + 0.5) / width - 0.5
    distance = np.hypot(rows[:, np.newaxis], cols) / np.hypot(0.5, 0.5)
    return (1 - distance).astype(np.float32)


def edges(image: np.ndarray) -> np.ndarray:
    """Make the map of someone who has not seen the network: high where the image changes.

    Parameters
    ----------
    image : ndarray
        float32 (H, W, C), H and W at least 2.

    Returns
    -------
    ndarray
        float32 (H, W): length of the image's gradient by central differences, the largest of its
        channels.
    """
    down, right = np.gradient(image, axis=(0, 1))
    return np.hypot(down, right).max(axis=2).astype(np.float32)


def peak_inside(attribution: np.ndarray, mask: np.ndarray) -> bool:
    """Tell whether a map's largest value lies in a mask: the pointing game.

    Parameters
    ----------
    attribution : ndarray
        float (H, W).
    mask : ndarray
        bool (H, W).

    Returns
    -------
    bool
        False for a map that is nowhere above 0.

    References
    ----------
    J. Zhang et al., "Top-down Neural Attention by Excitation Backprop", arXiv:1608.00507.
    """
    at = int(attribution.argmax())
    return bool(attribution.flat[at] > 0 and mask.flat[at])


def share_inside(attribution: np.ndarray, mask: np.ndarray) -> float:
    """Measure how much of a map's positive part lies in a mask.

    Parameters
    ----------
    attribution : ndarray
        float (H, W).
    mask : ndarray
        bool (H, W).

    Returns
    -------
    float
        In [0, 1]; 0 for a map that is nowhere above 0. An even map has the mask's share of pixels.

    References
    ----------
    H. Wang et al., "Score-CAM", arXiv:1910.01279, section 4.3.
    """
    positive = np.maximum(attribution, 0, dtype=float)
    total = positive.sum()
    return float(positive[mask].sum() / total) if total > 0 else 0.0


def mean_interval(values: np.ndarray) -> tuple[float, float]:
    """Estimate the 95 % interval of a mean.

    Parameters
    ----------
    values : ndarray
        float (N,), one per image, N at least 1.

    Returns
    -------
    (float, float)
        Mean minus and plus 1.96 standard errors; for a single value, the value itself.
    """
    mean = float(np.mean(values))
    if len(values) < 2:
        return mean, mean
    half = Z_95 * float(np.std(values, ddof=1)) / float(np.sqrt(len(values)))
    return mean - half, mean + half
