"""Reads a folder or zip of labelled images as a data set of one image size, in three splits."""

from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from cnnviz import images
from cnnviz.data import array_files, files, label_table, layouts, memory_limit
from cnnviz.data.class_names import NEU_64_TITLE, NEU_TITLE
from cnnviz.data.dataset import Dataset, Progress, Split, described
from cnnviz.data.declared_splits import MIN_IMAGES, check_classes, in_three
from cnnviz.data.layouts import Layout
from cnnviz.data.unusable import UnusableFile, UnusableFilesError, listed
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, Message, N_n
from cnnviz.utils.threads import mapped

Size = tuple[int, int]  # height, width

MAX_DECODED = 10e9  # pixels to decode in all: bounds the time that a crafted zip can take
PART = 20  # images that a thread reads at a time
UNREAD = N_("pictures of this format are not read: save it as PNG or JPEG")


def load(
    path: Path, seed: int, size: int | None, progress: Progress, skip_unusable: bool = False
) -> Dataset:
    """Load a folder or zip of images in any layout of ``layouts``, with a table, or as arrays.

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
    skip_unusable : bool
        Whether files that cannot be read, that lie outside the class folders or are of a class
        with too few images, are left out instead of refused.

    Raises
    ------
    InputError
        If the layout, the number of images of a class, or an image breaks a rule.
    UnusableFilesError
        If that can be mended by ``skip_unusable``.
    memory_limit.TooLargeError
        If it can be mended by a smaller ``size``.
    """
    with files.opened(path) as source:
        if arrays := array_files.find(source, path.stem):
            return array_files.load(source, arrays, path, seed, size, progress)
        layout, problems = _without_rare_classes(*_layout_and_problems(source, path))
        _check(layout, problems)
        decoded, broken, sizes = _decoded(source, layout, size, progress)
    if len(broken) == len(layout.files):
        raise InputError("none of the images can be read: {files}", files=listed(broken))
    if broken:
        layout, problems = _without_rare_classes(layout.without(broken), [*problems, *broken])
    if problems and not skip_unusable:
        raise UnusableFilesError(problems)
    _check(layout, problems)
    dataset = _as_dataset(layout, [decoded[name] for name, *_ in layout.files], path, seed)
    unreadable = tuple(each.file for each in broken)
    return replace(dataset, odd_sizes=_odd_sizes(sizes), unreadable=unreadable)


def _odd_sizes(sizes: dict[str, Size]) -> dict[str, Size]:
    """The files whose stored size is not the most common one."""
    (common, _), *_ = Counter(sizes.values()).most_common(1)
    return {name: size for name, size in sizes.items() if size != common}


def _as_dataset(layout: Layout, decoded: list[np.ndarray], path: Path, seed: int) -> Dataset:
    labels = np.array([label for *_, label in layout.files], np.int64)
    whole = Split(_of_one_shape(decoded), labels, tuple(name for name, *_ in layout.files))
    train, validation, test, how = in_three(whole, [split for _, split, _ in layout.files], seed)
    name, title = path.stem, NEU_64_TITLE if layout.neu_64 else path.stem
    if layout.neu:
        name, title = "neu", NEU_TITLE
    return Dataset(
        name,
        title,
        layout.classes,
        train,
        validation,
        test,
        described(path.name, len(whole), how),
        declared_splits=layout.declares_test,
        unusable=layout.left_out,
        notes=layout.notes,
    )


def layout_of(source: files.Files, path: Path) -> Layout:
    """Read the layout from a table of labels, if one labels the images, else from the folders.

    Raises
    ------
    InputError
        If neither gives the class of most images.
    """
    files.require_images(source, path.name)
    by_table = label_table.read(source, path.stem)
    if by_table is None or by_table.few_left_out:
        return by_table or layouts.recognise(path.stem, source.names)
    try:
        by_folders = layouts.recognise(path.stem, source.names)
    except InputError:
        return by_table
    if len(by_folders.classes) < 2:
        return by_table
    return min(by_folders, by_table, key=lambda layout: len(layout.left_out))


def _layout_and_problems(source: files.Files, path: Path) -> tuple[Layout, list[UnusableFile]]:
    """The layout, and the files left out of it that a visitor must agree to."""
    layout = layout_of(source, path)
    problems = [] if layout.few_left_out else list(layout.left_out)
    unread = [UnusableFile(name, UNREAD) for name in source.unread_pictures]
    return replace(layout, left_out=(*layout.left_out, *unread)), problems + unread


def _without_rare_classes(
    layout: Layout, problems: list[UnusableFile]
) -> tuple[Layout, list[UnusableFile]]:
    """Leave out the classes that have too few images, if two or more classes have enough."""
    counts = Counter(label for *_, label in layout.files)
    enough = {label for label, count in counts.items() if count >= MIN_IMAGES}
    rare = [
        UnusableFile(
            name,
            Message(
                "a class needs at least {least} images, got {count}",
                least=MIN_IMAGES,
                count=counts[label],
            ),
        )
        for name, _, label in layout.files
        if label not in enough
    ]
    if len(enough) < 2 or not rare:
        return layout, problems
    return layout.without(rare), problems + rare


