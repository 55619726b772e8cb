"""Which images of a data set are equal or overlap: searched once, then read from a file.

The search takes seconds to a minute; its result is kept under ``$CNNVIZ_HOME/overlaps``, under the
fingerprint of the images, so that a page, a run and its folds share it.
"""

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from cnnviz.data import overlaps
from cnnviz.data.dataset import Dataset, Progress, Split
from cnnviz.data.groups import connected
from cnnviz.data.overlaps import Overlap
from cnnviz.utils import paths
from cnnviz.utils.atomic import replacing

VERSION = 2  # of the search: raised where its results change


@dataclass(frozen=True)
class Similarity:
    """The equal and the overlapping images of a data set.

    Attributes
    ----------
    files : tuple of str
        All images, in the order that the indices refer to.
    equal : tuple of tuple of int
        Indices of images with equal pixels.
    overlaps : tuple of Overlap
        Pairs that show the same scene in part, equal ones excepted.
    not_searched : str
        Why there was no search for overlaps; "" where there was one.
    """

    files: tuple[str, ...]
    equal: tuple[tuple[int, ...], ...]
    overlaps: tuple[Overlap, ...]
    not_searched: str = ""

    @cached_property
    def groups(self) -> dict[str, int]:
        """The group of each file: images that are connected by equality or overlap share one."""
        pairs = [(one.first, one.second) for one in self.overlaps]
        of_image = connected(len(self.files), [*self.equal, *pairs])
        return dict(zip(self.files, of_image.tolist(), strict=True))


def search(dataset: Dataset, progress: Progress) -> Similarity:
    """Find the equal and the overlapping images of all splits, or read what was found before.

    Parameters
    ----------
    dataset : Dataset
        With its images in their own size.
    progress : callable
        Called with the fraction done, in [0, 1], and the current activity.
    """
    return search_pooled(pool(dataset.splits), progress)


def search_pooled(whole: Split, progress: Progress) -> Similarity:
    """As ``search``, for all images as ``pool`` returns them."""
    path = _path(whole)
    with suppress(OSError, ValueError, TypeError, KeyError):
        known = _read(path, whole.files)
        paths.mark_used(path)
        return known
    found = _search(whole, progress)
    with suppress(OSError):  # a full disk must not stop a run
        _write(path, found)
    return found


def pool(splits: tuple[Split, ...]) -> Split:
    """All images of these splits, in an order that does not depend on how they were split."""
    whole = Split.concatenate(splits)
    return whole.take(np.array(sorted(range(len(whole)), key=whole.files.__getitem__)))


def _search(whole: Split, progress: Progress) -> Similarity:
    equal = overlaps.equal(whole.images)
    reason = overlaps.not_searched(whole.images)
    if reason:
        return Similarity(whole.files, equal, (), reason)
    same = {index: same[0] for same in equal for index in same}
    found = tuple(
        one
        for one in overlaps.find(whole.images, whole.labels, progress)
        if same.get(one.first, one.first) != same.get(one.second, one.second)
    )
    return Similarity(whole.files, equal, found)


def _path(whole: Split) -> Path:
    digest = hashlib.sha256(repr((VERSION, whole.images.shape, whole.files)).encode())
    digest.update(np.ascontiguousarray(whole.images).data)
    digest.update(whole.labels.astype("<i8").data)
    return paths.home() / "overlaps" / f"{digest.hexdigest()[:32]}.json"


def _read(path: Path, files: tuple[str, ...]) -> Similarity:
    content = json.loads(path.read_text("utf-8"))
    return Similarity(
        files,
        tuple(map(tuple, content["equal"])),
        tuple(Overlap(**one) for one in content["overlaps"]),
        content["not_searched"],
    )


def _write(path: Path, found: Similarity) -> None:
    content = asdict(found)
    del content["files"]
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as part:
        part.write_text(json.dumps(content), "utf-8")
