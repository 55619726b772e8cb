"""The inference worker: keeps recently used models loaded and compiled."""

import tempfile
import time
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from math import inf
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz import models
from cnnviz.engine.embeddings import Embeddings
from cnnviz.engine.explanations import Explanations
from cnnviz.engine.inspections import Inspections
from cnnviz.engine.unit_methods import UnitMethods
from cnnviz.images import to_float, to_uint8
from cnnviz.layers.code import run_keras
from cnnviz.layers.window import WindowSettings
from cnnviz.models import effective_field
from cnnviz.models.effective_field import MeasuredField
from cnnviz.models.layer_outputs import Activations, ObservedModel
from cnnviz.models.network_input import fit_to_network
from cnnviz.networks import LayerSummary
from cnnviz.training import checkpoint
from cnnviz.training.augmentation import Augmentation
from cnnviz.training.epoch_model import ObservedRun, is_checkpoint
from cnnviz.training.events import History
from cnnviz.training.export import tensorboard
from cnnviz.training.folder import RunFolder
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import using

MAX_MODELS = 16
MAX_PARAMETERS = 60_000_000  # of all models together: 240 MB
IN_USE_SECONDS = 20  # from an answer to the next one that a visitor may still ask for
Key = tuple[str, int, int]


class Inference(Explanations, Embeddings, UnitMethods, Inspections):
    """A Dask actor in the worker; its methods are called from the web process.

    A model file that has changed since the last call is loaded again.

    Parameters
    ----------
    warm : bool
        Whether to load the shipped models at once.
    """

    def __init__(self, warm: bool = True) -> None:
        import keras  # noqa: F401  takes seconds: here, before the first request

        super().__init__()
        self._models: OrderedDict[Key, ObservedModel] = OrderedDict()
        self._used: dict[str, float] = {}  # when each file was used last, on a monotonic clock
        for info in models.shipped() if warm else ():
            with suppress(InputError):
                self.activations(str(info.path), np.zeros(info.input_shape, np.float32))

    def answer(self, language: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call one of the other methods, whose texts are then in a language."""
        with using(language):
            return getattr(self, method)(*args, **kwargs)

    def activations(self, path: str, image: np.ndarray) -> Activations:
        """Compute every layer of the model file ``path``; see ``ObservedModel.activations``."""
        return self._model(path).activations(image)

    def predict(self, path: str, batch: np.ndarray) -> np.ndarray:
        """Compute probabilities with the model file ``path``; see ``ObservedModel.predict``."""
        return self._model(path).predict(batch)

    def features(self, path: str, images: np.ndarray) -> np.ndarray:
        """Compute what the output layer reads of uint8 images; see ``ObservedModel.features``."""
        return self._model(path).features(to_float(images))

    def answers(self, path: str, batch: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
        """Compute what ``ObservedModel.answers`` does, and the seconds that it took."""
        model = self._model(path)
        began = time.monotonic()
        return *model.answers(batch), time.monotonic() - began

    def timed(
        self, method: str, args: tuple[object, ...], kwargs: Mapping[str, object]
    ) -> tuple[Any, float]:
        """Call one of these methods; return its answer, and the seconds that it took.

        Where others take the processor, too, the seconds that this process had of it count.
        """
        began, had = time.perf_counter(), time.process_time()
        answer = getattr(self, method)(*args, **kwargs)
        return answer, min(time.perf_counter() - began, time.process_time() - had)

    def history(self, path: str, run: str, image: np.ndarray) -> dict[int, np.ndarray]:
        """Compute an image's probabilities with each saved epoch of a run, by epoch.

        The image is float32 (H, W, C) in [0, 1]; an epoch whose file is damaged is left out.
        """
        folder, found = RunFolder(Path(run)), {}
        network = models.open_model(Path(path)).network
        for epoch in folder.checkpoints():
            with suppress(InputError):
                checkpoint.restore_weights(folder.checkpoint(epoch), network)
                found[epoch] = network(image[np.newaxis], training=False).numpy()[0]
        return found

    def weights(self, path: str, layer: str) -> list[np.ndarray]:
        """Read the weights of a layer of the model file ``path``, float32, in Keras's order."""
        network = models.open_model(Path(path)).network
        return [weight.numpy() for weight in network.get_layer(layer).weights]

    def measured_field(self, rows: tuple[LayerSummary, ...], weights: str | None) -> MeasuredField:
        """Measure an effective receptive field; see ``effective_field.measure``."""
        return effective_field.measure(rows, Path(weights) if weights else None)

    def run_layer(
        self, layer: WindowSettings, cells: np.ndarray, weights: np.ndarray
    ) -> np.ndarray:
        """Compute one window layer with Keras; see ``run_keras.run``."""
        return run_keras.run(layer, cells, weights)

    def release(self, path: str) -> bool:
        """Forget the model file ``path``; False where it was used in the last seconds."""
        if time.monotonic() - self._used.get(path, -inf) < IN_USE_SECONDS:
            return False
        self._used.pop(path, None)
        for key in [key for key in self._models if key[0] == path]:
            del self._models[key]
        return True

    def exported(self, path: str, form: str) -> bytes:
        """Write the model file ``path`` anew, as "keras" or "onnx"."""
        model = models.open_model(Path(path))
        if form == "onnx":
            from cnnviz.models.onnx_format import to_onnx

            return to_onnx(model)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "model.keras")
            models.save(model.network, model.info, file)
            return file.read_bytes()

    def event_files(self, history: History) -> dict[str, bytes]:
        """Write a run's history for TensorBoard; see ``tensorboard.event_files``."""
        return tensorboard.event_files(history)

    def variants(self, images: np.ndarray, augmentation: Augmentation, seed: int) -> np.ndarray:
        """Change uint8 images (N, H, W, C) as a training does; uint8 of the same shape."""
        return to_uint8(_augmented(images, augmentation, seed))

    def count_correct(
        self,
        path: str,
        images: np.ndarray,
        labels: np.ndarray,
        augmentation: Augmentation,
        seed: int,
    ) -> int:
        """Count the changed images that the model file ``path`` still classifies correctly.

        Images of another size than the model's are resized after the change.
        """
        model = self._model(path)
        batch, shape = _augmented(images, augmentation, seed), model.info.input_shape
        if batch.shape[1:] != shape:
            batch = np.stack([fit_to_network(image, shape) for image in batch])
        return int((model.predict(batch).argmax(axis=1) == labels).sum())

    def _model(self, path: str) -> ObservedModel:
        key = _key(path)
        if is_checkpoint(Path(path)):
            return self._at_epoch(path, key)
        if key not in self._models:
            self._models[key] = ObservedModel(models.open_model(Path(path)))
            self._make_room()
        self._models.move_to_end(key)
        self._used[path] = time.monotonic()
        return self._models[key]

    def _at_epoch(self, path: str, version: Key) -> ObservedModel:
        """Return the network of a checkpoint; all checkpoints of a run share one."""
        key = (str(Path(path).parent), 0, 0)
        observed = self._models.get(key)
        if not isinstance(observed, ObservedRun):
            observed = self._models[key] = ObservedRun(Path(path))
            self._make_room()
        self._models.move_to_end(key)
        observed.show(Path(path), version)
        return observed

    def _make_room(self) -> None:
        """Drop the least recently used models; the newest stays, whatever its size."""
        while len(self._models) > 1 and not self._fits():
            self._models.popitem(last=False)
        loaded = {path for path, *_ in self._models}
        self._used = {path: used for path, used in self._used.items() if path in loaded}

    def _fits(self) -> bool:
        parameters = sum(model.parameters for model in self._models.values())
        return len(self._models) <= MAX_MODELS and parameters <= MAX_PARAMETERS


def _augmented(images: np.ndarray, augmentation: Augmentation, seed: int) -> np.ndarray:
    import tensorflow as tf

    from cnnviz.training.augment import augmented

    random = tf.random.Generator.from_seed(seed)
    changed: np.ndarray = augmented(tf.constant(to_float(images)), augmentation, random).numpy()
    return changed


def _key(path: str) -> Key:
    """Identify a file by path, time and size, so that a changed model is loaded again."""
    try:
        stat = Path(path).stat()
    except OSError:
        raise InputError("the model {file} is no longer there", file=Path(path).name) from None
    return path, stat.st_mtime_ns, stat.st_size
