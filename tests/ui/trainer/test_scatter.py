"""The scatter plot has a dot per image at its place, a colour and a name per class."""

import base64
import re

import numpy as np

from cnnviz.ui.trainer.scatter import MOST_POINTS, scatter


def drawing(html: str) -> str:
    return base64.b64decode(re.search(r"base64,([^\"]+)", html)[1]).decode()


def test_every_image_is_a_dot_of_its_class():
    brightness, contrast = np.array([0.0, 0.5, 1.0]), np.array([0.0, 0.2, 0.1])
    svg = drawing(scatter(brightness, contrast, np.array([0, 1, 1]), ("a", "b")))
    clouds = re.findall(r'd="((?:M[\d.]+ [\d.]+h0)+)" stroke="(#\w+)"', svg)
    dots = [re.findall(r"M([\d.]+) ([\d.]+)h0", path) for path, _ in clouds]
    assert [len(each) for each in dots] == [1, 2]
    assert len({colour for _, colour in clouds}) == 2
    (left, low), (middle, high), (right, half) = [map(float, dot) for each in dots for dot in each]
    assert left < middle < right
    assert middle - left == right - middle
    assert high < half < low  # SVG counts down


def test_of_very_many_images_a_sample_is_drawn_and_said():
    rng = np.random.default_rng(0)
    count = 2 * MOST_POINTS
    html = scatter(rng.random(count), rng.random(count), rng.integers(0, 3, count), "abc")
    assert drawing(html).count("h0") == MOST_POINTS
    assert f"{count:,} images, {MOST_POINTS:,} of them drawn" in html


def test_class_names_are_escaped():
    html = scatter(np.zeros(1), np.zeros(1), np.zeros(1, int), ("<b>",))
    assert "<b>" not in html
    assert "&lt;b&gt;" in html
