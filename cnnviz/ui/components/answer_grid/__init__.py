"""A grid of numbers, of which one cell is chosen with mouse, finger or keys."""

from collections.abc import Callable
from typing import Any, TypedDict

import streamlit as st

from cnnviz.ui import components
from cnnviz.utils.language import _

_component = components.load("answer_grid")


class AnswerGridData(TypedDict):
    """What is sent to the browser; index.js describes each field."""

    grid: tuple[tuple[str, ...], ...]
    label: str
    cell: str


def answer_grid(
    grid: tuple[tuple[str, ...], ...], *, key: str, on_choose: Callable[[list[int]], Any]
) -> None:
    """Show the grid; ``on_choose`` is given the row and column of the cell that was chosen.

    Parameters
    ----------
    grid : tuple of tuple of str
        What the cells show, row by row.
    key : str
        The component's key in the session.
    on_choose : callable
        Called before the page runs, with [row, column] from 0.
    """

    def chosen() -> None:
        sent = (st.session_state.get(key) or {}).get("choose")
        if isinstance(sent, list | tuple) and [type(at) for at in sent] == [int, int]:
            row, col = sent
            if 0 <= row < len(grid) and 0 <= col < len(grid[0]):
                on_choose([row, col])

    data = AnswerGridData(grid=grid, label=_("Choose a cell"), cell=_("row {row}, column {column}"))
    _component(key=key, data=data, on_choose_change=chosen)
