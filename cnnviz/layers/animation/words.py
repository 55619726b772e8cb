"""The sum below the grids, in pieces: what the shown window's output is made of."""

from dataclasses import dataclass

import numpy as np

from cnnviz.layers.animation import look
from cnnviz.layers.animation.look import Colour
from cnnviz.layers.animation.moments import Moment
from cnnviz.layers.window import MAXIMA, Slide

MOST_TERMS = 12


@dataclass(frozen=True)
class Piece:
    """A few letters of the sum; a term lies on its weight's tint."""

    text: str
    fill: Colour | None = None
    soft: bool = False
    bold: bool = False


def pieces(slide: Slide, moment: Moment) -> list[Piece]:
    """The sum of one moment, left to right."""
    layer = slide.layer.shown
    if layer.transposed:
        return _stamping(slide, moment)
    value = float(moment.output[0, *moment.place])
    text = f"{value:.2f}".rstrip("0").rstrip(".").replace("-", "−")
    equals = "=" if abs(value - round(value, 2)) < 1e-6 else "≈"
    name = Piece(f"{_name(slide)}{_place(slide, moment)}:".capitalize(), soft=True)
    return [name, *_operands(slide, moment), Piece(equals), Piece(text, bold=True)]


def _name(slide: Slide) -> str:
    layer = slide.layer.shown
    if layer.filters == 1:
        return ""
    return f"{'filter' if layer.weighted else 'channel'} 1, "


def _place(slide: Slide, moment: Moment) -> str:
    row, col = moment.place
    return f"position {col}" if slide.layer.dims == 1 else f"row {row}, column {col}"


def _operands(slide: Slide, moment: Moment) -> list[Piece]:
    layer = slide.layer.shown
    if layer.weighted:
        deep = len(moment.cells) > 1
        return _channel_sums(moment) if deep else _joined(_terms(slide, moment), "+")
    if layer.operation in MAXIMA:
        return [Piece("max("), *_joined(_terms(slide, moment), ","), Piece(")")]
    if slide.sums is None or slide.counts is None:
        raise TypeError("a mean has sums and counts")
    total, count = slide.sums[0, *moment.place], slide.counts[*moment.place]
    divided = Piece(f") ÷ {count} = {total} ÷ {count}")
    return [Piece("("), *_joined(_terms(slide, moment), "+"), divided]


def _terms(slide: Slide, moment: Moment) -> list[Piece]:
    """A piece a tap of the only channel; what is left out has none."""
    layer = slide.layer.shown
    taps = [tap for tap in np.ndindex(layer.kernel) if moment.counted[tap]]
    return [_weighted(slide, moment, tap) if layer.weighted else _bare(moment, tap) for tap in taps]


def _weighted(slide: Slide, moment: Moment, tap: tuple[int, ...]) -> Piece:
    rows, cols = slide.layer.shown.kernel
    text = f"{moment.cells[0, *tap]}×{look.short(slide.weights[0, 0, *tap])}"
    return Piece(text, look.tint(tap[0] * cols + tap[1], rows * cols, 0, 1))


def _bare(moment: Moment, tap: tuple[int, ...]) -> Piece:
    won = tap == moment.winner
    return Piece(str(moment.cells[0, *tap]), look.pooled(won), bold=won)


def _joined(terms: list[Piece], sign: str) -> list[Piece]:
    """The terms with the sign between them; of many, the first and the last few."""
    if len(terms) > MOST_TERMS:
        ends = MOST_TERMS // 2 - 1
        between = Piece(f"… {len(terms) - 2 * ends:,} more …")
        terms = [*terms[:ends], between, *terms[-ends:]]
    signed = [piece for term in terms for piece in (Piece(sign), term)]
    return signed[1:] or [Piece("0")]


def _channel_sums(moment: Moment) -> list[Piece]:
    """A sum a channel, each in its first weight's tint."""
    depth, *kernel = moment.products.shape
    found = []
    for channel, products in enumerate(moment.products):
        fill = look.tint(0, kernel[0] * kernel[1], channel, depth)
        found += [Piece("+"), Piece(look.short(products.sum()), fill)]
        found.append(Piece(f"channel {channel + 1}", soft=True))
    return found[1:]


def _stamping(slide: Slide, moment: Moment) -> list[Piece]:
    """An input cell of a transposed convolution: what it stamps, and where."""
    name = Piece(f"Input {_place(slide, moment)}:", soft=True)
    deep = len(moment.cells) > 1
    stamps = [
        f"{cell} × kernel{f' of channel {channel + 1}' if deep else ''}"
        for channel, cell in enumerate(moment.cells[:, 0, 0])
    ]
    return [name, Piece(" + ".join(stamps), bold=True), Piece(f"added to {_reach(slide, moment)}")]


def _reach(slide: Slide, moment: Moment) -> str:
    """The output cells from the first tap kept to the last."""
    layer = slide.layer.shown
    sides = []
    for axis, at in zip((layer.rows, layer.cols), moment.place, strict=True):
        cells = [cell - axis.before for cell in axis.window(at)]
        kept = [cell for cell in cells if 0 <= cell < axis.output]
        sides.append(f"{kept[0]}–{kept[-1]}" if kept[1:] else "".join(map(str, kept)))
    if not all(sides):
        return "nothing: all is cut away"
    if layer.dims == 1:
        return f"positions {sides[1]} of the output"
    return f"rows {sides[0]}, columns {sides[1]} of the output"
