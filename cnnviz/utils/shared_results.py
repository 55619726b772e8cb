"""Results that several threads want at the same time: one computes, the others wait for it."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future

import numpy as np


class SharedResults:
    """Arrays by what they were computed of; the newest are kept. Safe to use from any thread.

    Parameters
    ----------
    most_bytes : int
        Of the arrays that are kept; those least recently asked for go first.

    Examples
    --------
    >>> results = SharedResults(1000)
    >>> results.get("ones", lambda: np.ones(2))
    array([1., 1.])
    """

    def __init__(self, most_bytes: int) -> None:
        self._most, self._lock = most_bytes, threading.Lock()
        self._kept: OrderedDict[Hashable, Future[np.ndarray]] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable, compute: Callable[[], np.ndarray]) -> np.ndarray:
        """Return the result under a key; compute it where no other thread has, or does.

        Parameters
        ----------
        key : hashable
            Says all that the result depends on.
        compute : callable
            Called without arguments; what it raises is not kept.

        Returns
        -------
        ndarray
            The same array for everybody, read-only.

        Raises
        ------
        Exception
            What ``compute`` raises, whichever thread has called it.
        """
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            else:
                mine = self._kept[key] = Future[np.ndarray]()
        if found is not None:
            return found.result()
        try:
            result = compute()
        except BaseException as error:
            with self._lock:
                del self._kept[key]
            mine.set_exception(error)
            raise
        result.flags.writeable = False
        mine.set_result(result)
        self._make_room(result.nbytes)
        return result

    def has(self, key: Hashable) -> bool:
        """Tell whether a result is there, so that ``get`` neither computes it nor waits for it."""
        with self._lock:
            found = self._kept.get(key)
            return found is not None and found.done()

    def _make_room(self, more: int) -> None:
        """Count a new result, and forget others where it is too much; never what is computed."""
        with self._lock:
            self._bytes += more
            while self._bytes > self._most:
                done = ((key, each) for key, each in self._kept.items() if each.done())
                key, oldest = next(done, (None, None))
                if oldest is None:
                    return
                del self._kept[key]
                self._bytes -= oldest.result().nbytes
