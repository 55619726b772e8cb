"""What moves: the window on the field, its place, the products, the sum and the bar."""

import numpy as np

from cnnviz.layers.animation import look
from cnnviz.layers.animation.brush import Brush
from cnnviz.layers.animation.layout import MARGIN, Box, Grid
from cnnviz.layers.animation.moments import Moment
from cnnviz.layers.animation.stage import Stage
from cnnviz.layers.animation.still import Cell, centre, corner_of, side, write_input
from cnnviz.layers.animation.words import Piece, pieces

WEIGHTS_FROM, THICK_FROM = 34, 10  # pixels of a cell with room for its weight, for a thick frame
WEIGHT_INK = look.mix(look.PAPER, look.INK, 0.8)
SUM_LETTERS, LEAST_SUM_LETTERS = 15, 10
SPACE, PAD, LINE_HEIGHT = 6, 5, 26


def paint(brush: Brush, stage: Stage, now: Moment) -> None:
    """Draw one moment over what stands still."""
    _paint_window(brush, stage, now)
    _paint_place(brush, stage, now)
    _paint_products(brush, stage, now)
    _write_sum(brush, stage, pieces(stage.slide, now))
    left, top, right, bottom = stage.layout.bar
    done = max((right - left) * (now.position + 1) / stage.steps, bottom - top)
    brush.fill((left, top, left + done, bottom), look.ACCENT, 2)
    count = f"{now.position + 1} / {stage.steps}"
    brush.text((right, MARGIN + 12), count, look.CAPTION, look.SOFT, "rm")


def _paint_window(brush: Brush, stage: Stage, now: Moment) -> None:
    """A tile on each cell that the window covers, and a frame around them."""
    layer = stage.layer
    grid = stage.layout.output if layer.transposed else stage.layout.input
    rows, cols = layer.rows.window(now.place[0]), layer.cols.window(now.place[1])
    read = range(1 if layer.transposed else len(now.cells))
    for plane, a, b in np.ndindex(len(read), *layer.kernel):
        _paint_tile(brush, stage, now, (plane, rows[a], cols[b]), (a, b))
    for plane in range(grid.planes) if layer.transposed else read:
        box = grid.span(plane, (rows[0], cols[0]), (rows[-1], cols[-1]))
        _frame(brush, grid, box, plane in read)


def _frame(brush: Brush, grid: Grid, box: Box, thick: bool) -> None:
    """Outline cells in the accent, the gap behind the last ones not included."""
    left, top, right, bottom = box
    gap = grid.cell - side(grid)
    line = (3 if grid.cell >= THICK_FROM else 2) if thick else 1
    radius = 4 if grid.cell >= look.ROUNDED_FROM else 0
    brush.outline((left, top, right - gap, bottom - gap), look.ACCENT, line, radius)


def _paint_tile(brush: Brush, stage: Stage, now: Moment, cell: Cell, tap: tuple[int, int]) -> None:
    """A cell under the window: its weight's tint, its number and, if there is room, its weight."""
    layer, frame = stage.layer, stage.layout
    grid = frame.output if layer.transposed else frame.input
    (x, y), edge = grid.corner(*cell), side(grid)
    colour = stage.tap_colour(tap, cell[0], tap == now.winner)
    brush.fill((x, y, x + edge, y + edge), colour, corner_of(grid))
    if layer.transposed:
        _write_output(brush, stage, now, cell, tap)
    elif layer.weighted or now.counted[tap]:
        write_input(brush, stage, cell)
    if layer.weighted and grid.cell >= WEIGHTS_FROM:
        text = f"×{look.short(stage.slide.weights[0, cell[0], *tap])}"
        brush.text((x + edge - 4, y + edge - 4), text, grid.cell * 0.23, WEIGHT_INK, "rs")


