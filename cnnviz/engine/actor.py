"""Calls to the inference worker; its actor ends with the worker and is then placed again."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import uuid4

from distributed import Client, Future, KilledWorker
from distributed.client import FutureCancelledError

from cnnviz.engine.inference import Inference
from cnnviz.utils.errors import EngineError
from cnnviz.utils.language import current

PLACE_SECONDS = 120  # a worker starts, imports Keras and loads the shipped models: 5 to 20 s
PLACE_TRIES = 3
ANSWER_SECONDS = 60
CHECK_SECONDS = 1  # between two checks whether the worker of a longer call is still running

P = ParamSpec("P")
R = TypeVar("R")


class _LostError(Exception):
    """The worker that held the actor is gone."""


@dataclass(frozen=True)
class Placed:
    """An actor on a worker, and the Dask future that keeps it there."""

    future: Future
    actor: Any


class RemoteInference:
    """An ``Inference`` on whichever worker offers a resource; thread-safe.

    Parameters
    ----------
    client : Client
    resource : str
    warm : bool
        Whether it loads the shipped models at once.
    """

    def __init__(self, client: Client, resource: str = "inference", warm: bool = True) -> None:
        self._client, self._resource, self._warm = client, resource, warm
        self._placing = threading.Lock()
        self._placed: Placed | None = None

    def place(self, lost: Placed | None = None) -> Placed:
        """Return the placed actor; place it first if there is none, or if it is the ``lost`` one.

        Raises
        ------
        EngineError
            If no worker takes it.
        """
        with self._placing:
            if self._placed is None or self._placed is lost:
                self._placed = self._place()
            return self._placed

    def ask(
        self, method: Callable[Concatenate[Inference, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Call a method of ``Inference`` in its worker; once more if the worker has died.

        Raises
        ------
        InputError
            As the method.
        EngineError
            If no worker answers, or it dies again.
        """
        placed = self.place()
        try:
            return self._call(placed, method, *args, **kwargs)
        except _LostError:
            placed = self.place(lost=placed)
        try:
            return self._call(placed, method, *args, **kwargs)
        except _LostError:
            raise EngineError("the inference worker ended twice; is there enough memory?") from None

    def _place(self) -> Placed:
        for _ in range(PLACE_TRIES):  # Dask may not know yet that the worker it takes is gone
            with suppress(KilledWorker):
                return self._submit()
        raise EngineError("the inference worker ended while it warmed up")

    def _submit(self) -> Placed:
        key = f"inference-{uuid4().hex}"
        future = self._client.submit(
            *(Inference, self._warm), actor=True, key=key, resources={self._resource: 1}
        )
        end = time.monotonic() + PLACE_SECONDS
        while time.monotonic() < end:
            self._prepare()
            try:
                return Placed(future, future.result(CHECK_SECONDS))
            except TimeoutError:
                continue
            except FutureCancelledError:
                raise EngineError("the connection to the scheduler was lost") from None
        raise EngineError("no inference worker came up in {seconds} seconds", seconds=PLACE_SECONDS)

    def _prepare(self) -> None:
        """See to it that there is a worker; called again and again until it has answered."""

    def _call(
        self,
        placed: Placed,
        method: Callable[Concatenate[Inference, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        with self._client.as_current():  # an actor looks for its client when it is used
            try:
                answer = placed.actor.answer(current(), method.__name__, *args, **kwargs)
            except RuntimeError:  # Dask knows already that the worker is gone
                raise _LostError from None
        result: R = self._awaited(answer, placed)
        return result

    def _awaited(self, answer: Any, placed: Placed) -> Any:
        """Wait for an answer; when a worker dies during a call, Dask may give not even an error."""
        end = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < end:
            try:
                return answer.result(CHECK_SECONDS)
            except TimeoutError:
                if not self._is_there(placed):
                    raise _LostError from None
            except OSError:
                raise _LostError from None
        raise EngineError(
            "the inference worker gave no answer in {seconds} seconds",
            seconds=ANSWER_SECONDS,
        )

    def _is_there(self, placed: Placed) -> bool:
        """Whether the worker that was asked is still known.

        The future's status alone does not tell: Dask computes a lost actor again on the next
        worker, where it soon counts as finished, while the call waits for the one that is gone.
        """
        if placed.future.status != "finished":
            return False
        try:
            workers = self._client.scheduler_info(n_workers=-1)["workers"]
        except OSError:
            return False
        return placed.actor._address in workers
