"""What stands still: title, captions, input, kernel, and the output's cells that have values."""

import numpy as np

from cnnviz.layers.animation import look
from cnnviz.layers.animation.brush import Brush
from cnnviz.layers.animation.layout import MARGIN, Grid
from cnnviz.layers.animation.stage import Stage
from cnnviz.ops.geometry import Axis, TransposedAxis

Cell = tuple[int, int, int]  # plane, row, column

CAPTION_LIFT, LABEL_LIFT = 9, 5  # pixels between letters and grid
COUNTER = 100  # pixels of the title's line that the counter takes


def paint(brush: Brush, stage: Stage, title: str) -> None:
    """Draw everything that the first frame has before its window is there."""
    frame = stage.layout
    _write_title(brush, stage, title)
    _write_captions(brush, stage)
    _paint_input(brush, stage)
    if frame.kernel:
        _paint_kernel(brush, stage, frame.kernel)
    _paint_blanks(brush, stage)
    brush.fill(frame.sum, look.PANEL, 8)
    brush.fill(frame.bar, look.LINE, 2)


def paint_output(brush: Brush, stage: Stage, cell: Cell, value: float) -> None:
    """Draw one of the output's own cells, (plane, row, col), with its value; NaN has none yet."""
    grid, layer = stage.layout.output, stage.layer
    plane, row, col = cell
    if layer.transposed:
        row, col = row + layer.rows.before, col + layer.cols.before
    if np.isnan(value):
        _fill(brush, grid, (plane, row, col), look.BLANK)
        return
    fill, ink = stage.output_colours(value)
    _fill(brush, grid, (plane, row, col), fill)
    if stage.output_letters:
        middle = centre(grid, (plane, row, col))
        brush.text(middle, look.short(value), stage.output_letters, ink)


def _write_title(brush: Brush, stage: Stage, title: str) -> None:
    """In letters as large as the width allows."""
    room = stage.layout.width - 2 * MARGIN - COUNTER
    size = min(look.TITLE, look.TITLE * room / look.width_of(title, look.TITLE, bold=True))
    brush.text((MARGIN, MARGIN + 12), title, size, anchor="lm", bold=True)


def centre(grid: Grid, cell: Cell) -> tuple[float, float]:
    """The middle of a cell, the gap behind it not counted."""
    x, y = grid.corner(*cell)
    half = side(grid) / 2
    return x + half, y + half


def side(grid: Grid) -> int:
    """Pixels of a cell that are drawn; large ones have a gap between them."""
    return grid.cell - (grid.cell >= look.GAPPED_FROM)


def corner_of(grid: Grid) -> int:
    """Radius of a cell's corners."""
    return look.CORNER if grid.cell >= look.ROUNDED_FROM else 0


def _fill(brush: Brush, grid: Grid, cell: Cell, fill: look.Colour) -> None:
    x, y = grid.corner(*cell)
    brush.fill((x, y, x + side(grid), y + side(grid)), fill, corner_of(grid))


def _paint_blanks(brush: Brush, stage: Stage) -> None:
    """The output before it has values; what a transposed convolution cuts is hatched."""
    grid, layer = stage.layout.output, stage.layer
    name = "Filter" if layer.weighted else "Channel"
    for plane in range(grid.planes):
        label(brush, grid, plane, f"{name} {plane + 1}", plane == 0)
    for plane, row, col in np.ndindex(grid.planes, grid.rows, grid.cols):
        if _is_cut(layer.rows, row) or _is_cut(layer.cols, col):
            brush.hatch(*grid.corner(plane, row, col), side(grid), corner_of(grid))
            continue
        _fill(brush, grid, (plane, row, col), look.BLANK)
        if _is_missed(layer.rows, row) or _is_missed(layer.cols, col):
            brush.cross(*grid.corner(plane, row, col), side(grid))


def _is_cut(axis: Axis | TransposedAxis, at: int) -> bool:
    return isinstance(axis, TransposedAxis) and not axis.holds_output(at)


def _is_missed(axis: Axis | TransposedAxis, at: int) -> bool:
    """Whether no stamp of a transposed convolution falls on an output cell."""
    return isinstance(axis, TransposedAxis) and not axis.uses[at - axis.before]


