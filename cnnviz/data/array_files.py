"""Data sets stored as arrays: ``.npy`` files, ``.npz`` files, and the idx files of MNIST."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import numpy as np

from cnnviz.data import files, idx, layouts, memory_limit
from cnnviz.data.array_names import ArraySet, is_array, pair, plain_stem, require_one, words_of
from cnnviz.data.class_names import (
    FASHION_CLASSES,
    NEU_CLASSES,
    NEU_TITLE,
    begins_as_fashion,
)
from cnnviz.data.dataset import Dataset, Progress, Split, described, resized
from cnnviz.data.declared_splits import check_classes, in_three
from cnnviz.data.files import MAX_IMAGES, MAX_OTHER, Files
from cnnviz.utils import safe_npy
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, Message
from cnnviz.utils.text import plural, times

NEU_ORDER = N_("labels 0 to 5 are taken as the classes in NEU's order, crazing to scratches")
BLOCK = 256  # images converted at a time


def find(source: Files, title: str) -> ArraySet | None:
    """Find a data set stored as arrays, by the names of its files; None where there is none.

    Images beside it come first, unless they are few.

    Raises
    ------
    InputError
        If images have no labels beside them, or if there are several such data sets.
    """
    arrays = [name for name in source.others if is_array(name)]
    if not arrays or len(source.names) > len(arrays) + layouts.FEW:
        return None
    if found := pair(arrays, title):
        return found
    containers = [name for name in arrays if name.lower().endswith(".npz")]
    if not containers:
        return None
    require_one(containers, title)
    return _in_container(source, containers[0])


def load(
    source: Files, arrays: ArraySet, path: Path, seed: int, size: int | None, progress: Progress
) -> Dataset:
    """Load a data set stored as arrays.

    Images are (N, H, W), (N, H, W, 1 or 3) or (N, 1 or 3, H, W), with values from 0 to 255 or from
    0 to 1. Labels are whole numbers (N,) or (N, 1), or one-hot (N, classes).

    Raises
    ------
    InputError
        If an array has another form.
    """
    read = _read_parts(source, arrays, progress)
    numbers = sorted({number for _, labels in read.values() for number in np.unique(labels)})
    words = {*arrays.words, *words_of(path.stem), *words_of(PurePosixPath(arrays.container).stem)}
    trained = read["train"][1] if "train" in read else np.arange(0)
    classes = _class_names(numbers, words, is_fashion=begins_as_fashion(trained))
    scale = _scale({x: read[split][0] for split, (x, _) in arrays.parts.items()})
    whole = _of_one_shape(
        [
            Split(
                _as_uint8(images, scale),
                np.searchsorted(numbers, labels).astype(np.int64),
                tuple(f"{plain_stem(arrays.parts[split][0])}/{i}" for i in range(len(images))),
            )
            for split, (images, labels) in read.items()
        ]
    )
    declared = [split for split, (images, _) in read.items() for _ in range(len(images))]
    check_classes(classes, list(zip(declared, whole.labels.tolist(), strict=True)))
    train, validation, test, how = in_three(whole, declared, seed)
    is_neu = classes == NEU_CLASSES
    dataset = Dataset(
        "neu" if is_neu else path.stem,
        NEU_TITLE if is_neu else path.stem,
        classes,
        train,
        validation,
        test,
        described(path.name, len(whole), how),
        declared_splits={"train"} < set(read),
        notes=(NEU_ORDER,) if is_neu else (),
    )
    longest = size or memory_limit.longer_side(*dataset.input_shape[:2])
    return dataset if longest == max(dataset.input_shape[:2]) else resized(dataset, longest)


def _read_parts(
    source: Files, arrays: ArraySet, progress: Progress
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Images (N, H, W, C) and labels (N,) of each split."""
    read = {}
    with _opened(source, arrays.container) as inner:
        for done, (split, (x, y)) in enumerate(sorted(arrays.parts.items())):
            progress(
                done / len(arrays.parts), Message("reading {name}", name=PurePosixPath(x).name)
            )
            images = _images(x, _read(inner, x), transposed="emnist" in arrays.words)
            read[split] = images, _labels(y, _read(inner, y), len(images))
    return read


def _in_container(source: Files, name: str) -> ArraySet | None:
    with _opened(source, name) as inner:
        found = find(inner, name)
    return None if found is None else ArraySet(found.words, found.parts, name)


@contextmanager
def _opened(source: Files, container: str) -> Iterator[Files]:
    """Open an ``.npz`` file inside a folder or zip, as files of its own."""
    if not container:
        yield source
        return
    with tempfile.NamedTemporaryFile(suffix=".npz") as copy:
        copy.write(source.read(container))
        copy.flush()
        with files.opened(Path(copy.name)) as inner:
            yield inner


