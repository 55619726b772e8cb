"""A unit of a network, and the cells that it reads: what the cases of ``cases`` share."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnnviz.explain.explanation import Explanation, Operation, Patches, Place, Softmax, Span
from cnnviz.explain.forward import Network, Weights
from cnnviz.layers.window import WindowSettings
from cnnviz.networks import LayerSummary, receptive_fields, trace_back

Cells = tuple[tuple[int, ...], tuple[int, ...]]  # rows, columns


@dataclass(frozen=True, eq=False)
class Unit:
    """A unit, and what is needed to explain it.

    Attributes
    ----------
    network : Network
    outputs : sequence of ndarray
        The network's input, and the output of every layer.
    layer : int
    place : tuple of int
    """

    network: Network
    outputs: Sequence[np.ndarray]
    layer: int
    place: Place

    @property
    def row(self) -> LayerSummary:
        """The unit's layer."""
        return self.network.rows[self.layer]

    @property
    def weights(self) -> Weights:
        """The layer's weights."""
        return self.network.weights[self.row.name]

    @property
    def input(self) -> np.ndarray:
        """The output of the layer before."""
        return self.outputs[self.layer]

    @property
    def window(self) -> WindowSettings:
        """The layer's window."""
        window = self.row.layer.window(self.row.input_shape)
        if window is None:
            raise TypeError(f"{self.row.name} has no window")
        return window

    @property
    def field(self) -> tuple[Span, Span]:
        """Rows and columns of the network's input that the unit can see."""
        found = receptive_fields(self.network.rows)
        height, width = found[self.layer].grid
        if len(self.place) == 3:
            row, col = self.place[:2] if height * width > 1 else (0, 0)
        else:  # a flat layer's units are the cells of the last map, all channels of a cell in a row
            cell = self.place[0] * height * width // self.row.output_shape[0]
            row, col = divmod(cell, width)
        return trace_back(found, self.layer, row, col)

    def explained(
        self,
        patches: Patches | tuple[Patches, ...],
        *operations: Operation,
        winner: tuple[int, int] | None = None,
        softmax: Softmax | None = None,
    ) -> Explanation:
        """Make the explanation from what is read and the arithmetic; fields as of it."""
        read = patches if isinstance(patches, tuple) else (patches,)
        return Explanation(self.layer, self.place, read, operations, self.field, winner, softmax)


def products(
    source: int, cells: Cells, channels: np.ndarray, values: np.ndarray, weights: np.ndarray
) -> Patches:
    """Multiply values with weights, and sort the patches by the size of their parts.

    Parameters
    ----------
    source : int
        The layer whose output the values are.
    cells : Cells
        Its rows and columns that the patches cover.
    channels : ndarray
        int (n,): channels or units of the source.
    values, weights : ndarray
        float32 (n, height, width), one patch per channel.

    Returns
    -------
    Patches
    """
    parts = np.einsum("nhw,nhw->n", values.astype(float), weights.astype(float))
    order = np.argsort(-np.abs(parts), kind="stable")
    return Patches(source, *cells, channels[order], values[order], weights[order], parts[order])


def window_cells(unit: Unit) -> Cells:
    """Find the rows and columns of the input that the unit's window covers.

    Parameters
    ----------
    unit : Unit
        Of a window layer that is not transposed.

    Returns
    -------
    Cells
        Those in the padding, too.
    """
    axes = zip((unit.window.rows, unit.window.cols), unit.place[:2], strict=True)
    rows, cols = (tuple(at - axis.before for at in axis.window(place)) for axis, place in axes)
    return rows, cols


def values_at(image: np.ndarray, cells: Cells, channels: np.ndarray) -> np.ndarray:
    """Take the cells of a window.

    Parameters
    ----------
    image : ndarray
        (height, width, channels).
    cells : Cells
    channels : ndarray
        int (n,).

    Returns
    -------
    ndarray
        (n, rows, columns); 0 in the padding.
    """
    rows, cols = cells
    height, width = image.shape[:2]
    clipped = np.clip(rows, 0, height - 1).astype(int), np.clip(cols, 0, width - 1).astype(int)
    values = np.moveaxis(image[np.ix_(*clipped, channels)], 2, 0)
    return np.where(inside(image, cells), values, np.float32(0))


def inside(image: np.ndarray, cells: Cells) -> np.ndarray:
    """Find which cells lie in the map, not in its padding.

    Parameters
    ----------
    image : ndarray
        (height, width, channels).
    cells : Cells

    Returns
    -------
    ndarray
        bool (rows, columns).
    """
    within = [
        np.array([0 <= at < size for at in along], bool)
        for along, size in zip(cells, image.shape[:2], strict=True)
    ]
    return np.outer(*within)


def whole_map(unit: Unit) -> Cells:
    """List all rows and columns of the input.

    Parameters
    ----------
    unit : Unit

    Returns
    -------
    Cells
    """
    height, width = unit.input.shape[:2]
    return tuple(range(height)), tuple(range(width))


def one_channel(unit: Unit, cells: Cells, channel: int) -> Patches:
    """Take a patch without weights, whose part is the sum of its values.

    Parameters
    ----------
    unit : Unit
    cells : Cells
    channel : int

    Returns
    -------
    Patches
    """
    channels = np.array([channel])
    values = values_at(unit.input, cells, channels)
    total = values.sum(axis=(1, 2), dtype=float)
    return Patches(unit.layer - 1, *cells, channels, values, None, total)


def cell_at(unit: Unit, source: int, place: Place) -> Patches:
    """Take one cell of a layer.

    Parameters
    ----------
    unit : Unit
    source : int
        Index of the layer, -1 for the network's input.
    place : tuple of int
        Of the cell.

    Returns
    -------
    Patches
        One patch of one cell.
    """
    row, col, channel = place if len(place) == 3 else (0, 0, *place)
    value = unit.outputs[source + 1][place]
    values = np.array([[[value]]], np.float32)
    channels, parts = np.array([channel]), np.array([value], float)
    return Patches(source, (row,), (col,), channels, values, None, parts)
