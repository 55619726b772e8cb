"""Which validation images a run learns early, late, forgets, or never learns.

A forgetting event is an epoch after which an image is classified wrongly that was classified
correctly after the epoch before it.

References
----------
M. Toneva, A. Sordoni, R. Tachet des Combes, A. Trischler, Y. Bengio, G. Gordon, "An empirical study
of example forgetting during deep neural network learning", ICLR 2019, arXiv:1812.05159.
"""

from dataclasses import dataclass

import numpy as np

from cnnviz.training.epoch_files import EpochFiles

EARLY, LATE = 0.25, 0.5  # shares of the epochs: learned in the first quarter, in the second half
SURELY_ANOTHER = 0.05  # probability of the label at most, on average over the last half
LEAST_EPOCHS = 3  # before that every image is as good as new


@dataclass(frozen=True, eq=False)
class RecordedAnswers:
    """The answers to all validation images after each recorded epoch.

    Attributes
    ----------
    epochs : tuple of int
        The E epochs, in order.
    labels : ndarray
        int64 (N,): the true class of each image.
    answers : ndarray
        int64 (E, N): the predicted class.
    truths : ndarray
        float32 (E, N): the probability of the true class.
    """

    epochs: tuple[int, ...]
    labels: np.ndarray
    answers: np.ndarray
    truths: np.ndarray


@dataclass(frozen=True, eq=False)
class LearningOrder:
    """When each image was learned.

    Attributes
    ----------
    learned : ndarray
        int64 (N,): the first epoch from which the image stays correct; 0 where the last is wrong.
    forgotten : ndarray
        int64 (N,): number of forgetting events.
    groups : dict of str to ndarray
        Positions of images by group, each in one: "early", "between", "late", "forgotten" (correct
        after some epoch, wrong after the last) and "never".
    suspects : ndarray
        int64 (n,): images that were never correct and surely belong to another class, the lowest
        probability of their label first.
    """

    learned: np.ndarray
    forgotten: np.ndarray
    groups: dict[str, np.ndarray]
    suspects: np.ndarray


def read(files: EpochFiles) -> RecordedAnswers | None:
    """Read the answers of all epochs that left a whole record; None where there is none."""
    watched = files.watched()
    if watched is None:
        return None
    records = {epoch: files.read(epoch, watched) for epoch in files.epochs()}
    whole = {epoch: each for epoch, each in records.items() if each and len(each.answers)}
    if not whole:
        return None
    return RecordedAnswers(
        tuple(whole),
        watched.labels,
        np.stack([each.answers for each in whole.values()]),
        np.stack([each.truths for each in whole.values()]),
    )


def learning_order(recorded: RecordedAnswers) -> LearningOrder:
    """Sort images by when they were learned.

    An image is learned from the first epoch on from which it stays correct. "Early" is the first
    quarter of the epochs, "late" the second half. An image that was never correct is a suspect if
    the answer was the same in the last half of the epochs, where its label had 5 % on average at
    most: surely another class.

    Parameters
    ----------
    recorded : RecordedAnswers
        Of at least one epoch.

    Returns
    -------
    LearningOrder

    Examples
    --------
    >>> answers = np.array([[0, 1], [0, 1], [0, 0], [0, 0]])
    >>> recorded = RecordedAnswers((1, 2, 3, 4), np.zeros(2, int), answers, np.full((4, 2), 0.9))
    >>> learning_order(recorded).learned.tolist()
    [1, 3]
    """
    right = recorded.answers == recorded.labels
    count, epochs = len(right), np.array(recorded.epochs)
    # Epochs at the end that are all correct, counted backwards.
    streak = np.cumprod(right[::-1], axis=0).sum(axis=0)
    start = count - streak  # index of the first epoch from which it stays correct
    learned = np.where(streak > 0, epochs[np.minimum(start, count - 1)], 0)
    ever = right.any(axis=0)
    early = (streak > 0) & (start < max(1.0, EARLY * count))
    late = (streak > 0) & ~early & (start >= LATE * count)
    members = {
        "early": early,
        "between": (streak > 0) & ~early & ~late,
        "late": late,
        "forgotten": ever & (streak == 0),
        "never": ~ever,
    }
    return LearningOrder(
        learned,
        (right[:-1] & ~right[1:]).sum(axis=0),
        {name: np.flatnonzero(which) for name, which in members.items()},
        _suspects(recorded, ~ever),
    )


def _suspects(recorded: RecordedAnswers, never: np.ndarray) -> np.ndarray:
    count = len(recorded.answers)
    if count < LEAST_EPOCHS:
        return np.empty(0, np.int64)
    last = recorded.answers[count // 2 :]
    truths = recorded.truths[count // 2 :].mean(axis=0)
    steady = (last == last[-1]).all(axis=0)
    found = np.flatnonzero(never & steady & (truths <= SURELY_ANOTHER))
    return found[np.argsort(truths[found], kind="stable")]
