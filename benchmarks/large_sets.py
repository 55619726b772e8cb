"""A folder of 5,000 images: checked, previewed and split by group, as the trainer and a run do it.

It must take less than a minute on two cores. CPU seconds are of all threads and processes.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np

from benchmarks.timing import verdict
from cnnviz import data
from cnnviz.data import folds, preview, similarity
from cnnviz.data.dataset import silent
from cnnviz.data.survey_job import SurveyJob

IMAGES = 5_000
LIMIT = 60  # seconds
# Side of the images in pixels, number of classes, and whether some are crops of one surface.
SETS = {
    "6 classes, 200 × 200, with overlaps": (200, 6, True),
    "6 classes, 200 × 200": (200, 6, False),
    "6 classes, 64 × 64": (64, 6, False),
    "2 classes, 200 × 200": (200, 2, False),
}
SHARING = 4  # crops of each surface, where they overlap

T = TypeVar("T")


def report() -> Iterator[str]:
    """Lines for each folder: CPU seconds of each step, and all of them in wall time."""
    before = os.environ.get("CNNVIZ_HOME")
    for name, (side, classes, overlapping) in SETS.items():
        with tempfile.TemporaryDirectory() as folder:
            _write(Path(folder) / "set", side, classes, overlapping)
            os.environ["CNNVIZ_HOME"] = str(Path(folder) / "home")
            yield from _measure(name, Path(folder) / "set")
    os.environ.pop("CNNVIZ_HOME")
    if before is not None:
        os.environ["CNNVIZ_HOME"] = before


def _measure(name: str, folder: Path) -> Iterator[str]:
    began = time.monotonic()
    cpu, dataset = _timed(lambda: data.load(str(folder)))
    preview.preview(dataset)
    yield f"{f'{name}: preview':56} {cpu:6.1f} CPU s"
    cpu, job = _timed(lambda: _survey(folder))
    pairs = len(job.result.similarity.overlaps) if job.result else 0
    yield f"{f'{name}: survey':56} {cpu:6.1f} CPU s   {pairs:,} pairs overlap"
    cpu, split = _timed(lambda: _split_by_group(folder))
    yield f"{f'{name}: split by group':56} {cpu:6.1f} CPU s   {split}"
    seconds = time.monotonic() - began
    yield (
        f"{f'{name}: all three, by the clock':56} {seconds * 1e3:6,.0f} ms   "
        f"below {LIMIT} s: {verdict(seconds < LIMIT)}"
    )


def _survey(folder: Path) -> SurveyJob:
    job = SurveyJob(str(folder), None, skip_unusable=False)
    job.wait()
    return job


def _split_by_group(folder: Path) -> str:
    dataset = data.load(str(folder))
    groups = similarity.search(dataset, silent).groups
    parts = folds.hold_out(dataset, folds.GROUPS, 0, groups).splits
    return " / ".join(f"{len(part):,}" for part in parts)


def _timed(step: Callable[[], T]) -> tuple[float, T]:
    """CPU seconds of this process and of its children that have ended, and the result."""
    before = os.times()
    result = step()
    after = os.times()
    return sum(after[:4]) - sum(before[:4]), result


def _write(folder: Path, side: int, classes: int, overlapping: bool) -> None:
    """JPEGs of rough surfaces; where they overlap, crops of one surface in other light."""
    random = np.random.default_rng(0)
    surfaces: dict[int, np.ndarray] = {}
    for number in range(IMAGES):
        turn, label = divmod(number, classes)
        if not overlapping:
            surfaces[label] = _surface(random, side)
        elif turn % SHARING == 0:
            surfaces[label] = _surface(random, 2 * side)
        room = surfaces[label].shape[0] - side
        top, left = random.integers(0, room // 2 + 1, 2)
        picture = surfaces[label][top : top + side, left : left + side]
        light = picture * random.uniform(20, 35) + 128
        file = folder / str(label) / f"{number:04}.jpg"
        file.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(file), np.clip(light, 0, 255).astype(np.uint8))


def _surface(random: np.random.Generator, side: int) -> np.ndarray:
    """Noise of two coarsenesses, float32 (side, side) around 0."""
    fine = random.standard_normal((side, side), np.float32)
    coarse = random.standard_normal((side // 8, side // 8), np.float32)
    large = cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC)
    return cv2.GaussianBlur(fine, (0, 0), 1.5) * 3 + large
