"""The web process's side of the engine: ask for inference, submit trainings."""

import atexit
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from typing import Concatenate, Literal, ParamSpec, Protocol, TypeVar

from cnnviz.engine.inference import Inference
from cnnviz.engine.questions import PART_SECONDS, Questions
from cnnviz.training import queue
from cnnviz.training.folder import RunFolder
from cnnviz.utils.errors import EngineError
from cnnviz.utils.language import N_
from cnnviz.utils.retold import in_english, retold
from cnnviz.utils.turns import Turns

State = Literal["starting", "ready", "failed"]
START_SECONDS = 120
CLOSED = N_("the engine was closed")
# Seconds from one start to the next: doubled each time, until one has lasted.
FIRST_PAUSE, LONGEST_PAUSE, STEADY_SECONDS = 5.0, 300.0, 300.0
LONG_PART_SECONDS = 0.1  # of a part of long work that has a worker of its own

P = ParamSpec("P")
R = TypeVar("R")


class Workers(Protocol):
    """The worker processes; ``connection.Connection`` reaches them, once Dask is imported."""

    @property
    def alive(self) -> bool:
        """Whether the process that hosts them is running."""

    def ask(
        self, method: Callable[Concatenate[Inference, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Call a method of the inference worker."""

    @property
    def works_apart(self) -> bool:
        """Whether long work has a worker of its own."""

    def ask_long(
        self, method: Callable[Concatenate[Inference, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Call a method of the worker for long work."""

    def release(self, path: str) -> bool:
        """Make the workers forget a model file; False where one has just used it."""

    def submit(self, run_folder: Path) -> None:
        """Queue the training that a run's folder describes."""

    def use_free_slots(self) -> None:
        """Let slots that came later take runs that wait behind busy ones."""


class Engine(Questions):
    """Inference and training on worker processes; its methods may be called from any thread.

    ``Engine()`` returns at once; the workers start in the background, in 4 to 5 s. Where
    ``$CNNVIZ_SCHEDULER`` is set, it connects to that Dask scheduler instead of starting its own;
    the workers there must offer the resources "inference" and "training".

    Attributes
    ----------
    reason : str
        Why it failed; "" where it did not.
    long_work : LongWork
        Answers the same questions without keeping drawings waiting.
    """

    def __init__(self) -> None:
        super().__init__()
        self.reason, self.long_work = "", LongWork(self)
        self._closed, self._settled = threading.Event(), threading.Event()
        self._opened = ExitStack()
        self._workers: Workers | None = None
        self._submitted: list[Path] = []  # runs, of which another engine takes the unfinished ones
        self._starting, self._closing = threading.Lock(), threading.Lock()
        self._retry_at, self._pause = 0.0, FIRST_PAUSE
        self._turns = Turns()
        self._launch()
        atexit.register(self.close)

    def ensure_running(self) -> State:
        """Return its state at once; ``reason`` says in one sentence why it failed.

        An engine that has ended is started again, after a pause that doubles from time to time
        where it ends again and again.
        """
        with self._starting:
            if not self._settled.is_set():
                return "starting"
            if self._workers is not None and not self._workers.alive:
                self.reason = self.reason or N_("the engine has ended and will be started again")
            if not self.reason:
                return "ready"
            if self._closed.is_set() or time.monotonic() < self._retry_at:
                return "failed"
            self._opened.close()
            self._opened, self._workers = ExitStack(), None
            self._launch()
        return "starting"

    def wait_ready(self, seconds: float = START_SECONDS) -> None:
        """Wait until it is ready.

        Raises
        ------
        EngineError
            If the engine failed, or is not ready after ``seconds``.
        """
        self._ready_workers(seconds)

    def in_turn(self) -> AbstractContextManager[None]:
        """Wait for a turn; so a drawing waits for one part of one long batch, whoever has asked."""
        return self._turns.mine()

    def ask(
        self, method: Callable[Concatenate[Inference, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Call a method of the inference worker, which answers others only when it is done.

        Raises
        ------
        InputError
            As the method.
        EngineError
            If no worker answers.
        """
        return self._ready_workers().ask(method, *args, **kwargs)

    def release(self, path: Path) -> bool:
        """Make the inference worker forget a model file, so that it may be deleted.

        Returns
        -------
        bool
            False where the file has just been used. An engine that does not run uses none.

        Raises
        ------
        EngineError
            If no worker answers.
        """
        if self.ensure_running() != "ready":
            return True
        return self._ready_workers().release(str(path.resolve()))

    def submit(self, run_folder: Path) -> None:
        """Queue the training that a run's folder describes; it starts when a slot is free.

        Raises
        ------
        EngineError
            If the engine failed.
        """
        workers, run_folder = self._ready_workers(), run_folder.resolve()
        self._submitted.append(run_folder)
        workers.submit(run_folder)

    def use_free_slots(self) -> None:
        """Let slots that came later take runs that wait; to be called from time to time."""
        if self.ensure_running() == "ready" and self._workers is not None:
            self._workers.use_free_slots()

    def close(self) -> None:
        """End the workers; trainings on them save where they are. A second call waits for that."""
        self.reason = CLOSED
        self._closed.set()
        with self._closing:
            self._opened.close()
        atexit.unregister(self.close)

    def _ready_workers(self, seconds: float = START_SECONDS) -> Workers:
        self.ensure_running()
        if not self._settled.wait(seconds):
            raise EngineError("the engine was not ready after {seconds:g} seconds", seconds=seconds)
        if self.ensure_running() != "ready" or self._workers is None:
            if not self.reason:
                raise EngineError("the engine is being started again")
            raise EngineError("{reason}", reason=retold(self.reason))
        return self._workers

    def _launch(self) -> None:
        """Start the workers in the background; another start is due only after a pause."""
        now = time.monotonic()
        long_ago = now > self._retry_at + STEADY_SECONDS
        self._pause = FIRST_PAUSE if long_ago else min(2 * self._pause, LONGEST_PAUSE)
        self._retry_at = now + self._pause
        self._settled.clear()
        threading.Thread(target=self._start, name="engine-start", daemon=True).start()

    def _start(self) -> None:
        self.reason = N_("the engine could not start; the server's log says why")
        try:
            # Dask takes half a second to import: here, in a thread that nothing waits for.
            from cnnviz.engine.connection import Connection

            connection = Connection(self._opened, self._closed)
            self._workers = connection
            connection.inference.place()
            self._submit_again(connection)
            self.reason = ""
        except EngineError as error:
            self.reason = in_english(error)
        finally:
            if self._closed.is_set():
                self.reason = CLOSED
            if self.reason:
                self._opened.close()
                self._retry_at = time.monotonic() + self._pause
            self._settled.set()

    def _submit_again(self, workers: Workers) -> None:
        """Submit what an engine before this one was given and did not finish."""
        self._submitted = [each for each in self._submitted if not RunFolder(each).is_final]
        for each in self._submitted:
            if RunFolder(each).is_waiting:
                workers.submit(each)
            else:
                queue.take_up(workers, RunFolder(each))


class LongWork(Questions):
    """The worker that answers long work: one of its own, of low priority, where there can be one.

    Elsewhere it is the one that answers drawings, which is asked in shorter parts.

    Parameters
    ----------
    engine : Engine
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine

    @property
    def apart(self) -> bool:
        """Whether drawings are answered by another worker."""
        return self._engine._ready_workers().works_apart

    @property
    def part_seconds(self) -> float:
        """How long an answer to a part of a long batch may take."""
        return LONG_PART_SECONDS if self.apart else PART_SECONDS

    def in_turn(self) -> AbstractContextManager[None]:
        """Wait for a turn where drawings are answered by the same worker."""
        return nullcontext() if self.apart else self._engine.in_turn()

    def ask(
        self, method: Callable[Concatenate[Inference, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Call a method of the worker for long work; see ``Engine.ask``."""
        return self._engine._ready_workers().ask_long(method, *args, **kwargs)

    def ensure_running(self) -> State:
        """Return the engine's state; see ``Engine.ensure_running``."""
        return self._engine.ensure_running()
