"""Names of classes: those of known data sets, and which spellings mean one class."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from cnnviz.utils.language import N_, Message
from cnnviz.utils.text import all_of, natural

NEU_TITLE = N_("NEU surface defects")
NEU_64_TITLE = N_("NEU-CLS-64 surface defects")
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
NEU_64_CODES = ("gg", "rp", "sp")  # the further classes of NEU-CLS-64, by its authors' codes
LEAST_NEU_CLASSES = 4  # of so many known names, the set is NEU's and the others stand beside them
# Source: H. Xiao, K. Rasul and R. Vollgraf, "Fashion-MNIST", arXiv:1708.07747 (2017).
FASHION_CLASSES = (
    *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
    *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
)
# Its first training labels. Its idx files have the same names as MNIST's: dropped without their
# folder, only these tell them apart.
FASHION_LABELS = (9, 0, 0, 3, 0, 2, 7, 2, 5, 5, 0, 9, 5, 5, 7, 9, 1, 0, 6, 4, 3, 1, 4, 8, 4)


def begins_as_fashion(labels: np.ndarray) -> bool:
    """Tell whether training labels, int (N,), begin as those of Fashion-MNIST."""
    return tuple(labels[: len(FASHION_LABELS)].tolist()) == FASHION_LABELS


def neu_label(name: str) -> int | None:
    """Index of the NEU class that a folder or file prefix names, None where it names none."""
    return NEU_SPELLINGS.get(re.sub(r"[\s_-]+", "", name).lower())


def called_neu(name: str) -> bool:
    """Tell whether a folder's or zip's name marks it as NEU, such as "NEU-DET"."""
    return re.match(r"neu([^a-z]|$)", name.lower()) is not None


def classes_of(
    labels: Sequence[str], declared_neu: bool
) -> tuple[tuple[str, ...], dict[str, int], tuple[str, ...]]:
    """All class names in order, the label of every spelling, and notes on spellings."""
    spellings = Counter(labels)
    known = {kind: label for kind in spellings if (label := neu_label(kind)) is not None}
    all_known = len(known) == len(spellings)
    if not all_known and not declared_neu and len(set(known.values())) < LEAST_NEU_CLASSES:
        known = {}
    twins = defaultdict(list)
    for kind in sorted(spellings.keys() - known.keys(), key=natural):
        twins[same_class(kind)].append(kind)
    names = {key: _displayed(kinds, spellings) for key, kinds in twins.items()}
    present = sorted(set(known.values()))
    others = sorted(names, key=lambda key: natural(names[key]))
    label_of = {kind: present.index(label) for kind, label in known.items()}
    for number, key in enumerate(others, len(present)):
        label_of |= dict.fromkeys(twins[key], number)
    classes = (*(NEU_CLASSES[label] for label in present), *(names[key] for key in others))
    notes = tuple(
        Message("the folders {folders} are taken as one class", folders=_and(kinds))
        for kinds in twins.values()
        if kinds[1:]
    )
    return classes, label_of, notes


def same_class(name: str) -> str:
    """Return what spellings of one class have in common; single letters differ by their case."""
    composed = unicodedata.normalize("NFC", name)
    return composed if len(composed) == 1 else unicodedata.normalize("NFC", composed.casefold())


def _displayed(kinds: list[str], counts: Counter[str]) -> str:
    """The spelling of a class that most of its files have."""
    most = max(kinds, key=lambda kind: counts[kind])
    return unicodedata.normalize("NFC", most)


def _and(names: list[str]) -> str:
    shown = [ascii(n) if n != unicodedata.normalize("NFC", n) else repr(n) for n in names]
    return all_of([", ".join(shown[:-1]), shown[-1]])
