"""What can be asked of an inference worker, whichever of them answers."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Concatenate, Literal, ParamSpec, TypeVar

import numpy as np

from cnnviz.engine.inference import Inference
from cnnviz.layers.window import WindowSettings
from cnnviz.models.effective_field import MeasuredField
from cnnviz.models.layer_outputs import Activations
from cnnviz.networks import LayerSummary
from cnnviz.training.augmentation import Augmentation
from cnnviz.training.events import History
from cnnviz.training.folder import RunFolder

CHUNK_BYTES = 2_000_000  # of a long batch, so that other visitors' requests are not delayed
PART_SECONDS = 0.025  # of a part whose size is chosen by how fast the model answers

P = ParamSpec("P")
R = TypeVar("R")


class Questions(ABC):
    """Questions to an inference worker; they may be asked from any thread.

    Attributes
    ----------
    paces : dict of hashable to float
        Seconds that the worker took per image the last time, by what was asked.
    """

    def __init__(self) -> None:
        self.paces: dict[Hashable, float] = {}

    @property
    def part_seconds(self) -> float:
        """How long an answer to a part of a long batch may take."""
        return PART_SECONDS

    def in_turn(self) -> AbstractContextManager[None]:
        """Wait until no other visitor's long batch is being answered where drawings are, too."""
        return nullcontext()

    @abstractmethod
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

    def ask_timed(
        self,
        method: Callable[Concatenate[Inference, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> tuple[R, float]:
        """Call a method as ``ask`` does; return its answer, and the seconds that it took there.

        What a question waits for is left out: other questions, and this process.

        Raises
        ------
        InputError, EngineError
            As ``ask``.
        """
        answer: tuple[R, float] = self.ask(Inference.timed, method.__name__, args, kwargs)
        return answer

    def activations(self, path: Path, image: np.ndarray) -> Activations:
        """Compute every layer of a model file for one image; see ``ObservedModel.activations``.

        Raises
        ------
        InputError
            If the file cannot be opened or the image has another shape.
        EngineError
            If no worker answers.
        """
        return self.ask(Inference.activations, str(path.resolve()), image)

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

    def answers(self, path: Path, batch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Compute probabilities and features of a long batch; see ``ObservedModel.answers``.

        A part is as large as the worker answers in ``part_seconds``, so that another visitor's
        drawing waits for no longer than two of them.

        Raises
        ------
        InputError, EngineError
            As ``activations``.
        """
        file = str(path.resolve())
        most, wanted = max(1, CHUNK_BYTES // batch[0].nbytes), self.part_seconds
        found, start = [], 0
        while start < len(batch):
            size = max(1, min(most, int(wanted / self.paces.get(file, wanted))))
            part = batch[start : start + size]
            *answer, seconds = self.ask(Inference.answers, file, part)
            self.paces[file] = max(seconds / len(part), 1e-6)
            found.append(answer)
            start += len(part)
        probabilities, features = zip(*found, strict=True)
        return np.concatenate(probabilities), np.concatenate(features)

    def _ask_in_parts(
        self, method: Callable[..., np.ndarray], path: Path, images: np.ndarray, image_bytes: int
    ) -> np.ndarray:
        """Ask for an answer to each image of a batch, which a worker may take in several parts."""
        file = str(path.resolve())
        size = max(1, CHUNK_BYTES // image_bytes)
        parts = [images[start : start + size] for start in range(0, len(images), size)]
        return np.concatenate([self.ask(method, file, part) for part in parts or [images]])

    def history(self, run: RunFolder, image: np.ndarray) -> dict[int, np.ndarray]:
        """Compute an image's probabilities with each saved epoch of a run, by epoch.

        Raises
        ------
        InputError, EngineError
            As ``activations``.
        """
        file = str(run.model.resolve())
        return self.ask(Inference.history, file, str(run.path.resolve()), image)

    def weights(self, path: Path, layer: str) -> list[np.ndarray]:
        """Read the weights of a layer of a model file, float32, in Keras's order.

        Raises
        ------
        InputError, EngineError
            As ``activations``.
        """
        return self.ask(Inference.weights, str(path.resolve()), layer)

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
        return self.ask(Inference.measured_field, rows, file)

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
        return self.ask(Inference.run_layer, layer, cells, weights)

    def exported(self, path: Path, form: Literal["keras", "onnx"]) -> bytes:
        """Write a model file for Keras 3.8 or later, or as ONNX.

        Raises
        ------
        InputError
            If the file cannot be opened.
        EngineError
            If no worker answers.
        """
        return self.ask(Inference.exported, str(path.resolve()), form)

    def event_files(self, history: History) -> dict[str, bytes]:
        """Write a run's history for TensorBoard, each file by its name.

        Raises
        ------
        EngineError
            If no worker answers.
        """
        return self.ask(Inference.event_files, history)

    def variants(self, images: np.ndarray, augmentation: Augmentation, seed: int) -> np.ndarray:
        """Change uint8 images (N, H, W, C) as a training does; uint8 of the same shape.

        Raises
        ------
        EngineError
            If no worker answers.
        """
        return self.ask(Inference.variants, images, augmentation, seed)

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
        file = str(path.resolve())
        size = max(1, CHUNK_BYTES // (4 * images[0].size))
        parts = [slice(start, start + size) for start in range(0, len(images), size)]
        count = Inference.count_correct
        return sum(
            self.ask(count, file, images[part], labels[part], augmentation, seed + part.start)
            for part in parts
        )
