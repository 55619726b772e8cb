"""The web process's connection to the workers; it imports Dask, which takes half a second."""

import os
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from cnnviz.engine import keys, server_process
from cnnviz.engine.actor import RemoteInference
from cnnviz.engine.inference import Inference
from cnnviz.engine.long_inference import LongInference, UnavailableError
from cnnviz.engine.trainings import Trainings
from cnnviz.utils.errors import EngineError

P = ParamSpec("P")
R = TypeVar("R")


class Connection:
    """Dask's client of the workers, and the process that hosts them where it was started here.

    Parameters
    ----------
    opened : ExitStack
        Closes the connection, also while it is still being opened.
    closed : threading.Event
        Set where it is no longer wanted.
    """

    def __init__(self, opened: ExitStack, closed: threading.Event) -> None:
        address = os.environ.get("CNNVIZ_SCHEDULER")
        self.host = None if address else server_process.start()
        if self.host:
            opened.callback(self.host.stop)
        if closed.is_set():
            raise EngineError("the engine was closed")
        self.client = self.host.connect() if self.host else keys.connect(str(address))
        opened.callback(self.client.close, timeout=1)
        self.inference = RemoteInference(self.client)
        self.long = LongInference(self.client, self.host is not None)
        self._trainings = Trainings(self.client)

    @property
    def alive(self) -> bool:
        """Whether the process that hosts the workers is running, or the scheduler connected."""
        return self.host.alive if self.host else self.client.status not in ("closing", "closed")

    def ask(
        self, method: Callable[Concatenate[Inference, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Call a method of the inference worker; see ``RemoteInference.ask``."""
        return self.inference.ask(method, *args, **kwargs)

    @property
    def works_apart(self) -> bool:
        """Whether long work has a worker of its own."""
        return self.long.available

    def ask_long(
        self, method: Callable[Concatenate[Inference, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Call a method of the second inference worker, or of the first where there is no other."""
        try:
            return self.long.ask(method, *args, **kwargs)
        except UnavailableError:
            return self.inference.ask(method, *args, **kwargs)

    def release(self, path: str) -> bool:
        """Make the workers forget a model file; False where one has just used it."""
        unused = self.long.ask_if_running(Inference.release, path) is not False
        return self.inference.ask(Inference.release, path) and unused

    def submit(self, run_folder: Path) -> None:
        """Queue the training that a run's folder describes."""
        self._trainings.submit(run_folder)

    def use_free_slots(self) -> None:
        """Let slots that came later take runs that wait behind busy ones."""
        self._trainings.use_free_slots()
