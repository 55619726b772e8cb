"""HTML for one image: the picture, the probabilities as bars, the history as a strip."""

import base64
from collections.abc import Mapping, Sequence
from html import escape

import numpy as np

from cnnviz import images
from cnnviz.ui.page_colours import page_scale
from cnnviz.utils.colours import ink_on, lookup_table
from cnnviz.utils.language import _
from cnnviz.utils.text import probability as written

LARGEST = 400  # pixels that are sent of a picture's longer side
SIDE = 240  # CSS pixels of the picture
MOST_BARS = 10
LEAST_CELL = 14  # CSS pixels of an epoch in the strip


def large_picture(pixels: np.ndarray, detail: str) -> str:
    """A picture, uint8 (H, W, C), with hard pixels where it is enlarged."""
    small = images.fit_within(pixels, LARGEST)
    how = "pixelated" if max(pixels.shape[:2]) < SIDE else "auto"
    source = base64.b64encode(images.png_bytes(images.to_uint8(images.to_float(small)))).decode()
    style = (
        f"width:100%;max-width:{SIDE}px;border-radius:0.4rem;image-rendering:{how};display:block"
    )
    text = escape(detail)
    return f'<img style="{style}" alt="{text}" title="{text}" src="data:image/png;base64,{source}">'


def probability_bars(probabilities: np.ndarray, classes: Sequence[str], true: int) -> str:
    """The probability of every class, in their order; of many classes the largest and the truth."""
    shown: Sequence[int] = range(len(classes))
    if len(classes) > MOST_BARS:
        largest = set(np.argsort(-probabilities, kind="stable")[:MOST_BARS].tolist()) | {true}
        shown = sorted(largest, key=lambda label: -probabilities[label])
    rows = "".join(_bar(classes[each], float(probabilities[each]), each == true) for each in shown)
    style = (
        "display:grid;grid-template-columns:auto 1fr auto;gap:3px 0.6rem;align-items:center;"
        "font-size:0.85rem;font-variant-numeric:tabular-nums"
    )
    return f'<div style="{style}">{rows}</div>'


def _bar(name: str, probability: float, is_true: bool) -> str:
    colour = page_scale("probability")[4]
    weight = "font-weight:650" if is_true else ""
    label = escape(_("{name} (true)", name=name) if is_true else name)
    bar = (
        f'<span style="display:block;height:0.7rem;border-radius:2px;background:{colour};'
        f'width:{100 * probability:.2f}%;min-width:1px"></span>'
    )
    return (
        f'<span style="{weight}">{label}</span>{bar}'
        f'<span style="text-align:right;{weight}" title="{probability!r}">'
        f"{escape(written(probability))}</span>"
    )


def history_strip(
    history: Mapping[int, tuple[int, float]], classes: Sequence[str], true: int
) -> str:
    """One cell per epoch: the predicted class, coloured by the probability of the true class."""
    scale = lookup_table(page_scale("probability"))
    longest = max(len(classes[predicted]) for predicted, _truth in history.values())
    width = max(LEAST_CELL, 8 * longest + 8)
    cells = "".join(
        _epoch(epoch, classes[predicted], truth, predicted == true, scale)
        for epoch, (predicted, truth) in sorted(history.items())
    )
    style = (
        f"display:grid;grid-template-columns:repeat(auto-fill,minmax({width}px,1fr));gap:3px;"
        "font-size:0.78rem;line-height:1.2;text-align:center;padding:3px"
    )
    return f'<div style="{style}">{cells}</div>'


def _epoch(epoch: int, predicted: str, truth: float, right: bool, scale: np.ndarray) -> str:
    colour = scale[round(255 * min(max(truth, 0.0), 1.0))]
    values: dict[str, object] = {"epoch": epoch, "answer": predicted, "share": written(truth)}
    detail = escape(
        _(
            "epoch {epoch}: classified as {answer}, correct; {share} for the true class",
            **values,
        )
        if right
        else _(
            "epoch {epoch}: classified as {answer}, wrong; {share} for the true class",
            **values,
        )
    )
    frame = "outline:2px solid currentColor;outline-offset:1px;" if right else ""
    inner = (
        f"display:block;padding:0.15rem 0;border-radius:3px;overflow:hidden;"
        f"background:rgb{tuple(colour.tolist())};color:{ink_on(colour)}"
    )
    return (
        f'<span title="{detail}" aria-label="{detail}" role="img" '
        f'style="{frame}border-radius:3px;margin:1px"><span style="{inner}">{escape(predicted)}'
        f"</span></span>"
    )
