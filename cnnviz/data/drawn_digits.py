"""MNIST with drawn digits: styles of handwriting that are rare among MNIST's American writers.

A 1 with a long up-stroke, a 7 with a bar, a 9 with a straight base: a program draws them. Their
skeletons are others than those of ``synthetic_digits``, which digit networks are evaluated on.
"""

from dataclasses import replace
from functools import lru_cache

import cv2
import numpy as np

from cnnviz import images
from cnnviz.data import mnist, strokes
from cnnviz.data.dataset import Dataset, Progress, Split, with_origin
from cnnviz.data.digits import like_mnist
from cnnviz.data.synthetic_digits import Skeleton, digits
from cnnviz.utils.language import N_, Message

NAME, TITLE = "mnist-drawn", N_("MNIST with drawn digits")
COUNT = 300  # drawings of each digit
SEED = 1
SIDE = 140  # pixels of the pad that they are drawn on: five for each of MNIST's

# Points x,y that the curves of the strokes pass through: x to the right, y down, from 0 to 1.
_STYLES = {
    0: (
        "0.75,0.08 0.4,0 0.1,0.3 0.1,0.75 0.45,1 0.85,0.75 0.9,0.3 0.6,0.02 0.4,0.08",
        "0.4,0.04 0.1,0.35 0.15,0.8 0.5,1 0.85,0.7 0.8,0.25 0.5,0 0.3,0.1",
    ),
    1: (
        "0,0.5 0.5,0.26 1,0 | 1,0 1,0.5 1,1",
        "0.1,0.62 0.55,0.33 0.9,0 | 0.9,0 0.88,0.5 0.86,1",
        "0.15,0.4 0.5,0.22 0.8,0 | 0.8,0 0.8,0.5 0.8,1",
        "0.2,0.35 0.45,0.2 0.65,0 | 0.65,0 0.65,0.5 0.65,1 | 0.25,1 0.65,1 1,1",
    ),
    2: (
        "0.1,0.12 0.5,0 0.85,0.1 | 0.85,0.1 0.5,0.55 0.05,1 | 0.05,1 0.5,0.97 0.95,0.98",
        "0.05,0.3 0.3,0.02 0.7,0.02 0.85,0.3 0.6,0.62 0.25,0.88 0.1,1 | 0.1,1 0.35,0.9 "
        "0.65,1 0.95,0.9",
    ),
    3: (
        "0.1,0.18 0.4,0 0.8,0.08 0.8,0.35 0.45,0.5 0.35,0.47 0.5,0.46 0.9,0.62 "
        "0.85,0.92 0.45,1 0.08,0.85",
        "0.15,0.05 0.6,0 0.85,0.2 0.5,0.42 | 0.5,0.42 0.95,0.6 0.75,0.95 0.3,1 0.02,0.9",
    ),
    4: (
        "0.35,0 0.2,0.32 0.02,0.66 | 0.02,0.66 0.5,0.64 1,0.62 | 0.6,0.36 0.58,0.7 0.55,1",
        "0.55,0 0.3,0.35 0.05,0.7 | 0.05,0.7 0.5,0.7 0.95,0.68 | 0.72,0.3 0.68,0.65 0.62,1",
        "0.6,0 0.2,0.4 0.08,0.68 0.4,0.72 0.9,0.55 | 0.85,0.25 0.75,0.6 0.6,1",
        "0.5,0 0.25,0.38 0.05,0.72 | 0.05,0.72 0.45,0.72 0.9,0.66 | 0.62,0.42 0.56,0.7 0.5,1",
        "0.1,0.02 0.05,0.28 0.1,0.52 | 0.1,0.52 0.5,0.55 0.9,0.5 | 0.75,0.05 0.72,0.5 0.7,1",
    ),
    5: (
        "0.9,0.02 0.6,0.03 0.3,0.02 | 0.3,0.02 0.25,0.2 0.2,0.4 | 0.2,0.4 0.55,0.36 "
        "0.85,0.6 0.7,0.92 0.3,1 0.05,0.9",
        "0.85,0 0.45,0.02 0.25,0.12 0.2,0.35 0.5,0.45 0.85,0.6 0.8,0.88 0.45,1 0.08,0.92",
    ),
    6: (
        "0.55,0 0.3,0.25 0.12,0.6 0.2,0.92 0.55,1 0.85,0.8 0.7,0.58 0.35,0.62 0.18,0.8",
        "0.85,0.08 0.5,0 0.18,0.3 0.1,0.7 0.4,1 0.8,0.88 0.8,0.6 0.45,0.52 0.15,0.68",
    ),
    7: (
        "0.05,0.06 0.5,0.05 0.95,0 | 0.95,0 0.7,0.5 0.5,1 | 0.35,0.55 0.65,0.5 1,0.5",
        "0.02,0.2 0.08,0 | 0.08,0 0.5,0.03 0.92,0 | 0.92,0 0.6,0.4 0.45,1 | 0.3,0.48 0.8,0.46",
        "0.1,0 0.5,0.02 0.9,0.04 | 0.9,0.04 0.8,0.5 0.72,1",
    ),
    8: (
        "0.75,0.15 0.45,0 0.15,0.2 0.4,0.45 0.75,0.65 0.7,0.95 0.35,1 0.15,0.75 "
        "0.5,0.48 0.8,0.25 0.7,0.05",
        "0.85,0.02 0.4,0.02 0.2,0.25 0.6,0.5 0.85,0.8 0.5,1 0.15,0.8 0.4,0.5 0.75,0.25 0.85,0.02",
    ),
    9: (
        "0.8,0.1 0.45,0 0.15,0.25 0.4,0.48 0.75,0.35 0.85,0.08 | 0.85,0.08 0.8,0.5 0.7,1",
        "0.75,0.25 0.5,0.02 0.15,0.2 0.3,0.5 0.7,0.4 0.8,0.1 0.8,0.5 0.75,0.85 0.45,1 0.15,0.88",
        "0.8,0.12 0.4,0 0.15,0.22 0.45,0.48 0.8,0.12 | 0.8,0.12 0.78,0.55 0.85,0.95 | "
        "0.85,0.95 0.5,0.98 0.1,1",
        "0.75,0.1 0.4,0 0.15,0.22 0.4,0.45 0.75,0.1 | 0.75,0.1 0.72,0.55 0.6,0.92 0.35,1 0,0.96",
    ),
}


