"""What a browser says about an inspection's table; anything else is ignored."""

import pytest
import streamlit as st

from cnnviz.ui.components import inspection_table
from cnnviz.ui.components.inspection_table import InspectionAct, read_acts

KEY = "table"


def sent(monkeypatch, *acts: object) -> list[InspectionAct]:
    numbered = [
        {**act, "number": n} if isinstance(act, dict) else act for n, act in enumerate(acts, 1)
    ]
    monkeypatch.setattr(st, "session_state", {KEY: {"edit": numbered}})
    return read_acts(KEY, rows=3, classes=2)


def test_what_was_done_is_read_once_and_in_order(monkeypatch):
    acts = sent(
        monkeypatch,
        {"act": "label", "row": 2, "label": 1},
        {"act": "label", "row": 2, "label": None},
        {"act": "accept", "threshold": 0.5, "unlike": True},
        {"act": "open", "row": 0},
        {"act": "maps", "rows": [0, 7, 2, "x"]},
    )
    assert acts == [
        InspectionAct("label", (2,), 1),
        InspectionAct("label", (2,)),
        InspectionAct("accept", threshold=0.5, unlike=True),
        InspectionAct("open", (0,)),
        InspectionAct("maps", (0, 2)),
    ]
    assert read_acts(KEY, 3, 2) == []


@pytest.mark.parametrize(
    "act",
    [
        {"act": "label", "row": 3, "label": 1},
        {"act": "label", "row": 0, "label": 2},
        {"act": "label", "row": True, "label": 0},
        {"act": "label", "label": 0},
        {"act": "accept", "threshold": 2, "unlike": True},
        {"act": "accept", "threshold": "0.5", "unlike": True},
        {"act": "open", "row": -1},
        {"act": "maps", "rows": "all"},
        {"act": "maps", "rows": [9]},
        {"act": "delete", "row": 0},
        {},
        "nonsense",
    ],
)
def test_nonsense_is_ignored(monkeypatch, act):
    assert sent(monkeypatch, act) == []


def test_maps_are_asked_for_in_bounded_number(monkeypatch):
    monkeypatch.setattr(inspection_table, "MOST_MAPS", 2)
    assert sent(monkeypatch, {"act": "maps", "rows": [0, 1, 2]})[0].rows == (0, 1)
