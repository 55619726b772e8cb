"""Work in a few threads: results in order, nothing begun for which nobody waits; one for BLAS."""

import threading

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from cnnviz.utils.threads import THREADS, mapped, use_one_blas_thread


def test_results_come_in_the_order_of_the_items():
    with mapped(lambda number: number * number, range(200)) as results:
        assert list(results) == [number * number for number in range(200)]


def test_each_thread_is_prepared_once():
    prepared = []
    with mapped(str, range(50), lambda: prepared.append(threading.get_ident())) as results:
        list(results)
    assert 1 <= len(prepared) == len(set(prepared)) <= THREADS


def test_leaving_early_begins_nothing_more():
    begun, may_end = [], threading.Event()

    def work(number: int) -> int:
        begun.append(number)
        if number:
            may_end.wait(30)
        return number

    with mapped(work, range(1000)) as results:
        assert next(results) == 0
        may_end.set()
    assert len(begun) < 1000


def test_an_error_in_a_thread_comes_out():
    with mapped(lambda number: 1 / number, [1, 0]) as results:
        assert next(results) == 1
        with pytest.raises(ZeroDivisionError):
            next(results)


def test_matrices_are_multiplied_in_the_thread_that_asks():
    np.ones((2, 2)) @ np.ones((2, 2))  # what NumPy multiplies with is loaded
    with threadpool_limits(2, user_api="blas"):  # undoes, at its end, what is set within
        use_one_blas_thread()
        used = [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"]
    assert set(used) == {1}
