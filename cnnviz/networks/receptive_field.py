"""What a unit of a network can see: theoretical receptive fields.

A layer's units lie on a grid: the cells of its map. Flattening keeps the grid, a dense layer and a
global pooling reduce it to one cell, windows make a new one, all other layers keep it. That a layer
norm reads the mean and the variance of the whole image is left out.

Source: A. Araujo, W. Norris, J. Sim, "Computing receptive fields of convolutional neural
networks", Distill 2019, https://distill.pub/2019/computing-receptive-fields
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from cnnviz.networks.architecture import LayerSummary
from cnnviz.ops.geometry import Axis, TransposedAxis

Span = tuple[int, int]  # first and last cell
AnyAxis = Axis | TransposedAxis


@dataclass(frozen=True)
class Field:
    """Receptive field along one axis: unit ``i`` sees ``size`` cells from ``start + i * jump`` on.

    It extends over the input's border where padding is read; ``start`` may be negative. Behind a
    transposed convolution ``jump`` may be a fraction; the field then holds ``size`` rounded down.

    Attributes
    ----------
    size, jump, start : int or Fraction
        In cells of the input.

    Examples
    --------
    Two convolutions of 3 × 3, the first with stride 2:

    >>> Field().after(Axis(28, 3, stride=2)).after(Axis(13, 3))
    Field(size=7, jump=2, start=0)
    """

    size: int | Fraction = 1
    jump: int | Fraction = 1
    start: int | Fraction = 0

    @property
    def length(self) -> int:
        """Most whole cells that it holds."""
        return floor(self.size)

    def after(self, axis: AnyAxis) -> "Field":
        """Return the field of a window layer's units, where this one is that of the units it reads.

        Parameters
        ----------
        axis : Axis or TransposedAxis
            Of the window layer.

        Returns
        -------
        Field
        """
        reach = (axis.effective_kernel - 1) * self.jump
        if isinstance(axis, TransposedAxis):
            # Output cell y reads input cells from (y + cut - k' + 1) / s to (y + cut) / s.
            cut = (axis.before - axis.effective_kernel + 1) * self.jump
            return Field(
                self.size + Fraction(reach) / axis.stride,
                Fraction(self.jump) / axis.stride,
                self.start + Fraction(cut) / axis.stride,
            )
        return Field(
            self.size + reach,
            self.jump * axis.stride,
            self.start - axis.before * self.jump,
        )

    def joined(self, other: "Field") -> "Field":
        """Return the field of a sum of two units at the same place of their grids.

        Parameters
        ----------
        other : Field
            With the same jump.

        Returns
        -------
        Field
        """
        start = min(self.start, other.start)
        end = max(self.start + self.size, other.start + other.size)
        return Field(end - start, self.jump, start)

    def cells(self, unit: int) -> Span:
        """Return the first and the last cell that a unit sees.

        Parameters
        ----------
        unit : int
            Index on the grid.

        Returns
        -------
        first, last : int
            Cells of the input; outside it where the unit sees padding.
        """
        first = self.start + unit * self.jump
        return floor(first), ceil(first + self.size - 1)


@dataclass(frozen=True)
class ReceptiveField:
    """What a layer's units see; pairs are rows, columns.

    Attributes
    ----------
    grid : (int, int)
        Size of the layer's grid of units.
    fields : (Field, Field)
        In the input.
    reads : (tuple of (int, int), tuple of (int, int))
        For every place on the grid, the first and the last cell of the grid before that its
        window covers, padding left out.
    adds : int or None
        Index of the layer whose unit at the same place is added, -1 for the input.
    """

    grid: tuple[int, int]
    fields: tuple[Field, Field]
    reads: tuple[tuple[Span, ...], tuple[Span, ...]]
    adds: int | None = None


def receptive_fields(summaries: Sequence[LayerSummary]) -> list[ReceptiveField]:
    """Follow the units of every layer of a network back to the input.

    Parameters
    ----------
    summaries : sequence of LayerSummary
        The network, from its first layer on.

    Returns
    -------
    list of ReceptiveField
        One per layer.
    """
    height, width, _ = summaries[0].input_shape if summaries else (1, 1, 1)
    grid, fields = (height, width), (Field(), Field())
    all_fields, found = [fields], []
    for each in summaries:
        rows, cols = _axes(each, grid)
        fields = fields[0].after(rows), fields[1].after(cols)
        if each.adds is not None:
            skipped = all_fields[each.adds + 1]
            fields = fields[0].joined(skipped[0]), fields[1].joined(skipped[1])
        grid = rows.output, cols.output
        found.append(ReceptiveField(grid, fields, (_reads(rows), _reads(cols)), each.adds))
        all_fields.append(fields)
    return found


def trace_back(
    found: Sequence[ReceptiveField], layer: int, row: int, col: int
) -> tuple[Span, Span]:
    """Find what one unit sees of the input.

    Parameters
    ----------
    found : sequence of ReceptiveField
        As ``receptive_fields`` returns it.
    layer : int
        Index of the unit's layer.
    row, col : int
        The unit's place on its grid.

    Returns
    -------
    rows, cols : (int, int)
        The first and the last one of the input that the unit can see. Without dilation it depends
        on both; a dilated window's gaps may make it depend on less.
    """
    seen: dict[int, tuple[Span, Span]] = {layer: ((row, row), (col, col))}
    for at in range(layer, -1, -1):
        if at not in seen:
            continue
        rows, cols = seen.pop(at)
        down, across = found[at].reads
        _join(seen, at - 1, (_back(rows, down), _back(cols, across)))
        if (adds := found[at].adds) is not None:
            _join(seen, adds, (rows, cols))
    return seen[-1]


def _join(seen: dict[int, tuple[Span, Span]], layer: int, spans: tuple[Span, Span]) -> None:
    """Add spans to what is seen of a layer's grid; both together reach from first to last."""
    before = seen.get(layer, spans)
    rows, cols = (
        (min(one[0], other[0]), max(one[1], other[1]))
        for one, other in zip(before, spans, strict=True)
    )
    seen[layer] = rows, cols


def _back(span: Span, reads: tuple[Span, ...]) -> Span:
    return reads[span[0]][0], reads[span[1]][1]


def _axes(summary: LayerSummary, grid: tuple[int, int]) -> tuple[AnyAxis, AnyAxis]:
    window = summary.layer.window(summary.input_shape)
    if window is not None:
        return window.rows, window.cols
    height, width = grid
    if summary.layer.fully_connected:
        return Axis(height, height), Axis(width, width)
    return Axis(height, 1), Axis(width, 1)


def _reads(axis: AnyAxis) -> tuple[Span, ...]:
    """First and last input cell under each window; the nearest one where it meets only padding."""
    last_cell, reach = axis.size - 1, axis.effective_kernel - 1
    spans = []
    for position in range(axis.output):
        if isinstance(axis, TransposedAxis):
            last = (position + axis.before) // axis.stride
            first = -((reach - position - axis.before) // axis.stride)
            first = min(first, last)  # between stamps that leave a gap, the one before
        else:
            first = position * axis.stride - axis.before
            last = first + reach
        spans.append((min(max(first, 0), last_cell), min(max(last, 0), last_cell)))
    return tuple(spans)
