"""Comparison of two networks on the same images: intervals, answers that differ, chance."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb, sqrt

import numpy as np

from cnnviz.evaluation.metrics import Evaluation, Wrong
from cnnviz.utils.errors import InputError

Z_95 = 1.959964  # the normal distribution holds 95 % within so many standard deviations


def interval_95(accuracy: float, n: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of an accuracy.

    Parameters
    ----------
    accuracy : float
        Share of images classified correctly, in [0, 1].
    n : int
        Number of images, at least 1.

    Returns
    -------
    (float, float)
        Lower and upper end, in [0, 1].

    References
    ----------
    E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    JASA 22 (1927) 209-212.
    """
    spread = Z_95**2 / n
    centre = (accuracy + spread / 2) / (1 + spread)
    half = sqrt(spread * (accuracy * (1 - accuracy) + spread / 4)) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)


@dataclass(frozen=True)
class Disagreement:
    """An image to which two networks give different answers.

    Attributes
    ----------
    index : int
        Position of the image among the test images of the first network.
    label : int
        The true class.
    first, second : int
        The classes that the networks predict.
    probability : float
        The higher of the probabilities with which one of them is wrong, in [0, 1].
    """

    index: int
    label: int
    first: int
    second: int
    probability: float


def disagreements(
    first: Evaluation, second: Evaluation, same: Mapping[int, int] | None = None
) -> list[Disagreement]:
    """Find the images on which two networks disagree.

    An evaluation lists the misclassified images; to all others the answer is the true class.

    Parameters
    ----------
    first, second : Evaluation
        With the same classes.
    same : mapping of int to int, optional
        Positions of images in the first evaluation's split, and of the same ones in the second's;
        by default both splits are the same.

    Returns
    -------
    list of Disagreement
        The most confident error first.

    Raises
    ------
    InputError
        If the classes differ, or without ``same`` the numbers of images.
    """
    if first.classes != second.classes:
        raise InputError("runs can be compared image by image only if they have the same classes")
    if same is None:
        if first.n != second.n:
            raise InputError(
                "runs with the same test images are needed, got {first:,} and {second:,}",
                first=first.n,
                second=second.n,
            )
        same = {wrong.index: wrong.index for wrong in (*first.wrong, *second.wrong)}
    ours = {wrong.index: wrong for wrong in first.wrong}
    theirs = {wrong.index: wrong for wrong in second.wrong}
    pairs = (_disagreement(index, ours.get(index), theirs.get(same[index])) for index in same)
    return sorted(filter(None, pairs), key=lambda each: (-each.probability, each.index))


def _disagreement(index: int, ours: Wrong | None, theirs: Wrong | None) -> Disagreement | None:
    """Compare two answers to an image, of which those that are right are None."""
    wrong = [each for each in (ours, theirs) if each]
    if not wrong:
        return None
    label = wrong[0].label
    first, second = (each.predicted if each else label for each in (ours, theirs))
    if first == second:
        return None
    return Disagreement(index, label, first, second, max(each.probability for each in wrong))


def mcnemar(only_first: int, only_second: int) -> float:
    """Return how likely so unequal a number of errors is if both networks are equally good.

    Only images that one network classifies correctly and the other does not say something about
    the difference; under that hypothesis either network errs on each of them with a
    probability of one half (exact test, two-sided).

    Parameters
    ----------
    only_first, only_second : int
        Images that only the first, and only the second network classifies correctly.

    Returns
    -------
    float
        The p-value, in [0, 1].

    References
    ----------
    Q. McNemar, "Note on the sampling error of the difference between correlated proportions or
    percentages", Psychometrika 12 (1947) 153-157.

    Examples
    --------
    >>> mcnemar(0, 6)
    0.03125
    """
    n, least = only_first + only_second, min(only_first, only_second)
    # Whole numbers: the sum of binomial coefficients would overflow a float from n = 1024 on.
    tail: int = sum(comb(n, k) for k in range(least + 1))
    return min(1.0, 2 * tail / 2**n)


def matrix_difference(first: Evaluation, second: Evaluation) -> np.ndarray:
    """Subtract two confusion matrices, each as shares of its rows.

    Parameters
    ----------
    first, second : Evaluation
        With the same classes.

    Returns
    -------
    ndarray
        float (classes, classes) in [-1, 1]: the second's share minus the first's. A row without
        images is 0.

    Raises
    ------
    InputError
        If the classes differ.
    """
    if first.classes != second.classes:
        raise InputError("two confusion matrices need the same classes to be subtracted")
    counts = [np.array(each.confusion, float) for each in (first, second)]
    shares = [each / np.maximum(each.sum(axis=1, keepdims=True), 1) for each in counts]
    difference: np.ndarray = shares[1] - shares[0]
    return difference
