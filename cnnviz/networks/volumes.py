"""Sizes of the volumes in a network's picture, and the scale that they are drawn to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log2, sqrt

from cnnviz.layers import Shape
from cnnviz.networks.architecture import LayerSummary
from cnnviz.utils.language import N_

LINEAR_UP_TO, ROOT_UP_TO = 8, 100  # largest length / smallest that are still drawn so


@dataclass(frozen=True)
class Scale:
    """How lengths in cells become lengths on the screen.

    Attributes
    ----------
    words : str
        What a caption says: "to scale".
    of : callable
        From a length in cells to one in an arbitrary unit.
    """

    words: str
    of: Callable[[float], float]


LINEAR = Scale(N_("to scale"), float)
ROOT = Scale(N_("by their square root"), sqrt)
LOGARITHM = Scale(N_("by their logarithm"), lambda length: log2(1 + length))


@dataclass(frozen=True)
class Box:
    """One volume of a picture of a network.

    Attributes
    ----------
    layer : int
        Index of the layer that it comes out of, -1 for the input.
    shape : tuple of int
    height, width, depth : float
        In 0..1. A vector of units has the least height and width, and its units as depth.
    """

    layer: int
    shape: Shape
    height: float
    width: float
    depth: float


@dataclass(frozen=True)
class Picture:
    """A network drawn as volumes.

    Attributes
    ----------
    boxes : tuple of Box
        From left to right.
    sides, depths : Scale
        Of heights and widths, and of depths.
    """

    boxes: tuple[Box, ...]
    sides: Scale
    depths: Scale


def picture(input_shape: Shape, summaries: Sequence[LayerSummary]) -> Picture:
    """Lay out the input, and every layer with a window or whose output has another shape.

    Parameters
    ----------
    input_shape : tuple of int
    summaries : sequence of LayerSummary

    Returns
    -------
    Picture
        Lengths to scale where the largest is at most 8 times the smallest, by their square root up
        to 100 times, by their logarithm above.
    """
    shapes = [(-1, input_shape)]
    for layer, each in enumerate(summaries):
        if each.layer.window(each.input_shape) or each.output_shape != each.input_shape:
            shapes.append((layer, each.output_shape))
    sides = [side for _, shape in shapes if len(shape) == 3 for side in shape[:2]]
    depths = [shape[-1] for _, shape in shapes]
    across, deep = _scale(sides), _scale(depths)
    longest, deepest = across.of(max(sides)), deep.of(max(depths))

    def box(layer: int, shape: Shape) -> Box:
        height, width = shape[:2] if len(shape) == 3 else (1, 1)
        front = across.of(height) / longest, across.of(width) / longest
        return Box(layer, shape, *front, deep.of(shape[-1]) / deepest)

    return Picture(tuple(box(*each) for each in shapes), across, deep)


def _scale(lengths: Sequence[int]) -> Scale:
    span = max(lengths) / min(lengths)
    if span <= LINEAR_UP_TO:
        return LINEAR
    return ROOT if span <= ROOT_UP_TO else LOGARITHM
