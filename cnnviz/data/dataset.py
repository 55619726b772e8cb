"""Labelled images in three splits, with a fingerprint that identifies them."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from cnnviz import images
from cnnviz.data import memory_limit
from cnnviz.data.unusable import UnusableFile
from cnnviz.utils.language import N_, Message
from cnnviz.utils.typing import Batch

SPLITS = (N_("training"), N_("validation"), N_("test"))  # the names of ``Dataset.splits``
Progress = Callable[[float, str], None]


def silent(fraction: float, text: str) -> None:
    """No-op progress callback."""


@dataclass(frozen=True, eq=False)
class Split:
    """Images with their labels; read-only, because sessions share it.

    Attributes
    ----------
    images : ndarray
        uint8 (N, H, W, C) in [0, 255]; C is 1 (grey) or 3 (RGB).
    labels : ndarray
        int64 (N,), the index of each image's class.
    files : tuple of str
        Name of each image within its data set; "test/17" where it is an array.
    """

    images: np.ndarray
    labels: np.ndarray
    files: tuple[str, ...]

    def __post_init__(self) -> None:
        self.images.setflags(write=False)
        self.labels.setflags(write=False)

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, indices: np.ndarray) -> "Split":
        """The images at these indices, in this order, as a split of their own."""
        files = tuple(self.files[i] for i in indices)
        return Split(self.images[indices], self.labels[indices], files)

    @property
    def scaled(self) -> Batch:
        """The images as a network takes them, float32 (N, H, W, C) in [0, 1]."""
        return images.to_float(self.images)

    @classmethod
    def concatenate(cls, splits: Iterable["Split"]) -> "Split":
        """Join splits into one, in their order."""
        parts = tuple(splits)
        return cls(
            np.concatenate([part.images for part in parts]),
            np.concatenate([part.labels for part in parts]),
            tuple(file for part in parts for file in part.files),
        )


@dataclass(frozen=True, eq=False)
class Dataset:
    """A data set ready to train on.

    Attributes
    ----------
    name : str
        "mnist", "neu" and so on as ``data.load`` takes it, or the stem of the path it came from.
    title : str
        The name to display.
    classes : tuple of str
        Names of the classes; a label is an index into them.
    train, validation, test : Split
        The three splits, disjoint unless ``folds.hold_out`` says otherwise.
    source : str
        One line: where the images come from and how they were split.
    synthetic : bool
        Whether the images are drawn by a program.
    declared_splits : bool
        Whether the data set itself declares which images are for testing.
    odd_sizes : mapping of str to (int, int)
        Files whose height and width, as stored, differ from those of most images.
    unreadable : tuple of str
        Files that could not be decoded and were left out.
    unusable : tuple of UnusableFile
        Files that are not learned from, with the reasons.
    notes : tuple of str
        Phrases on how it was read, such as spellings that are taken as one class.
    """

    name: str
    title: str
    classes: tuple[str, ...]
    train: Split
    validation: Split
    test: Split
    source: str
    synthetic: bool = False
    declared_splits: bool = False
    odd_sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    unreadable: tuple[str, ...] = ()
    unusable: tuple[UnusableFile, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def splits(self) -> tuple[Split, Split, Split]:
        """Train, validation and test."""
        return self.train, self.validation, self.test

    @property
    def split_of(self) -> dict[str, str]:
        """The name of the split that each file is in, one of ``SPLITS``."""
        named = zip(SPLITS, self.splits, strict=True)
        return {file: name for name, split in named for file in split.files}

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """Height, width and channels of every image."""
        height, width, channels = self.train.images.shape[1:]
        return height, width, channels

    def without_training(self) -> "Dataset":
        """The same data set with no images in its training split, for whoever does not train."""
        return replace(self, train=self.train.take(np.arange(0)))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of all images and labels, split by split; a run stores it with its settings."""
        return fingerprint_of(self.splits)


def fingerprint_of(splits: Iterable[Split]) -> str:
    """Return the SHA-256 of the images and labels of splits, one after the other."""
    digest = hashlib.sha256()
    for split in splits:
        digest.update(repr(split.images.shape).encode())
        digest.update(np.ascontiguousarray(split.images).data)
        digest.update(split.labels.astype("<i8").data)
    return digest.hexdigest()


def resized(dataset: Dataset, size: int) -> Dataset:
    """Scale all images so that their longer side has ``size`` pixels.

    Raises
    ------
    TooLargeError
        If they take too much memory then.
    """
    height, width, channels = dataset.input_shape
    scale = size / max(height, width)
    shape = max(1, round(height * scale)), max(1, round(width * scale))
    count = sum(map(len, dataset.splits))
    if count * channels * shape[0] * shape[1] > memory_limit.MAX_MEMORY:
        shapes = np.tile([dataset.input_shape], (count, 1))
        raise memory_limit.TooLargeError(memory_limit.largest_size(shapes))

    def scaled(split: Split) -> Split:
        out = np.empty((len(split), *shape, channels), np.uint8)
        for row, image in zip(out, split.images, strict=True):
            row[:] = images.resize(image, *shape)
        return replace(split, images=out)

    train, validation, test = map(scaled, dataset.splits)
    return replace(dataset, train=train, validation=validation, test=test)


# What a data set's source says.

BY_CLASS = N_("split 70/15/15 by class with seed {seed}")


def described(name: str, count: int, how: str) -> Message:
    """Return the source of a file or folder: its name, its images, and how they were split."""
    return with_origin(Message("{name}, {count:,} images", name=name, count=count), how)


def with_origin(origin: str, how: str) -> Message:
    """Return a source: where the images come from, and how they were split."""
    return Message("{origin}; {how}", origin=origin, how=how)


def origin_of(source: str) -> str:
    """Return where the images come from."""
    if isinstance(source, Message) and "origin" in source.values:
        origin = source.values["origin"]
        return origin if isinstance(origin, str) else ""
    return source.partition("; ")[0]


def how_split(source: str) -> str:
    """Return how the images were split; empty where the source does not say."""
    if isinstance(source, Message) and "how" in source.values:
        how = source.values["how"]
        return how if isinstance(how, str) else ""
    return source.partition("; ")[2]