def _read(source: Files, name: str) -> np.ndarray:
    content = source.read(name)
    try:
        if idx.is_idx(name):
            return idx.read(content, MAX_OTHER)
        if name.lower().endswith(".npz"):
            with tempfile.NamedTemporaryFile(suffix=".npz") as copy:
                copy.write(content)
                copy.flush()
                with files.opened(Path(copy.name)) as inner:
                    content = inner.read(_single(inner.others))
        return safe_npy.read_array(content, MAX_OTHER)
    except InputError as error:
        raise InputError("{name}: {error}", name=name, error=error) from None


def _single(names: tuple[str, ...]) -> str:
    if len(names) != 1:
        raise InputError("it must hold one array, got {arrays}", arrays=plural(len(names), "array"))
    return names[0]


def _images(name: str, array: np.ndarray, transposed: bool) -> np.ndarray:
    """Bring images to (N, H, W, C)."""
    shape = array.shape
    if array.ndim == 3:
        array = array[..., np.newaxis]
    elif array.ndim == 4 and shape[3] not in (1, 3) and shape[1] in (1, 3):
        array = array.transpose(0, 2, 3, 1)
    elif array.ndim == 2 and round(shape[1] ** 0.5) ** 2 == shape[1]:
        side = round(shape[1] ** 0.5)
        array = array.reshape(-1, side, side, 1)
    if array.ndim != 4 or array.shape[3] not in (1, 3) or not 0 < max(array.shape[1:3]) <= 1024:
        raise InputError(
            "images must be an array (N, height, width), with 1 or 3 channels or without, got "
            "{size} in {name}",
            size=times(shape),
            name=name,
        )
    if len(array) > MAX_IMAGES:
        raise InputError(
            "a data set may hold {most:,} images, got {count:,} in {name}",
            most=MAX_IMAGES,
            count=len(array),
            name=name,
        )
    return array.swapaxes(1, 2) if transposed else array  # EMNIST stores its letters so


def _labels(name: str, array: np.ndarray, count: int) -> np.ndarray:
    """Bring labels to int64 (N,)."""
    shape = array.shape
    if array.ndim == 2 and shape[1] == 1:
        array = array[:, 0]
    elif array.ndim == 2 and _is_one_hot(array):
        array = array.argmax(axis=1)
    if array.ndim != 1 or len(array) != count:
        raise InputError(
            "labels must be {count:,} whole numbers, or one-hot ({count:,} × classes), got {size} "
            "in {name}",
            count=count,
            size=times(shape),
            name=name,
        )
    if array.dtype.kind == "f" and not (np.isfinite(array) & (array == np.round(array))).all():
        raise InputError(
            "labels must be whole numbers, got {value} in {name}",
            value=array[array != np.round(array)][0],
            name=name,
        )
    return array.astype(np.int64)


def _is_one_hot(array: np.ndarray) -> bool:
    return bool(((array == 0) | (array == 1)).all() and (array.sum(axis=1) == 1).all())


def _class_names(numbers: list[int], words: set[str], is_fashion: bool) -> tuple[str, ...]:
    """Names of the classes, where the data set is known; else their numbers."""
    if "neu" in words and numbers == list(range(len(NEU_CLASSES))):
        return NEU_CLASSES
    if (is_fashion or "fashion" in " ".join(words)) and numbers == list(
        range(len(FASHION_CLASSES))
    ):
        return FASHION_CLASSES
    return tuple(map(str, numbers))


def _scale(arrays: Mapping[str, np.ndarray]) -> float:
    """What brings the values to 0 to 255, the same for all splits."""
    lowest, highest, where = np.inf, -np.inf, ""
    for name, array in arrays.items():
        low, high = float(array.min()), float(array.max())
        if not (np.isfinite(low) and np.isfinite(high)):
            raise InputError(
                "pixels must be finite numbers, got NaN or infinity in {name}", name=name
            )
        if low < lowest or high > highest:
            where = name
        lowest, highest = min(lowest, low), max(highest, high)
    kinds = {array.dtype for array in arrays.values()}
    if lowest >= 0 and highest <= 1:
        return 255.0
    if lowest >= 0 and highest <= 255:
        return 1.0
    if lowest >= 0 and kinds == {np.dtype(np.uint16)}:
        return 255 / 65535
    raise InputError(
        "pixels must lie in 0 to 255, or in 0 to 1, got {lowest:g} to {highest:g} in {where}",
        lowest=lowest,
        highest=highest,
        where=where,
    )


def _as_uint8(images: np.ndarray, scale: float) -> np.ndarray:
    if images.dtype == np.uint8 and scale == 1:
        return np.ascontiguousarray(images)
    scaled = np.empty(images.shape, np.uint8)
    for start in range(0, len(images), BLOCK):
        block = images[start : start + BLOCK].astype(np.float32)
        scaled[start : start + BLOCK] = np.rint(block * scale)
    return scaled


def _of_one_shape(parts: list[Split]) -> Split:
    shapes = {part.images.shape[1:] for part in parts}
    if len(shapes) > 1:
        sizes = ", ".join(times(shape) for shape in sorted(shapes))
        raise InputError("the images of all splits must have one shape, got {sizes}", sizes=sizes)
    return Split.concatenate(parts)
