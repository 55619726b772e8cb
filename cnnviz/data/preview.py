"""A data set at a glance: a few images of every class, and how many there are."""

from dataclasses import dataclass

import numpy as np

from cnnviz.data import Dataset, Split, left_out
from cnnviz.data.unusable import UnusableFile

MOST_CLASSES = 12  # shown; a data set may have 100
OF_EACH = 2
MOST_PROBES, PROBE_BYTES = 200, 8_000_000


@dataclass(frozen=True, eq=False)
class Preview:
    """What a page shows of a data set, without holding all its images.

    Attributes
    ----------
    title, source, classes, input_shape, unusable, notes
        As in ``Dataset``.
    counts : tuple of int
        Number of training, validation and test images.
    samples : Split
        Training images: the first of each class, then the second of each.
    probes : Split
        Up to 200 test images, spread evenly: of large images, as many as fit into 8 MB.
    watchable : Split
        Up to 200 validation images, spread likewise, of which a run's probe images are chosen.
    key : str
        Of the note that lists the images left out; see ``left_out``.
    split_of : dict of str to str
        "training", "validation" or "test" for each file.
    """

    title: str
    source: str
    classes: tuple[str, ...]
    input_shape: tuple[int, int, int]
    counts: tuple[int, int, int]
    samples: Split
    probes: Split
    watchable: Split
    key: str
    split_of: dict[str, str]
    unusable: tuple[UnusableFile, ...] = ()
    notes: tuple[str, ...] = ()


def preview(dataset: Dataset) -> Preview:
    """Return a preview of a data set: its counts and two training images of every class."""
    train, validation, test = map(len, dataset.splits)
    return Preview(
        dataset.title,
        dataset.source,
        dataset.classes,
        dataset.input_shape,
        (train, validation, test),
        dataset.train.take(_first_of_each_class(dataset)),
        dataset.test.take(_spread(dataset.test)),
        dataset.validation.take(_spread(dataset.validation)),
        left_out.key(dataset),
        dataset.split_of,
        dataset.unusable,
        dataset.notes,
    )


def _spread(split: Split) -> np.ndarray:
    if not len(split):
        return np.arange(0)
    most = min(MOST_PROBES, len(split), max(1, PROBE_BYTES // split.images[0].nbytes))
    return np.linspace(0, len(split) - 1, most).round().astype(int)


def _first_of_each_class(dataset: Dataset) -> np.ndarray:
    classes = range(min(len(dataset.classes), MOST_CLASSES))
    of_class = [np.flatnonzero(dataset.train.labels == label) for label in classes]
    rounds = ([where[turn] for where in of_class if turn < len(where)] for turn in range(OF_EACH))
    return np.array([index for chosen in rounds for index in chosen])
