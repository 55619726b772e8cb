"""Groups of images that show the same scene, and splits that keep each group on one side."""

from collections.abc import Iterable, Sequence

import numpy as np


def connected(count: int, sets: Iterable[Sequence[int]]) -> np.ndarray:
    """Join items that are connected, directly or through others.

    Parameters
    ----------
    count : int
        Number of items.
    sets : iterable of sequence of int
        Indices that belong together, two or more at a time.

    Returns
    -------
    ndarray
        int (count,), the group of each item: the smallest index in it.
    """
    parent = list(range(count))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = index = parent[parent[index]]
        return index

    for first, *others in sets:
        for other in others:
            low, high = sorted((root(first), root(other)))
            parent[high] = low
    return np.array([root(index) for index in range(count)], int)


def assign(
    labels: np.ndarray, groups: np.ndarray, shares: Sequence[float], seed: int
) -> np.ndarray:
    """Distribute whole groups over parts, each class as evenly as its groups allow.

    The largest groups come first; each goes where it brings the numbers of images of its classes
    closest to the wanted ones, by the sum of squared relative differences. Then a part without
    images of a class gets the smallest group that another part can spare.

    Parameters
    ----------
    labels : ndarray
        int (N,), the class of each image.
    groups : ndarray
        int (N,), the group of each image.
    shares : sequence of float
        Wanted share of all images in each part; they sum to 1.
    seed : int
        Decides among groups of one size.

    Returns
    -------
    ndarray
        int (N,), the part of each image, from 0.
    """
    _, of_image = np.unique(groups, return_inverse=True)
    counts = np.zeros((of_image.max() + 1, labels.max() + 1), int)  # of each group, by class
    np.add.at(counts, (of_image, labels), 1)
    wanted = np.maximum(np.outer(shares, counts.sum(axis=0)), 1e-9)
    held = np.zeros_like(wanted)
    part = np.zeros(len(counts), int)
    order = np.random.default_rng(seed).permutation(len(counts))
    for group in order[np.argsort(-counts[order].sum(axis=1), kind="stable")]:
        own = counts[group]
        worse = (own * (2 * (held - wanted) + own) / wanted).sum(axis=1).round(9)
        fullness = held.sum(axis=1) / wanted.sum(axis=1)
        part[group] = np.lexsort((fullness, worse))[0]
        held[part[group]] += own
    _fill(part, counts, held)
    return part[of_image]


def _fill(part: np.ndarray, counts: np.ndarray, held: np.ndarray) -> None:
    """Give each part at least one image of every class, where other parts can spare a group."""
    for empty, label in zip(*np.nonzero(held == 0), strict=True):
        left = held[part] - counts  # what each group's part would keep without it
        spared = (counts[:, label] > 0) & ((left > 0) | (counts == 0)).all(axis=1)
        if held[empty, label] == 0 and spared.any():
            group = min(np.flatnonzero(spared), key=lambda each: counts[each].sum())
            held[part[group]] -= counts[group]
            held[empty] += counts[group]
            part[group] = empty
