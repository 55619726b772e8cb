"""Seeded splits into training, validation and test images, stratified by class."""

import numpy as np

from cnnviz.data.dataset import Split


def hold_out(split: Split, share: float, seed: int) -> tuple[Split, Split]:
    """Hold a share of every class out of a split.

    Parameters
    ----------
    split : Split
        At least two images of every class.
    share : float
        Share of all images, in (0, 1); at least one image of every class is held out.
    seed : int
        The same seed holds out the same images.

    Returns
    -------
    tuple of Split
        The rest, and the images held out, both in their original order.
    """
    rng = np.random.default_rng(seed)
    held = np.zeros(len(split), bool)
    for label, count in _shares(split.labels, share):
        held[rng.permutation(np.flatnonzero(split.labels == label))[:count]] = True
    return split.take(np.flatnonzero(~held)), split.take(np.flatnonzero(held))


def three_way(split: Split, seed: int, share: float = 0.15) -> tuple[Split, Split, Split]:
    """Split into train, validation and test, the last two with the same share of every class.

    Every class needs at least three images.
    """
    rest, test = hold_out(split, share, seed)
    train, validation = hold_out(rest, share / (1 - share), seed)
    return train, validation, test


def _shares(labels: np.ndarray, share: float) -> list[tuple[int, int]]:
    """Label and number of images to hold out, by largest remainder: the total is exact."""
    values, counts = np.unique(labels, return_counts=True)
    wanted = counts * share
    taken = np.maximum(1, np.floor(wanted)).astype(int)
    missing = max(0, round(share * len(labels)) - int(taken.sum()))
    taken[np.argsort(taken - wanted, kind="stable")[:missing]] += 1
    return list(zip(values.tolist(), taken.tolist(), strict=True))
