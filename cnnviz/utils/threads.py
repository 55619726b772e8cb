"""Threads of this process: a few for work that is done without Python, one for matrix products."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

THREADS = 2  # for what NumPy, OpenCV and Pillow do without Python

T = TypeVar("T")
R = TypeVar("R")


@contextmanager
def mapped(
    function: Callable[[T], R], items: Iterable[T], prepare: Callable[[], None] | None = None
) -> Iterator[Iterator[R]]:
    """Apply a function to items in ``THREADS`` threads.

    Parameters
    ----------
    function : callable
        Called with each item.
    items : iterable
        Hundreds, not millions: each waits in a queue.
    prepare : callable, optional
        Called once in each thread, before the first item.

    Yields
    ------
    iterator
        The results, in the order of the items. Where the ``with`` block is left early, items that
        wait are never begun.
    """
    pool = ThreadPoolExecutor(THREADS, initializer=prepare)
    try:
        yield pool.map(function, items)
    finally:
        pool.shutdown(cancel_futures=True)


def use_one_blas_thread() -> None:
    """Let NumPy multiply matrices in the thread that asks; to be called as the server starts.

    OpenBLAS has a thread for each core, and each waits for the others in a busy loop. Where the
    cores have other work to do, as in a class, 1 ms of a small network's arithmetic became 130 ms;
    where they have none, two threads gained nothing.
    """
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, user_api="blas")
