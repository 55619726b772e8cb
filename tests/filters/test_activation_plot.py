"""The drawing of an activation: its curve goes through the function's points."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from cnnviz.filters.activation_plot import BARS, HEIGHT, LEFT, TOP, WIDTH, activation_svg
from cnnviz.filters.steps import histograms
from cnnviz.ops.activations import ACTIVATIONS

SUMS = np.random.default_rng(0).normal(0, 3, (40, 40, 1)).astype(np.float32)


def drawing(activation: str) -> ElementTree.Element:
    return ElementTree.fromstring(
        activation_svg(ACTIVATIONS[activation], *histograms(SUMS, activation))
    )


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_curve_goes_through_the_functions_points(activation):
    sums, outputs = histograms(SUMS, activation)
    points = re.findall(r"([\d.]+),([\d.]+)", drawing(activation).find("polyline").get("points"))
    x, y = np.array(points, float).T
    at = sums.low + (x - LEFT) / WIDTH * (sums.high - sums.low)
    values = outputs.high - (y - TOP) / HEIGHT * (outputs.high - outputs.low)
    precision = 0.1 * (sums.high - sums.low) / WIDTH + 0.1 * (outputs.high - outputs.low) / HEIGHT
    np.testing.assert_allclose(values, ACTIVATIONS[activation](at), atol=precision)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_longest_bar_of_each_histogram_is_the_most_frequent_value(activation):
    sums, outputs = histograms(SUMS, activation)
    for group, side, histogram in (("sums", "height", sums), ("outputs", "width", outputs)):
        bars = drawing(activation).findall(f"g[@class='{group}']/rect")
        lengths = [float(bar.get(side)) for bar in bars]
        assert len(lengths) == np.count_nonzero(histogram.counts)
        counts = histogram.counts[histogram.counts > 0]
        np.testing.assert_allclose(lengths, BARS * np.sqrt(counts / counts.max()), atol=0.06)
