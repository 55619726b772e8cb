"""What is done in the list of runs, as a browser reports it."""

import pytest
import streamlit as st

from cnnviz.ui.components.run_table import RunAct, read_acts

KEY = "table"
RUNS = {"a", "b"}


def reported(monkeypatch, *changes) -> list[RunAct]:
    numbered = [{"number": i, **change} for i, change in enumerate(changes, 1)]
    monkeypatch.setattr(st, "session_state", {KEY: {"edit": numbered}})
    return read_acts(KEY, RUNS)


def test_every_act_is_read_once_and_in_order(monkeypatch):
    acts = reported(
        monkeypatch,
        {"act": "choose", "run": "a", "on": True},
        {"act": "star", "run": "b", "on": False},
        {"act": "note", "run": "a", "name": "mine", "note": "why"},
        {"act": "delete", "run": "b"},
        {"act": "open", "run": "a"},
        {"act": "clear"},
    )
    assert acts == [
        RunAct("choose", "a", True),
        RunAct("star", "b", False),
        RunAct("note", "a", name="mine", note="why"),
        RunAct("delete", "b"),
        RunAct("open", "a"),
        RunAct("clear"),
    ]
    assert read_acts(KEY, RUNS) == []


@pytest.mark.parametrize(
    "change",
    [
        {"act": "delete", "run": "../../etc"},
        {"act": "delete"},
        {"act": "delete", "run": ["a"]},
        {"act": "choose", "run": "a"},
        {"act": "choose", "run": "a", "on": 1},
        {"act": "note", "run": "a", "name": "x"},
        {"act": "note", "run": "a", "name": 3, "note": ""},
        {"act": "format", "run": "a"},
        {"run": "a"},
        {},
    ],
)
def test_crafted_messages_do_nothing(monkeypatch, change):
    assert reported(monkeypatch, change) == []