def _write_captions(brush: Brush, stage: Stage) -> None:
    frame = stage.layout
    grids = (frame.input, frame.kernel, frame.products, frame.output)
    for grid, caption in zip(grids, frame.captions, strict=True):
        if grid:
            x, y = grid.left, grid.top - CAPTION_LIFT
            brush.text((x, y), caption.name, look.CAPTION, anchor="ls", bold=True)
            right = x + look.width_of(f"{caption.name} ", look.CAPTION, bold=True) + 1
            brush.text((right, y), caption.size, look.CAPTION, look.SOFT, "ls")
    for at, sign in zip(frame.signs, _signs(stage), strict=False):
        brush.text(at, sign, 24, look.SOFT)


def _signs(stage: Stage) -> tuple[str, str]:
    if stage.layer.transposed:
        return "×", "→"
    return ("*", "=") if stage.layer.weighted else ("→", "→")


def _paint_input(brush: Brush, stage: Stage) -> None:
    grid, depth = stage.layout.input, stage.layer.weight_shape[1]
    for plane in range(grid.planes):
        label(brush, grid, plane, f"Channel {plane + 1}", plane < depth)
    for cell in np.ndindex(grid.planes, grid.rows, grid.cols):
        _paint_input_cell(brush, stage, cell)


def label(brush: Brush, grid: Grid, plane: int, text: str, strong: bool) -> None:
    """Name one of several planes; those that the window reads or makes stand out."""
    if grid.label:
        x, y = grid.corner(plane, 0, 0)
        colour = look.ACCENT if strong else look.SOFT
        brush.text((x, y - LABEL_LIFT), text, look.LABEL, colour, "ls", bold=strong)


def _paint_input_cell(brush: Brush, stage: Stage, cell: Cell) -> None:
    """A cell of the padded input; channels that the first filter does not read are pale."""
    grid, layer = stage.layout.input, stage.layer
    plane, row, col = cell[0], cell[1] - _before(layer.rows), cell[2] - _before(layer.cols)
    if not (0 <= row < layer.size[0] and 0 <= col < layer.size[1]):
        _paint_padding(brush, stage, cell)
        return
    pale = plane >= layer.weight_shape[1]
    lost = row in layer.rows.unread_cells or col in layer.cols.unread_cells
    _fill(brush, grid, cell, look.mix(_grey(stage, cell), look.PAPER, 0.7 * pale))
    write_input(brush, stage, cell, look.SOFT if pale or lost else look.INK)
    if lost:
        brush.cross(*grid.corner(*cell), side(grid))


def _before(axis: Axis | TransposedAxis) -> int:
    """Padding before the input, of which a transposed convolution has none."""
    return axis.before if isinstance(axis, Axis) else 0


def _grey(stage: Stage, cell: Cell) -> look.Colour:
    return look.grey(stage.slide.padded[cell])


def _paint_padding(brush: Brush, stage: Stage, cell: Cell) -> None:
    """Zeros that a convolution multiplies and a pooling leaves out; empty behind the padding."""
    grid, layer = stage.layout.input, stage.layer
    x, y = grid.corner(*cell)
    sides = zip((layer.rows, layer.cols), cell[1:], strict=True)
    if any(at >= axis.size + axis.before + axis.after for axis, at in sides):
        brush.outline((x, y, x + side(grid), y + side(grid)), look.FAINT, 1, corner_of(grid))
        return
    brush.hatch(x, y, side(grid), corner_of(grid))
    if layer.weighted:
        write_input(brush, stage, cell, look.SOFT)


def write_input(brush: Brush, stage: Stage, cell: Cell, ink: look.Colour = look.INK) -> None:
    """Write the number of a cell of the padded input."""
    if stage.input_letters:
        text = str(stage.slide.padded[cell])
        brush.text(centre(stage.layout.input, cell), text, stage.input_letters, ink)


def _paint_kernel(brush: Brush, stage: Stage, grid: Grid) -> None:
    weights = stage.slide.weights[0]
    letters = look.fitting([look.short(weight) for weight in weights.ravel()], grid.cell)
    for channel, row, col in np.ndindex(weights.shape):
        _fill(brush, grid, (channel, row, col), stage.tap_colour((row, col), channel, False))
        if letters:
            text = look.short(weights[channel, row, col])
            brush.text(centre(grid, (channel, row, col)), text, letters)
    for channel in range(grid.planes):
        label(brush, grid, channel, f"Channel {channel + 1}", False)
