"""HTML that Streamlit has no element for: figures in a row, galleries, tables of numbers.

Text from visitors and files is escaped.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from cnnviz import images
from cnnviz.utils.text import Figure

LONGEST = 112  # pixels that are sent of a picture's longer side
WIDEST = 160  # CSS pixels of a picture in a gallery
LARGEST_FIGURE, OTHER_FIGURES = "1.9rem", "1.2rem"
FIGURES_HEIGHT = 76  # CSS pixels of a row of figures, at least
GAP = 10  # CSS pixels between pictures
LINE = "1px solid color-mix(in srgb, currentColor 14%, transparent)"
NUMBERS = "text-align:right;font-variant-numeric:tabular-nums"


@dataclass(frozen=True, eq=False)
class Exhibit:
    """One picture on show.

    Attributes
    ----------
    picture : ndarray
        uint8 (H, W, C).
    caption : str
        A word or two below it.
    detail : str
        Its tooltip.
    """

    picture: np.ndarray
    caption: str
    detail: str


def figures_row(figures: Sequence[Figure]) -> str:
    """Numbers side by side, the first one largest."""
    style = "display:flex;flex-wrap:wrap;gap:0.2rem 1.25rem;align-items:baseline;"
    style += f"align-content:center;min-height:{FIGURES_HEIGHT}px;"
    sizes = [LARGEST_FIGURE, *[OTHER_FIGURES] * len(figures)]
    parts = map(_figure, figures, sizes)
    return f'<div style="{style}font-variant-numeric:tabular-nums">{"".join(parts)}</div>'


def _figure(figure: Figure, size: str) -> str:
    """Write a number below its name, in lines of one height, so on one baseline."""
    line = f"font-size:{LARGEST_FIGURE};font-weight:620;line-height:1.3;white-space:nowrap"
    return (
        f'<div title="{escape(figure.detail)}">'
        f'<div style="font-size:0.82rem;opacity:0.72">{escape(figure.name)}</div>'
        f'<div style="{line}"><span style="font-size:{size}">{escape(figure.value)}</span></div>'
        "</div>"
    )


def gallery(exhibits: Sequence[Exhibit], columns: int, width: int = 52) -> str:
    """Lay pictures out in rows of ``columns``; fewer where each would be below ``width`` pixels.

    None is wider than ``WIDEST``.
    """
    most = columns * WIDEST + GAP * (columns - 1)
    least = f"max({width}px,(100% - {GAP * (columns - 1)}px)/{columns})"
    style = (
        f"display:grid;grid-template-columns:repeat(auto-fill,minmax({least},1fr));gap:{GAP}px;"
        f"max-width:{most}px;"
        "font-size:0.8rem;line-height:1.25"
    )
    return f'<div style="{style}">{"".join(map(_exhibit, exhibits))}</div>'


def picture(pixels: np.ndarray, detail: str, style: str = "") -> str:
    """A picture, uint8 (H, W, C), as wide as its place, with a tooltip."""
    frame = "width:100%;display:block;border-radius:0.35rem;image-rendering:pixelated"
    text = escape(detail)
    return f'<img style="{style}{frame}" src="{_source(pixels)}" alt="{text}" title="{text}">'


def _exhibit(exhibit: Exhibit) -> str:
    detail, caption = escape(exhibit.detail), escape(exhibit.caption)
    return (
        f'<figure style="margin:0" title="{detail}">'
        f"{picture(exhibit.picture, exhibit.detail)}"
        f'<figcaption style="text-align:center;overflow-wrap:anywhere">{caption}</figcaption>'
        "</figure>"
    )


def _source(picture: np.ndarray) -> str:
    small = images.fit_within(images.to_float(picture), LONGEST)
    png = images.png_bytes(images.to_uint8(small))
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table whose first column is text and whose others are numbers, right-aligned."""
    head = "".join(_cell("th", i, text) for i, text in enumerate(heads))
    body = "".join(
        f"<tr>{''.join(_cell('td', i, text) for i, text in enumerate(row))}</tr>" for row in rows
    )
    return (
        '<table style="width:100%;border-collapse:collapse;font-size:0.875rem">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _cell(tag: str, column: int, text: str) -> str:
    weight = "font-weight:400;opacity:0.72;" if tag == "th" else f"border-top:{LINE};"
    align = NUMBERS if column else "text-align:left"
    align += ";white-space:nowrap" if column and tag == "td" else ""
    return f'<{tag} style="padding:0.3rem 0.25rem;{weight}{align}">{escape(text)}</{tag}>'


def scrollable(content: str, name: str) -> str:
    """Lay HTML in a region that scrolls sideways where it is too wide, by the keyboard, too.

    Parameters
    ----------
    content : str
        HTML.
    name : str
        What is in it, for those who hear the page.

    Returns
    -------
    str
        HTML.
    """
    return (
        f'<div style="overflow-x:auto" tabindex="0" role="region" aria-label="{escape(name)}">'
        f"{content}</div>"
    )
