"""A wall of images, each of which can be opened, or left out and taken back in, by a click."""

import base64
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

import numpy as np
import streamlit as st

from cnnviz import images
from cnnviz.ui.components import load
from cnnviz.ui.components.changes import take_changes, taken

_component = load("image_wall")

LARGEST = 200  # pixels that are sent of an image's longer side

Box = tuple[float, float, float, float]


class WallImage(TypedDict):
    """An image; the part that it shares with its neighbour is a share of its sides."""

    file: str
    source: str
    detail: str
    left_out: bool
    box: NotRequired[Box]


class WallCard(TypedDict):
    """Images that belong together, and the text below them."""

    images: list[WallImage]
    caption: str


class ImageWallData(TypedDict):
    """What is sent to the browser; index.js describes each field."""

    cards: list[WallCard]
    width: int
    taken: float
    opens: bool


@dataclass(frozen=True, eq=False)
class Shown:
    """An image on the wall: uint8 (H, W, C), its file, its tooltip, and the part it shares.

    The part is top, left, height and width, in shares of the image's sides.
    """

    picture: np.ndarray
    file: str
    detail: str
    box: Box | None = None


@dataclass(frozen=True)
class Mark:
    """A click: the file, and whether it is left out from now on."""

    file: str
    out: bool


def image_wall(
    cards: Sequence[tuple[Sequence[Shown], str]],
    left_out: Collection[str],
    *,
    key: str,
    width: int,
    on_mark: Any,
) -> None:
    """Show cards of one or two images with a caption; ``read_marks`` returns the clicks."""
    data: ImageWallData = {
        "cards": [
            {"images": [_image(each, left_out) for each in shown], "caption": caption}
            for shown, caption in cards
        ],
        "width": width,
        "taken": taken(key),
        "opens": False,
    }
    _component(key=key, data=data, on_edit_change=on_mark)


def open_wall(
    cards: Sequence[tuple[Shown, str]], *, key: str, width: int, on_open: Callable[[], None]
) -> None:
    """Show images with captions; ``read_opened`` gives ``on_open`` the one that was clicked."""
    data: ImageWallData = {
        "cards": [{"images": [_image(shown, ())], "caption": caption} for shown, caption in cards],
        "width": width,
        "taken": 0,
        "opens": True,
    }
    _component(key=key, data=data, on_open_change=on_open)


def read_opened(key: str) -> str:
    """The file of the image that was clicked; "" where the browser sent something else."""
    file = (st.session_state.get(key) or {}).get("open")
    return file if isinstance(file, str) else ""


def read_marks(key: str, files: Collection[str]) -> list[Mark]:
    """The clicks that were not taken before; those on other files are ignored."""
    marks = [(change.get("file"), change.get("out")) for change in take_changes(key)]
    return [
        Mark(file, out)
        for file, out in marks
        if isinstance(file, str) and file in files and isinstance(out, bool)
    ]


def _image(shown: Shown, left_out: Collection[str]) -> WallImage:
    small = images.fit_within(shown.picture, LARGEST)
    pixels = small if small.dtype == np.uint8 else images.to_uint8(small)
    source = base64.b64encode(images.png_bytes(pixels)).decode()
    image: WallImage = {
        "file": shown.file,
        "source": source,
        "detail": shown.detail,
        "left_out": shown.file in left_out,
    }
    if shown.box:
        image["box"] = shown.box
    return image
