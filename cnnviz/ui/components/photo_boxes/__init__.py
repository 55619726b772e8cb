"""A photograph with a box around each shape that may be the digit, and a box of the visitor's own.

A click chooses a shape; a drag makes, moves or resizes the box.
"""

import base64
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import numpy as np

from cnnviz import images
from cnnviz.data.digit_photo import Box
from cnnviz.ui import components
from cnnviz.ui.components.changes import take_changes, taken

_component = components.load("photo_boxes")

Sides = tuple[int, int, int, int]  # top, left, height and width in pixels of the picture
Choice = Box | int | None  # the visitor's box, the number of a shape, or neither


class PhotoShape(TypedDict):
    """A shape that may be the digit."""

    box: Sides
    source: str


class PhotoBoxesData(TypedDict):
    """What is sent to the browser; index.js describes each field."""

    source: str
    size: tuple[int, int]
    shapes: list[PhotoShape]
    chosen: int | None
    drawn: Sides | None
    taken: float


def photo_boxes(
    preview: bytes,
    size: tuple[int, int],
    shapes: Sequence[tuple[Box, np.ndarray]],
    choice: Choice,
    *,
    key: str,
) -> None:
    """Show the photograph; ``read_choice`` returns what was chosen.

    Parameters
    ----------
    preview : bytes
        The photograph as a JPEG file, at any scale.
    size : tuple of int
        Height and width of the photograph, in whose pixels all boxes are.
    shapes : sequence of (Box, ndarray)
        Each shape's box, and its ink as the network reads it: float32 (28, 28, 1).
    choice : Box, int or None
        What is read. None is the first shape.
    key : str
        The component's key in the session.
    """
    drawn, chosen = (choice, None) if isinstance(choice, Box) else (None, choice or 0)
    data: PhotoBoxesData = {
        "source": base64.b64encode(preview).decode(),
        "size": size,
        "shapes": [{"box": _sides(box), "source": _png(ink)} for box, ink in shapes],
        "chosen": chosen if shapes else None,
        "drawn": _sides(drawn) if drawn else None,
        "taken": taken(key),
    }
    _component(key=key, data=data, on_edit_change=lambda: None)


def read_choice(key: str, size: tuple[int, int], shapes: int, before: Choice) -> Choice:
    """The visitor's last choice; ``before`` where nothing valid was sent."""
    for change in take_changes(key):
        before = _choice(change, size, shapes, before)
    return before


def _choice(
    change: Mapping[str, Any], size: tuple[int, int], shapes: int, before: Choice
) -> Choice:
    match change:
        case {"shape": None}:
            return None
        case {"shape": int() as shape} if 0 <= shape < shapes and not isinstance(shape, bool):
            return shape
        case {"box": [int() as top, int() as left, int() as height, int() as width]}:
            is_inside = min(top, left) >= 0 and top + height <= size[0] and left + width <= size[1]
            if is_inside and min(height, width) > 0:
                return Box(top, left, height, width)
    return before


def _sides(box: Box) -> Sides:
    return box.top, box.left, box.height, box.width


def _png(ink: np.ndarray) -> str:
    return base64.b64encode(images.png_bytes(images.to_uint8(ink))).decode()
