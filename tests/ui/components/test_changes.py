"""Changes from a component: each is taken once, and none is lost in a burst."""

import pytest
import streamlit as st

from cnnviz.ui.components.changes import take_changes, taken

FIRST, SECOND = {"do": "this", "number": 10.5}, {"do": "that", "number": 20}


@pytest.fixture
def sent(monkeypatch):
    """What a browser sends under "key"."""
    state = {}
    monkeypatch.setattr(st, "session_state", state)
    return lambda changes: state.update(key={"edit": changes})


def test_a_burst_is_taken_in_its_order(sent):
    sent([FIRST, SECOND])
    assert take_changes("key") == [FIRST, SECOND]


def test_what_was_taken_is_not_taken_again(sent):
    sent([FIRST])
    take_changes("key")
    sent([FIRST, SECOND])
    assert take_changes("key") == [SECOND]


def test_the_last_number_taken_is_reported(sent):
    sent([FIRST, SECOND])
    take_changes("key")
    assert taken("key") == 20


@pytest.mark.usefixtures("sent")
def test_nothing_is_taken_at_first():
    assert (take_changes("key"), taken("key")) == ([], 0)


@pytest.mark.parametrize(
    "value", [None, 3, {"do": "this"}, [3], [{"do": "this"}], [{"number": "1"}]]
)
def test_what_is_no_list_of_changes_is_passed_over(value, sent):
    sent(value)
    assert take_changes("key") == []
