"""Clicks on the wall: each is taken once, and only those on images that are shown."""

import base64
import io

import numpy as np
import pytest
import streamlit as st
from PIL import Image

from cnnviz.ui.components import image_wall
from cnnviz.ui.components.image_wall import Mark, Shown, read_marks

FILES = {"a.png", "b.png"}


@pytest.fixture
def sent(monkeypatch):
    session: dict = {}
    monkeypatch.setattr(st, "session_state", session)
    return lambda *changes: session.__setitem__("wall", {"edit": list(changes)})


def test_clicks_are_taken_in_order_and_once(sent):
    first, second = (
        {"file": "a.png", "out": True, "number": 1.5},
        {"file": "b.png", "out": False, "number": 2.5},
    )
    sent(first)
    assert read_marks("wall", FILES) == [Mark("a.png", True)]
    sent(first, second)
    assert read_marks("wall", FILES) == [Mark("b.png", False)]
    assert read_marks("wall", FILES) == []


@pytest.mark.parametrize(
    "change",
    [
        {"file": "c.png", "out": True},
        {"file": "../a.png", "out": True},
        {"file": ["a.png"], "out": True},
        {"file": "a.png", "out": 1},
        {"file": "a.png"},
        {"out": True},
    ],
)
def test_anything_else_is_ignored(sent, change):
    sent(change | {"number": 1})
    assert read_marks("wall", FILES) == []


def test_images_are_sent_small_and_as_they_are():
    large = np.random.default_rng(0).integers(0, 256, (400, 300, 3), dtype=np.uint8)
    small = large[:50, :40]
    for picture, size in ((large, (150, 200)), (small, (40, 50))):
        data = image_wall._image(Shown(picture, "a.png", "detail", (0, 0.5, 1, 0.5)), {"a.png"})
        image = Image.open(io.BytesIO(base64.b64decode(data["source"])))
        assert image.size == size
        assert data["left_out"]
        assert data["box"] == (0, 0.5, 1, 0.5)
    np.testing.assert_array_equal(np.asarray(image), small)