def _check(layout: Layout, problems: list[UnusableFile]) -> None:
    """Refuse a layout that cannot be learned from; files that were left out may be the cause."""
    try:
        check_classes(layout.classes, [(split, label) for _, split, label in layout.files])
    except InputError as error:
        if not problems:
            raise
        raise InputError("{error}; {files}", error=error, files=listed(problems)) from None


def _decoded(
    source: files.Files, layout: Layout, size: int | None, progress: Progress
) -> tuple[dict[str, np.ndarray], list[UnusableFile], dict[str, Size]]:
    """All images that can be read, the files that cannot, and the sizes as stored.

    The images are uint8 (H, W, 1 or 3) by name. Where they do not fit into memory all are read
    nevertheless, but not kept: only then is it known which size fits.
    """
    decoded: dict[str, np.ndarray] = {}
    sizes: dict[str, Size] = {}
    channels: list[int] = []
    broken, memory, pixels, count = [], 0, 0, len(layout.files)
    names = [name for name, *_ in layout.files]
    parts = [names[start : start + PART] for start in range(0, count, PART)]
    with mapped(partial(_read_part, source, size), parts) as results:
        progress(0.0, Message("reading image 1 of {count:,}", count=count))
        for done, part in enumerate(results, 1):
            for name, image, stored in part:
                if isinstance(image, UnusableFile):
                    broken.append(image)
                    continue
                sizes[name] = stored
                pixels += stored[0] * stored[1]
                if pixels > MAX_DECODED:
                    raise InputError(
                        "a data set may have at most {most:.0f} gigapixels, got more: make its "
                        "images smaller",
                        most=MAX_DECODED / 1e9,
                    )
                decoded[name] = image
                channels.append(image.shape[2])
                memory += image.nbytes
                if memory > memory_limit.MAX_MEMORY:
                    decoded.clear()
            at = min(done * PART, count)
            progress(
                at / count,
                Message(
                    N_n("read {at:,} of {count} image", "read {at:,} of {count:,} images"),
                    at=at,
                    count=count,
                ),
            )
    stacked = len(decoded) * int(np.prod(_common_shape(list(decoded.values()))))
    if max(memory, stacked) > memory_limit.MAX_MEMORY:
        raise memory_limit.TooLargeError(
            memory_limit.largest_size(np.column_stack([list(sizes.values()), channels]))
        )
    return decoded, broken, sizes


def _read_part(
    source: files.Files, size: int | None, names: list[str]
) -> list[tuple[str, np.ndarray | UnusableFile, Size]]:
    """Read some images; of each its name, uint8 (H, W, 1 or 3) or what is wrong, and its size."""
    read: list[tuple[str, np.ndarray | UnusableFile, Size]] = []
    for name in names:
        try:
            pixels = images.read_pixels(source.read(name))
        except InputError as error:
            values = {k: Message("it") if v == name else v for k, v in error.values.items()}
            read.append((name, UnusableFile(name, Message(error.text, **values)), (0, 0)))
            continue
        read.append((name, _reduced(pixels, size), (pixels.shape[0], pixels.shape[1])))
    return read


def _reduced(pixels: np.ndarray, size: int | None) -> np.ndarray:
    """Scale the longer side to ``size``, or shrink it to 200; keep one channel of a grey image."""
    height, width = pixels.shape[:2]
    longest = size or memory_limit.longer_side(height, width)
    if longest != max(height, width):
        scale = longest / max(height, width)
        new = max(1, round(height * scale)), max(1, round(width * scale))
        pixels = images.to_uint8(images.resize_pixels(pixels, *new))
    elif pixels.dtype != np.uint8:
        pixels = images.to_uint8(images.to_float(pixels))
    return pixels[..., :1] if _is_grey(pixels) else pixels


def _is_grey(pixels: np.ndarray) -> bool:
    """Whether all channels are equal; a channel at a time takes a quarter of the time of all."""
    first, *others = np.moveaxis(pixels, 2, 0)
    return all(np.array_equal(first, other) for other in others)


def _common_shape(decoded: list[np.ndarray]) -> tuple[int, int, int]:
    """The most common height and width; 3 channels if any image has colour."""
    shapes = Counter(image.shape[:2] for image in decoded).most_common(1) or [((0, 0), 0)]
    ((height, width), _), *_ = shapes
    return height, width, max((image.shape[2] for image in decoded), default=0)


def _of_one_shape(decoded: list[np.ndarray]) -> np.ndarray:
    """(N, H, W, C), all images scaled to the common shape."""
    height, width, channels = _common_shape(decoded)
    stacked = np.empty((len(decoded), height, width, channels), np.uint8)
    for row, image in zip(stacked, decoded, strict=True):
        same = image.shape[:2] == (height, width)
        row[:] = image if same else images.resize(image, height, width)
    return stacked
