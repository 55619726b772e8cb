"""What would be learned from a data set, as plain values for JSON."""

import hashlib
from collections import defaultdict
from dataclasses import asdict
from typing import Any

import numpy as np

from cnnviz.data.dataset import Dataset, Split
from cnnviz.utils.text import plural, times

SPLITS = ("train", "validation", "test")


def report(dataset: Dataset) -> dict[str, Any]:
    """Describe a data set: classes, counts, files left out, and findings."""
    splits = dict(zip(SPLITS, dataset.splits, strict=True))
    return {
        "name": dataset.name,
        "title": dataset.title,
        "source": dataset.source,
        "classes": list(dataset.classes),
        "shape": list(dataset.input_shape),
        "n": {name: len(split) for name, split in splits.items()},
        "images": {name: _per_class(dataset, split) for name, split in splits.items()},
        "left_out": [asdict(each) for each in dataset.unusable],
        "notes": list(dataset.notes),
        "findings": findings(dataset),
        "synthetic": dataset.synthetic,
        "fingerprint": dataset.fingerprint,
    }


def findings(dataset: Dataset) -> list[dict[str, Any]]:
    """What is remarkable: each with its kind, a sentence, and the files concerned."""
    return [*_odd_sizes(dataset), *_equal_images(dataset)]


def _per_class(dataset: Dataset, split: Split) -> dict[str, int]:
    counts = np.bincount(split.labels, minlength=len(dataset.classes))
    return dict(zip(dataset.classes, counts.tolist(), strict=True))


def _odd_sizes(dataset: Dataset) -> list[dict[str, Any]]:
    """Images whose stored size is not that of most."""
    odd = dataset.odd_sizes
    if not odd:
        return []
    first = next(iter(odd))
    differ = "have another size" if len(odd) > 1 else "has another size"
    text = f"{plural(len(odd), 'image')} {differ} than most, such as {first}, {times(odd[first])}."
    return [{"kind": "odd sizes", "sentence": text, "files": list(odd)}]


def _equal_images(dataset: Dataset) -> list[dict[str, Any]]:
    """Groups of images with equal pixels."""
    where = defaultdict(list)
    for name, split in zip(SPLITS, dataset.splits, strict=True):
        for image, file in zip(split.images, split.files, strict=True):
            where[hashlib.sha256(image.tobytes()).digest()].append((name, file))
    groups = [group for group in where.values() if len(group) > 1]
    found = []
    for kind, across in (("equal images across splits", True), ("equal images", False)):
        chosen = [group for group in groups if (len({name for name, _ in group}) > 1) == across]
        if chosen:
            count = sum(map(len, chosen))
            groups_text = plural(len(chosen), "group")
            text = f"{plural(count, 'image')} in {groups_text} have equal pixels" + (
                " and lie in several splits." if across else "."
            )
            files = [[file for _, file in group] for group in chosen]
            found.append({"kind": kind, "sentence": text, "files": files})
    return found
