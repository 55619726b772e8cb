"""A lesson's grid of cells: what it is given, and which clicks it passes on."""

import pytest
import streamlit as st

from cnnviz.ui.components import answer_grid

GRID = (("3", "−1"), ("19", "25"), ("37", "43"))


@pytest.fixture
def click(monkeypatch):
    """Sends what the browser says was clicked; returns the choices that were passed on."""
    session: dict = {}
    mounted: list[dict] = []
    monkeypatch.setattr(st, "session_state", session)
    monkeypatch.setattr(answer_grid, "_component", lambda **call: mounted.append(call))

    def send(choose: object) -> list[list[int]]:
        choices: list[list[int]] = []
        answer_grid.answer_grid(GRID, key="grid", on_choose=choices.append)
        session["grid"] = {"choose": choose}
        mounted[-1]["on_choose_change"]()
        return choices

    return send


@pytest.mark.parametrize("cell", [[0, 0], [2, 1], (1, 0)])
def test_a_click_on_a_cell_is_passed_on(click, cell):
    assert click(cell) == [list(cell)]


@pytest.mark.parametrize(
    "crafted", [None, [3, 0], [0, 2], [-1, 0], [0], [0, 1.0], [True, 0], "00", {"row": 0}]
)
def test_what_is_no_cell_is_ignored(click, crafted):
    assert click(crafted) == []
