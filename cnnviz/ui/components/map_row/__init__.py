"""Small pictures side by side, each on its own printed scale, read with a pointer or the keyboard.

For what a layer makes on its way: partial sums, feature maps, a kernel's spectrum. The browser has
the values and reads them by itself; it reports only which picture was clicked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypedDict

import numpy as np
import streamlit as st

from cnnviz.images import resize
from cnnviz.images.display import display_scale
from cnnviz.ui.components import load
from cnnviz.ui.components.packing import pack

LONGEST = 300  # cells that are sent of a map's longer side
MOST_VALUES = 95_000  # that are sent of a map: 380 kB

_component = load("map_row")


class MapHeader(TypedDict):
    """What is sent of a map before its values; index.js describes each field."""

    title: str
    caption: str
    sign: str
    size: tuple[int, ...]
    shape: tuple[int, ...]
    low: float
    high: float
    scale: str
    stamp: tuple[int, ...] | None


class MapRowHeader(TypedDict):
    """What is sent to the browser before the arrays."""

    label: str
    picked: int | None
    pickable: bool
    maps: list[MapHeader]


@dataclass(frozen=True, eq=False)
class Map:
    """One picture of the row.

    Attributes
    ----------
    title, caption : str
        Its name; a few words on it. Its size is written by itself.
    values : (H, W) or (H, W, 3) float
        Three channels are shown as red, green and blue.
    low, high : float
        Ends of the scale, printed below.
    scale : {"signed", "grey", "weights", "probability"}
        Colours of the scale; a diverging one has ``low = -high``.
    sign : str
        What stands between the picture before and this one, such as "→" or "+".
    stamp : (kH, kW, P) float, optional
        Weights shown small beside the title, one thumbnail per channel.
    """

    title: str
    caption: str
    values: np.ndarray
    low: float
    high: float
    scale: str = "signed"
    sign: str = ""
    stamp: np.ndarray | None = None

    @classmethod
    def of(
        cls, title: str, caption: str, values: np.ndarray, white: float = 1.0, **more: Any
    ) -> Self:
        """Map of (H, W, C) values on the scale of the bench's display "signed"."""
        low, high, channels = float(values.min()), float(values.max()), values.shape[2]
        scale = display_scale("signed", low, high, channels, white)
        plane = values[..., 0] if channels == 1 else values
        return cls(title, caption, plane, scale.low, scale.high, scale.colours, **more)


def map_row(
    maps: Sequence[Map],
    *,
    key: str,
    label: str,
    on_pick: Callable[[], None] | None = None,
    picked: int | None = None,
) -> None:
    """Show maps side by side, in several rows where they have no room in one.

    A map larger than ``LONGEST`` is sent scaled down by area; its caption says so, and what is
    read of it is called a mean. Maps of one size are read together, at the same cell.

    Parameters
    ----------
    key : str
        Session key; ``pick_of(key)`` gives ``on_pick`` the one that was clicked.
    label : str
        What the row is, for those who cannot see it.
    on_pick : callable, optional
        Called before the next run when a map is clicked; without it, maps are no buttons.
    picked : int, optional
        Index of the map that is marked as picked.
    """
    message = payload(maps, label, picked, pickable=on_pick is not None)
    _component(key=key, data=message, on_pick_change=on_pick or (lambda: None))


def pick_of(key: str) -> int | None:
    """Index of the map that was just clicked in the row ``key``; None if the browser sent none."""
    value = (st.session_state.get(key) or {}).get("pick")
    return value if isinstance(value, int) and value >= 0 else None


def payload(maps: Sequence[Map], label: str, picked: int | None, *, pickable: bool) -> bytes:
    """All that the browser draws, as one message."""
    header: MapRowHeader = {
        "label": label,
        "picked": picked,
        "pickable": pickable,
        "maps": [],
    }
    arrays = []
    for each in maps:
        sent = _sent(each.values)
        header["maps"].append(_words(each, sent))
        arrays += [sent, *([] if each.stamp is None else [each.stamp])]
    return pack(header, arrays)


def _words(each: Map, sent: np.ndarray) -> MapHeader:
    return {
        "title": each.title,
        "caption": each.caption,
        "sign": each.sign,
        "size": each.values.shape[:2],
        "shape": sent.shape,
        "low": each.low,
        "high": each.high,
        "scale": each.scale,
        "stamp": None if each.stamp is None else each.stamp.shape,
    }


def _sent(values: np.ndarray) -> np.ndarray:
    """(h, w, C) of a map: whole where it is small enough, else scaled down by area."""
    cells = np.atleast_3d(values)
    height, width, channels = cells.shape
    scale = min(LONGEST / max(height, width), (MOST_VALUES / (height * width * channels)) ** 0.5)
    if scale >= 1:
        return cells
    small = (max(int(side * scale), 1) for side in (height, width))
    return resize(np.asarray(cells, np.float32), *small)
