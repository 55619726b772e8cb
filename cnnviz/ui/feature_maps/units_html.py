"""HTML of a unit's page: bars with those of before behind them, framed images, filters by worth."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from cnnviz import images
from cnnviz.ui.feature_maps.unit_words import by_noun
from cnnviz.ui.page_colours import page_scale
from cnnviz.utils.language import N_, _, current, put_in

FRAME = "#e8590c"
LONGEST = 112  # pixels that are sent of an image
WORTH_HEIGHT = 110  # CSS pixels
LEAST_RANGE = 0.005  # of accuracy, so that a rounding error is no bar
LOST_BY_FILTER = N_("Accuracy lost without each filter")
LOST_BY_UNIT = N_("Accuracy lost without each unit")


@dataclass(frozen=True, eq=False)
class Framed:
    """An image with a frame.

    Attributes
    ----------
    picture : ndarray
        float32 (H, W, C).
    box : tuple of float
        Top, left, height and width of the frame, as shares of the picture.
    caption, detail : str
    """

    picture: np.ndarray
    box: tuple[float, float, float, float]
    caption: str
    detail: str


def bars(
    names: Sequence[str],
    values: Sequence[float],
    written: Sequence[str],
    before: Sequence[float] | None = None,
) -> str:
    """A bar per name, as long as its value's share of the largest; those of before behind them.

    Negative values have no bar.
    """
    longest = max(*values, *(before or ()), 1e-12)
    rows = []
    for place, (name, value, text) in enumerate(zip(names, values, written, strict=True)):
        behind = "" if before is None else _behind(max(before[place], 0) / longest)
        rows.append(
            f'<span style="white-space:nowrap">{escape(name)}</span>'
            f'<span style="position:relative;height:0.8rem">{behind}{_bar(max(value, 0) / longest)}'
            f'</span><span style="text-align:right" title="{value!r}">{escape(text)}</span>'
        )
    style = (
        "display:grid;grid-template-columns:auto 1fr auto;gap:3px 0.6rem;align-items:center;"
        "font-size:0.85rem;font-variant-numeric:tabular-nums"
    )
    return f'<div style="{style}">{"".join(rows)}</div>'


def _bar(share: float) -> str:
    colour = page_scale("probability")[4]
    return (
        f'<span style="position:absolute;left:0;top:0.15rem;bottom:0.15rem;border-radius:2px;'
        f'background:{colour};width:{100 * share:.2f}%;min-width:1px"></span>'
    )


def _behind(share: float) -> str:
    return (
        '<span style="position:absolute;left:0;top:0;bottom:0;border-radius:2px;opacity:0.3;'
        f'background:currentColor;width:{100 * share:.2f}%"></span>'
    )


def framed_gallery(exhibits: Sequence[Framed], width: int = 72) -> str:
    """Images side by side, each with its frame."""
    style = (
        f"display:grid;grid-template-columns:repeat(auto-fill,minmax({width}px,1fr));gap:10px;"
        "font-size:0.8rem;line-height:1.25"
    )
    return f'<div style="{style}">{"".join(map(_framed, exhibits))}</div>'


def _framed(exhibit: Framed) -> str:
    top, left, height, width = (f"{100 * share:.2f}%" for share in exhibit.box)
    detail = escape(exhibit.detail)
    frame = (
        f"position:absolute;top:{top};left:{left};height:{height};width:{width};"
        f"border:2px solid {FRAME};box-shadow:0 0 0 1px rgb(255 255 255 / 60%)"
    )
    return (
        f'<figure style="margin:0" title="{detail}"><div style="position:relative">'
        f'<img style="width:100%;display:block;image-rendering:pixelated" alt="{detail}" '
        f'src="{_source(exhibit.picture)}"><span style="{frame}"></span></div>'
        f'<figcaption style="text-align:center">{escape(exhibit.caption)}</figcaption></figure>'
    )


def _source(picture: np.ndarray) -> str:
    small = images.fit_within(np.ascontiguousarray(picture, np.float32), LONGEST)
    png = images.png_bytes(images.to_uint8(small))
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def worth_bars(losses: np.ndarray, chosen: int, noun: str) -> str:
    """A bar per filter, the largest loss of accuracy first; gains hang down.

    Parameters
    ----------
    losses : ndarray
        float (filters,): accuracy lost without each; NaN where it is not known yet.
    chosen : int
        Drawn in the accent.
    noun : str
        "filter" or "unit".
    """
    known = np.flatnonzero(np.isfinite(losses))
    order = known[np.argsort(-losses[known], kind="stable")]
    most = max(float(losses[order].max(initial=0)), LEAST_RANGE)
    least = max(float(-losses[order].min(initial=0)), 0.0)
    above = WORTH_HEIGHT * most / (most + least)
    parts = "".join(
        _worth_bar(float(losses[unit]), above, most + least, unit_name(noun, unit), unit == chosen)
        for unit in order
    )
    style = f"display:flex;gap:1px;height:{WORTH_HEIGHT}px;align-items:stretch"
    label = by_noun(noun, LOST_BY_FILTER, LOST_BY_UNIT)
    return f'<div role="img" aria-label="{escape(label)}" style="{style}">{parts}</div>'


def unit_name(noun: str, unit: int) -> str:
    """Name a filter or a unit, which is counted from 0 here and from 1 on screen."""
    return by_noun(noun, N_("filter {number}"), N_("unit {number}"), number=unit + 1)


def _worth_bar(loss: float, above: float, span: float, name: str, chosen: bool) -> str:
    height = WORTH_HEIGHT * abs(loss) / span
    top = above - height if loss > 0 else above
    colour = FRAME if chosen else page_scale("probability")[4]
    points = put_in("{points:+.1f}", {"points": 100 * loss}, current())
    points = points.removeprefix("+") if not round(100 * loss, 1) else points
    detail = _("{name}: {points} percentage points", name=name, points=points)
    return (
        f'<span title="{escape(detail)}" style="position:relative;flex:1 1 0;max-width:1.4rem">'
        f'<span style="position:absolute;left:0;right:0;top:{top:.1f}px;'
        f'height:{max(height, 1):.1f}px;background:{colour}"></span></span>'
    )
