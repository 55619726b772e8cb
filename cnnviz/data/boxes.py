"""Bounding boxes of objects, from Pascal VOC files beside the images of a data set, as in NEU."""

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np

from cnnviz.data import files, neu
from cnnviz.utils.errors import InputError

MAX_FILE = 100_000  # bytes of an annotation; NEU's have at most 2,000
MAX_BOXES = 1000  # of an image
OBJECT = re.compile(r"<object>(.*?)</object>", re.DOTALL)
NAME = re.compile(r"<name>\s*([^<]{1,100}?)\s*</name>")
SIDES = ("ymin", "xmin", "ymax", "xmax")


@dataclass(frozen=True)
class BoundingBox:
    """A rectangle of pixels that holds an object.

    Attributes
    ----------
    label : str
        Name of the object's class, with spaces for underscores.
    top, left : int
        First row and column, counted from 0.
    bottom, right : int
        The row and the column after the last one.
    """

    label: str
    top: int
    left: int
    bottom: int
    right: int


def read(path: Path) -> dict[str, tuple[BoundingBox, ...]]:
    """Read the boxes of a folder or zip of images.

    Parameters
    ----------
    path : Path
        The folder or zip; an image's boxes are in the ``.xml`` file with its name, in any folder.

    Returns
    -------
    dict of str to tuple of BoundingBox
        By the image's name within the data set. An image is absent where it has no such file, or
        one that cannot be read.

    Raises
    ------
    InputError
        If it is no readable folder or zip.
    """
    found = {}
    with files.opened(path) as source:
        by_stem = {_stem(name): name for name in source.others if name.endswith(".xml")}
        for image in source.names:
            annotation = by_stem.get(_stem(image))
            if annotation is None:
                continue
            with suppress(InputError):  # a damaged one costs its own boxes only
                if boxes := parsed(source.read(annotation)):
                    found[image] = boxes
    return found


def parsed(content: bytes) -> tuple[BoundingBox, ...]:
    """Find the boxes in an annotation.

    Parameters
    ----------
    content : bytes
        A Pascal VOC file, from anywhere: its elements are searched for, entities are not expanded.

    Returns
    -------
    tuple of BoundingBox
        Those of at least one pixel; none where the file is another one.

    Examples
    --------
    >>> parsed(b"<object><name>in_clusion</name><xmin>1</xmin><ymin>3</ymin>"
    ...        b"<xmax>10</xmax><ymax>20</ymax></object>")
    (BoundingBox(label='in clusion', top=2, left=0, bottom=20, right=10),)
    """
    if len(content) > MAX_FILE:
        return ()
    objects = OBJECT.findall(content.decode(errors="replace"))[:MAX_BOXES]
    return tuple(box for box in map(_box, objects) if box is not None)


def mask(boxes: tuple[BoundingBox, ...], height: int, width: int) -> np.ndarray:
    """Mark the pixels inside of any of some boxes.

    Parameters
    ----------
    boxes : tuple of BoundingBox
    height, width : int
        Of the image.

    Returns
    -------
    ndarray
        bool (height, width).
    """
    inside = np.zeros((height, width), bool)
    for box in boxes:
        inside[box.top : box.bottom, box.left : box.right] = True
    return inside


def _stem(name: str) -> str:
    return PurePosixPath(name).stem


def _box(text: str) -> BoundingBox | None:
    name = NAME.search(text)
    sides = [re.search(rf"<{side}>\s*(\d{{1,5}})(?:\.\d*)?\s*</{side}>", text) for side in SIDES]
    if name is None or None in sides:
        return None
    # Pascal VOC counts pixels from 1, the last one included.
    top, left, bottom, right = (int(side[1]) for side in sides if side)
    top, left = max(top - 1, 0), max(left - 1, 0)
    if bottom <= top or right <= left:
        return None
    return BoundingBox(name[1].replace("_", " "), top, left, bottom, right)


def of_data_set(name: str) -> dict[str, tuple[BoundingBox, ...]]:
    """Read the boxes of a named data set.

    Parameters
    ----------
    name : str
        As ``data.load`` takes it.

    Returns
    -------
    dict of str to tuple of BoundingBox
        As ``read``; empty for all data sets but NEU, and where its files have none.
    """
    if name != "neu":
        return {}
    try:
        return read(neu.find())
    except InputError:
        return {}
