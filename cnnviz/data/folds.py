"""Alternatives to a data set's own split: by group, only its test images held out, a fold, or none.

In k-fold cross-validation each image is held out once and evaluated by a network that was not
trained on it. Where images overlap, only folds by group keep what is held out unseen.
Source: M. Stone, "Cross-validatory choice and assessment of statistical predictions", Journal of
the Royal Statistical Society B 36 (1974) 111-147.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from cnnviz.data.dataset import SPLITS, Dataset, Split, origin_of
from cnnviz.data.groups import assign
from cnnviz.data.similarity import pool
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import Message, N_n, _
from cnnviz.utils.text import plural

OWN, TEST, NONE, GROUPS = "own", "test", "none", "groups"
BY_GROUP = "-groups"  # ends a fold that keeps groups whole: "2/5-groups"
FOLDS = range(2, 21)

Groups = Mapping[str, int]  # the group of each file


def check(held_out: str) -> None:
    """Raise InputError where ``held_out`` is nothing that ``hold_out`` knows."""
    fold(held_out)


def needs_groups(held_out: str) -> bool:
    """Whether ``hold_out`` needs the groups of the images."""
    return held_out.endswith(GROUPS)


def fold(held_out: str) -> tuple[int, int] | None:
    """The fold that is held out and the number of folds; None where it is no fold."""
    return None if held_out in (OWN, TEST, NONE, GROUPS) else _fold(held_out)


def hold_out(dataset: Dataset, held_out: str, seed: int, groups: Groups | None = None) -> Dataset:
    """Hold out other images than the data set does by itself.

    Parameters
    ----------
    held_out : str
        "own" leaves the data set as it is. With "test" its validation images are trained on
        too, and the test images take their place. "2/5" splits all its images into five folds,
        stratified by class, and holds out the second for validation and testing. With "none" all
        are trained on, the validation and test images included. "groups" splits all its images
        anew into parts as large as its own, and "2/5-groups" into folds; both keep each group of
        similar images in one part.
    seed : int
        Decides the folds.
    groups : mapping of str to int, optional
        The group of each file, as ``similarity.search`` finds them; for a split by group.

    Raises
    ------
    InputError
        If ``held_out`` is none of these, or a class has too few groups to be split.
    """
    if held_out == OWN:
        return dataset
    origin = origin_of(dataset.source)
    if held_out == TEST:
        rest = pool((dataset.train, dataset.validation))
        source = Message("{origin}; the validation images are trained on, too", origin=origin)
        return replace(dataset, train=rest, validation=dataset.test, source=source)
    whole = pool(dataset.splits)
    if held_out == NONE:
        source = Message("{origin}; all of them are trained on", origin=origin)
        return replace(dataset, train=whole, source=source)
    of_image = np.array([groups[file] for file in whole.files]) if groups else np.arange(len(whole))
    if held_out == GROUPS:
        return _split_by_group(dataset, whole, of_image, seed)
    return _hold_out_fold(dataset, whole, of_image, held_out, seed)


def _hold_out_fold(
    dataset: Dataset, whole: Split, groups: np.ndarray, held_out: str, seed: int
) -> Dataset:
    """Hold out one fold of all images for validation and testing."""
    number, folds = _fold(held_out)
    if needs_groups(held_out):
        of_each = assign(whole.labels, groups, [1 / folds] * folds, seed) + 1
    else:
        of_each = _fold_of_each(whole.labels, folds, seed)
    held = of_each == number
    rest, test = (whole.take(np.flatnonzero(mask)) for mask in (~held, held))
    if needs_groups(held_out):
        _check_classes(dataset, groups, whole, {"training": rest})
    origin = origin_of(dataset.source)
    values = {"origin": origin, "number": number, "folds": folds, "seed": seed}
    source = (
        Message(
            "{origin}; fold {number} of {folds} is held out (by group and class, seed {seed})",
            **values,
        )
        if needs_groups(held_out)
        else Message(
            "{origin}; fold {number} of {folds} is held out (by class, seed {seed})", **values
        )
    )
    return replace(dataset, train=rest, validation=test, test=test, source=source)


def _split_by_group(dataset: Dataset, whole: Split, groups: np.ndarray, seed: int) -> Dataset:
    """Split all images into parts as large as the data set's own, each group in one of them."""
    part = assign(whole.labels, groups, [len(each) / len(whole) for each in dataset.splits], seed)
    splits = [whole.take(np.flatnonzero(part == number)) for number in range(len(SPLITS))]
    _check_classes(dataset, groups, whole, dict(zip(SPLITS, splits, strict=True)))
    train, validation, test = splits
    origin = origin_of(dataset.source)
    source = Message(
        "{origin}; split by group and class with seed {seed}: images that overlap or are equal "
        "stay together, in {groups}",
        origin=origin,
        seed=seed,
        groups=Message(N_n("{count:,} group", "{count:,} groups"), count=len(np.unique(groups))),
    )
    return replace(dataset, train=train, validation=validation, test=test, source=source)


def _check_classes(
    dataset: Dataset, groups: np.ndarray, whole: Split, parts: Mapping[str, Split]
) -> None:
    """Refuse a part without images of a class."""
    for part, split in parts.items():
        for label in set(range(len(dataset.classes))) - set(split.labels.tolist()):
            count = len(np.unique(groups[whole.labels == label]))
            raise InputError(
                "the {part} images need images of every class, got none of {name},"
                " whose images form only {groups}; choose another split",
                part=_(part),
                name=dataset.classes[label],
                groups=plural(count, "group"),
            )


def _fold(text: str) -> tuple[int, int]:
    """Read "2/5" or "2/5-groups" as (2, 5)."""
    found = re.fullmatch(f"([0-9]{{1,2}})/([0-9]{{1,2}})(?:{BY_GROUP})?", text)
    number, folds = map(int, found.groups()) if found else (0, 0)
    if folds not in FOLDS or not 1 <= number <= folds:
        raise InputError(
            "held out must be {own}, {test}, {none}, {groups} or a fold such as 2/5 or "
            "2/5{by_group}, of {least} to {most} folds, got {text!r:.40}",
            own=OWN,
            test=TEST,
            none=NONE,
            groups=GROUPS,
            by_group=BY_GROUP,
            least=FOLDS[0],
            most=FOLDS[-1],
            text=text,
        )
    return number, folds


def _fold_of_each(labels: np.ndarray, folds: int, seed: int) -> np.ndarray:
    """The fold, from 1, of each image: every class is distributed evenly."""
    rng, fold = np.random.default_rng(seed), np.zeros(len(labels), int)
    dealt = 0  # counted over all classes, so that small ones do not all fall into the first fold
    for label in np.unique(labels):
        of_class = rng.permutation(np.flatnonzero(labels == label))
        fold[of_class] = (dealt + np.arange(len(of_class))) % folds + 1
        dealt += len(of_class)
    return fold
