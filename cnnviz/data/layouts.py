"""Which class and which split a file belongs to, read from the names of all files.

The layouts that are recognised, also inside wrapper folders::

    <split>/<class>/1.jpg   <split>/images/<class>/1.jpg   <class>/1.jpg
    crazing_1.jpg, Cr_1.bmp, also in <split>/       (the six NEU classes only)
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from cnnviz.utils.errors import InputError

# Source: K. Song and Y. Yan, "A noise robust method based on completed local binary patterns for
# hot-rolled steel strip surface defects", Applied Surface Science 285 (2013).
NEU_CLASSES = (
    "crazing",
    "inclusion",
    "patches",
    "pitted surface",
    "rolled-in scale",
    "scratches",
)
NEU_SPELLINGS = {
    "crazing": 0,
    "cr": 0,
    "inclusion": 1,
    "inclusions": 1,
    "in": 1,
    "patches": 2,
    "patch": 2,
    "pa": 2,
    "pittedsurface": 3,
    "pitted": 3,
    "ps": 3,
    "rolledinscale": 4,
    "rolledin": 4,
    "rolled": 4,
    "rs": 4,
    "scratches": 5,
    "scratch": 5,
    "sc": 5,
}
SPLITS = {
    "train": "train",
    "training": "train",
    "valid": "validation",
    "validation": "validation",
    "val": "validation",
    "test": "test",
    "testing": "test",
}
MEANINGLESS = {"images", "image", "imgs", "img"}  # folders whose names carry no information


@dataclass(frozen=True)
class Layout:
    """The layout of a data set, read from the names of its files.

    Attributes
    ----------
    classes : tuple of str
        In NEU's own order if they are NEU's, else sorted.
    files : tuple of (str, str, int)
        Each file's name, split ("train", "validation", "test" or "") and label, by class.
    neu : bool
        Whether these are the six classes of NEU.
    """

    classes: tuple[str, ...]
    files: tuple[tuple[str, str, int], ...]
    neu: bool

    @property
    def splits(self) -> frozenset[str]:
        """The splits that the names declare."""
        return frozenset(split for _, split, _ in self.files if split)

    @property
    def declares_test(self) -> bool:
        """Whether the names say which images to train on, and which to leave for testing."""
        return "train" in self.splits and len(self.splits) > 1


def recognise(title: str, names: Sequence[str]) -> Layout:
    """Read a data set's layout.

    Parameters
    ----------
    title : str
        Name of the folder or zip, without suffix: the outermost wrapper.
    names : sequence of str
        All image files, with "/" between folders.

    Raises
    ------
    InputError
        If a file lies in no class folder, or a class is unknown in a NEU layout.
    """
    folders = _without_wrappers([_folders(f"{title}/{name}") for name in names])
    splits = [""] * len(names)
    if all(folder and folder[0].lower() in SPLITS for folder in folders):
        splits = [SPLITS[folder[0].lower()] for folder in folders]
        folders = _without_wrappers([folder[1:] for folder in folders])
    labels = _labels_from_file_names(names, folders) or _labels_from_folders(names, folders)
    wrappers = {title, *(part for name in names for part in name.split("/")[:-1])}
    classes, spelled = _classes(labels, any(map(called_neu, wrappers)))
    files = [(n, s, spelled[c]) for n, s, c in zip(names, splits, labels, strict=True)]
    files.sort(key=lambda file: (file[2], natural(file[0])))
    return Layout(classes, tuple(files), classes == NEU_CLASSES)


def neu_label(name: str) -> int | None:
    """Index of the NEU class that a folder or file prefix names, None where it names none."""
    return NEU_SPELLINGS.get(re.sub(r"[\s_-]+", "", name).lower())


def called_neu(name: str) -> bool:
    """Tell whether a folder's or zip's name marks it as NEU, such as "NEU-DET"."""
    return re.match(r"neu([^a-z]|$)", name.lower()) is not None


def natural(name: str) -> list[tuple[int, str]]:
    """Sort key that puts crazing_9 before crazing_10."""
    parts = re.split(r"([0-9]+)", name)  # text and digits in turn
    parts[1::2] = [digits.lstrip("0") for digits in parts[1::2]]
    return [(len(part) * (turn % 2), part) for turn, part in enumerate(parts)] + [(0, name)]


def _folders(name: str) -> list[str]:
    """The folders with informative names; one repeated directly below itself counts once."""
    parts = (part.strip() for part in name.split("/")[:-1])
    informative = (part for part in parts if part and part.lower() not in MEANINGLESS)
    return [part for part, _ in groupby(informative)]


def _without_wrappers(folders: list[list[str]]) -> list[list[str]]:
    """Remove the folders that all files share, but keep the last one if there is no other."""
    levels = zip(*folders, strict=False)
    shared = len(list(takewhile(lambda level: len(set(level)) == 1, levels)))
    if all(len(folder) == shared for folder in folders):
        shared = max(0, shared - 1)
    return [folder[shared:] for folder in folders]


def _labels_from_file_names(names: Sequence[str], folders: list[list[str]]) -> list[str] | None:
    """Class names as in crazing_1.jpg, if all files lie in one folder and NEU names are there."""
    if any(folder != folders[0] for folder in folders):
        return None
    stems = [name.rpartition("/")[2].rpartition(".")[0] for name in names]
    prefixes = [stem.rstrip("0123456789").rstrip(" _-") for stem in stems]
    kinds = set(prefixes)
    several_neu = len(kinds) > 1 and any(neu_label(kind) is not None for kind in kinds)
    return prefixes if several_neu else None


def _labels_from_folders(names: Sequence[str], folders: list[list[str]]) -> list[str]:
    for name, folder in zip(names, folders, strict=True):
        if len(folder) != 1:
            raise InputError(f"images must lie in <class>/ or <split>/<class>/, got {name}")
    return [folder[0] for folder in folders]


def _classes(labels: list[str], declared_neu: bool) -> tuple[tuple[str, ...], dict[str, int]]:
    """All class names in order, and the label of every spelling."""
    kinds = sorted(set(labels), key=natural)
    known = {kind: label for kind in kinds if (label := neu_label(kind)) is not None}
    unknown = [kind for kind in kinds if kind not in known]
    if unknown and known and (declared_neu or len(set(known.values())) >= 4):
        rule = f"a NEU data set has the classes {', '.join(NEU_CLASSES)}"
        raise InputError(f"{rule}, got an unknown one: {', '.join(unknown)}")
    if unknown:
        return tuple(kinds), {kind: label for label, kind in enumerate(kinds)}
    present = sorted(set(known.values()))
    spelled = {kind: present.index(label) for kind, label in known.items()}
    return tuple(NEU_CLASSES[label] for label in present), spelled
