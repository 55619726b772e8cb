"""What one step of the animation shows: the cells under the window, and the output so far."""

from dataclasses import dataclass, replace
from math import prod

import numpy as np

from cnnviz.layers.window import Pair, Slide, WindowSettings, compute
from cnnviz.ops.geometry import Axis, TransposedAxis


@dataclass(frozen=True, eq=False)
class Moment:
    """One window, or one stamp of a transposed convolution, as the first filter sees it.

    Attributes
    ----------
    position : int
        Number of the window in reading order.
    place : (int, int)
        Row and column of the output cell that it makes, or of the input cell that stamps.
    cells, products : (D, kH, kW) int
        Input cells under the window (0 in the padding), and times their weights; D channels.
    counted : (kH, kW) bool
        Taps that take part: padding is left out of a pooling, what is cut out of a stamp.
    winner : (int, int) or None
        The tap of a maximum's largest cell.
    output : (F, oH, oW)
        The output, of a transposed convolution the sum of the stamps so far.
    reached : (oH, oW) bool
        Output cells that have a value yet.
    """

    position: int
    place: Pair
    cells: np.ndarray
    products: np.ndarray
    counted: np.ndarray
    winner: Pair | None
    output: np.ndarray
    reached: np.ndarray


def places(layer: WindowSettings) -> Pair:
    """How many windows there are below and beside one another."""
    return layer.rows.positions, layer.cols.positions


def moment(slide: Slide, position: int) -> Moment:
    """What is seen at one position of the window.

    Parameters
    ----------
    slide : Slide
    position : int
        0 to the number of windows - 1, in reading order.
    """
    layer = slide.layer.shown
    place = divmod(position, places(layer)[1])
    cells = _stamped(slide, place) if layer.transposed else _read(slide, place)
    weights = slide.weights[0] if layer.weighted else np.ones((1, *layer.kernel), int)
    output, reached = _stamps_until(slide, position) if layer.transposed else _made(slide, position)
    return Moment(
        position,
        place,
        cells,
        cells * weights,
        _counted(layer, place),
        _winner(slide, place),
        output,
        reached,
    )


def _read(slide: Slide, place: Pair) -> np.ndarray:
    layer = slide.layer.shown
    rows, cols = layer.rows.window(place[0]), layer.cols.window(place[1])
    return slide.padded[: layer.weight_shape[1]][:, rows][:, :, cols]


def _stamped(slide: Slide, place: Pair) -> np.ndarray:
    layer = slide.layer.shown
    shape = (layer.weight_shape[1], *layer.kernel)
    return np.broadcast_to(slide.cells[: shape[0], *place, np.newaxis, np.newaxis], shape)


def _counted(layer: WindowSettings, place: Pair) -> np.ndarray:
    if layer.weighted and not layer.transposed:
        return np.ones(layer.kernel, bool)
    sides = zip((layer.rows, layer.cols), place, strict=True)
    rows, cols = ([_takes_part(axis, cell) for cell in axis.window(at)] for axis, at in sides)
    return np.outer(rows, cols)


def _takes_part(axis: Axis | TransposedAxis, cell: int) -> bool:
    return axis.holds_input(cell) if isinstance(axis, Axis) else axis.holds_output(cell)


def _winner(slide: Slide, place: Pair) -> Pair | None:
    if slide.winners is None:
        return None
    return divmod(int(slide.winners[0, *place]), slide.layer.shown.kernel[1])


def _made(slide: Slide, position: int) -> tuple[np.ndarray, np.ndarray]:
    made = slide.output.shape[1:]
    return slide.output, np.arange(prod(made)).reshape(made) <= position


def _stamps_until(slide: Slide, position: int) -> tuple[np.ndarray, np.ndarray]:
    """The output of the input cells up to a position, all others 0; and where they stamp."""
    layer = slide.layer.shown
    stamped = np.arange(prod(layer.size)).reshape(1, *layer.size) <= position
    output = compute(layer, slide.cells * stamped, slide.weights).output
    plain = replace(layer, channels=1, filters=1, groups=1)
    stamps = compute(plain, stamped.astype(int), np.ones((1, 1, *layer.kernel), int)).output[0]
    return output, stamps > 0
