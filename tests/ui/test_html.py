"""HTML made by hand: escaped, complete, and its pictures the right ones."""

import base64
import re

import numpy as np

from cnnviz import images
from cnnviz.ui.html import GAP, WIDEST, Exhibit, figures_row, gallery, table
from cnnviz.utils.text import Figure

EVIL = "<img src=x onerror=alert(1)>\"'"


def test_a_gallery_holds_each_picture_pixel_by_pixel():
    pictures = np.random.default_rng(0).integers(0, 256, (3, 5, 7, 3), np.uint8)
    html = gallery([Exhibit(picture, "a", "b") for picture in pictures], columns=3)
    found = re.findall(r"data:image/png;base64,([^\"]+)", html)
    for source, picture in zip(found, pictures, strict=True):
        shown = images.to_uint8(images.read_image(base64.b64decode(source)))
        np.testing.assert_array_equal(shown, picture)


def test_a_large_picture_is_sent_smaller():
    html = gallery([Exhibit(np.zeros((400, 200, 1), np.uint8), "", "")], columns=1)
    png = base64.b64decode(re.search(r"base64,([^\"]+)", html)[1])
    assert images.read_image(png).shape == (112, 56, 1)


def test_two_pictures_are_no_wider_than_a_picture_among_many():
    exhibits = [Exhibit(np.zeros((48, 48, 1), np.uint8), "a", "b")] * 2
    assert f"max-width:{2 * WIDEST + GAP}px" in gallery(exhibits, columns=2)


def test_what_people_wrote_is_escaped():
    picture = np.zeros((2, 2, 1), np.uint8)
    parts = (
        gallery([Exhibit(picture, EVIL, EVIL)], columns=1),
        figures_row([Figure(EVIL, EVIL, EVIL)]),
        table([EVIL], [[EVIL]]),
    )
    for html in parts:
        assert "<img src=x" not in html
        assert '(1)>"' not in html


def test_a_table_has_a_cell_for_each_value():
    html = table(["Layer", "Parameters"], [["conv", "320"], ["dense", "1,290"]])
    assert re.findall(r"<t[dh] [^>]*>([^<]*)<", html) == [
        "Layer",
        "Parameters",
        "conv",
        "320",
        "dense",
        "1,290",
    ]
