"""What a unit of a stack can see: theoretical receptive fields, in whole numbers.

A layer's units lie on a grid: the cells of its map. Flattening keeps the grid, a dense layer and a
global pooling gather it to one cell, everything else but windows leaves it as it is. A layer norm
reads the whole image, but only its mean and its spread: that is left out.

Source: A. Araujo, W. Norris, J. Sim, "Computing receptive fields of convolutional neural
networks", Distill 2019, https://distill.pub/2019/computing-receptive-fields
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cnnviz.layers import Axes, Dense
from cnnviz.networks.architecture import LayerShape
from cnnviz.ops.geometry import Axis

Span = tuple[int, int]  # first and last cell


@dataclass(frozen=True)
class Field:
    """Receptive field along one axis: unit ``i`` sees ``size`` cells from ``start + i * jump`` on.

    It goes on over the input's border where padding is read; ``start`` may be negative.
    """

    size: int = 1
    jump: int = 1
    start: int = 0

    def after(self, axis: Axis) -> "Field":
        """The field of a window layer's units, where this one is that of the units it reads."""
        return Field(
            self.size + (axis.effective_kernel - 1) * self.jump,
            self.jump * axis.stride,
            self.start - axis.before * self.jump,
        )

    def cells(self, unit: int) -> Span:
        """First and last cell that a unit sees, padding counted."""
        first = self.start + unit * self.jump
        return first, first + self.size - 1


@dataclass(frozen=True)
class Sight:
    """What a layer's units see; pairs are rows, columns.

    Attributes
    ----------
    grid : size of the layer's grid of units
    fields : in the input
    reads : for every place on the grid, the first and the last cell of the grid before that its
        window covers, padding left out
    """

    grid: tuple[int, int]
    fields: tuple[Field, Field]
    reads: tuple[tuple[Span, ...], tuple[Span, ...]]


def sights(rows: Sequence[LayerShape]) -> list[Sight]:
    """Follow the units of every layer of a network back to the input."""
    height, width, _ = rows[0].input_shape if rows else (1, 1, 1)
    grid, fields = (height, width), (Field(), Field())
    found = []
    for row in rows:
        axes = _axes(row, grid)
        fields = fields[0].after(axes[0]), fields[1].after(axes[1])
        grid = axes[0].output, axes[1].output
        found.append(Sight(grid, fields, (_reads(axes[0]), _reads(axes[1]))))
    return found


def seen(found: Sequence[Sight], layer: int, row: int, col: int) -> tuple[Span, Span]:
    """Rows and columns of the input, first and last, that a unit of a layer can see.

    Without dilation it depends on both; a dilated window's gaps may make it depend on less.
    """
    rows, cols = (row, row), (col, col)
    for sight in reversed(found[: layer + 1]):
        rows, cols = (
            _back(span, reads) for span, reads in zip((rows, cols), sight.reads, strict=True)
        )
    return rows, cols


def _back(span: Span, reads: tuple[Span, ...]) -> Span:
    return reads[span[0]][0], reads[span[1]][1]


def _axes(row: LayerShape, grid: tuple[int, int]) -> Axes:
    axes = row.layer.axes(row.input_shape)
    if axes is not None:
        return axes
    height, width = grid
    if isinstance(row.layer, Dense):
        return Axis(height, height), Axis(width, width)
    return Axis(height, 1), Axis(width, 1)


def _reads(axis: Axis) -> tuple[Span, ...]:
    return tuple(_read(axis, position) for position in range(axis.output))


def _read(axis: Axis, position: int) -> Span:
    """First and last cell of the input under a window, the gaps of a dilated one counted."""
    start = position * axis.stride - axis.before
    return max(start, 0), min(start + axis.effective_kernel, axis.size) - 1
