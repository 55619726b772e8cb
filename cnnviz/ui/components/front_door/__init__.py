"""The front door: four living pictures, each a link into its room, and links to begin with.

The pictures play where they are seen, and stand still where the system asks for less motion. What
the visitor did last in each room is noted by the browser itself (``_js/last_pages.js``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict
from urllib.parse import parse_qs

import numpy as np
import streamlit as st

from cnnviz.training.front_door import Training
from cnnviz.ui.components import load
from cnnviz.ui.components.packing import pack_exact

MOST_QUERY = 8000  # characters

_component = load("front_door", height=620)


class RoomData(TypedDict):
    """A room, its question, and what its picture shows, for those who cannot see it."""

    page: str
    name: str
    question: str


class LinkData(TypedDict):
    """A way into a page; ``query`` is "" where the page opens as it was left."""

    text: str
    note: str
    page: str
    query: str


class NumbersData(TypedDict):
    """A small layer as texts, row by row, and the products at each window."""

    input: list[list[str]]
    kernel: list[list[str]]
    output: list[list[str]]
    sums: list[str]


class TrainingData(TypedDict):
    """Accuracies after each epoch, from 0 to 1."""

    title: str
    accuracy: Sequence[float]
    validation: Sequence[float]


class FrontDoorHeader(TypedDict):
    """What is sent to the browser before the arrays; index.js describes each field."""

    rooms: list[RoomData]
    own: list[LinkData]
    suggestions: list[LinkData]
    course: LinkData | None
    words: Mapping[str, str]
    numbers: NumbersData
    training: TrainingData
    stroke: Sequence[tuple[float, float]]
    pen: float
    size: tuple[int, ...]
    outputSize: tuple[int, ...]
    kernelSize: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Pictures:
    """What the four pictures show.

    Attributes
    ----------
    photograph : (H, W) int
        From 0 to 255.
    kernel : (kH, kW) float
    output : (oH, oW) float
        What the kernel makes of the photograph, whose white is 1.
    numbers : NumbersData
    training : Training
    stroke : sequence of (x, y)
        In sides of the pad.
    answers : (points, 10) float
        Probabilities of the digits after each point of the stroke.
    """

    photograph: np.ndarray
    kernel: np.ndarray
    output: np.ndarray
    numbers: NumbersData
    training: Training
    stroke: Sequence[tuple[float, float]]
    answers: np.ndarray


@dataclass(frozen=True)
class Links:
    """Where the front door leads."""

    rooms: list[RoomData]
    own: list[LinkData]
    suggestions: list[LinkData]
    course: LinkData | None


def front_door(
    links: Links, pictures: Pictures, pen: float, words: Mapping[str, str], *, key: str
) -> None:
    """Show the front door; ``chosen(key)`` gives the link that was followed.

    Parameters
    ----------
    links : Links
    pictures : Pictures
    pen : float
        Width of the stroke in sides of the pad.
    words : mapping of str to str
        Texts of the component in the visitor's language, by the name that index.js has for them.
    key : str
        Session key.
    """
    _component(key=key, data=payload(links, pictures, pen, words), on_go_change=lambda: None)


def payload(links: Links, pictures: Pictures, pen: float, words: Mapping[str, str]) -> bytes:
    """All that the browser draws, as one message."""
    training = pictures.training
    header: FrontDoorHeader = {
        "rooms": links.rooms,
        "own": links.own,
        "suggestions": links.suggestions,
        "course": links.course,
        "words": words,
        "numbers": pictures.numbers,
        "training": {
            "title": training.title,
            "accuracy": training.accuracy,
            "validation": training.validation_accuracy,
        },
        "stroke": pictures.stroke,
        "pen": pen,
        "size": pictures.photograph.shape,
        "outputSize": pictures.output.shape,
        "kernelSize": pictures.kernel.shape,
    }
    arrays = {
        "photograph": pictures.photograph.astype(int),
        "kernel": pictures.kernel,
        "output": pictures.output,
        "answers": pictures.answers,
    }
    return pack_exact(header, arrays)


def chosen(key: str, pages: Sequence[str]) -> tuple[str, dict[str, list[str]]] | None:
    """Return the page and the settings of the link that was just followed; None where none was.

    What a browser sends is checked: a page that there is not, or a text that is too long, is none.
    """
    match (st.session_state.get(key) or {}).get("go"):
        case {"page": str(page), "query": str(query)} if page in pages:
            if len(query) <= MOST_QUERY:
                return page, parse_qs(query, keep_blank_values=True)
    return None
