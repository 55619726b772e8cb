"""The split that a folder's or file's name declares: "training_set", "Test images", "val2017"."""

import re
from collections import defaultdict
from collections.abc import Iterable

WORDS = {
    "train": "train",
    "training": "train",
    "trn": "train",
    "learn": "train",
    "learning": "train",
    "valid": "validation",
    "validation": "validation",
    "validate": "validation",
    "val": "validation",
    "dev": "validation",
    "devel": "validation",
    "development": "validation",
    "eval": "validation",
    "evaluation": "validation",
    "test": "test",
    "testing": "test",
    "tst": "test",
    "holdout": "test",
}
# Words beside it that carry no information: "training_set", "test images", "seg_train".
FILLERS = frozenset(
    [
        "set",
        "sets",
        "data",
        "dataset",
        "datasets",
        "image",
        "images",
        "imgs",
        "img",
        "picture",
        "pictures",
        "photos",
        "split",
        "folder",
        "dir",
        "files",
        "samples",
        "seg",
        "the",
        "new",
    ]
)
_COMPOUND = re.compile(rf"({'|'.join(sorted(WORDS, key=len, reverse=True))})({'|'.join(FILLERS)})")


def split_of(name: str) -> tuple[str, tuple[str, ...]] | None:
    """Read the split that a name declares.

    Returns
    -------
    tuple or None
        "train", "validation" or "test", and the other informative words; None where it declares
        none, or several.

    Examples
    --------
    >>> split_of("training_set"), split_of("NEU_TestImgs"), split_of("train station")
    (('train', ()), ('test', ('neu',)), ('train', ('station',)))
    """
    splits, others = [], []
    for word in _words(name):
        if word in WORDS:
            splits.append(WORDS[word])
        elif compound := _COMPOUND.fullmatch(word):
            splits.append(WORDS[compound[1]])
        elif word not in FILLERS:
            others.append(word)
    return (splits[0], tuple(others)) if len(set(splits)) == 1 else None


def splits_of(names: Iterable[str]) -> dict[str, str]:
    """Find the names that declare splits, among the names of sibling folders.

    A name with a further word, such as "steel_train", does so only where the same word is beside
    another split, as in "steel_test": "train_station" alone is a class.
    """
    read = {name: found for name in names if (found := split_of(name))}
    beside = defaultdict(set)
    for split, others in read.values():
        beside[others].add(split)
    return {
        name: split
        for name, (split, others) in read.items()
        if not others or len(beside[others]) > 1
    }


def _words(name: str) -> list[str]:
    """The words of a name in lower case, without numbers; "TrainSet" is two."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+", name)
    return [part.lower() for part in parts]
