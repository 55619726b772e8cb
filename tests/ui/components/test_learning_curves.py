"""Curves are sent event by event, each once."""

import pytest
import streamlit as st

from cnnviz.training.events import ActEvent, BatchEvent, EpochEvent, History
from cnnviz.ui.components.learning_curves import Asked, CurveFeed, asked_in

KEY = "curves"


@pytest.fixture
def session(monkeypatch) -> dict:
    state: dict = {}
    monkeypatch.setattr(st, "session_state", state)
    return state


def history(steps: int, epochs: int = 0) -> History:
    return History(
        tuple(
            BatchEvent(1 + i // 10, 1 + i % 10, 10, 2 / (i + 1), 0.5, i, rate=0.001)
            for i in range(steps)
        ),
        tuple(EpochEvent(e, 1, 0.5, 0.9 / e, 0.6, 2, 2 * e) for e in range(1, epochs + 1)),
        (ActEvent(1, 5, 10, 3.0, "rate", 0.0005),),
    )


def message(feed: CurveFeed, given: History, stamp: str = "a", ended: bool = False):
    return feed.message(given, stamp, 300, ended=ended, steerable=not ended)


def test_the_first_message_has_all_events(session):
    sent = message(CurveFeed(KEY, "run"), history(25, 2))
    assert sent["start"] == [0, 0, 0]
    assert sent["steps"]["at"] == pytest.approx([0.1 * (i + 1) for i in range(25)])
    assert sent["steps"]["rate"] == [0.001] * 25
    assert sent["flags"] == {"at": [0.5], "text": ["learning rate 0.0005 from here"]}


def test_validation_has_a_point_at_the_end_of_each_epoch(session):
    ends = message(CurveFeed(KEY, "run"), history(25, 2))["ends"]
    assert ends["at"] == [1, 2]
    assert ends["validationLoss"] == [0.9, 0.45]
    assert ends["validationAccuracy"] == [0.6, 0.6]


def test_later_messages_have_only_what_is_new(session):
    feed = CurveFeed(KEY, "run")
    message(feed, history(25, 2))
    sent = message(feed, history(27, 3))
    assert sent["start"] == [25, 2, 1]
    assert (len(sent["steps"]["at"]), sent["ends"]["at"], sent["flags"]["at"]) == (2, [3], [])


def test_what_the_browser_lacks_is_sent_again(session):
    feed = CurveFeed(KEY, "run")
    message(feed, history(25, 2))
    session[KEY] = {"want": [20, 0, 1]}
    sent = message(feed, history(25, 2))
    assert sent["start"] == [20, 0, 1]
    assert (len(sent["steps"]["at"]), sent["ends"]["at"]) == (5, [1, 2])


@pytest.mark.parametrize("want", [None, 3, [1, 2], ["a", None, 1], [-1, 1e300, 0]])
def test_a_crafted_wish_does_no_harm(session, want):
    feed = CurveFeed(KEY, "run")
    message(feed, history(25, 2))
    session[KEY] = {"want": want}
    sent = message(feed, history(25, 2))
    assert all(0 <= start <= most for start, most in zip(sent["start"], (25, 2, 1), strict=True))


def test_a_run_that_was_set_back_is_sent_anew(session):
    feed = CurveFeed(KEY, "run")
    message(feed, history(25, 2))
    assert message(feed, history(10, 1), stamp="b")["start"] == [0, 0, 0]


def test_an_ended_runs_axis_ends_where_it_ended(session):
    feed = CurveFeed(KEY, "run")
    assert message(feed, history(25))["epochs"] == 300
    assert message(feed, history(25), ended=True)["epochs"] == 3
    assert message(feed, History(), ended=True)["epochs"] == 300
    assert message(feed, history(25, 4), ended=True)["epochs"] == 4


def test_rates_that_older_runs_did_not_record_are_none(session):
    old = History((BatchEvent(1, 1, 10, 2.0, 0.5, 1.0),))
    assert message(CurveFeed(KEY, "run"), old)["steps"]["rate"] == [None]


def test_rates_are_taken_in_order_and_the_last_epoch_to_branch_from():
    sent = [{"rate": 0.01}, {"branch": 3}, {"rate": 1}, {"branch": 2}]
    assert asked_in(sent) == Asked((0.01, 1.0), 2)


@pytest.mark.parametrize("value", [None, True, "3", -1, 0, 2.5, 10**400, [1], float("nan")])
def test_what_is_no_epoch_is_none(value):
    assert asked_in([{"branch": value}]).branch == 0


@pytest.mark.parametrize("value", [None, True, "3", 10**400, [1]])
def test_what_is_no_number_is_no_rate(value):
    assert asked_in([{"rate": value}]).rates == ()


def test_only_the_curves_of_a_run_that_was_just_started_come_into_view(session):
    assert message(CurveFeed(KEY, "run", comes=True), history(1, 0))["comes"]
    assert not message(CurveFeed(KEY, "run"), history(1, 0))["comes"]
