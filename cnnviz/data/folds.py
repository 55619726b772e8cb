"""Alternatives to a data set's own split: only its test images held out, a fold, or none.

In k-fold cross-validation each image is held out once and evaluated by a network that was not
trained on it.
Source: M. Stone, "Cross-validatory choice and assessment of statistical predictions", Journal of
the Royal Statistical Society B 36 (1974) 111-147.
"""

import re
from dataclasses import replace

import numpy as np

from cnnviz.data.dataset import Dataset, Split
from cnnviz.utils.errors import InputError

OWN, TEST, NONE = "own", "test", "none"
FOLDS = range(2, 21)


def check(held_out: str) -> None:
    """Raise InputError where ``held_out`` is neither "own", "test", "none" nor a fold as "2/5"."""
    if held_out not in (OWN, TEST, NONE):
        _fold(held_out)


def hold_out(dataset: Dataset, held_out: str, seed: int) -> Dataset:
    """Hold out other images than the data set does by itself.

    Parameters
    ----------
    held_out : str
        "own" leaves the data set as it is. With "test" its validation images are trained on
        too, and the test images take their place. "2/5" splits all its images into five folds,
        stratified by class, and holds out the second for validation and testing. With "none" all
        are trained on, the validation and test images included.
    seed : int
        Decides the folds.

    Raises
    ------
    InputError
        If ``held_out`` is none of these.
    """
    if held_out == OWN:
        return dataset
    origin = dataset.source.partition("; ")[0]
    if held_out == TEST:
        rest = _pool(dataset.train, dataset.validation)
        source = f"{origin}; the validation images are trained on, too"
        return replace(dataset, train=rest, validation=dataset.test, source=source)
    pool = _pool(*dataset.splits)
    if held_out == NONE:
        source = f"{origin}; all of them are trained on"
        return replace(dataset, train=pool, source=source)
    number, folds = _fold(held_out)
    held = _fold_of_each(pool.labels, folds, seed) == number
    rest, test = (pool.take(np.flatnonzero(mask)) for mask in (~held, held))
    source = f"{origin}; fold {number} of {folds} is held out (by class, seed {seed})"
    return replace(dataset, train=rest, validation=test, test=test, source=source)


def _fold(text: str) -> tuple[int, int]:
    """Read "2/5" as (2, 5)."""
    found = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})", text)
    number, folds = map(int, found.groups()) if found else (0, 0)
    if folds not in FOLDS or not 1 <= number <= folds:
        rule = f"{OWN}, {TEST}, {NONE} or a fold such as 2/5, of {FOLDS[0]} to {FOLDS[-1]} folds"
        raise InputError(f"held out must be {rule}, got {text!r:.40}")
    return number, folds


def _pool(*splits: Split) -> Split:
    """All images of these splits, in an order that does not depend on how they were split."""
    pool = Split.concatenate(splits)
    return pool.take(np.array(sorted(range(len(pool)), key=pool.files.__getitem__)))


def _fold_of_each(labels: np.ndarray, folds: int, seed: int) -> np.ndarray:
    """The fold, from 1, of each image: every class is distributed evenly."""
    rng, fold = np.random.default_rng(seed), np.zeros(len(labels), int)
    dealt = 0  # counted over all classes, so that small ones do not all fall into the first fold
    for label in np.unique(labels):
        of_class = rng.permutation(np.flatnonzero(labels == label))
        fold[of_class] = (dealt + np.arange(len(of_class))) % folds + 1
        dealt += len(of_class)
    return fold
