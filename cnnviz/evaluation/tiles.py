"""Sheets larger than what a network knows, examined in overlapping tiles.

A network for surfaces learned from crops of a certain size. A sheet is cut into tiles of that size,
each overlapping its neighbours by half, so that what lies on one tile's edge lies within another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from cnnviz import images
from cnnviz.data.class_names import NEU_CLASSES
from cnnviz.images import textures
from cnnviz.models import ModelInfo
from cnnviz.models.network_input import FAMILIES
from cnnviz.utils.errors import InputError

SHEET = 2  # a sheet's longer side is at least so many tiles
OVERLAP = 0.5  # of neighbouring tiles, a share of their side
SIDES = range(8, 2001)  # pixels of a tile's side
# Twelve colours that differ in hue or lightness; further classes begin again.
# Source: P. Tol, "Colour schemes", muted and bright, SRON/EPS/TN/09-002 (2021).
COLOURS = (
    *("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377"),
    *("#bbbbbb", "#882255", "#44aa99", "#999933", "#332288", "#ddcc77"),
)


@dataclass(frozen=True)
class Tile:
    """What a network answers to one tile of a sheet.

    Attributes
    ----------
    top, left, side : int
        Its place in the sheet, in pixels.
    label : int
        The most probable class.
    probability : float
        Of that class, in [0, 1].
    doubt : str
        The kind of doubt, as of ``doubt.Doubt``; "" for none.
    """

    top: int
    left: int
    side: int
    label: int
    probability: float
    doubt: str = ""


def usual_side(info: ModelInfo) -> int | None:
    """Return the side of the crops that a network for surfaces knows.

    Parameters
    ----------
    info : ModelInfo
        A model.

    Returns
    -------
    int or None
        Pixels; None where its pictures are no crops of a larger surface, as far as is known.

    Examples
    --------
    >>> usual_side(ModelInfo("fast-neu", NEU_CLASSES, (80, 80, 1), (), "neu"))
    200
    """
    steel = info.dataset in FAMILIES[1] or info.classes == NEU_CLASSES
    return textures.SIDE if steel else None


def check_side(side: int) -> None:
    """Refuse a tile's side that is out of range.

    Parameters
    ----------
    side : int
        Pixels.

    Raises
    ------
    InputError
        If it is below 8 or above 2,000.
    """
    if side not in SIDES:
        raise InputError(
            "a tile's side must be {least} to {most:,} pixels, got {side}",
            least=SIDES[0],
            most=SIDES[-1],
            side=side,
        )


def side_on(size: tuple[int, int], side: int) -> int | None:
    """Return the side of a picture's tiles, where it is a sheet.

    Parameters
    ----------
    size : tuple of int
        Height and width of the picture.
    side : int
        Of the crops that the network knows.

    Returns
    -------
    int or None
        ``side``, or the height of a lower strip; None where the picture is about as large as a
        crop, or lower than half of one.

    Examples
    --------
    >>> side_on((1000, 1000), 200), side_on((150, 900), 200), side_on((300, 300), 200)
    (200, 150, None)
    """
    fitting = min(side, *size)
    return fitting if 2 * fitting >= side and max(size) >= SHEET * fitting else None


def places(size: tuple[int, int], side: int) -> list[tuple[int, int]]:
    """Lay tiles over a sheet, evenly spaced, overlapping by at least ``OVERLAP``.

    Parameters
    ----------
    size : tuple of int
        Height and width of the sheet, each at least ``side``.
    side : int
        Of a tile.

    Returns
    -------
    list of (int, int)
        Top and left of each, row by row; together they cover the sheet.

    Examples
    --------
    >>> places((4, 9), 4)
    [(0, 0), (0, 2), (0, 3), (0, 5)]
    """
    rows, cols = (_starts(length, side) for length in size)
    return [(top, left) for top in rows for left in cols]


def _starts(length: int, side: int) -> list[int]:
    steps = int(np.ceil((length - side) / (side * (1 - OVERLAP))))
    return [round(at) for at in np.linspace(0, length - side, steps + 1)]


def cut(
    pixels: np.ndarray, at: Sequence[tuple[int, int]], side: int
) -> Iterator[tuple[int, int, np.ndarray]]:
    """Cut tiles out of a sheet, one after the other.

    Parameters
    ----------
    pixels : ndarray
        (H, W, C).
    at : sequence of (int, int)
        Top and left of each tile.
    side : int
        Of a tile.

    Yields
    ------
    tuple
        Top, left, and a view (side, side, C) of the pixels.
    """
    for top, left in at:
        yield top, left, pixels[top : top + side, left : left + side]


def worst_first(tiles: Sequence[Tile]) -> list[Tile]:
    """Sort tiles by how much they need a person's eye.

    Parameters
    ----------
    tiles : sequence of Tile
        Of one sheet.

    Returns
    -------
    list of Tile
        Those unlike the training data first, then by falling doubt: the least probable first.
    """
    return sorted(tiles, key=lambda tile: (tile.doubt != "unlike", tile.probability))


def colour_of(label: int) -> str:
    """Return the colour of a class on a map, as "#rrggbb".

    Parameters
    ----------
    label : int
        At least 0.

    Returns
    -------
    str
        One of twelve colours.
    """
    return COLOURS[label % len(COLOURS)]


def paint(
    pixels: np.ndarray, tiles: Sequence[Tile], longest: int, opacity: float = 0.45
) -> np.ndarray:
    """Paint the map of a sheet over it.

    Each tile colours its middle, as large as the distance between tiles: a class's colour, the
    stronger the more probable; grey hatching where the tile is unlike the training data.

    Parameters
    ----------
    pixels : ndarray
        (H, W, C) uint8 or uint16, the sheet.
    tiles : sequence of Tile
        Its tiles.
    longest : int
        Pixels of the longer side of the result, at most.
    opacity : float, optional
        Of the colour of a class that is certain, in [0, 1].

    Returns
    -------
    ndarray
        (h, w, 3) uint8.
    """
    small = images.to_rgb(images.to_float(images.fit_within(pixels, longest))).copy()
    scale = small.shape[0] / pixels.shape[0], small.shape[1] / pixels.shape[1]
    for tile, (top, left, bottom, right) in zip(tiles, cells(tiles, pixels.shape[:2]), strict=True):
        rows = slice(round(top * scale[0]), round(bottom * scale[0]))
        cols = slice(round(left * scale[1]), round(right * scale[1]))
        part = small[rows, cols]
        if tile.doubt == "unlike":
            lines = np.add.outer(np.arange(part.shape[0]), np.arange(part.shape[1])) % 6 < 2
            part[lines] = 0.5
            continue
        hexes = colour_of(tile.label)
        colour = np.array([int(hexes[at : at + 2], 16) / 255 for at in (1, 3, 5)], np.float32)
        share = opacity * tile.probability
        part[:] = (1 - share) * part + share * colour
    return images.to_uint8(small)


def cells(tiles: Sequence[Tile], size: tuple[int, int]) -> list[tuple[float, float, float, float]]:
    """Divide a sheet among its tiles: halfway to the neighbours, or to the sheet's edge.

    Parameters
    ----------
    tiles : sequence of Tile
        On a grid, as ``places`` lays them.
    size : tuple of int
        Height and width of the sheet.

    Returns
    -------
    list of (float, float, float, float)
        Top, left, bottom and right of each tile's part, in pixels; together they fill the sheet
        without overlap.
    """
    side = tiles[0].side if tiles else 0
    rows = _bounds(sorted({tile.top for tile in tiles}), side, size[0])
    cols = _bounds(sorted({tile.left for tile in tiles}), side, size[1])
    return [
        (rows[tile.top][0], cols[tile.left][0], rows[tile.top][1], cols[tile.left][1])
        for tile in tiles
    ]


def _bounds(starts: list[int], side: int, length: int) -> dict[int, tuple[float, float]]:
    between = [(one + other + side) / 2 for one, other in pairwise(starts)]
    edges = [0.0, *between, float(length)]
    return {start: (edges[i], edges[i + 1]) for i, start in enumerate(starts)}
