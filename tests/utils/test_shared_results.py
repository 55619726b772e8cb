"""Results that are shared: computed once, also for those who ask meanwhile; bounded; no errors."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from cnnviz.utils.shared_results import SharedResults
from tests.waiting import wait_until


def test_who_asks_while_it_is_computed_waits_for_that_result():
    results, computed, go_on = SharedResults(1000), [], threading.Event()

    def compute() -> np.ndarray:
        computed.append(1)
        assert go_on.wait(60)
        return np.arange(3)

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(results.get, "key", compute) for _ in range(8)]
        wait_until(lambda: computed, 60, "one of them computes")
        go_on.set()
        found = [each.result() for each in asked]
    assert computed == [1]
    assert all(each is found[0] for each in found)


def test_nobody_can_change_what_others_are_given():
    given = SharedResults(1000).get("key", lambda: np.zeros(2))
    with pytest.raises(ValueError, match="read-only"):
        given[0] = 1


def test_what_failed_is_computed_again():
    results = SharedResults(1000)

    def fail() -> np.ndarray:
        raise OSError("no worker")

    with pytest.raises(OSError, match="no worker"):
        results.get("key", fail)
    np.testing.assert_array_equal(results.get("key", lambda: np.ones(1)), [1])


def test_who_waits_for_what_fails_is_told_why():
    results, go_on, computing = SharedResults(1000), threading.Event(), threading.Event()

    def fail() -> np.ndarray:
        computing.set()
        assert go_on.wait(60)
        raise OSError("no worker")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(results.get, "key", fail)
        assert computing.wait(60)
        second = pool.submit(results.get, "key", fail)
        go_on.set()
        for each in (first, second):
            assert isinstance(each.exception(), OSError)


def test_those_least_recently_asked_for_are_forgotten():
    results, again = SharedResults(3 * 80), []
    for key in "abc":
        results.get(key, lambda: np.zeros(10))
    results.get("a", lambda: np.zeros(10))
    results.get("d", lambda: np.zeros(10))
    for key in "abcd":
        results.get(key, lambda key=key: (again.append(key), np.zeros(10))[1])
    assert again[0] == "b"
    assert "a" not in again[:1]


def test_a_result_is_there_once_it_is_computed():
    results, inside = SharedResults(1000), []

    def compute() -> np.ndarray:
        inside.append(results.has("key"))
        return np.ones(2)

    assert not results.has("key")
    results.get("key", compute)
    assert inside == [False]
    assert results.has("key")
