"""What is worth a look in a data set before a network is trained on it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from cnnviz.data.overlaps import Overlap
from cnnviz.data.survey import Survey
from cnnviz.utils.language import N_, Message, N_n
from cnnviz.utils.text import times

FEW = 20  # training images of a class: with fewer, its accuracy is a matter of chance
IMBALANCE = 3  # times as many images in the largest class as in the smallest
BLUR_SPREADS = 5  # a blurred image lies so many spreads below its class's median sharpness,
BLUR_SHARE = 0.5  # and has less than this share of it
FROM_MAD = 1.4826  # the standard deviation of normal values over their median deviation
# Sentences on similar images, by the kind of the finding, the most serious first.
SIMILAR = {
    "equal": N_("{pairs} of equal images across splits: what is tested was learned already."),
    "overlapping": N_(
        "{pairs} of images overlap across splits: {tested} what another split shows too, so that "
        "accuracy is partly memory. “Split by group” keeps them on one side."
    ),
    "contradiction": N_("{pairs} of equal images have different classes: at least one is wrong."),
    "repeated": N_("{pairs} of equal images within a split: they count twice."),
    "neighbours": N_(
        "{pairs} of images overlap within a split: fewer different images than it seems."
    ),
}
ODD_SIZE = N_n(
    "{count:,} image of another size than most, such as {example} pixels: scaled to the common "
    "shape.",
    "{count:,} images of another size than most, such as {example} pixels: scaled to the common "
    "shape.",
)
CONSTANT = N_n(
    "{count:,} image of one brightness everywhere: nothing can be learned from them.",
    "{count:,} images of one brightness everywhere: nothing can be learned from them.",
)
BLURRED = N_n(
    "{count:,} image far less sharp than the others of their class.",
    "{count:,} images far less sharp than the others of their class.",
)


@dataclass(frozen=True)
class Finding:
    """One thing that was found.

    Attributes
    ----------
    kind : str
        "equal", "overlapping", "repeated", "neighbours", "contradiction", "unreadable", "size",
        "constant", "blurred", "few" or "imbalance".
    text : str
        One sentence.
    images : tuple of str
        The files it is about.
    pairs : tuple of Overlap
        The pairs it is about, as indices into the survey's files; empty where it is about single
        images.
    """

    kind: str
    text: str
    images: tuple[str, ...]
    pairs: tuple[Overlap, ...] = ()


def findings(
    survey: Survey, split_of: Mapping[str, str], left_out: Collection[str] = ()
) -> tuple[Finding, ...]:
    """List everything that was found, the most serious first.

    Parameters
    ----------
    survey : Survey
        The images, measured.
    split_of : mapping of str to str
        "training", "validation" or "test" for each file.
    left_out : collection of str, optional
        Files that are left out; there is no finding about them.
    """
    ignored = set(left_out)
    kept = np.array([file not in ignored for file in survey.files], bool)
    return (
        *_similar(survey, split_of, kept),
        *_unreadable(survey),
        *_single(survey, kept),
        *_classes(survey, split_of, kept),
    )


def _similar(survey: Survey, split_of: Mapping[str, str], kept: np.ndarray) -> Iterator[Finding]:
    files, labels = survey.files, survey.labels
    equal = [
        Overlap(first, second, 0, 0, 1.0, 1.0)
        for same in survey.similarity.equal
        for first, second in _linked([index for index in same if kept[index]], files, split_of)
    ]
    overlapping = [
        one for one in survey.similarity.overlaps if kept[one.first] and kept[one.second]
    ]

    def across(pair: Overlap) -> bool:
        return split_of[files[pair.first]] != split_of[files[pair.second]]

    leaking = [pair for pair in overlapping if across(pair)]
    found = {
        "equal": [pair for pair in equal if across(pair)],
        "overlapping": leaking,
        "contradiction": [pair for pair in equal if labels[pair.first] != labels[pair.second]],
        "repeated": [pair for pair in equal if not across(pair)],
        "neighbours": [pair for pair in overlapping if not across(pair)],
    }
    tested = _tested(leaking, files, split_of)
    for kind, pairs in found.items():
        if pairs:
            indices = dict.fromkeys(index for pair in pairs for index in (pair.first, pair.second))
            names = tuple(files[index] for index in indices)
            text = Message(
                SIMILAR[kind],
                pairs=Message(N_n("{count:,} pair", "{count:,} pairs"), count=len(pairs)),
                tested=Message(
                    N_n(
                        "{count:,} validation or test image shows",
                        "{count:,} validation or test images show",
                    ),
                    count=tested,
                ),
            )
            yield Finding(kind, text, names, tuple(pairs))


def _linked(
    same: list[int], files: tuple[str, ...], split_of: Mapping[str, str]
) -> list[tuple[int, int]]:
    """Pairs that join equal images: each with the first, which a training image is, if any."""
    ordered = sorted(same, key=lambda index: (split_of[files[index]] != "training", index))
    return [(ordered[0], other) for other in ordered[1:]]


def _tested(pairs: list[Overlap], files: tuple[str, ...], split_of: Mapping[str, str]) -> int:
    both = {files[index] for pair in pairs for index in (pair.first, pair.second)}
    return sum(split_of[file] != "training" for file in both)


def _unreadable(survey: Survey) -> Iterator[Finding]:
    if survey.unreadable:
        text = Message(
            N_n(
                "{count:,} file could not be read and was left out.",
                "{count:,} files could not be read and were left out.",
            ),
            count=len(survey.unreadable),
        )
        yield Finding("unreadable", text, survey.unreadable)


def _single(survey: Survey, kept: np.ndarray) -> Iterator[Finding]:
    odd = np.array([file in survey.odd_sizes for file in survey.files], bool)
    constant = survey.contrast == 0
    blurred = _blurred(survey) & ~constant
    sizes = {times(size) for size in survey.odd_sizes.values()}
    for kind, found, say in (
        ("size", odd, ODD_SIZE),
        ("constant", constant, CONSTANT),
        ("blurred", blurred, BLURRED),
    ):
        files = tuple(survey.files[index] for index in np.flatnonzero(found & kept))
        if files:
            yield Finding(
                kind, Message(say, count=len(files), example=min(sizes, default="")), files
            )


def _blurred(survey: Survey) -> np.ndarray:
    """Images whose sharpness lies far below that of their class."""
    sharpness, found = (
        np.log(np.maximum(survey.sharpness, 1e-6)),
        np.zeros(len(survey.labels), bool),
    )
    for label in np.unique(survey.labels):
        own = survey.labels == label
        median = np.median(sharpness[own])
        spread = FROM_MAD * np.median(np.abs(sharpness[own] - median))
        limit = min(median - BLUR_SPREADS * spread, median + np.log(BLUR_SHARE))
        found |= own & (sharpness < limit)
    return found


def _classes(survey: Survey, split_of: Mapping[str, str], kept: np.ndarray) -> Iterator[Finding]:
    learned = kept & np.array([split_of[file] == "training" for file in survey.files], bool)
    counts = np.bincount(survey.labels[learned], minlength=len(survey.classes))

    def of_classes(chosen: Callable[[int], bool]) -> tuple[str, ...]:
        return tuple(
            file
            for file, label, is_learned in zip(survey.files, survey.labels, learned, strict=True)
            if is_learned and chosen(int(label))
        )

    few = [label for label, count in enumerate(counts) if count < FEW]
    if few:
        names: str = ", ".join(f"{survey.classes[label]} ({counts[label]})" for label in few[:5])
        if len(few) > 5:
            names = Message("{names} and {count} more", names=names, count=len(few) - 5)
        text = Message(
            N_("Fewer than {least} training images in {names}: its accuracy is left to chance.")
            if len(few) == 1
            else N_(
                "Fewer than {least} training images in {names}: their accuracies are left to "
                "chance."
            ),
            least=FEW,
            names=names,
        )
        yield Finding("few", text, of_classes(lambda label: label in few))
    low, high = int(counts.argmin()), int(counts.argmax())
    if counts[high] >= IMBALANCE * max(1, counts[low]):
        text = Message(
            "Classes of very different size: {most:,} training images of {larger}, {least:,} of "
            "{smaller}.",
            most=int(counts[high]),
            larger=survey.classes[high],
            least=int(counts[low]),
            smaller=survey.classes[low],
        )
        yield Finding("imbalance", text, of_classes(lambda label: label == low))
