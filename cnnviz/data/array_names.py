"""Which array file holds what, read from the names.

Images and labels belong together where their names differ in nothing else:
``NEU_train_imgs.npy`` and ``NEU_train_labels.npy``, ``x_test`` and ``y_test``,
``t10k-images-idx3-ubyte.gz`` and ``t10k-labels-idx1-ubyte.gz``.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from cnnviz.data import idx
from cnnviz.data.split_names import split_of
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _

IMAGES = frozenset(
    [
        "x",
        "xs",
        "img",
        "imgs",
        "image",
        "images",
        "data",
        "picture",
        "pictures",
        "pixels",
        "feature",
        "features",
    ]
)
LABELS = frozenset(
    ["y", "ys", "label", "labels", "lbl", "lbls", "target", "targets", "class", "classes"]
)


@dataclass(frozen=True)
class ArraySet:
    """The files of a data set stored as arrays.

    Attributes
    ----------
    words : tuple of str
        What their names have in common beside split and content: ("neu",).
    parts : mapping of str to (str, str)
        Names of the images' and the labels' file of each split; "" where none is declared.
    container : str
        The ``.npz`` file inside the folder or zip that holds them; "" where they lie in it.
    """

    words: tuple[str, ...]
    parts: Mapping[str, tuple[str, str]]
    container: str = ""


def pair(arrays: Sequence[str], title: str) -> ArraySet | None:
    """Find the data set whose images and labels these files are; None where none is named so.

    Raises
    ------
    InputError
        If images have no labels beside them, or if there are several such data sets.
    """
    roles = _roles(arrays)
    complete = {words: parts for words, parts in roles.items() if all(map(all, parts.values()))}
    if complete:
        require_one([" ".join(words) or _("one without a name") for words in complete], title)
        return ArraySet(*complete.popitem())
    for parts in roles.values():
        for split, (images, labels) in parts.items():
            if not images:
                raise InputError(
                    "{found} needs a file with the images beside it, got none", found=labels
                )
            if split:
                raise InputError(
                    "{found} needs a file with the labels of its {split} images beside it, got "
                    "none",
                    found=images,
                    split=_(split),
                )
            raise InputError(
                "{found} needs a file with the labels beside it, got none", found=images
            )
    return None


def is_array(name: str) -> bool:
    """Tell whether a name is that of a file with an array."""
    return name.lower().endswith((".npy", ".npz")) or idx.is_idx(name)


def _roles(names: Sequence[str]) -> dict[tuple[str, ...], dict[str, tuple[str, str]]]:
    """Files of images and labels by split, for each group of names that differ in nothing else."""
    found: dict[tuple[str, ...], dict[str, tuple[str, str]]] = defaultdict(dict)
    for name in sorted(names):
        words = words_of(plain_stem(name))
        is_labels = not LABELS.isdisjoint(words)
        is_images = not is_labels and not IMAGES.isdisjoint(words)
        if not is_images and not is_labels:
            continue
        split, others = split_of(" ".join(words)) or ("", tuple(words))
        key = tuple(word for word in others if word not in IMAGES | LABELS)
        images, labels = found[key].get(split, ("", ""))
        found[key][split] = (images or name, labels) if is_images else (images, labels or name)
    return found


def plain_stem(name: str) -> str:
    """A file's name without its suffixes, as in "train-images" of "train-images-idx3-ubyte.gz"."""
    stem = re.sub(r"(\.npy|\.npz|\.gz)+$", "", PurePosixPath(name).name, flags=re.IGNORECASE)
    return idx.without_suffix(stem)


def words_of(text: str) -> list[str]:
    """The words of a name in lower case; MNIST calls its test images "t10k"."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", text.replace("t10k", "test"))
    return [part.lower() for part in parts]


def require_one(found: list[str], title: str) -> None:
    """Refuse several data sets in one place."""
    if len(found) > 1:
        raise InputError(
            "a folder may hold one data set stored as arrays, got {names} in {title}:"
            " keep one of them there",
            names=", ".join(found),
            title=title,
        )
