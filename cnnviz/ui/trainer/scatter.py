"""Brightness against contrast of every image, as inline SVG."""

import base64
from collections.abc import Sequence
from html import escape

import numpy as np

from cnnviz.utils.language import _
from cnnviz.utils.text import number, plural

MOST_POINTS = 4_000  # of more, a random sample
WIDTH, HEIGHT, MARGIN = 440, 290, 36  # its letters can be read on a phone, too
MOST_WIDE = 640  # CSS pixels
RADIUS = 1.9
LETTERS = 11
INK = "#808495"  # readable on a light and on a dark page
# Told apart with colour blindness too: eight by M. Okabe, K. Ito, "Color universal design" (2008),
# and two of ours, for ten digits.
COLOURS = (
    *("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#b3a800", "#8c8c8c"),
    *("#8d5fd3", "#a1662f"),
)


def colour(label: int) -> str:
    """A class's colour; they repeat after ten classes."""
    return COLOURS[label % len(COLOURS)]


def scatter(
    brightness: np.ndarray, contrast: np.ndarray, labels: np.ndarray, classes: Sequence[str]
) -> str:
    """Draw one point per image, coloured by class, with a legend."""
    chosen = np.arange(len(labels))
    if len(labels) > MOST_POINTS:
        chosen = np.random.default_rng(0).choice(len(labels), MOST_POINTS, replace=False)
    highest = max(float(contrast.max(initial=0)), 0.05)
    brightest = max(float(brightness.max(initial=0)), 0.05)
    x = MARGIN + brightness[chosen] / brightest * (WIDTH - MARGIN - 8)
    y = HEIGHT - MARGIN - contrast[chosen] / highest * (HEIGHT - MARGIN - 8)
    clouds = "".join(
        _cloud(x[labels[chosen] == label], y[labels[chosen] == label], label)
        for label in range(len(classes))
    )
    label = _("Brightness against contrast of {images}", images=plural(len(labels), "image"))
    if len(labels) > MOST_POINTS:
        label = _("{label}, {count:,} of them drawn", label=label, count=MOST_POINTS)
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif">{_axes(brightest, highest)}{clouds}</svg>'
    )
    # As a picture: Streamlit removes drawings from a page's HTML.
    source = f"data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()}"
    style = f"width:100%;max-width:{MOST_WIDE}px;display:block"
    return f'<img src="{source}" alt="{label}" style="{style}">{_legend(classes)}'


def _cloud(x: np.ndarray, y: np.ndarray, label: int) -> str:
    """All points of a class as one path of dots: short, and quick to draw."""
    dots = "".join(f"M{a:.1f} {b:.1f}h0" for a, b in zip(x, y, strict=True))
    return (
        f'<path d="{dots}" stroke="{colour(label)}" stroke-width="{2 * RADIUS}" '
        'stroke-linecap="round" stroke-opacity="0.6" fill="none"/>'
        if dots
        else ""
    )


def _axes(brightest: float, highest: float) -> str:
    right, bottom = WIDTH - 8, HEIGHT - MARGIN
    middle = (MARGIN + right) / 2, bottom / 2
    text = f'fill="{INK}" font-size="{LETTERS}"'
    return (
        f'<path d="M{MARGIN} 8V{bottom}H{right}" stroke="{INK}" stroke-opacity="0.5" fill="none"/>'
        f'<text x="{MARGIN}" y="{bottom + 14}" {text}>0</text>'
        f'<text x="{right}" y="{bottom + 14}" text-anchor="end" {text}>{number(brightest)}</text>'
        f'<text x="{middle[0]}" y="{bottom + 29}" text-anchor="middle" {text}>'
        f"{_('brightness: mean grey value')}</text>"
        f'<text x="{MARGIN - 6}" y="{bottom}" text-anchor="end" {text}>0</text>'
        f'<text x="{MARGIN - 6}" y="18" text-anchor="end" {text}>{number(highest)}</text>'
        f'<text transform="translate(12 {middle[1]}) rotate(-90)" text-anchor="middle" {text}>'
        f"{_('contrast: standard deviation')}</text>"
    )


def _legend(classes: Sequence[str]) -> str:
    dot = "display:inline-block;width:0.7rem;height:0.7rem;border-radius:50%;margin-right:0.3rem"
    entries = "".join(
        f'<span><span style="{dot};background:{colour(label)}"></span>{escape(name)}</span>'
        for label, name in enumerate(classes)
    )
    style = "display:flex;flex-wrap:wrap;gap:0.2rem 1rem;font-size:0.85rem;margin-top:0.4rem"
    return f'<div style="{style}">{entries}</div>'
