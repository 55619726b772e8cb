"""What would be learned from a data set, as plain values for JSON."""

from dataclasses import asdict
from typing import Any

import numpy as np

from cnnviz.data.dataset import SPLITS, Dataset, Progress, Split
from cnnviz.data.findings import Finding, findings
from cnnviz.data.survey import survey


def report(dataset: Dataset, progress: Progress) -> dict[str, Any]:
    """Describe a data set: classes, counts, files left out, and findings."""
    splits = dict(zip(SPLITS, dataset.splits, strict=True))
    surveyed = survey(dataset, progress)
    found = findings(surveyed, dataset.split_of)
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
        "findings": [_finding(one, surveyed.files) for one in found],
        "synthetic": dataset.synthetic,
        "fingerprint": dataset.fingerprint,
    }


def _per_class(dataset: Dataset, split: Split) -> dict[str, int]:
    counts = np.bincount(split.labels, minlength=len(dataset.classes))
    return dict(zip(dataset.classes, counts.tolist(), strict=True))


def _finding(found: Finding, files: tuple[str, ...]) -> dict[str, Any]:
    pairs = [[files[pair.first], files[pair.second]] for pair in found.pairs]
    return {"kind": found.kind, "text": found.text, "files": list(found.images), "pairs": pairs}
