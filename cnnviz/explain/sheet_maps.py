"""Attribution over a sheet: the maps of its tiles, stitched together, and a map over a picture.

Neighbouring tiles overlap, and each network map is least certain at its own edge, where half of
what belongs to a defect may be cut off. So each tile counts most in its middle: where several
tiles overlap, the stitched value is their mean, weighted by the distance to each tile's edge.
"""

from collections.abc import Sequence

import numpy as np

from cnnviz import images
from cnnviz.evaluation import tiles
from cnnviz.evaluation.inspection import prepare
from cnnviz.evaluation.tiles import Tile
from cnnviz.explain.methods import Target
from cnnviz.models import ModelInfo
from cnnviz.utils.colours import SCALES, lookup_table

OPACITY = 0.75  # of a map over the picture, where it is largest
WITHIN = 99  # percent of a sheet's values lie within the ends of the colours: one tile's peak
# would make all others pale


class Stitching:
    """A map over a sheet, to which the maps of tiles are added one after the other.

    Parameters
    ----------
    size : tuple of int
        Height and width of the sheet, in pixels.
    longest : int
        Of the stitched map's sides, at most; a smaller sheet keeps its size.

    Examples
    --------
    >>> made = Stitching((2, 3), 3)
    >>> made.add((0, 0), 2, np.ones((2, 2)))
    >>> made.add((0, 1), 2, np.full((2, 2), 3))
    >>> made.values[0].tolist()
    [1.0, 2.0, 3.0]
    """

    def __init__(self, size: tuple[int, int], longest: int) -> None:
        self._scale = min(longest / max(size), 1.0)
        shape = [max(round(side * self._scale), 1) for side in size]
        self._sum = np.zeros(shape, np.float32)
        self._weight = np.zeros(shape, np.float32)

    def add(self, place: tuple[int, int], side: int, values: np.ndarray) -> None:
        """Add the map of a tile.

        Parameters
        ----------
        place : (int, int)
            Top and left of the tile, in pixels of the sheet.
        side : int
            Of the tile.
        values : ndarray
            (h, w) float. Where it is not square, it is that of the tile's middle part of its
            proportion, as ``network_input.fit_to_network`` takes it.
        """
        proportion = values.shape[0] / values.shape[1]
        height = min(side, round(side * proportion))
        width = min(side, round(side / proportion))
        rows = self._span(place[0] + (side - height) / 2, height, 0)
        cols = self._span(place[1] + (side - width) / 2, width, 1)
        seen = rows.stop - rows.start, cols.stop - cols.start
        plane = np.ascontiguousarray(values[..., np.newaxis], np.float32)
        weight = np.outer(_to_edge(seen[0]), _to_edge(seen[1]))
        self._sum[rows, cols] += weight * images.resize(plane, *seen)[..., 0]
        self._weight[rows, cols] += weight

    def _span(self, start: float, length: int, axis: int) -> slice:
        last = self._sum.shape[axis]
        first = min(round(start * self._scale), last - 1)
        return slice(first, min(max(round((start + length) * self._scale), first + 1), last))

    @property
    def values(self) -> np.ndarray:
        """The stitched map so far, float32 (h, w); 0 where there is no tile yet."""
        return self._sum / np.where(self._weight > 0, self._weight, 1)


def _to_edge(length: int) -> np.ndarray:
    """Distances of the middles of cells to the nearer end."""
    at = np.arange(length, dtype=np.float32) + 0.5
    return np.minimum(at, length - at)


class SheetMap:
    """The map of a sheet while its tiles are explained, some at a time.

    Parameters
    ----------
    pixels : ndarray
        (H, W, C), the sheet.
    found : sequence of Tile
        Its tiles.
    info : ModelInfo
        The network.
    longest : int
        See ``Stitching``.
    label : int, optional
        The class that is explained; by default each tile's own answer.
    """

    def __init__(
        self,
        pixels: np.ndarray,
        found: Sequence[Tile],
        info: ModelInfo,
        longest: int,
        label: int | None = None,
    ) -> None:
        self._pixels, self._tiles, self._info = pixels, tuple(found), info
        self._label = label
        self._made = Stitching((pixels.shape[0], pixels.shape[1]), longest)

    def __len__(self) -> int:
        return len(self._tiles)

    @property
    def values(self) -> np.ndarray:
        """The stitched map so far, float32 (h, w)."""
        return self._made.values

    def batch(self, first: int, last: int) -> tuple[np.ndarray, list[Target]]:
        """Cut some tiles out of the sheet.

        Parameters
        ----------
        first, last : int
            Numbers of the first tile, and of the one after the last.

        Returns
        -------
        tuple
            float32 (last - first, H, W, C) as the network takes them, and what is explained of
            each.
        """
        part = self._tiles[first:last]
        at = [(tile.top, tile.left) for tile in part]
        crops = tiles.cut(self._pixels, at, part[0].side)
        batch = np.stack([prepare(crop, self._info).pixels for *_, crop in crops])
        own = [tile.label if self._label is None else self._label for tile in part]
        return batch, [Target(label) for label in own]

    def add(self, first: int, maps: np.ndarray) -> None:
        """Add the maps, float32 (N, h, w), of the tiles from number ``first`` on."""
        for tile, values in zip(self._tiles[first : first + len(maps)], maps, strict=True):
            self._made.add((tile.top, tile.left), tile.side, values)


def overlay(picture: np.ndarray, values: np.ndarray, longest: int) -> np.ndarray:
    """Lay a map over a picture.

    Parameters
    ----------
    picture : ndarray
        (H, W, C) float32 in [0, 1].
    values : ndarray
        (H, W) float. Below 0 it speaks against the class. Where it is 0, the picture stays; the
        colours are those of probabilities, or of signed values where some are negative.
    longest : int
        Of the result's sides, at most.

    Returns
    -------
    ndarray
        (h, w, 3) uint8.
    """
    most = float(np.abs(values).max()) or 1.0
    share = (values / most)[..., np.newaxis]
    signed = float(values.min()) < 0
    place = (share[..., 0] + 1) * 127.5 if signed else share[..., 0] * 255
    table = lookup_table(SCALES["signed" if signed else "probability"]) / np.float32(255)
    strength = OPACITY * np.abs(share)
    mixed = images.to_rgb(picture) * (1 - strength) + strength * table[place.astype(int)]
    return images.to_uint8(images.fit_within(mixed.astype(np.float32), longest))


def overlay_sheet(pixels: np.ndarray, values: np.ndarray, longest: int) -> np.ndarray:
    """Lay the map of a sheet over it.

    Parameters
    ----------
    pixels : ndarray
        (H, W, C) float32, uint8 or uint16.
    values : ndarray
        (h, w) float, of the sheet's proportions.
    longest : int
        Of the result's sides, at most.

    Returns
    -------
    ndarray
        (h, w, 3) uint8, no larger than the sheet. The highest hundredth of the values is drawn
        alike.
    """
    small = images.to_float(images.fit_within(pixels, longest))
    plane = np.ascontiguousarray(values[..., np.newaxis], np.float32)
    height, width = small.shape[:2]
    stretched = images.resize(plane, height, width)[..., 0]
    limit = float(np.percentile(np.abs(stretched), WITHIN))
    return overlay(small, np.clip(stretched, -limit, limit) if limit else stretched, longest)
