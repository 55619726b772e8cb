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
from math import prod

from cnnviz.networks.architecture import LayerSummary
from cnnviz.ops.geometry import Axis, TransposedAxis

Span = tuple[int, int]  # first and last cell
AnyAxis = Axis | TransposedAxis


@dataclass(frozen=True)
class Field:
    """Receptive field along one axis, on an unbounded input: padding is part of it.

    Unit ``i`` sees ``size`` cells from ``start + i * jump`` on. Behind a transposed convolution
    units differ: ``jump`` may be a fraction, and ``phases`` has what the first units see.

    Attributes
    ----------
    size : int
        Cells of the input that a unit sees; the most of any unit of the grid.
    jump : int or Fraction
        Cells of the input from unit to unit, on average.
    start : int
        First cell that unit 0 sees; negative where it sees padding.
    phases : tuple of (int, int)
        First and last cell that each of the first units sees; what later units see is the same,
        moved by ``jump`` per unit. Empty where all units see alike.

    Examples
    --------
    Two convolutions of 3 × 3, the first with stride 2:

    >>> Field().after(Axis(28, 3, stride=2)).after(Axis(13, 3))
    Field(size=7, jump=2, start=0, phases=())
    """

    size: int = 1
    jump: int | Fraction = 1
    start: int = 0
    phases: tuple[Span, ...] = ()

    def after(self, axis: Axis) -> "Field":
        """Return the field of a window layer's units, where this one is that of the units it reads.

        Parameters
        ----------
        axis : Axis
            Of the window layer, which is no transposed convolution; nor is a layer before it.

        Returns
        -------
        Field
        """
        jump = int(self.jump)
        return Field(
            self.size + (axis.effective_kernel - 1) * jump,
            jump * axis.stride,
            self.start - axis.before * jump,
        )

    def joined(self, other: "Field") -> "Field":
        """Return the field of a sum of two units at the same place of their grids.

        Parameters
        ----------
        other : Field
            With the same jump, and without ``phases``, as this one.

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
        phases = self.phases or ((self.start, self.start + self.size - 1),)
        turns, phase = divmod(unit, len(phases))
        shift = int(turns * len(phases) * self.jump)
        return phases[phase][0] + shift, phases[phase][1] + shift


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
    axes: tuple[list[AnyAxis], list[AnyAxis]] = ([], [])
    adds = [each.adds for each in summaries]
    uneven = False
    for each in summaries:
        rows, cols = _axes(each, grid)
        axes[0].append(rows)
        axes[1].append(cols)
        grid = rows.output, cols.output
        if uneven or isinstance(rows, TransposedAxis) or isinstance(cols, TransposedAxis):
            uneven = True
            fields = _uneven(axes[0], adds, fields[0].jump), _uneven(axes[1], adds, fields[1].jump)
        else:
            fields = fields[0].after(rows), fields[1].after(cols)
            if each.adds is not None:
                skipped = all_fields[each.adds + 1]
                fields = fields[0].joined(skipped[0]), fields[1].joined(skipped[1])
        found.append(ReceptiveField(grid, fields, (_reads(rows), _reads(cols)), each.adds))
        all_fields.append(fields)
    return found


def _uneven(axes: Sequence[AnyAxis], adds: Sequence[int | None], jump: int | Fraction) -> Field:
    """Follow the last layer's units back along one axis: behind a transposed one they differ.

    ``jump`` is that of the layer before.
    """
    last = axes[-1]
    after = Fraction(jump) / last.stride if isinstance(last, TransposedAxis) else jump * last.stride
    period = prod(axis.stride for axis in axes if isinstance(axis, TransposedAxis))
    phases = tuple(_span_of(axes, adds, unit) for unit in range(min(period, last.output)))
    size = max(end - first + 1 for first, end in phases)
    return Field(size, after if after % 1 else int(after), phases[0][0], phases)


def _span_of(axes: Sequence[AnyAxis], adds: Sequence[int | None], unit: int) -> Span:
    """First and last cell of an unbounded input that a unit of the last layer sees."""
    seen: dict[int, Span] = {len(axes) - 1: (unit, unit)}
    for at in range(len(axes) - 1, -1, -1):
        if at not in seen:
            continue
        first, last = seen.pop(at)
        below = [(_read_by(axes[at], first)[0], _read_by(axes[at], last)[1], at - 1)]
        if (added := adds[at]) is not None:
            below.append((first, last, added))
        for low, high, layer in below:
            before = seen.get(layer, (low, high))
            seen[layer] = min(low, before[0]), max(high, before[1])
    return seen[-1]


def _read_by(axis: AnyAxis, position: int) -> Span:
    """First and last input cell under one window, on an unbounded input."""
    reach = axis.effective_kernel - 1
    if not isinstance(axis, TransposedAxis):
        first = position * axis.stride - axis.before
        return first, first + reach
    last = (position + axis.before) // axis.stride
    first = -((reach - position - axis.before) // axis.stride)
    return min(first, last), last  # between stamps that leave a gap, the one before


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
    last_cell = axis.size - 1
    spans = (_read_by(axis, position) for position in range(axis.output))
    return tuple(
        (min(max(first, 0), last_cell), min(max(last, 0), last_cell)) for first, last in spans
    )
