"""Where the front door's links lead, and what of a browser's message is believed."""

import pytest
import streamlit as st

from cnnviz.layers.window.own_numbers import read_cells
from cnnviz.ui.components.front_door import MOST_QUERY, chosen
from cnnviz.ui.home import course, rooms
from cnnviz.utils import paths

PAGES = ("trainer", "course")


def test_each_link_leads_to_a_page_that_there_is():
    links = [*rooms.rooms(), *rooms.suggestions()]
    assert all((paths.ROOT / "pages" / f"{each.page}.py").is_file() for each in links)


def test_the_layer_to_work_out_by_hand_is_in_its_link():
    link = rooms.suggestions()[1].settings
    assert read_cells(link["l_cells"], (1, 3, 3)).tolist() == [[[0, 1, 2], [3, 4, 5], [6, 7, 8]]]


def test_the_course_has_a_link_where_its_page_is(monkeypatch, tmp_path):
    found = course.course_link()
    assert found is not None
    assert found.page == "course"
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    assert course.course_link() is None


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"page": "trainer", "query": "run=a&t_x="}, ("trainer", {"run": ["a"], "t_x": [""]})),
        ({"page": "course", "query": ""}, ("course", {})),
        ({"page": "teacher", "query": ""}, None),
        ({"page": "../trainer", "query": ""}, None),
        ({"page": "trainer", "query": "x" * (MOST_QUERY + 1)}, None),
        ({"page": "trainer"}, None),
        ({"page": ["trainer"], "query": ""}, None),
        ("trainer", None),
        (None, None),
    ],
)
def test_only_a_link_to_a_page_of_the_door_is_followed(monkeypatch, sent, expected):
    monkeypatch.setattr(st, "session_state", {"h_door": {"go": sent}})
    assert chosen("h_door", PAGES) == expected
