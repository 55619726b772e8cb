"""The web process's calls to the second inference worker, which exists only while it is needed."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Concatenate, ParamSpec, TypeVar

import psutil
from distributed import Client
from distributed.system import MEMORY_LIMIT

from cnnviz.engine import long_worker
from cnnviz.engine.actor import Placed, RemoteInference
from cnnviz.engine.inference import Inference
from cnnviz.utils.errors import EngineError

IDLE_SECONDS = 300  # after the last request
RETRY_SECONDS = 300
LEAST_MEMORY, LEAST_FREE = 3e9, 1e9  # bytes of this machine; the worker takes 0.3 to 0.5 GB more

P = ParamSpec("P")
R = TypeVar("R")


class UnavailableError(Exception):
    """There is no second worker, and there will be none: the first one must be asked."""


class LongInference(RemoteInference):
    """An ``Inference`` on a worker of its own, started with the first request; thread-safe.

    Parameters
    ----------
    client : Client
    ours : bool
        Whether the workers were started here, on this machine.
    """

    def __init__(self, client: Client, ours: bool) -> None:
        super().__init__(client, long_worker.RESOURCE, warm=False)
        self._possible = ours and MEMORY_LIMIT >= LEAST_MEMORY
        self._retry_at = 0.0  # after it could not be started
        self._asked, self._used = 0, 0.0  # requests being answered; when the last one was
        self._counting = threading.Lock()
        self._watched = False

    @property
    def available(self) -> bool:
        """Whether there is such a worker, or one can be started."""
        if self._placed is not None:
            return True
        return self._possible and time.monotonic() >= self._retry_at and _is_memory_free()

    def ask(
        self, method: Callable[Concatenate[Inference, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Call a method of ``Inference`` in its worker; see ``RemoteInference.ask``.

        Raises
        ------
        InputError, EngineError
            As there.
        UnavailableError
            If the worker cannot be started.
        """
        if not self.available:
            raise UnavailableError
        with self._in_use():
            return super().ask(method, *args, **kwargs)

    def ask_if_running(
        self, method: Callable[Concatenate[Inference, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R | None:
        """Call a method where the worker is running; None where it is not."""
        with suppress(UnavailableError):
            if self._placed is not None:
                return self.ask(method, *args, **kwargs)
        return None

    def _place(self) -> Placed:
        try:
            placed = super()._place()
        except (EngineError, OSError, LookupError) as error:
            self._placed, self._retry_at = None, time.monotonic() + RETRY_SECONDS
            raise UnavailableError from error
        if not self._watched:
            self._watched = True
            threading.Thread(target=self._end_when_idle, name="long-work", daemon=True).start()
        return placed

    def _prepare(self) -> None:
        self._run(long_worker.begin)

    def _run(self, function: Callable[..., object]) -> None:
        """Run a function in the first training slot's worker."""
        workers = self._client.scheduler_info(n_workers=-1)["workers"]
        slots = [
            address for address, worker in workers.items() if "training" in worker["resources"]
        ]
        if slots:  # a slot that has ended is there again in seconds
            self._client.run(function, workers=slots[:1])

    @contextmanager
    def _in_use(self) -> Iterator[None]:
        with self._counting:
            self._asked += 1
        try:
            yield
        finally:
            with self._counting:
                self._asked -= 1
                self._used = time.monotonic()

    def _end_when_idle(self) -> None:
        while (left := self._idle_seconds_left()) > 0:
            time.sleep(left)
        with self._placing:
            self._placed, self._watched = None, False
            with suppress(OSError, LookupError, EngineError):
                self._run(long_worker.end)

    def _idle_seconds_left(self) -> float:
        with self._counting:
            idle_since = time.monotonic() if self._asked else self._used
        return max(idle_since + IDLE_SECONDS - time.monotonic(), float(self._asked > 0))


def _is_memory_free() -> bool:
    return psutil.virtual_memory().available >= LEAST_FREE
