"""A browser is sent each epoch of a run once, and again what it says that it lacks."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st

from cnnviz.ui.components.frames import FrameFeed

KEY = "watch"


@pytest.fixture
def session(monkeypatch) -> dict:
    state: dict = {}
    monkeypatch.setattr(st, "session_state", state)
    return state


def feed() -> FrameFeed:
    return FrameFeed(KEY, "run-1", lambda: {"classes": ["a", "b"]})


def frame(epoch: int):
    return {"numbers": np.full((2, 3), epoch), "none": np.empty(0), "at": np.array(epoch + 0.5)}


def read(message: bytes) -> SimpleNamespace:
    length = int.from_bytes(message[:4], "little")
    return SimpleNamespace(**json.loads(message[4 : 4 + length]), size=len(message))


def test_the_first_message_has_all_and_the_constants(session):
    sent = read(feed().message([1, 2], "a", frame))
    assert (sent.start, sent.epochs, sent.live, sent.run) == (0, [1, 2], False, "run-1")
    assert sent.constant == {"classes": ["a", "b"]}
    assert sent.shapes == {"numbers": [2, 3], "at": []}


def test_later_messages_have_only_what_is_new(session):
    one = feed()
    one.message([1, 2], "a", frame)
    sent = read(one.message([1, 2, 3], "a", frame))
    assert (sent.start, sent.epochs, sent.constant) == (2, [3], None)
    assert read(one.message([1, 2, 3], "a", frame)).epochs == []


def test_an_update_costs_the_same_after_many_epochs(session):
    sizes = []
    for count in (1, 100):
        one = feed()
        one.message(range(1, count + 1), "a", frame)
        sizes.append(read(one.message(range(1, count + 2), "a", frame)).size)
    assert abs(sizes[1] - sizes[0]) < 20


def test_each_epoch_is_read_once(session):
    one, asked = feed(), []

    def make(epoch):
        asked.append(epoch)
        return None if epoch == 2 else frame(epoch)

    one.message([1, 2], "a", make)
    sent = read(one.message([1, 2, 3], "a", make))
    assert asked == [1, 2, 3]
    assert (sent.start, sent.epochs) == (1, [3])


def test_what_the_browser_lacks_is_sent_again(session):
    one = feed()
    one.message([1, 2, 3], "a", frame)
    session[KEY] = {"want": 1}
    sent = read(one.message([1, 2, 3], "a", frame))
    assert (sent.start, sent.epochs) == (1, [2, 3])
    session[KEY] = {"want": 0}
    assert read(one.message([1, 2, 3], "a", frame)).constant


@pytest.mark.parametrize("want", ["x", None, -5, 1e300, [1], float("inf")])
def test_a_crafted_wish_does_no_harm(session, want):
    one = feed()
    one.message([1, 2], "a", frame)
    session[KEY] = {"want": want}
    assert read(one.message([1, 2], "a", frame)).start in (0, 2)


def test_a_run_that_was_set_back_is_sent_anew(session):
    one = feed()
    one.message([1, 2, 3], "a", frame)
    sent = read(one.message([1], "b", lambda epoch: frame(10 * epoch)))
    assert (sent.start, sent.stamp, sent.epochs) == (0, "b", [1])


def test_a_step_within_an_epoch_is_sent_beside_the_epochs(session):
    one = feed()
    sent = read(one.message([1], "a", frame, frame(7)))
    assert (sent.epochs, sent.live) == ([1], True)
    assert next(shape for name, _, shape in sent.arrays if name == "numbers") == [2, 2, 3]
    sent = read(one.message([1], "a", frame, frame(8)))
    assert (sent.start, sent.epochs, sent.live) == (1, [], True)
