"""A map of many images: a point each, one more for the input, and a click that opens an image."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
import streamlit as st

from cnnviz.ui.components import load

HEIGHT = 440  # CSS pixels
_component = load("data_map", height=HEIGHT)

# Told apart with colour blindness as far as ten can be; the classes' names stand on the map, too.
# Source: M. Okabe, K. Ito, "Color universal design" (2008), and two more.
COLOURS = (
    *("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7"),
    *("#56b4e9", "#b3a800", "#8c8c8c", "#b03a73", "#7a5fd0"),
)
RIGHT, WRONG = "#8fa3b8", "#d55e00"


class MapName(TypedDict):
    """A class's name and where it stands on the map."""

    text: str
    x: float
    y: float
    colour: str


class DataMapData(TypedDict):
    """What is sent to the browser; index.js describes each field."""

    x: list[float]
    y: list[float]
    colours: list[int]
    palette: list[str]
    raised: int
    labels: list[int]
    predicted: list[int]
    classes: list[str]
    names: list[MapName]
    here: list[float]
    here_name: str
    unlike: bool
    near: list[int]
    opened: int
    height: int


@dataclass(frozen=True, eq=False)
class Here:
    """The input on the map.

    Attributes
    ----------
    point : ndarray
        float (2,).
    near : ndarray
        int (N,): its nearest images.
    name : str
        What the point is called.
    unlike : bool
        Whether the detector calls it unlike all.
    """

    point: np.ndarray
    near: np.ndarray
    name: str
    unlike: bool


@dataclass(frozen=True, eq=False)
class Cloud:
    """The images on the map.

    Attributes
    ----------
    points : ndarray
        float (N, 2).
    labels, predicted : ndarray
        int (N,).
    classes : sequence of str
        Their names.
    """

    points: np.ndarray
    labels: np.ndarray
    predicted: np.ndarray
    classes: Sequence[str]

    @property
    def wrong(self) -> np.ndarray:
        """Which images are classified wrongly, bool (N,)."""
        missed: np.ndarray = self.labels != self.predicted
        return missed


def data_map(
    cloud: Cloud,
    here: Here | None,
    *,
    by_mistake: bool,
    opened: int,
    key: str,
    on_open: Callable[[], None],
) -> None:
    """Show a map by class or by mistake; ``read_opened`` gives ``on_open`` the clicked image."""
    data = map_data(cloud, here, by_mistake, opened)
    _component(key=key, data=data, on_open_change=on_open)


def map_data(cloud: Cloud, here: Here | None, by_mistake: bool, opened: int) -> DataMapData:
    """Describe a map for the browser."""
    points, labels, classes = cloud.points, cloud.labels, cloud.classes
    colours = cloud.wrong.astype(int) if by_mistake else labels % len(COLOURS)
    return {
        "x": _numbers(points[:, 0]),
        "y": _numbers(points[:, 1]),
        "colours": colours.tolist(),
        "palette": [RIGHT, WRONG] if by_mistake else list(COLOURS),
        "raised": 1 if by_mistake else -1,
        "labels": labels.tolist(),
        "predicted": cloud.predicted.tolist(),
        "classes": list(classes),
        "names": names_of(points, labels, classes),
        "here": [] if here is None else _numbers(here.point),
        "here_name": "" if here is None else here.name,
        "unlike": here is not None and here.unlike,
        "near": [] if here is None else here.near.tolist(),
        "opened": opened,
        "height": HEIGHT,
    }


def read_opened(key: str, count: int) -> int:
    """The number of the image that was clicked, of ``count``; -1 where none was."""
    sent = (st.session_state.get(key) or {}).get("open")
    if not isinstance(sent, int) or isinstance(sent, bool):
        return -1
    return sent if 0 <= sent < count else -1


def names_of(points: np.ndarray, labels: np.ndarray, classes: Sequence[str]) -> list[MapName]:
    """Place each class's name at the median of its points."""
    middles = {label: np.median(points[labels == label], axis=0) for label in np.unique(labels)}
    return [
        {
            "text": classes[label],
            "x": _numbers(middle)[0],
            "y": _numbers(middle)[1],
            "colour": COLOURS[label % len(COLOURS)],
        }
        for label, middle in middles.items()
    ]


def _numbers(values: np.ndarray) -> list[float]:
    """Four digits: a tenth of a pixel, at half the length."""
    return [float(f"{value:.4g}") for value in values]
