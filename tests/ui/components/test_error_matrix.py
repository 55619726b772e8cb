"""What the matrix reports: a cell, a row, a column or nothing; anything else is ignored."""

import pytest
import streamlit as st

from cnnviz.ui.components.error_matrix import NOTHING, read_choice, read_epoch


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"row": 3, "col": 1}, (3, 1)),
        ({"row": 3, "col": None}, (3, None)),
        ({"row": None, "col": 0}, (None, 0)),
        ({"row": None, "col": None}, NOTHING),
        ({"row": 4, "col": 0}, NOTHING),  # there are 4 classes
        ({"row": -1, "col": 0}, NOTHING),
        ({"row": True, "col": 0}, NOTHING),
        ({"row": "1", "col": 0}, NOTHING),
        ([3, 1], NOTHING),
        (None, NOTHING),
    ],
)
def test_only_classes_are_taken(monkeypatch, sent, expected):
    monkeypatch.setattr(st, "session_state", {"matrix": {"choose": sent}})
    assert read_choice("matrix", 4) == expected


def test_before_any_click_nothing_is_chosen(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})
    assert read_choice("matrix", 4) == NOTHING


@pytest.mark.parametrize(
    ("sent", "epoch"),
    [(3, 3), (None, 0), (0, 0), (-1, 0), (2.5, 0), (True, 0), ("3", 0)],
)
def test_a_choice_is_of_an_epoch_or_of_the_newest(monkeypatch, sent, epoch):
    choice = {"row": 0, "col": 0, "epoch": sent}
    monkeypatch.setattr(st, "session_state", {"matrix": {"choose": choice}})
    assert read_epoch("matrix") == epoch
