"""A data set as it can be looked at before a run: small copies, statistics, similar images."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import cv2
import numpy as np

from cnnviz import images
from cnnviz.data import similarity
from cnnviz.data.dataset import Dataset, Progress, Split
from cnnviz.data.similarity import Similarity
from cnnviz.utils.language import Message

COPIES_BYTES = 128_000_000  # of all small copies
LARGEST_COPY = 200  # pixels
MEASURED = 0.3  # share of the progress that is done before the search for overlaps
FINEST = 1  # pixels: standard deviation of the blur that separates fine structures
LEVELS = 64  # brightness differences below one of so many are no contrast


@dataclass(frozen=True, eq=False)
class Survey:
    """What is shown of a data set before a run, for any split of it.

    Attributes
    ----------
    classes : tuple of str
        Names of the classes.
    labels : ndarray
        int64 (N,), in the order of ``similarity.files``.
    copies : ndarray
        uint8 (N, h, w, C), the images, made smaller where they are many.
    size : (int, int)
        Height and width of the images in pixels; shifts of overlaps refer to it.
    brightness, contrast : ndarray
        float32 (N,), mean and standard deviation of the grey values, in [0, 1].
    sharpness : ndarray
        float32 (N,), share of the contrast that is in structures of a pixel or two.
    mean, spread : ndarray
        uint8 (classes, H, W, C), mean and standard deviation over the images of each class; the
        latter is scaled so that its largest value is 255.
    similarity : Similarity
        Equal and overlapping images.
    odd_sizes : mapping of str to (int, int)
        As in ``Dataset``.
    unreadable : tuple of str
        As in ``Dataset``.
    """

    classes: tuple[str, ...]
    labels: np.ndarray
    copies: np.ndarray
    size: tuple[int, int]
    brightness: np.ndarray
    contrast: np.ndarray
    sharpness: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    similarity: Similarity
    odd_sizes: Mapping[str, tuple[int, int]]
    unreadable: tuple[str, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """Name of each image."""
        return self.similarity.files


def survey(dataset: Dataset, progress: Progress) -> Survey:
    """Measure every image and find those that are similar; takes up to a minute.

    Parameters
    ----------
    dataset : Dataset
        With its images in their own size.
    progress : callable
        Called with the fraction done, in [0, 1], and the current activity.
    """
    whole = similarity.pool(dataset.splits)
    copies = _copies(whole)
    measures = np.empty((len(whole), 3), np.float32)
    for index, picture in enumerate(whole.images):
        if index % 200 == 0:
            text = Message(
                "measuring image {number:,} of {count:,}", number=index + 1, count=len(whole)
            )
            progress(MEASURED * index / len(whole), text)
        measures[index] = measure(picture)
        copies[index] = images.to_uint8(images.resize(images.to_float(picture), *copies.shape[1:3]))

    def searching(fraction: float, text: str) -> None:
        progress(MEASURED + (1 - MEASURED) * fraction, text)

    brightness, contrast, sharpness = measures.T
    mean, spread = averages(whole, len(dataset.classes))
    found = similarity.search_pooled(whole, searching)
    progress(1.0, Message("examined all images"))
    height, width, _ = dataset.input_shape
    return Survey(
        dataset.classes,
        whole.labels,
        copies,
        (height, width),
        brightness,
        contrast,
        sharpness,
        mean,
        spread,
        found,
        dataset.odd_sizes,
        dataset.unreadable,
    )


def measure(picture: np.ndarray) -> tuple[float, float, float]:
    """Brightness, contrast and sharpness of an image, as in ``Survey``; (H, W, C) uint8."""
    grey = images.to_grey(picture)[..., 0]
    brightness, contrast = brightness_contrast(grey)
    fine = float((grey - cv2.GaussianBlur(grey, (0, 0), FINEST)).std())
    return brightness, contrast, fine / max(contrast, 1 / LEVELS)


def brightness_contrast(grey: np.ndarray) -> tuple[float, float]:
    """Mean and standard deviation of an image's grey values, float32 in [0, 1]."""
    return float(grey.mean()), float(grey.std())


def averages(split: Split, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of each class's images, as in ``Survey``; 0 of no image."""
    shape = (classes, *split.images.shape[1:])
    total, squares = np.zeros(shape), np.zeros(shape)
    for picture, label in zip(split.images, split.labels, strict=True):
        values = picture.astype(np.float64)
        total[label] += values
        squares[label] += values * values
    counts = np.maximum(np.bincount(split.labels, minlength=classes), 1).reshape(-1, 1, 1, 1)
    mean = total / counts
    spread = np.sqrt(np.maximum(squares / counts - mean * mean, 0))
    largest = max(float(spread.max()), 1e-9)
    return images.to_uint8(mean / 255), images.to_uint8(spread / largest)


def _copies(whole: Split) -> np.ndarray:
    """Room for small copies of all images, in one shape."""
    count, height, width, channels = whole.images.shape
    longest = min(LARGEST_COPY, max(height, width), int(sqrt(COPIES_BYTES / count / channels)))
    scale = longest / max(height, width)
    shape = max(1, round(height * scale)), max(1, round(width * scale))
    return np.empty((count, *shape, channels), np.uint8)
