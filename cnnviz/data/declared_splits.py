"""Training, validation and test images of the splits that a data set declares."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from cnnviz.data.dataset import BY_CLASS, Split
from cnnviz.data.splitting import hold_out, three_way
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import Message, _
from cnnviz.utils.text import percent

MAX_CLASSES = 100
MIN_IMAGES = 3  # of every class: one for training, one for validation, one for testing
VALIDATION = 0.1  # of the training images, where the data set declares no validation images


def check_classes(classes: Sequence[str], places: Sequence[tuple[str, int]]) -> None:
    """Refuse too few or too many classes, and a class with too few images.

    Parameters
    ----------
    classes : sequence of str
        Their names.
    places : sequence of (str, int)
        Split and label of each image; the split is "" where none is declared.

    Raises
    ------
    InputError
        If there are fewer than 2 or more than 100 classes, or a class has too few images.
    """
    if len(classes) < 2:
        raise InputError(
            "a data set needs at least 2 classes, got {names}", names=_or_none(classes)
        )
    if len(classes) > MAX_CLASSES:
        raise InputError(
            "a data set may have at most {most} classes, got {count}",
            most=MAX_CLASSES,
            count=len(classes),
        )
    everywhere = Counter(label for _, label in places)
    for_training = Counter(label for split, label in places if split == "train")
    splits = {split for split, _ in places if split}
    fewest = 1 if len(splits) == 3 else 2
    for label, name in enumerate(classes):
        if everywhere[label] < MIN_IMAGES:
            raise InputError(
                "a class needs at least {least} images, got {count}: {name}",
                least=MIN_IMAGES,
                count=everywhere[label],
                name=name,
            )
        if "train" in splits and len(splits) > 1 and for_training[label] < fewest:
            raise InputError(
                "a class needs at least {least} images in the train folder, got {count}: {name}",
                least=fewest,
                count=for_training[label],
                name=name,
            )


def in_three(whole: Split, declared: Sequence[str], seed: int) -> tuple[Split, Split, Split, str]:
    """Return train, validation and test, and a phrase on how they were split.

    Parameters
    ----------
    whole : Split
        All images.
    declared : sequence of str
        The split of each image; unless "train" and another one are there, all are split anew.
    seed : int
        Chooses the held-out images.
    """
    names = np.array(declared)
    present = sorted(set(declared) - {""})
    if "train" not in present or len(present) < 2:
        return *three_way(whole, seed), Message(BY_CLASS, seed=seed)
    given = {name: whole.take(np.flatnonzero(names == name)) for name in present}
    if len(given) == 3:
        how = Message("split into training, validation and test images as it declares")
        return given["train"], given["validation"], given["test"], how
    train, validation = hold_out(given.pop("train"), VALIDATION, seed)
    ((other, test),) = given.items()
    how = Message(
        "its {other} images are the test set, and {share} of its training images are for "
        "validation (by class, seed {seed})",
        other=Message(other),
        share=percent(VALIDATION, 0),
        seed=seed,
    )
    return train, validation, test, how


def _or_none(classes: Sequence[str]) -> str:
    return f"1: {classes[0]}" if classes else _("none")
