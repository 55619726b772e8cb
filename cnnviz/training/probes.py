"""The probe images of a run: validation images whose probabilities are watched epoch by epoch."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import InputError, reason

PROBES = 12
MOST_PROBES = 24
FILE = "probes.json"


def choose_probes(
    files: Sequence[str], labels: np.ndarray, wanted: Sequence[str] = (), count: int = PROBES
) -> np.ndarray:
    """Choose validation images to watch: those wanted, or else some spread over the classes.

    Parameters
    ----------
    files : sequence of str
        Name of each validation image.
    labels : ndarray
        int (N,): the class of each.
    wanted : sequence of str
        Names of images; those that are not among ``files`` are passed over, and of those that are,
        the first ``MOST_PROBES`` are taken.
    count : int
        How many are chosen where none of those wanted is there: of each class the first image, then
        of each the second, and so on.

    Returns
    -------
    ndarray
        int64 (P,): indices of validation images.
    """
    places = {file: place for place, file in enumerate(files)} if wanted else {}
    named = [places[file] for file in dict.fromkeys(wanted) if file in places]
    if named:
        return np.array(named[:MOST_PROBES], np.int64)
    order = np.argsort(labels, kind="stable")
    _, starts = np.unique(labels[order], return_index=True)
    # How many images of its own class come before each image.
    turn = np.arange(len(order)) - np.repeat(starts, np.diff([*starts, len(order)]))
    first = order[np.argsort(turn, kind="stable")][:count]
    return first[np.argsort(labels[first], kind="stable")].astype(np.int64)


def write_wanted(folder: Path, files: Sequence[str]) -> None:
    """Note in a run's folder which images the visitor wants to watch.

    Raises
    ------
    InputError
        If the note cannot be written.
    """
    try:
        with replacing(folder / FILE) as part:
            part.write_text(json.dumps(list(files)), "utf-8")
    except OSError as error:
        raise InputError(
            "the probe images cannot be stored: {reason}", reason=reason(error)
        ) from None


def read_wanted(folder: Path) -> tuple[str, ...]:
    """Return the names of the images wanted; none where there is no note, or a damaged one."""
    try:
        files = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return ()
    valid = isinstance(files, list) and all(isinstance(file, str) for file in files)
    return tuple(files) if valid else ()
