"""Every value that a window layer computes: exact integers where its numbers are integers.

The values agree with Keras and PyTorch.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnnviz.layers.window.checks import too_large_to_draw
from cnnviz.layers.window.spec import MAXIMA, WindowSettings
from cnnviz.ops import pooling
from cnnviz.ops.geometry import Axis, TransposedAxis
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import times


@dataclass(frozen=True, eq=False)
class Values:
    """The output of a layer, and for pooling what it was computed from.

    Attributes
    ----------
    output : (F, oH, oW) int or float
    winners : (F, oH, oW) int or None
        For a maximum: the place of each window's first largest cell, in reading order.
    sums : (F, oH, oW) int, float or None
        For a mean: the sum of each window's cells.
    counts : (oH, oW) int or None
        For a mean: the number of cells that the sum is divided by.
    """

    output: np.ndarray
    winners: np.ndarray | None = None
    sums: np.ndarray | None = None
    counts: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class Slide:
    """Everything that the animation shows of a layer: the planes of ``layer.shown``.

    Attributes
    ----------
    layer : WindowSettings
        The whole layer.
    cells : (C, H, W) int or float
    weights : (F, C / groups, kH, kW) int or float
        Used by convolutions only.
    values : Values
        Of the shown planes, as are cells and weights.
    """

    layer: WindowSettings
    cells: np.ndarray
    weights: np.ndarray
    values: Values

    @property
    def output(self) -> np.ndarray:
        """What the layer computes, (F, oH, oW)."""
        return self.values.output

    @cached_property
    def uses(self) -> np.ndarray:
        """How often each input cell is read, (H, W).

        Of a transposed convolution: how many stamps each output cell gets, (oH, oW).
        """
        return np.outer(self.layer.rows.uses, self.layer.cols.uses)


def slide(layer: WindowSettings, cells: np.ndarray, weights: np.ndarray) -> Slide:
    """Slide the window of the shown part of a layer over its planes.

    Parameters
    ----------
    layer : WindowSettings
    cells : (C, H, W) int or float
        The input planes of ``layer.shown``.
    weights : (F, C / groups, kH, kW) int or float
        The kernels of ``layer.shown``; pooling keeps them unused.

    Returns
    -------
    Slide

    Raises
    ------
    InputError
        If the layer is too large to be drawn, or planes or kernels do not have its sizes.
    """
    if error := too_large_to_draw(layer):
        raise error
    return Slide(layer, cells, weights, compute(layer.shown, cells, weights))


def compute(layer: WindowSettings, cells: np.ndarray, weights: np.ndarray) -> Values:
    """Compute all values of a layer, at its whole depth.

    Parameters
    ----------
    layer : WindowSettings
    cells : (C, H, W) int or float
    weights : (F, C / groups, kH, kW) int or float
        Pooling uses none of them.

    Returns
    -------
    Values

    Raises
    ------
    InputError
        If input or kernel do not have the layer's sizes.

    Examples
    --------
    >>> pool = WindowSettings("max pooling", size=(1, 4), kernel=(1, 2), stride=(1, 2))
    >>> compute(pool, np.array([[[3, 1, 4, 1]]]), np.zeros(pool.weight_shape)).output
    array([[[3, 4]]])
    """
    planes = layer.channels, *layer.size
    if (cells.shape, weights.shape) != (planes, layer.weight_shape):
        raise InputError(
            "input {planes} and weights {weights} expected, got {found} and {found_weights}",
            planes=times(planes),
            weights=times(layer.weight_shape),
            found=times(cells.shape),
            found_weights=times(weights.shape),
        )
    if layer.transposed:
        return Values(_stamp(layer, cells, weights))
    if layer.weighted:
        return Values(_convolve(layer, cells, weights))
    return _pool(layer, cells)


def pad(layer: WindowSettings, planes: np.ndarray) -> np.ndarray:
    """Add a layer's padding of 0 to planes.

    Parameters
    ----------
    layer : WindowSettings
    planes : (..., H, W) array

    Returns
    -------
    (..., pH, pW) array
        The planes themselves for a transposed convolution, whose padding is cut from its output.
    """
    rows, cols = layer.rows, layer.cols
    if isinstance(rows, TransposedAxis) or isinstance(cols, TransposedAxis):
        return planes
    return pooling.pad(planes, rows, cols)


def _under(layer: WindowSettings, tap: tuple[int, ...]) -> tuple[slice, slice]:
    """Rows and columns that lie under one tap of the kernel, for all windows at once."""
    return layer.rows.under(tap[0]), layer.cols.under(tap[1])


def _convolve(layer: WindowSettings, cells: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Gather: the weight of each tap times the cells under it, summed over taps and channels."""
    padded = pad(layer, cells)
    output = np.zeros((layer.filters, *layer.output), np.result_type(cells, weights))
    for tap in np.ndindex(layer.kernel):
        output += _mix(layer, weights[:, :, *tap], padded[:, *_under(layer, tap)])
    return output


def _stamp(layer: WindowSettings, cells: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Scatter: each input cell times the weight of each tap, added to the output cell under it."""
    axes = [axis for axis in (layer.rows, layer.cols) if isinstance(axis, TransposedAxis)]
    uncut = np.zeros(
        (layer.filters, *(axis.uncut for axis in axes)), np.result_type(cells, weights)
    )
    for tap in np.ndindex(layer.kernel):
        uncut[:, *_under(layer, tap)] += _mix(layer, weights[:, :, *tap], cells)
    kept = (slice(axis.before, axis.before + axis.output) for axis in axes)
    return uncut[:, *kept]


def _mix(layer: WindowSettings, weights: np.ndarray, planes: np.ndarray) -> np.ndarray:
    """One weight per filter and channel, (F, C / groups), times planes (C, h, w): (F, h, w).

    In float64, whose products and sums of whole numbers are exact below 2^53, and far faster.
    """
    groups, shape = layer.groups, planes.shape[1:]
    by_group = weights.reshape(groups, -1, weights.shape[1]).astype(float)
    sums = by_group @ planes.reshape(groups, weights.shape[1], -1)
    return sums.reshape(layer.filters, *shape).astype(np.result_type(weights, planes))


def _pool(layer: WindowSettings, cells: np.ndarray) -> Values:
    rows, cols = (axis for axis in (layer.rows, layer.cols) if isinstance(axis, Axis))
    if layer.operation in MAXIMA:
        largest = pooling.maxima(cells, rows, cols)
        return Values(largest, winners=pooling.winners(cells, largest, rows, cols))
    sums = pooling.sums(cells, rows, cols)
    counts = pooling.cell_counts(rows, cols, padding=layer.count_padding)
    return Values(sums / counts, sums=sums, counts=counts)
