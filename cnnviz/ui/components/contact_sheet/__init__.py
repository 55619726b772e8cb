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
    numbers: list[int]
    picked: int
    names: list[str]


def contact_sheet(
    split: Split,
    index: int,
    classes: tuple[str, ...],
    *,
    key: str,
    on_pick: Callable[[], None],
    places: np.ndarray | None = None,
) -> None:
    """Show the sheet that holds image ``index``; ``picked(key)`` gives ``on_pick`` the new one.

    Of several sheets that show only the images at ``places``, in this order, it is the one where
    the first place from ``index`` on lies.
    """
    _component(key=key, data=sheet_data(split, index, classes, places), on_pick_change=on_pick)


def picked(key: str) -> int:
    """The index that was picked; 0 where the browser sent none."""
    value = st.session_state.get(key, {}).get("pick")
    return max(value, 0) if isinstance(value, int) else 0


def sheet_data(
    split: Split, index: int, classes: tuple[str, ...], places: np.ndarray | None = None
) -> ContactSheetData:
    """Pack a sheet as a PNG of ``ACROSS`` × ``ACROSS`` thumbnails, and each one's class."""
    shown = np.arange(len(split)) if places is None else places
    first = int(np.searchsorted(shown, index)) // ON_A_SHEET * ON_A_SHEET
    numbers = shown[first : first + ON_A_SHEET]
    return {
        "sheet": base64.b64encode(images.png_bytes(_montage(split.images[numbers]))).decode(),
        "across": ACROSS,
        "numbers": numbers.tolist(),
        "picked": index,
        "names": [classes[label] for label in split.labels[numbers]],
    }


def _montage(pictures: np.ndarray) -> np.ndarray:
    """(N, H, W, C) uint8 -> one picture, in reading order; black where there are fewer."""
    channels = pictures.shape[3]
    sheet = np.zeros((ACROSS, THUMBNAIL, ACROSS, THUMBNAIL, channels), np.uint8)
    for number, picture in enumerate(pictures):
        row, col = divmod(number, ACROSS)
        sheet[row, :, col] = images.resize(picture, THUMBNAIL, THUMBNAIL)
    return sheet.reshape(ACROSS * THUMBNAIL, ACROSS * THUMBNAIL, channels)