def _write_output(
    brush: Brush, stage: Stage, now: Moment, cell: Cell, tap: tuple[int, int]
) -> None:
    """The sum so far in a cell that is stamped."""
    plane, row, col = cell
    if now.counted[tap] and stage.output_letters:
        value = now.output[plane, row - stage.layer.rows.before, col - stage.layer.cols.before]
        brush.text(centre(stage.layout.output, cell), look.short(value), stage.output_letters)


def _paint_place(brush: Brush, stage: Stage, now: Moment) -> None:
    """Frame the output cell that the window makes, or the input cells that stamp."""
    transposed = stage.layer.transposed
    grid = stage.layout.input if transposed else stage.layout.output
    own = range(len(now.cells) if transposed else 1)
    for plane in own if transposed else range(grid.planes):
        _frame(brush, grid, grid.span(plane, now.place, now.place), plane in own)


def _paint_products(brush: Brush, stage: Stage, now: Moment) -> None:
    """The cells under the window: times their weights, or, for pooling, as they are."""
    grid = stage.layout.products
    letters = look.fitting([*(look.short(p) for p in now.products.ravel()), "00"], grid.cell)
    for cell in np.ndindex(now.products.shape):
        (x, y), tap = grid.corner(*cell), (cell[1], cell[2])
        if not now.counted[tap]:
            brush.hatch(x, y, side(grid), corner_of(grid))
            continue
        colour = stage.tap_colour(tap, cell[0], tap == now.winner)
        brush.fill((x, y, x + side(grid), y + side(grid)), colour, corner_of(grid))
        if letters:
            brush.text(centre(grid, cell), look.short(float(now.products[cell])), letters)
    if now.winner:
        _frame(brush, grid, grid.span(0, now.winner, now.winner), True)
    _write_channel_sums(brush, stage, now)


def _write_channel_sums(brush: Brush, stage: Stage, now: Moment) -> None:
    """The sum of each of several channels' products beside them; a stamp is not summed."""
    grid = stage.layout.products
    if grid.planes == 1 or stage.layer.transposed:
        return
    for channel, products in enumerate(now.products):
        _, top, right, bottom = grid.whole(channel)
        at = right + 6, (top + bottom) / 2
        brush.text(at, f"= {look.short(products.sum())}", look.CAPTION, anchor="lm", bold=True)


def _write_sum(brush: Brush, stage: Stage, sum_pieces: list[Piece]) -> None:
    """The sum in at most two lines, its letters as large as that allows."""
    left, top, right, bottom = stage.layout.sum
    size = SUM_LETTERS
    lines = _lines(sum_pieces, right - left - 24, size)
    while len(lines) > 2 and size > LEAST_SUM_LETTERS:
        size -= 1
        lines = _lines(sum_pieces, right - left - 24, size)
    middle = (top + bottom) / 2 - (len(lines) - 1) * LINE_HEIGHT / 2
    for number, line in enumerate(lines):
        _write_line(brush, line, (left + 12, middle + number * LINE_HEIGHT), size)


def _lines(sum_pieces: list[Piece], room: float, size: float) -> list[list[Piece]]:
    """Break the pieces into lines that are no wider than the room."""
    lines: list[list[Piece]] = [[]]
    used = 0.0
    for piece in sum_pieces:
        wide = _width(piece, size) + SPACE
        if lines[-1] and used + wide > room:
            lines.append([])
            used = 0
        lines[-1].append(piece)
        used += wide
    return lines


def _width(piece: Piece, size: float) -> float:
    return look.width_of(piece.text, size, piece.bold) + 2 * PAD * (piece.fill is not None)


def _write_line(brush: Brush, line: list[Piece], start: tuple[float, float], size: float) -> None:
    x, y = start
    for piece in line:
        wide = _width(piece, size)
        if piece.fill:
            brush.fill((x, y - 11, x + wide, y + 11), piece.fill, 4)
        ink = look.SOFT if piece.soft else look.INK
        brush.text((x + PAD * (piece.fill is not None), y), piece.text, size, ink, "lm", piece.bold)
        x += wide + SPACE
