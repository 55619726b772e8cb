"""An activation's curve as SVG, with where a picture's sums lie on it and where they end up.

Below the curve, how many sums have each value; to its right, how many outputs. The drawing has
classes, no colours: the component ``activation_curve`` gives it the theme's.
"""

import numpy as np

from cnnviz.filters.steps import Histogram
from cnnviz.ops.activations import Activation
from cnnviz.utils.language import _, current
from cnnviz.utils.local_numbers import localised
from cnnviz.utils.text import minus

LEFT, TOP, WIDTH, HEIGHT = 46, 6, 248, 150  # the curve's frame
BARS = 36  # length of the longest bar
GAP = 4
SIZE = (LEFT + WIDTH + GAP + BARS, TOP + HEIGHT + GAP + BARS + 16)
POINTS = 121


def activation_svg(activation: Activation, sums: Histogram, outputs: Histogram) -> str:
    """Draw an activation's curve over the range of the sums, with a histogram along each axis.

    Parameters
    ----------
    activation : Activation
        The function to draw.
    sums, outputs : Histogram
        What reaches the activation and what leaves it; their ranges are the axes.

    Returns
    -------
    str
        An ``<svg>`` element.
    """
    label = _(
        "Curve of {activation} over sums from {low} to {high}",
        activation=_(activation.name),
        low=_short(sums.low),
        high=_short(sums.high),
    )
    return (
        f'<svg viewBox="0 0 {SIZE[0]} {SIZE[1]}" role="img" aria-label="{label}">'
        f'<rect class="frame" x="{LEFT}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}"/>'
        f"{_zero_lines(sums, outputs)}"
        f'<g class="sums">{_bars_below(sums)}</g><g class="outputs">{_bars_right(outputs)}</g>'
        f"{_curve(activation, sums, outputs)}{_labels(sums, outputs)}</svg>"
    )


def _across(values: np.ndarray | float, sums: Histogram) -> np.ndarray:
    return LEFT + WIDTH * (np.asarray(values) - sums.low) / (sums.high - sums.low)


def _down(values: np.ndarray | float, outputs: Histogram) -> np.ndarray:
    return TOP + HEIGHT * (outputs.high - np.asarray(values)) / (outputs.high - outputs.low)


def _curve(activation: Activation, sums: Histogram, outputs: Histogram) -> str:
    at = np.union1d(np.linspace(sums.low, sums.high, POINTS), [0.0])  # a bend at 0 stays sharp
    places = zip(_across(at, sums), _down(activation(at), outputs), strict=True)
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return f'<polyline class="line" points="{points}"/>'


def _zero_lines(sums: Histogram, outputs: Histogram) -> str:
    x, y = f"{_across(0.0, sums):.1f}", f"{_down(0.0, outputs):.1f}"
    return (
        f'<path class="zero" d="M{x},{TOP}v{HEIGHT}"/><path class="zero" d="M{LEFT},{y}h{WIDTH}"/>'
    )


def _bars_below(sums: Histogram) -> str:
    step, base = WIDTH / len(sums.counts), TOP + HEIGHT + GAP
    return "".join(
        f'<rect x="{LEFT + i * step:.1f}" y="{base}" width="{step:.1f}" height="{length:.1f}"/>'
        for i, length in enumerate(_lengths(sums))
        if length
    )


def _bars_right(outputs: Histogram) -> str:
    step, base = HEIGHT / len(outputs.counts), LEFT + WIDTH + GAP
    foot = TOP + HEIGHT - step
    return "".join(
        f'<rect x="{base}" y="{foot - i * step:.1f}" width="{length:.1f}" height="{step:.1f}"/>'
        for i, length in enumerate(_lengths(outputs))
        if length
    )


def _lengths(histogram: Histogram) -> np.ndarray:
    """Lengths of the bars: square roots, for one value often outnumbers all others."""
    return BARS * np.sqrt(histogram.counts / max(histogram.counts.max(), 1))


def _labels(sums: Histogram, outputs: Histogram) -> str:
    """The ends of both axes, and what they count."""
    foot = TOP + HEIGHT + GAP + BARS + 11
    labels = [
        (LEFT, foot, "start", _short(sums.low)),
        (LEFT + WIDTH / 2, foot, "middle", _("sum, bias included")),
        (LEFT + WIDTH, foot, "end", _short(sums.high)),
        (LEFT - 6, TOP + 8, "end", _short(outputs.high)),
        (LEFT - 6, TOP + HEIGHT / 2 + 3, "end", _("output")),
        (LEFT - 6, TOP + HEIGHT, "end", _short(outputs.low)),
    ]
    return "".join(
        f'<text x="{x}" y="{y}" text-anchor="{anchor}">{text}</text>'
        for x, y, anchor, text in labels
    )


def _short(value: float) -> str:
    return localised(minus(f"{value:.3g}"), current())
