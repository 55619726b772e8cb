"""How the strips show maps: order, colours, kernels, folded layers, and pages of large ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any, TypedDict

import numpy as np

from cnnviz.networks import LayerSummary

ORDERS = ("index", "strength")
COLOURS = ("layer", "map", "network")
KERNELS = ("", "plain", "folded")
ALL = "all"

MOST_WHOLE = 128  # maps; a layer with more is shown in pages of MAPS_PER_PAGE
MAPS_PER_PAGE = 64


class StripLook(TypedDict):
    """What is sent of a look."""

    order: str
    colours: str
    kernels: str
    folded: list[str]


@dataclass(frozen=True)
class Look:
    """What is chosen for the strips.

    Attributes
    ----------
    order : str
        One of ``ORDERS``.
    colours : str
        One of ``COLOURS``: whose values the colours span.
    kernels : str
        One of ``KERNELS``: whether those of the first convolution are drawn.
    folded : tuple of str
        Names of layers.
    pages : mapping of str to int
        By the name of a layer, counted from 0; the first is not listed.
    """

    order: str = ORDERS[0]
    colours: str = COLOURS[0]
    kernels: str = KERNELS[0]
    folded: tuple[str, ...] = ()
    pages: Mapping[str, int] = field(default_factory=dict)

    @property
    def start(self) -> StripLook:
        """What the browser begins with."""
        return {
            "order": self.order,
            "colours": self.colours,
            "kernels": self.kernels,
            "folded": list(self.folded),
        }


def read_look(sent: Any, rows: Sequence[LayerSummary]) -> Look:
    """Read what a browser sent; what is no choice here is as at the beginning.

    Parameters
    ----------
    sent : object
        JSON.
    rows : sequence of LayerSummary
        The network.
    """
    given = sent if isinstance(sent, dict) else {}
    names = [row.name for row in rows]
    folded = given.get("folded")
    pages = given.get("pages")
    return Look(
        _one_of(given.get("order"), ORDERS),
        _one_of(given.get("colours"), COLOURS),
        _one_of(given.get("kernels"), KERNELS),
        tuple(name for name in names if isinstance(folded, list) and name in folded),
        {
            row.name: min(max(page, 0), page_count(row) - 1)
            for row in rows
            if isinstance(pages, dict) and type(page := pages.get(row.name)) is int and page > 0
        },
    )


def _one_of(value: Any, choices: Sequence[str]) -> str:
    return value if isinstance(value, str) and value in choices else choices[0]


def page_count(row: LayerSummary) -> int:
    """How many pages a layer's maps take; 1 where all are shown at once."""
    shape = row.output_shape
    paged = len(shape) == 3 and shape[2] > MOST_WHOLE
    return ceil(shape[2] / MAPS_PER_PAGE) if paged else 1


def maps_on_page(row: LayerSummary, look: Look, strength: np.ndarray | None) -> list[int] | None:
    """Which maps of a layer are sent, in the chosen order; None where all are.

    Parameters
    ----------
    row : LayerSummary
    look : Look
    strength : ndarray or None
        float (channels,), the largest magnitude of each map; None where nothing is computed.
    """
    count = page_count(row)
    if count == 1:
        return None
    order = np.arange(row.output_shape[2])
    if look.order == "strength" and strength is not None:
        order = np.argsort(-strength, kind="stable")
    page = min(look.pages.get(row.name, 0), count - 1)
    return order[page * MAPS_PER_PAGE : (page + 1) * MAPS_PER_PAGE].tolist()


def written_folded(look: Look, rows: Sequence[LayerSummary]) -> str:
    """Write the folded layers for a link: "conv_1,relu_1", or "all"."""
    return ALL if rows and len(look.folded) == len(rows) else ",".join(look.folded)


def read_folded(text: str, rows: Sequence[LayerSummary]) -> tuple[str, ...]:
    """Read what ``written_folded`` wrote.

    Raises
    ------
    ValueError
        If the network has no such layer.
    """
    names = [row.name for row in rows]
    if text == ALL:
        return tuple(names)
    folded = tuple(text.split(",")) if text else ()
    if not set(folded) <= set(names):
        raise ValueError(f"the network has no layers {text!r}")
    return folded


def written_pages(look: Look) -> str:
    """Write the pages for a link, counted from 1: "conv_8.2,conv_9.3"."""
    return ",".join(f"{name}.{page + 1}" for name, page in look.pages.items())


def read_pages(text: str, rows: Sequence[LayerSummary]) -> dict[str, int]:
    """Read what ``written_pages`` wrote.

    Raises
    ------
    ValueError
        If the network has no such layer or page.
    """
    counts = {row.name: page_count(row) for row in rows}
    pages = {}
    for part in text.split(",") if text else ():
        name, _, number = part.rpartition(".")
        page = int(number) - 1
        if not 0 <= page < counts.get(name, 0):
            raise ValueError(f"the network has no page {part!r}")
        pages[name] = page
    return pages
