"""Bars, frames and filters by worth, as HTML."""

import re

import numpy as np
import pytest

from cnnviz.ui.feature_maps import units_html
from cnnviz.ui.feature_maps.units_html import Framed, bars, framed_gallery, worth_bars


@pytest.fixture(autouse=True)
def light_page(monkeypatch):
    monkeypatch.setattr(units_html, "page_scale", lambda name: ["#000000"] * 7)


def widths(html: str) -> list[float]:
    return [float(each) for each in re.findall(r"[;\d]width:([\d.]+)%", html)]


def test_bars_are_shares_of_the_largest_with_those_of_before_behind():
    html = bars(["<a>", "b"], [1.0, -1.0], ["1", "−1"], [2.0, 0.5])
    assert "<a>" not in html
    assert widths(html) == [100, 50, 25, 0]


def test_a_frame_lies_where_the_unit_sees():
    picture = np.zeros((8, 8, 1), np.float32)
    html = framed_gallery([Framed(picture, (0.25, 0.5, 0.125, 0.5), "zero", "a & b")])
    assert "top:25.00%;left:50.00%;height:12.50%;width:50.00%" in html
    assert "a &amp; b" in html


def test_filters_come_by_worth_and_those_not_known_are_left_out():
    html = worth_bars(np.array([0.01, np.nan, 0.03, -0.01]), 2, "filter")
    assert re.findall(r'title="(filter \d)', html) == ["filter 3", "filter 1", "filter 4"]
    assert html.count(units_html.FRAME) == 1