def _skeleton(text: str) -> Skeleton:
    """Read the points of each stroke."""
    pairs = [[point.split(",") for point in stroke.split()] for stroke in text.split("|")]
    return [[(float(x), float(y)) for x, y in stroke] for stroke in pairs]


STYLES: dict[int, list[Skeleton]] = {
    digit: [_skeleton(text) for text in texts] for digit, texts in _STYLES.items()
}


def load(seed: int, progress: Progress) -> Dataset:
    """Load MNIST, with ``COUNT`` drawings of each digit among its training images.

    Raises
    ------
    InputError
        As ``mnist.load``.
    """
    dataset = load_held_out(seed, progress)
    progress(0.5, Message("drawing digits"))
    return replace(dataset, train=Split.concatenate((dataset.train, drawings())))


def load_held_out(seed: int, progress: Progress) -> Dataset:
    """Load the same data set without its drawings, which are training images all.

    Raises
    ------
    InputError
        As ``mnist.load``.
    """
    dataset = mnist.load(seed, progress)
    count = COUNT * len(STYLES)
    source = with_origin(
        dataset.source,
        Message("{count:,} drawn digits are added to its training images", count=count),
    )
    return replace(dataset, name=NAME, title=TITLE, source=source)


@lru_cache(maxsize=1)
def drawings(count: int = COUNT, seed: int = SEED) -> Split:
    """Draw ``count`` of each digit, in MNIST's size and place; half of them as scanned coarsely.

    A coarse scan counts ink in 8 × 8 blocks: a small or distant digit is seen like that.
    """
    drawn = digits(count, seed, STYLES)
    pictures = np.empty((len(drawn), strokes.SIDE, strokes.SIDE, 1), np.uint8)
    for index, (_, each) in enumerate(drawn):  # one at a time: their ink together takes 235 MB
        ink = strokes.draw(each, SIDE)
        if index % count < count // 2:
            pictures[index] = like_mnist(scan(ink)[None])[0]
        else:
            picture = strokes.as_mnist(ink)
            assert picture is not None  # noqa: S101  each drawing has ink
            pictures[index] = images.to_uint8(picture)
    labels = np.array([digit for digit, _ in drawn], np.int64)
    return Split(pictures, labels, tuple(f"drawn/{number}" for number in range(len(drawn))))


def scan(ink: np.ndarray) -> np.ndarray:
    """Count the ink of (H, W, 1) in 8 × 8 blocks of the square around it, 0 to 16 in each."""
    rows, cols = (np.flatnonzero(ink[..., 0].any(axis=axis)) for axis in (1, 0))
    box = ink[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1, 0]
    across, down = (max(box.shape) - size for size in box.shape[::-1])
    square = np.pad(box, ((down // 2, down - down // 2), (across // 2, across - across // 2)))
    return np.round(16 * cv2.resize(square, (8, 8), interpolation=cv2.INTER_AREA))
