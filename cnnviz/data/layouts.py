"""Which class and which split a file belongs to, read from the names of all files.

The layouts that are recognised, also inside wrapper folders::

    <split>/<class>/1.jpg   <split>/images/<class>/1.jpg   <class>/1.jpg   <class>/<split>/1.jpg
    crazing_1.jpg, Cr_1.bmp, also in <split>/       (the NEU classes only)

Of all these, the one that explains most files is chosen. Where a few files are left over, such as
``docs/sample.png`` beside ``data/<class>/1.jpg``, they are left out and named.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from cnnviz.data.class_names import (
    NEU_64_CODES,
    NEU_CLASSES,
    called_neu,
    classes_of,
    neu_label,
)
from cnnviz.data.split_names import splits_of
from cnnviz.data.unusable import UnusableFile
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import natural

MEANINGLESS = {"images", "image", "imgs", "img"}  # folders whose names carry no information
MAX_DEPTH = 32  # folders
FEW, FEW_SHARE = 3, 0.05  # files outside the layout that are left out without being asked
OUTSIDE = N_("images must lie in <class>/ or <split>/<class>/, and this one does not")

Folders = list[str] | None  # below a common folder; None where a file lies outside it
Place = tuple[str, str] | None  # split, "" where none is declared, and class


@dataclass(frozen=True)
class Layout:
    """The layout of a data set, read from the names of its files.

    Attributes
    ----------
    classes : tuple of str
        NEU's own first, in their order, then all others sorted.
    files : tuple of (str, str, int)
        Each file's name, split ("train", "validation", "test" or "") and label, by class.
    left_out : tuple of UnusableFile
        Files that lie in no class.
    notes : tuple of str
        Sentences on spellings that are taken as one class.
    """

    classes: tuple[str, ...]
    files: tuple[tuple[str, str, int], ...]
    left_out: tuple[UnusableFile, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def neu(self) -> bool:
        """Whether these are the six classes of NEU."""
        return self.classes == NEU_CLASSES

    @property
    def neu_64(self) -> bool:
        """Whether these are the nine classes of NEU-CLS-64."""
        return self.classes == (*NEU_CLASSES, *NEU_64_CODES)

    @property
    def splits(self) -> frozenset[str]:
        """The splits that the names declare."""
        return frozenset(split for _, split, _ in self.files if split)

    @property
    def declares_test(self) -> bool:
        """Whether the names say which images to train on, and which to leave for testing."""
        return "train" in self.splits and len(self.splits) > 1

    @property
    def few_left_out(self) -> bool:
        """Whether few enough files are left out to go ahead without asking."""
        return len(self.left_out) <= max(FEW, FEW_SHARE * len(self.files))

    def without(self, files: Sequence[UnusableFile]) -> "Layout":
        """Leave out further files, and classes that have none then."""
        names = {each.file for each in files}
        kept = [file for file in self.files if file[0] not in names]
        labels = sorted({label for *_, label in kept})
        classes = tuple(self.classes[label] for label in labels)
        renumbered = tuple((name, split, labels.index(label)) for name, split, label in kept)
        return Layout(classes, renumbered, (*self.left_out, *files), self.notes)


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
        If most files lie in no class folder.
    """
    folders = [_folders(f"{title}/{name}") for name in names]
    places = max(_arrangements(names, folders), key=_quality, default=[None] * len(names))
    if 2 * sum(place is not None for place in places) <= len(names):
        raise _without_majority(names, folders)
    wrappers = {title, *(part for name in names for part in name.split("/")[:-1])}
    return of_places(names, places, any(map(called_neu, wrappers)), OUTSIDE)


def _without_majority(names: Sequence[str], folders: Sequence[Folders]) -> InputError:
    """The sentence on files of which no layout explains most, with one example per depth."""
    examples: dict[int, str] = {}
    for name, folder in sorted(zip(names, folders, strict=True), key=lambda pair: natural(pair[0])):
        examples.setdefault(len(folder or ()), name)
    return InputError(
        "most images must lie in <class>/ or <split>/<class>/, got {examples}",
        examples=_(" beside ").join(list(examples.values())[:3]),
    )


def of_places(
    names: Sequence[str], places: Sequence[Place], declared_neu: bool, reason: str
) -> Layout:
    """Make a layout of the split and class of each file; those without are left out."""
    known = [(name, *place) for name, place in zip(names, places, strict=True) if place]
    classes, labels, notes = classes_of([label for *_, label in known], declared_neu)
    files = [(name, split, labels[label]) for name, split, label in known]
    files.sort(key=lambda file: (file[2], natural(file[0])))
    outside = sorted((n for n, place in zip(names, places, strict=True) if not place), key=natural)
    left_out = tuple(UnusableFile(name, reason) for name in outside)
    return Layout(classes, tuple(files), left_out, notes)


