"""Choices made on a photograph: the last one counts, and only what is possible is taken."""

import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as hs

from cnnviz.data.digit_photo import Box
from cnnviz.ui.components.photo_boxes import read_choice

SIZE, SHAPES = (300, 400), 3


@pytest.fixture
def sent(monkeypatch):
    session: dict = {}
    monkeypatch.setattr(st, "session_state", session)
    return lambda *changes: session.__setitem__("photo", {"edit": list(changes)})


def test_a_box_and_a_shape_are_read(sent):
    sent({"box": [10, 20, 30, 40], "number": 1})
    assert read_choice("photo", SIZE, SHAPES, None) == Box(10, 20, 30, 40)
    sent({"shape": 2, "number": 2})
    assert read_choice("photo", SIZE, SHAPES, None) == 2
    sent({"shape": None, "number": 3})
    assert read_choice("photo", SIZE, SHAPES, 2) is None


def test_of_several_choices_the_last_one_counts(sent):
    sent({"shape": 2, "number": 1}, {"box": [0, 0, 300, 400], "number": 2})
    assert read_choice("photo", SIZE, SHAPES, None) == Box(0, 0, 300, 400)


@pytest.mark.parametrize(
    "change",
    [
        {"shape": 3},
        {"shape": -1},
        {"shape": True},
        {"shape": 1.0},
        {"box": [0, 0, 301, 10]},
        {"box": [-1, 0, 10, 10]},
        {"box": [0, 0, 0, 10]},
        {"box": [0, 0, 10]},
        {"box": [0, 0, 10, 10.5]},
        {"box": [10**400, 0, 10, 10]},
        {"box": None},
        {},
    ],
)
def test_an_impossible_choice_changes_nothing(sent, change):
    sent(change | {"number": 1})
    assert read_choice("photo", SIZE, SHAPES, 1) == 1


NUMBERS = hs.integers(-5, 500) | hs.floats() | hs.booleans() | hs.none() | hs.text(max_size=3)


@given(hs.lists(hs.lists(NUMBERS, max_size=5) | NUMBERS, max_size=3))
def test_whatever_is_sent_a_choice_lies_in_the_picture(values):
    changes = [
        {name: value, "number": i} for i, value in enumerate(values, 1) for name in ("box", "shape")
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(st, "session_state", {"photo": {"edit": changes}})
        choice = read_choice("photo", SIZE, SHAPES, None)
    if isinstance(choice, Box):
        assert choice.common(Box(0, 0, *SIZE)) == choice
    else:
        assert choice is None or 0 <= choice < SHAPES
