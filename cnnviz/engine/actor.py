"""Calling the inference worker: its actor dies with the worker, and is then placed anew."""

import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from distributed import Client, Future, KilledWorker
from distributed.client import FutureCancelledError

from cnnviz.engine.inference import Inference
from cnnviz.utils.errors import EngineError

PLACE_SECONDS = 120  # a worker starts, imports Keras and warms the shipped models: 5 s, cold 20
ANSWER_SECONDS = 60
GLANCE_SECONDS = 1  # how often a call that takes longer looks whether its worker still lives


class _LostError(Exception):
    """The worker that held the actor is gone."""


@dataclass(frozen=True)
class _Placed:
    """An actor on a worker, and the Dask future that keeps it there."""

    future: Future
    actor: Any


class RemoteInference:
    """An ``Inference`` on whichever worker offers the resource "inference"; thread-safe."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._placing = threading.Lock()
        self._placed: _Placed | None = None

    def place(self, lost: _Placed | None = None) -> _Placed:
        """Return where the actor is; place it if it is nowhere yet, or if it was ``lost`` there.

        Raises
        ------
        EngineError
            If no worker takes it.
        """
        with self._placing:
            if self._placed is None or self._placed is lost:
                self._placed = self._place()
            return self._placed

    def ask(self, method: str, *arguments: Any) -> Any:
        """Call a method of ``Inference``; once more if its worker has died.

        Raises
        ------
        InputError
            As the method.
        EngineError
            If no worker answers, or it dies again.
        """
        placed = self.place()
        try:
            return self._call(placed, method, arguments)
        except _LostError:
            placed = self.place(lost=placed)
        try:
            return self._call(placed, method, arguments)
        except _LostError:
            raise EngineError("the inference worker ended twice; is there enough memory?") from None

    def _place(self) -> _Placed:
        with suppress(KilledWorker):  # Dask may not know yet that the worker it takes is gone
            return self._submit()
        try:
            return self._submit()
        except KilledWorker:
            raise EngineError("the inference worker ended while it warmed up") from None

    def _submit(self) -> _Placed:
        key = f"inference-{uuid4().hex}"
        future = self._client.submit(Inference, actor=True, key=key, resources={"inference": 1})
        try:
            return _Placed(future, future.result(PLACE_SECONDS))
        except TimeoutError:
            raise EngineError(f"no inference worker came up in {PLACE_SECONDS} seconds") from None
        except FutureCancelledError:
            raise EngineError("the connection to the scheduler was lost") from None

    def _call(self, placed: _Placed, method: str, arguments: tuple[Any, ...]) -> Any:
        with self._client.as_current():  # an actor asks for its client when it is used
            try:
                answer = getattr(placed.actor, method)(*arguments)
            except RuntimeError:  # Dask knows already that the worker is gone
                raise _LostError from None
        return _awaited(answer, placed.future)


def _awaited(answer: Any, worker: Future) -> Any:
    """Wait for an answer; for some deaths in mid-call Dask gives none, not even an error."""
    end = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < end:
        try:
            return answer.result(GLANCE_SECONDS)
        except TimeoutError:
            if worker.status != "finished":
                raise _LostError from None
        except OSError:
            raise _LostError from None
    raise EngineError(f"the inference worker gave no answer in {ANSWER_SECONDS} seconds")