def _folders(name: str) -> list[str]:
    """The folders with informative names; one repeated directly below itself counts once."""
    parts = (part.strip() for part in name.split("/")[:-1])
    informative = (part for part in parts if part and part.lower() not in MEANINGLESS)
    return [part for part, _ in groupby(informative)][:MAX_DEPTH]


# Arrangements: readings of the same folders, of which the best is chosen.


def _arrangements(names: Sequence[str], folders: Sequence[Folders]) -> Iterator[list[Place]]:
    """Every way to read the names, the preferred ones first where they explain as many files."""
    below = list(_below_shared_folders(folders))
    for read in (_flat_in_splits, _splits_of_classes, _classes_of_splits, _flat, _class_folders):
        for inner in below:
            yield from read(names, inner)


def _quality(places: list[Place]) -> tuple[bool, int]:
    """What makes an arrangement better: several classes, then how many files it explains."""
    explained = [place for place in places if place]
    several = len({label for _, label in explained}) > 1
    return several and 2 * len(explained) > len(places), len(explained)


def _below_shared_folders(folders: Sequence[Folders]) -> Iterator[list[Folders]]:
    """The folders of each file below the outermost folder, below the one that holds most, ..."""
    inner = list(folders)
    yield inner
    while True:
        heads = Counter(folder[0] for folder in inner if folder)
        head, count = heads.most_common(1)[0] if heads else ("", 0)
        if 2 * count <= len(folders):
            return
        inner = [folder[1:] if folder and folder[0] == head else None for folder in inner]
        yield inner


def _class_folders(names: Sequence[str], inner: Sequence[Folders]) -> Iterator[list[Place]]:
    heads = {folder[0] for folder in inner if folder and len(folder) == 1}
    if not heads <= splits_of(heads).keys():
        yield [("", folder[0]) if folder and len(folder) == 1 else None for folder in inner]


def _splits_of_classes(names: Sequence[str], inner: Sequence[Folders]) -> Iterator[list[Place]]:
    splits = splits_of({folder[0] for folder in inner if folder})
    if not splits:
        return
    head = [splits.get(folder[0], "") if folder else "" for folder in inner]
    rest = [
        folder[1:] if folder and split else None for folder, split in zip(inner, head, strict=True)
    ]
    for classes in _below_shared_folders(rest):
        yield [
            (split, folder[0]) if folder and len(folder) == 1 else None
            for split, folder in zip(head, classes, strict=True)
        ]


def _classes_of_splits(names: Sequence[str], inner: Sequence[Folders]) -> Iterator[list[Place]]:
    splits = splits_of({folder[1] for folder in inner if folder and len(folder) == 2})
    if splits:
        yield [
            (splits[folder[1]], folder[0])
            if folder and len(folder) == 2 and folder[1] in splits
            else None
            for folder in inner
        ]


def _flat(names: Sequence[str], inner: Sequence[Folders]) -> Iterator[list[Place]]:
    here = [folder is not None and not folder for folder in inner]
    if kinds := _classes_in_file_names(names, here):
        yield [("", kind) if kind else None for kind in kinds]


def _flat_in_splits(names: Sequence[str], inner: Sequence[Folders]) -> Iterator[list[Place]]:
    splits = splits_of({folder[0] for folder in inner if folder})
    here = [folder is not None and len(folder) == 1 and folder[0] in splits for folder in inner]
    if kinds := _classes_in_file_names(names, here):
        yield [
            (splits[folder[0]], kind) if kind and folder else None
            for folder, kind in zip(inner, kinds, strict=True)
        ]


def _classes_in_file_names(names: Sequence[str], here: Sequence[bool]) -> list[str] | None:
    """Class names as in crazing_1.jpg, if several kinds of names are there, NEU's among them."""
    stems = [name.rpartition("/")[2].rpartition(".")[0] for name in names]
    kinds = [_prefix(stem) if is_here else "" for stem, is_here in zip(stems, here, strict=True)]
    counts = Counter(kind for kind in kinds if kind)
    if len(counts) < 2 or not any(neu_label(kind) is not None for kind in counts):
        return None
    few = {kind for kind, count in counts.items() if count < 3 and neu_label(kind) is None}
    return ["" if kind in few else kind for kind in kinds]


def _prefix(stem: str) -> str:
    """The class in a file's name: what is before its number, as in "crazing_1 (1)"."""
    return re.split(r"[0-9(]", stem, maxsplit=1)[0].rstrip(" _-.")
