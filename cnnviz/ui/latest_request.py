"""Requests of a visitor's page that take longer than a run of it should."""

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from cnnviz.utils import language
from cnnviz.utils.errors import UNEXPECTED, EngineError, InputError

Request = TypeVar("Request")
Answer = TypeVar("Answer")


class LatestRequest(Generic[Request, Answer]):
    """Answers the newest request in a thread of its own, one request at a time.

    A request that comes while another is answered waits; of several that wait, only the newest
    is answered.

    Parameters
    ----------
    answer : callable
        Yields answers to a request, each more complete than the one before; between two of them
        it is abandoned where a newer request waits.

    Attributes
    ----------
    latest : Answer or None
        The newest answer, which may be to an earlier request.
    error : str
        Why the newest request has no answer; "" where it has, or will have, one.
    """

    def __init__(self, answer: Callable[[Request], Iterator[Answer]]) -> None:
        self._answer, self._changed = answer, threading.Condition()
        self._wanted: Request | None = None
        self._running = False
        self.latest: Answer | None = None
        self.error = ""

    @property
    def active(self) -> bool:
        """Whether an answer, or a more complete one, is on its way."""
        return self._running

    def ask(self, request: Request) -> bool:
        """Ask for answers; the request before is not answered again, unless it failed.

        Returns
        -------
        bool
            Whether this is another request than the one before.
        """
        with self._changed:
            if request == self._wanted and not self.error:
                return False
            self._wanted, self.error = request, ""
            if self._running:
                return True
            self._running = True
        threading.Thread(
            target=language.kept(self._run), name="latest-request", daemon=True
        ).start()
        return True

    def cancel(self) -> None:
        """Answer the newest request no further; asked for again, it is answered anew."""
        with self._changed:
            self._wanted = None

    def wait(self, seconds: float) -> None:
        """Wait until there is another answer or none to come, but not longer."""
        before = self.latest
        with self._changed:
            self._changed.wait_for(lambda: self.latest is not before or not self._running, seconds)

    def _run(self) -> None:
        """Answer requests until none waits; an error ends only the request that it belongs to."""
        request = None
        while (request := self._next(request)) is not None:
            error = UNEXPECTED
            try:
                self._follow(request)
                error = ""
            except (InputError, EngineError) as reason:
                error = str(reason)
            except Exception:  # the thread must live to answer later requests
                logging.getLogger(__name__).exception("a request was not answered")
            with self._changed:
                self.error = error if self._wanted == request else ""

    def _next(self, done: Request | None) -> Request | None:
        """Return the request that waits; None, and the thread ends, where none does."""
        with self._changed:
            self._running = self._wanted is not None and self._wanted != done
            self._changed.notify_all()
            return self._wanted if self._running else None

    def _follow(self, request: Request) -> None:
        """Take one answer after the other, as long as no newer request waits."""
        for answer in self._answer(request):
            with self._changed:
                self.latest = answer
                self._changed.notify_all()
            if self._wanted != request:
                return
