"""Progress is kept per visitor, never falls, and survives a damaged file."""

import pytest

from cnnviz.classroom.visitor import Visitor, acting
from cnnviz.course import progress
from cnnviz.utils import paths


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))


def test_nothing_is_finished_at_first():
    assert progress.read() == {}


def test_finished_cards_are_kept():
    progress.note("stride", 2)
    progress.note("padding", 1)
    assert progress.read() == {"stride": 2, "padding": 1}


def test_going_back_takes_nothing_away():
    progress.note("stride", 3)
    progress.note("stride", 1)
    assert progress.read() == {"stride": 3}


def test_visitors_of_a_class_have_their_own(monkeypatch):
    monkeypatch.setenv("CNNVIZ_CLASS", "1")
    with acting(Visitor("a" * 32)):
        progress.note("stride", 2)
    with acting(Visitor("b" * 32)):
        assert progress.read() == {}


@pytest.mark.parametrize("text", ["", "[]", "null", '{"stride": "2", "A!": 1, "x": -1}', "\xff["])
def test_a_damaged_file_counts_as_none(text):
    progress.note("stride", 2)
    (paths.home() / "course" / "progress" / "everybody.json").write_text(text, "latin-1")
    assert progress.read() == {}
