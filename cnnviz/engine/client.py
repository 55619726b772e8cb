"""The web process's side of the engine: ask for inference, submit trainings."""

import atexit
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Concatenate, Literal, ParamSpec, Protocol, TypeVar

import numpy as np

from cnnviz.engine.inference import Inference
from cnnviz.layers.window import WindowSettings
from cnnviz.models.effective_field import MeasuredField
from cnnviz.models.layer_outputs import Activations
from cnnviz.networks import LayerSummary
from cnnviz.training.augmentation import Augmentation
from cnnviz.training.events import History
from cnnviz.training.folder import RunFolder
from cnnviz.utils.errors import EngineError

State = Literal["starting", "ready", "failed"]
START_SECONDS = 120
CLOSED = "the engine was closed"
# Seconds from one start to the next: doubled each time, until one has lasted.
FIRST_PAUSE, LONGEST_PAUSE, STEADY_SECONDS = 5.0, 300.0, 300.0
CHUNK_BYTES = 2_000_000  # of a long batch, so that other visitors' requests are not delayed

PART_SECONDS = 0.025  # of a part whose size is chosen by how fast the model answers

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

    def submit(self, run_folder: Path) -> None:
        """Queue the training that a run's folder describes."""


class Engine:
    """Inference and training on worker processes; its methods may be called from any thread.

    ``Engine()`` returns at once; the workers start in the background, in 4 to 5 s. Where
    ``$CNNVIZ_SCHEDULER`` is set, it connects to that Dask scheduler instead of starting its own;
    the workers there must offer the resources "inference" and "training".
    """

    def __init__(self) -> None:
        self.reason = ""
        self._closed, self._settled = threading.Event(), threading.Event()
        self._opened = ExitStack()
        self._workers: Workers | None = None
        self._submitted: list[Path] = []  # runs, of which another engine takes those still queued
        self._paces: dict[str, float] = {}  # seconds that a model's file takes per image
        self._starting = threading.Lock()
        self._retry_at, self._pause = 0.0, FIRST_PAUSE
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
                self.reason = self.reason or "the engine has ended and will be started again"
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

    def activations(self, path: Path, image: np.ndarray) -> Activations:
        """Compute every layer of a model file for one image; see ``ObservedModel.activations``.

        Raises
        ------
        InputError
            If the file cannot be opened or the image has another shape.
        EngineError
            If no worker answers.
        """
        return self._ready_workers().ask(Inference.activations, str(path.resolve()), image)

    def predict(self, path: Path, batch: np.ndarray) -> np.ndarray:
        """Compute the probabilities (N, classes) of a batch; see ``ObservedModel.predict``.

        Raises
        ------
        InputError, EngineError
            As ``activations``.
        """
        return self._ask_in_parts(Inference.predict, path, batch, max(1, batch[:1].nbytes))

    def features(self, path: Path, images: np.ndarray) -> np.ndarray:
        """Compute what the output layer reads of uint8 images (N, H, W, C): float32 (N, units).

        Raises
        ------
        InputError, EngineError
            As ``activations``.
        """
        return self._ask_in_parts(Inference.features, path, images, 4 * images[0].size)

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

    def answers(self, path: Path, batch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Compute probabilities and features of a long batch; see ``ObservedModel.answers``.

        A part is as large as the worker answers in ``PART_SECONDS``, so that another visitor's
        drawing waits for no longer than two of them.

        Raises
        ------
        InputError, EngineError
            As ``activations``.
        """
        workers, file = self._ready_workers(), str(path.resolve())
        most = max(1, CHUNK_BYTES // batch[0].nbytes)
        found, start = [], 0
        while start < len(batch):
            size = max(1, min(most, int(PART_SECONDS / self._paces.get(file, PART_SECONDS))))
            part = batch[start : start + size]
            *answer, seconds = workers.ask(Inference.answers, file, part)
            self._paces[file] = max(seconds / len(part), 1e-6)
            found.append(answer)
            start += len(part)
        probabilities, features = zip(*found, strict=True)
        return np.concatenate(probabilities), np.concatenate(features)

    def _ask_in_parts(
        self, method: Callable[..., np.ndarray], path: Path, images: np.ndarray, image_bytes: int
    ) -> np.ndarray:
        """Ask for an answer to each image of a batch, which a worker may take in several parts."""
        workers, file = self._ready_workers(), str(path.resolve())
        size = max(1, CHUNK_BYTES // image_bytes)
        parts = [images[start : start + size] for start in range(0, len(images), size)]
        return np.concatenate([workers.ask(method, file, part) for part in parts or [images]])

    def history(self, run: RunFolder, image: np.ndarray) -> dict[int, np.ndarray]:
        """Compute an image's probabilities with each saved epoch of a run, by epoch.

        Raises
        ------
        InputError, EngineError
            As ``activations``.
        """
        workers, file = self._ready_workers(), str(run.model.resolve())
        return workers.ask(Inference.history, file, str(run.path.resolve()), image)

    def weights(self, path: Path, layer: str) -> list[np.ndarray]:
        """Read the weights of a layer of a model file, float32, in Keras's order.

        Raises
        ------
        InputError, EngineError
            As ``activations``.
        """
        return self._ready_workers().ask(Inference.weights, str(path.resolve()), layer)

    def measured_field(
        self, rows: tuple[LayerSummary, ...], weights: Path | None = None
    ) -> MeasuredField:
        """Measure the effective receptive field of a unit; see ``effective_field.measure``.

        Raises
        ------
        InputError
            If the network is larger than our bounds.
        EngineError
            If no worker answers.
        """
        file = str(weights.resolve()) if weights else None
        return self._ready_workers().ask(Inference.measured_field, rows, file)

    def run_layer(
        self, layer: WindowSettings, cells: np.ndarray, weights: np.ndarray
    ) -> np.ndarray:
        """Compute one window layer with Keras, (oH, oW, F); see ``run_keras.run``.

        Raises
        ------
        InputError
            If Keras has no such layer, or it is too large to be run between other requests.
        EngineError
            If no worker answers.
        """
        return self._ready_workers().ask(Inference.run_layer, layer, cells, weights)

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
        return self._ready_workers().ask(Inference.release, str(path.resolve()))

    def exported(self, path: Path, form: Literal["keras", "onnx"]) -> bytes:
        """Write a model file for Keras 3.8 or later, or as ONNX.

        Raises
        ------
        InputError
            If the file cannot be opened.
        EngineError
            If no worker answers.
        """
        return self._ready_workers().ask(Inference.exported, str(path.resolve()), form)

    def event_files(self, history: History) -> dict[str, bytes]:
        """Write a run's history for TensorBoard, each file by its name.

        Raises
        ------
        EngineError
            If no worker answers.
        """
        return self._ready_workers().ask(Inference.event_files, history)

    def variants(self, images: np.ndarray, augmentation: Augmentation, seed: int) -> np.ndarray:
        """Change uint8 images (N, H, W, C) as a training does; uint8 of the same shape.

        Raises
        ------
        EngineError
            If no worker answers.
        """
        return self._ready_workers().ask(Inference.variants, images, augmentation, seed)

    def count_correct(
        self,
        path: Path,
        images: np.ndarray,
        labels: np.ndarray,
        augmentation: Augmentation,
        seed: int,
    ) -> int:
        """Count the changed images that a model file still classifies correctly.

        Parameters
        ----------
        path : Path
            The model's file.
        images : ndarray
            uint8 (N, H, W, C).
        labels : ndarray
            int (N,): the classes, counted as the model does.
        augmentation : Augmentation
            Each image is changed once.
        seed : int
            Of the changes.

        Raises
        ------
        InputError, EngineError
            As ``activations``.
        """
        workers, file = self._ready_workers(), str(path.resolve())
        size = max(1, CHUNK_BYTES // (4 * images[0].size))
        parts = [slice(start, start + size) for start in range(0, len(images), size)]
        count = Inference.count_correct
        return sum(
            workers.ask(count, file, images[part], labels[part], augmentation, seed + part.start)
            for part in parts
        )

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

    def close(self) -> None:
        """End the workers, and any training on them."""
        self.reason = CLOSED
        self._closed.set()
        self._opened.close()
        atexit.unregister(self.close)

    def _ready_workers(self, seconds: float = START_SECONDS) -> Workers:
        self.ensure_running()
        if not self._settled.wait(seconds):
            raise EngineError(f"the engine was not ready after {seconds:g} seconds")
        if self.ensure_running() != "ready" or self._workers is None:
            raise EngineError(self.reason or "the engine is being started again")
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
        self.reason = "the engine could not start; the server's log says why"
        try:
            # Dask takes half a second to import: here, in a thread that nothing waits for.
            from cnnviz.engine.connection import Connection

            connection = Connection(self._opened, self._closed)
            self._workers = connection
            connection.inference.place()
            for run_folder in self._still_queued():
                connection.submit(run_folder)
            self.reason = ""
        except EngineError as error:
            self.reason = str(error)
        finally:
            if self._closed.is_set():
                self.reason = CLOSED
            if self.reason:
                self._opened.close()
                self._retry_at = time.monotonic() + self._pause
            self._settled.set()

    def _still_queued(self) -> list[Path]:
        """Runs that an engine before this one was given and did not begin."""
        self._submitted = [each for each in self._submitted if RunFolder(each).is_waiting]
        return self._submitted
