"""Turns: one thread at a time, whoever came first, also after an error."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from cnnviz.utils.turns import Turns
from tests.waiting import wait_until


def waits(turns: Turns, count: int) -> bool:
    return len(turns._gates) == count


def test_threads_are_served_in_the_order_in_which_they_came():
    turns, served, first = Turns(), [], threading.Event()

    def take(number: int) -> None:
        with turns.mine():
            served.append(number)
            assert first.wait(60)

    with ThreadPoolExecutor(5) as pool:
        for number in range(5):
            pool.submit(take, number)
            wait_until(partial(waits, turns, number + 1), 60, "it waits")
        assert served == [0]
        first.set()
    assert served == [0, 1, 2, 3, 4]


def test_who_asks_again_comes_after_those_who_wait():
    turns, served, asked = Turns(), [], threading.Event()

    def other() -> None:
        asked.set()
        with turns.mine():
            served.append("other")

    with ThreadPoolExecutor(1) as pool:
        with turns.mine():
            waiting = pool.submit(other)
            wait_until(partial(waits, turns, 2), 60, "the other waits")
        with turns.mine():
            served.append("again")
        waiting.result(60)
    assert served == ["other", "again"]


def test_an_error_ends_a_turn():
    turns = Turns()
    with pytest.raises(OSError, match="no worker"), turns.mine():
        raise OSError("no worker")
    with turns.mine():
        pass
