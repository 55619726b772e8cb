"""Work in a few threads of this process, for what NumPy, OpenCV and Pillow do without Python."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

THREADS = 2

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
