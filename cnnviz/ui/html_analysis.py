"""HTML of a kernel's analysis: factors as grids, singular values and times as bars."""

from collections.abc import Iterable, Sequence
from html import escape

import numpy as np

from cnnviz.filters.analysis.separable import Separation, fraction
from cnnviz.filters.analysis.timing import Timing
from cnnviz.ui.page_colours import page_scale
from cnnviz.utils.colours import colour_signed, ink_on
from cnnviz.utils.language import _, current
from cnnviz.utils.local_numbers import localised
from cnnviz.utils.text import number

LARGEST_CELL = 46  # CSS pixels
MOST_NUMBERED = 9  # cells side by side that have room for numbers
BAR = "var(--st-primary-color, #0f766e)"
NONE = '<span style="opacity:0.6">–</span>'
SOFT = "color-mix(in srgb, currentColor 12%, transparent)"


def product_table(parts: Separation) -> str:
    """Column, row and their products, laid out like a multiplication table."""
    height, width = parts.kernel.shape
    products = np.outer(parts.column, parts.row)
    limit = max(np.abs(parts.column).max(), np.abs(parts.row).max())
    numbered = max(height, width) <= MOST_NUMBERED
    cells = ["<span></span>", *_cells(parts.row, limit, numbered, "border-bottom")]
    colours = colour_signed(products, None, page_scale("weights"))
    for i in range(height):
        cells += _cells(parts.column[i : i + 1], limit, numbered, "border-right")
        cells += [_cell(products[i, j], colours[i, j], numbered) for j in range(width)]
    columns = f"repeat({width + 1},minmax(0,{LARGEST_CELL}px))"
    size = 0.9 if max(height, width) <= 5 else 0.7
    style = f"display:grid;grid-template-columns:{columns};gap:2px;font-size:{size}rem"
    grid = f'<div role="img" aria-label="{_spoken(parts)}" style="{style}">{"".join(cells)}</div>'
    if parts.scale == 1:
        return grid
    factor = (
        f'<div style="font-size:1.1rem" title="{parts.scale!r}">{fraction(parts.scale)} ×</div>'
    )
    return (
        '<div style="display:grid;grid-template-columns:auto 1fr;gap:0.6rem;align-items:center">'
        f"{factor}{grid}</div>"
    )


def _spoken(parts: Separation) -> str:
    column, row = (", ".join(map(number, factor)) for factor in (parts.column, parts.row))
    return escape(
        _(
            "Column {column}; row {row}; each cell is the product of the two",
            column=column,
            row=row,
        )
    )


def _cells(factor: np.ndarray, limit: float, numbered: bool, side: str) -> list[str]:
    """Cells of a factor, with a line towards the products."""
    edge = f"{side}:3px solid {BAR};"
    colours = colour_signed(factor, float(limit), page_scale("weights"))
    return [
        _cell(value, colour, numbered, edge) for value, colour in zip(factor, colours, strict=True)
    ]


def _cell(value: float, colour: Iterable[int], numbered: bool, more: str = "") -> str:
    red, green, blue = (int(part) for part in colour)
    ink = ink_on((red, green, blue))
    style = (
        f"aspect-ratio:1;display:grid;place-items:center;border-radius:3px;color:{ink};"
        f"box-shadow:inset 0 0 0 1px rgb(127 127 127 / 25%);"
        f"background:rgb({red} {green} {blue});overflow:hidden;{more}"
    )
    text = number(float(value)) if numbered else ""
    return f'<span style="{style}" title="{float(value):.6g}">{text}</span>'


def singular_bars(parts: Separation) -> str:
    """Singular values as upright bars with their numbers, largest first; rounding counts as 0."""
    values, most = parts.singular_values, parts.singular_values[0] or 1.0
    numbered = len(values) <= MOST_NUMBERED
    bars = "".join(
        _upright(float(value) if i < parts.rank else 0.0, float(value / most), numbered)
        for i, value in enumerate(values)
    )
    style = "display:flex;gap:4px;align-items:flex-end;height:72px"
    return (
        f'<div role="img" aria-label="{escape(_("Singular values"))}" style="{style}">{bars}</div>'
    )


def _upright(value: float, share: float, numbered: bool) -> str:
    text = number(value) if numbered else ""
    bar = f"height:{max(48 * share, 2):.0f}px;background:{BAR if value else SOFT}"
    return (
        f'<div title="{value:.6g}" style="flex:1;max-width:3rem;text-align:center;'
        f'font-size:0.75rem;font-variant-numeric:tabular-nums">{text}'
        f'<div style="{bar};border-radius:3px 3px 0 0"></div></div>'
    )


def timing_rows(timings: Sequence[Timing]) -> str:
    """Each method with its multiplications per pixel, and its time as number and bar."""
    slowest = max((timing.milliseconds or 0 for timing in timings), default=0)
    rows = "".join(_timing_row(timing, slowest) for timing in timings)
    head = "<span></span><span>" + escape(_("× per pixel"))
    head += '</span><span style="padding-right:0.2rem">ms</span>'
    style = (
        "display:grid;grid-template-columns:1fr auto 4.2rem;gap:0.2rem 1rem;text-align:right;"
        "font-variant-numeric:tabular-nums;font-size:0.9rem"
    )
    return f'<div style="{style}"><div style="{HEAD}">{head}</div>{rows}</div>'


HEAD = "display:contents;font-size:0.82rem;opacity:0.72"


def _timing_row(timing: Timing, slowest: float) -> str:
    name = f'<span style="text-align:left">{escape(_(timing.way))}</span>'
    counted, taken = timing.multiplications, timing.milliseconds
    if counted is None:
        count = NONE
    elif counted % 1:
        count = f"<span>{escape(_('about {count:,.0f}', count=counted))}</span>"
    else:
        count = f"<span>{localised(f'{counted:,.0f}', current())}</span>"
    if taken is None:
        return f"{name}{count}{NONE}{_bar(0)}"
    digits = 2 if taken < 10 else 1 if taken < 100 else 0
    shown = f'<b title="{taken:.4f} ms">{localised(f"{taken:.{digits}f}", current())}</b>'
    return f"{name}{count}{shown}{_bar(taken / slowest)}"


def _bar(share: float) -> str:
    fill = f"width:{share:.1%};height:100%;border-radius:3px;background:{BAR}"
    track = f"grid-column:1/-1;height:7px;border-radius:3px;margin-bottom:0.5rem;background:{SOFT}"
    return f'<div style="{track}"><div style="{fill}"></div></div>'
