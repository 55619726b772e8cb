"""The web process's side of the engine: ask for inference, hand in trainings."""

import atexit
import os
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from cnnviz.layers.window import WindowSettings
from cnnviz.models.effective_field import MeasuredField
from cnnviz.models.layer_outputs import Activations
from cnnviz.networks.architecture import LayerSummary
from cnnviz.training.folder import RunFolder
from cnnviz.utils.errors import EngineError

if TYPE_CHECKING:
    from distributed import Client

    from cnnviz.engine.actor import RemoteInference
    from cnnviz.engine.server_process import HostProcess
    from cnnviz.engine.trainings import Trainings

State = Literal["starting", "ready", "failed"]
START_SECONDS = 120
CLOSED = "the engine was closed"
CHUNK_BYTES = 2_000_000  # of a long batch, so that another visitor's drawing waits little


class Engine:
    """Inference and training on worker processes; its methods may be called from any thread.

    ``Engine()`` returns at once; the workers start behind it, in 4 to 5 s. Where
    ``$CNNVIZ_SCHEDULER`` is set it goes to that Dask scheduler instead of starting its own; the
    workers there must offer the resources "inference" and "training".
    """

    def __init__(self) -> None:
        self.reason = ""
        self._closed = False
        self._settled = threading.Event()
        self._opened = ExitStack()
        self._host: HostProcess | None = None
        self._client: Client
        self._inference: RemoteInference
        self._trainings: Trainings
        threading.Thread(target=self._start, name="engine-start", daemon=True).start()
        atexit.register(self.close)

    def state(self) -> State:
        """Say at once how it stands; ``reason`` tells in a sentence why it failed."""
        if not self._settled.is_set():
            return "starting"
        if self._host is not None and not self._host.alive:
            self.reason = self.reason or "the engine has ended; start the app again"
        return "failed" if self.reason else "ready"

    def wait_ready(self, seconds: float = START_SECONDS) -> None:
        """Wait until models can be asked.

        Raises
        ------
        EngineError
            If the engine failed, or is not ready after ``seconds``.
        """
        if not self._settled.wait(seconds):
            raise EngineError(f"the engine was not ready after {seconds:g} seconds")
        if self.state() == "failed":
            raise EngineError(self.reason)

    def activations(self, path: Path, image: np.ndarray) -> Activations:
        """Compute every layer of a model file for one image (height, width, channels) in [0, 1].

        Raises
        ------
        InputError
            If the file cannot be opened or the image has another shape.
        EngineError
            If no worker answers.
        """
        self.wait_ready()
        return self._inference.ask("activations", str(path.resolve()), image)

    def predict(self, path: Path, batch: np.ndarray) -> np.ndarray:
        """Compute the probabilities (N, classes) of a batch (N, height, width, channels).

        Raises
        ------
        InputError, EngineError
            As ``activations``.
        """
        self.wait_ready()
        size = max(1, CHUNK_BYTES // max(1, batch[:1].nbytes))
        chunks = [batch[start : start + size] for start in range(0, len(batch), size)] or [batch]
        file = str(path.resolve())
        return np.concatenate([self._inference.ask("predict", file, chunk) for chunk in chunks])

    def measured_field(
        self, rows: tuple[LayerSummary, ...], weights: Path | None = None
    ) -> MeasuredField:
        """Measure what the last row's middle unit looks at; see ``effective_field.measure``.

        Raises
        ------
        InputError
            If the network is larger than our bounds.
        EngineError
            If no worker answers.
        """
        self.wait_ready()
        file = str(weights.resolve()) if weights else None
        return self._inference.ask("measured_field", rows, file)

    def run_layer(
        self, layer: WindowSettings, cells: np.ndarray, weights: np.ndarray
    ) -> np.ndarray:
        """Compute one window layer with Keras, (oH, oW, F); see ``run_keras.run``.

        Raises
        ------
        InputError
            If Keras has no such layer, or it is too large to be run in between.
        EngineError
            If no worker answers.
        """
        self.wait_ready()
        return self._inference.ask("run_layer", layer, cells, weights)

    def submit(self, run_folder: Path) -> None:
        """Queue the training that a run's folder describes; it starts when a slot is free.

        Raises
        ------
        EngineError
            If the engine failed.
        """
        self.wait_ready()
        self._trainings.submit(RunFolder(run_folder.resolve()))

    def close(self) -> None:
        """End the workers, and any training on them."""
        self.reason = CLOSED
        self._closed = True
        self._opened.close()
        atexit.unregister(self.close)

    def _start(self) -> None:
        self.reason = "the engine could not start; the server's log tells why"
        try:
            self._open()
            self.reason = ""
        except EngineError as error:
            self.reason = str(error)
        finally:
            if self.reason or self._closed:
                self.reason = self.reason or CLOSED
                self._opened.close()
            self._settled.set()

    def _open(self) -> None:
        from cnnviz.engine import server_process

        address = os.environ.get("CNNVIZ_SCHEDULER")
        if not address:
            self._host = server_process.start()
            self._opened.callback(self._host.stop)
        if self._closed:
            raise EngineError(CLOSED)
        # Dask takes half a second to import. Here, after the engine's own process has started, the
        # first page does not compete with it.
        from cnnviz.engine.actor import RemoteInference
        from cnnviz.engine.trainings import Trainings

        self._client = self._host.connect() if self._host else server_process.connect(str(address))
        self._opened.callback(self._client.close, timeout=1)
        self._trainings = Trainings(self._client)
        self._inference = RemoteInference(self._client)
        self._inference.place()
