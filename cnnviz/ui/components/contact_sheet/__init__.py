"""A sheet of small pictures to choose one from."""

import base64
from collections.abc import Callable
from typing import TypedDict

import numpy as np
import streamlit as st

from cnnviz import images
from cnnviz.data import Split
from cnnviz.ui import components

_component = components.load("contact_sheet")

ACROSS = 5
ON_A_SHEET = ACROSS * ACROSS
THUMBNAIL = 48  # pixels


class ContactSheetData(TypedDict):
    """What is sent to the browser; index.js describes each field."""

    sheet: str
    across: int
    first: int
    picked: int
    names: list[str]


def contact_sheet(
    split: Split, index: int, classes: tuple[str, ...], *, key: str, on_pick: Callable[[], None]
) -> None:
    """Show the sheet that holds image ``index``; ``picked(key)`` gives ``on_pick`` the new one."""
    _component(key=key, data=sheet_data(split, index, classes), on_pick_change=on_pick)


def picked(key: str) -> int:
    """The index that was picked; 0 where the browser sent none."""
    value = st.session_state.get(key, {}).get("pick")
    return max(value, 0) if isinstance(value, int) else 0


def sheet_data(split: Split, index: int, classes: tuple[str, ...]) -> ContactSheetData:
    """Pack a sheet as a PNG of ``ACROSS`` × ``ACROSS`` thumbnails, and each one's class."""
    first = index // ON_A_SHEET * ON_A_SHEET
    part = slice(first, first + ON_A_SHEET)
    return {
        "sheet": base64.b64encode(images.png_bytes(_montage(split.images[part]))).decode(),
        "across": ACROSS,
        "first": first,
        "picked": index,
        "names": [classes[label] for label in split.labels[part]],
    }


def _montage(pictures: np.ndarray) -> np.ndarray:
    """(N, H, W, C) uint8 -> one picture, in reading order; black where there are fewer."""
    channels = pictures.shape[3]
    sheet = np.zeros((ACROSS, THUMBNAIL, ACROSS, THUMBNAIL, channels), np.uint8)
    for number, picture in enumerate(pictures):
        row, col = divmod(number, ACROSS)
        sheet[row, :, col] = images.resize(picture, THUMBNAIL, THUMBNAIL)
    return sheet.reshape(ACROSS * THUMBNAIL, ACROSS * THUMBNAIL, channels)
