"""Images that visitors leave out of a data set: a note beside it; its files are never touched.

The note is kept under ``$CNNVIZ_HOME/left_out``, under a fingerprint of the data set's file names
and classes: it holds for every split and image size, and for everybody who uses this server. Where
visitors are told apart, each has notes of their own.
"""

import hashlib
import json
import threading
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import numpy as np

from cnnviz.classroom import visitor
from cnnviz.data.dataset import Dataset, Split, how_split, origin_of, with_origin
from cnnviz.utils import paths
from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import InputError, reason
from cnnviz.utils.language import Message, N_n

_writing = threading.Lock()  # visitors may mark images at the same time


def leave_out(dataset: Dataset, files: Collection[str]) -> Dataset:
    """Take images out of a data set; the others stay in their splits.

    Parameters
    ----------
    dataset : Dataset
        The data set.
    files : collection of str
        Names of the images to leave out.

    Raises
    ------
    InputError
        If the data set has no such file, or a split would be left without images of a class that
        it has images of.
    """
    if not files:
        return dataset
    unknown = sorted(set(files).difference(*(split.files for split in dataset.splits)))
    if unknown:
        raise InputError(
            "images to leave out must be in the data set, got {name!r:.200}", name=unknown[0]
        )
    train, validation, test = (_without(dataset, split, set(files)) for split in dataset.splits)
    left = Message(
        "{origin}, {images} left out",
        origin=origin_of(dataset.source),
        images=Message(N_n("{count:,} image", "{count:,} images"), count=len(files)),
    )
    how = how_split(dataset.source)
    source = with_origin(left, how) if how else left
    return replace(dataset, train=train, validation=validation, test=test, source=source)


def _without(dataset: Dataset, split: Split, files: set[str]) -> Split:
    kept = np.array([file not in files for file in split.files], bool)
    for label in np.unique(split.labels):
        if not kept[split.labels == label].any():
            name = dataset.classes[label]
            raise InputError(
                "at least one image of each class must stay in each split, got none "
                "of {name}; take some of its images back in",
                name=name,
            )
    return split.take(np.flatnonzero(kept))


def key(dataset: Dataset) -> str:
    """The fingerprint of a data set's file names and classes, at any split and image size."""
    digest = hashlib.sha256(repr(dataset.classes).encode())
    whole = ((split.files, split.labels.tolist()) for split in dataset.splits)
    listing = sorted(entry for files, labels in whole for entry in zip(files, labels, strict=True))
    digest.update(repr(listing).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]


def read(data_key: str) -> tuple[str, ...]:
    """The files that are left out of the data set with this key, in alphabetical order."""
    try:
        content = json.loads(_path(data_key).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return ()
    files = content.get("files") if isinstance(content, dict) else None
    if not isinstance(files, list):
        return ()
    return tuple(sorted({file for file in files if isinstance(file, str)}))


def mark(data_key: str, file: str, out: bool) -> None:
    """Leave a file out, or take it back in.

    Raises
    ------
    InputError
        If the note cannot be written.
    """
    path = _path(data_key)
    try:
        with _writing:
            files = set(read(data_key)) - {file} | ({file} if out else set())
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as part:
                part.write_text(json.dumps({"files": sorted(files)}, indent=1), "utf-8")
    except OSError as error:
        raise InputError(
            "the note of left-out images could not be written: {reason}", reason=reason(error)
        ) from error


def _path(data_key: str) -> Path:
    return paths.home() / "left_out" / visitor.current().id / f"{data_key}.json"
