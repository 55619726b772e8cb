"""Reads a folder or zip of labelled images as a data set of one image size, in three splits."""

from collections import Counter
from pathlib import Path

import numpy as np

from cnnviz import images
from cnnviz.data import files, layouts
from cnnviz.data.dataset import Dataset, Progress, Split
from cnnviz.data.layouts import Layout
from cnnviz.data.splitting import hold_out, three_way
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import percent

Size = tuple[int, int]  # height, width

NEU_TITLE = "NEU surface defects"
LONGEST = 200  # pixels of the longer side, where no size is asked for: as in NEU
MAX_CLASSES = 100
MIN_IMAGES = 3  # of every class: one for training, one for validation, one for testing
MAX_MEMORY = 2**30  # bytes of all images, decoded
MAX_DECODED = 10e9  # pixels to decode in all: bounds the time that a crafted zip can take
VALIDATION = 0.1  # of the training images, where the data set declares no validation images


def load(path: Path, seed: int, size: int | None, progress: Progress) -> Dataset:
    """Load a folder or zip of images in any layout of ``layouts``.

    Parameters
    ----------
    path : Path
        The folder or zip.
    seed : int
        Chooses the held-out images, where the layout declares none.
    size : int or None
        Longer side of the images in pixels; None keeps their own size, at most 200.
    progress : callable
        Called with the fraction done and the current activity.

    Raises
    ------
    InputError
        If the layout, the number of images of a class, or an image breaks a rule.
    """
    with files.opened(path) as source:
        layout = layouts.recognise(path.stem, source.names)
        _check_classes(layout)
        decoded, sizes = _decoded(source, layout, size, progress)
    labels = np.array([label for *_, label in layout.files], np.int64)
    whole = Split(_of_one_shape(decoded), labels, tuple(name for name, *_ in layout.files))
    train, validation, test, how = _split(layout, whole, seed)
    name, title = ("neu", NEU_TITLE) if layout.neu else (path.stem, path.stem)
    source_line = f"{path.name}, {len(whole):,} images; {how}"
    return Dataset(
        name,
        title,
        layout.classes,
        train,
        validation,
        test,
        source_line,
        declared_splits=layout.declares_test,
        odd_sizes=_odd_sizes(sizes),
    )


def _odd_sizes(sizes: dict[str, Size]) -> dict[str, Size]:
    """The files whose stored size is not the most common one."""
    (common, _), *_ = Counter(sizes.values()).most_common(1)
    return {name: size for name, size in sizes.items() if size != common}


def _check_classes(layout: Layout) -> None:
    """Refuse too few or too many classes, and a class with too few images."""
    if len(layout.classes) < 2:
        raise InputError(f"a data set needs at least 2 classes, got 1: {layout.classes[0]}")
    if len(layout.classes) > MAX_CLASSES:
        rule = f"a data set may have at most {MAX_CLASSES} classes"
        raise InputError(f"{rule}, got {len(layout.classes)}")
    everywhere = Counter(label for *_, label in layout.files)
    for_training = Counter(label for _, split, label in layout.files if split == "train")
    fewest = 1 if len(layout.splits) == 3 else 2
    for label, name in enumerate(layout.classes):
        if everywhere[label] < MIN_IMAGES:
            rule = f"a class needs at least {MIN_IMAGES} images"
            raise InputError(f"{rule}, got {everywhere[label]}: {name}")
        if layout.declares_test and for_training[label] < fewest:
            rule = f"a class needs at least {fewest} images in the train folder"
            raise InputError(f"{rule}, got {for_training[label]}: {name}")


def _decoded(
    source: files.Files, layout: Layout, size: int | None, progress: Progress
) -> tuple[list[np.ndarray], dict[str, Size]]:
    """All images, uint8 (H, W, 1 or 3), in the layout's order, and their sizes as stored."""
    decoded, sizes, pixels, memory, count = [], {}, 0, 0, len(layout.files)
    for done, (name, *_) in enumerate(layout.files):
        if done % 20 == 0:
            progress(done / count, f"reading image {done + 1:,} of {count:,}")
        image = _read(source, name)
        height, width = sizes[name] = image.shape[0], image.shape[1]
        pixels += height * width
        decoded.append(_reduced(image, size))
        memory += decoded[-1].nbytes
        _check_budget(pixels, memory)
    return decoded, sizes


def _read(source: files.Files, name: str) -> np.ndarray:
    content = source.read(name)
    try:
        return images.read_image(content)
    except InputError as error:
        raise InputError(f"{name}: {error}") from error


def _check_budget(pixels: int, memory: int) -> None:
    if pixels > MAX_DECODED:
        rule = f"a data set may have at most {MAX_DECODED / 1e9:.0f} gigapixels"
        raise InputError(f"{rule}, got more: make its images smaller")
    if memory > MAX_MEMORY:
        rule = f"a data set may take at most {MAX_MEMORY / 2**30:.0f} GB of memory"
        raise InputError(f"{rule}, got more: choose a smaller image size")


def _reduced(image: np.ndarray, size: int | None) -> np.ndarray:
    """Scale the longer side to ``size``, or shrink it to 200; keep one channel of a grey image."""
    height, width = image.shape[:2]
    longest = size or min(LONGEST, max(height, width))
    if longest != max(height, width):
        scale = longest / max(height, width)
        image = images.resize(image, max(1, round(height * scale)), max(1, round(width * scale)))
    pixels = images.to_uint8(image)
    return pixels[..., :1] if (pixels == pixels[..., :1]).all() else pixels


def _of_one_shape(decoded: list[np.ndarray]) -> np.ndarray:
    """(N, H, W, C) with the most common height and width; RGB if any image has colour."""
    (height, width), _ = Counter(image.shape[:2] for image in decoded).most_common(1)[0]
    channels = max(image.shape[2] for image in decoded)
    _check_budget(0, len(decoded) * height * width * channels)
    stacked = np.empty((len(decoded), height, width, channels), np.uint8)
    for row, image in zip(stacked, decoded, strict=True):
        same = image.shape[:2] == (height, width)
        row[:] = image if same else images.resize(image, height, width)
    return stacked


def _split(layout: Layout, whole: Split, seed: int) -> tuple[Split, Split, Split, str]:
    """Return train, validation and test, and a phrase on how they were split."""
    if not layout.declares_test:
        return *three_way(whole, seed), f"split 70/15/15 by class with seed {seed}"
    names = np.array([split for _, split, _ in layout.files])
    given = {name: whole.take(np.flatnonzero(names == name)) for name in layout.splits}
    if len(given) == 3:
        how = "split into training, validation and test images as it declares"
        return given["train"], given["validation"], given["test"], how
    train, validation = hold_out(given.pop("train"), VALIDATION, seed)
    (other, test), *_ = given.items()
    how = (
        f"its {other} folder is the test set, and {percent(VALIDATION, 0)} of its training images "
        f"are for validation (by class, seed {seed})"
    )
    return train, validation, test, how
