"""What every layer of a model computed for an image. Keras is imported only to observe a model."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz import models
from cnnviz.networks.architecture import trace
from cnnviz.utils.errors import InputError

# Values that one step of ``predict`` may make: 16 million float32 are 64 MB.
VALUES_A_STEP = 16_000_000


@dataclass(frozen=True)
class LayerActivation:
    """What one layer computed for one image.

    Attributes
    ----------
    name : the layer's name in the network, "conv_1" or "output"
    kind : what sort of layer it is, "conv"
    values : float32 (height, width, channels) or (units,)
    """

    name: str
    kind: str
    values: np.ndarray


@dataclass(frozen=True)
class Activations:
    """What a network computed for one image: every layer in order, the output last."""

    layers: tuple[LayerActivation, ...]

    @property
    def probabilities(self) -> np.ndarray:
        """Probability of each class, float32 (classes,); they sum to 1."""
        return self.layers[-1].values

    @property
    def features(self) -> np.ndarray:
        """What the output layer reads, float32 (units,)."""
        return self.layers[-2].values


class ObservedModel:
    """A model file, loaded and compiled for one image at a time and for batches; in a worker.

    A ``tf.function`` answers for a 28 × 28 image in 1 to 2 ms; ``model.predict`` takes 57.

    Raises
    ------
    InputError
        If the file cannot be opened, as ``models.load``.
    """

    def __init__(self, path: Path) -> None:
        import keras

        model = models.load(path)
        self.info = models.read_info(path)
        self.rows = trace(self.info.layers, self.info.input_shape, len(self.info.classes))
        outputs = [model.get_layer(row.name).output for row in self.rows]
        shape = self.info.input_shape
        self._every_layer = _compiled(keras.Model(model.input, outputs), shape)
        self._output = _compiled(model, shape)
        self._features = _compiled(keras.Model(model.input, model.layers[-1].input), shape)

    @property
    def parameters(self) -> int:
        """Number of weights that it holds in memory."""
        return sum(row.parameters for row in self.rows)

    def activations(self, image: np.ndarray) -> Activations:
        """Compute every layer for one image (height, width, channels) in [0, 1].

        Raises
        ------
        InputError
            If the image is not of the model's input shape.
        """
        outputs = self._every_layer(self._checked(image[np.newaxis]))
        return Activations(
            tuple(
                LayerActivation(row.name, row.layer.kind, output.numpy()[0])
                for row, output in zip(self.rows, outputs, strict=True)
            )
        )

    def predict(self, batch: np.ndarray) -> np.ndarray:
        """Compute the probabilities (N, classes) of a batch (N, height, width, channels).

        Raises
        ------
        InputError
            If the images are not of the model's input shape.
        """
        steps = [self._output(step).numpy() for step in self._steps(self._checked(batch))]
        return np.concatenate([np.empty((0, len(self.info.classes)), np.float32), *steps])

    def features(self, batch: np.ndarray) -> np.ndarray:
        """Compute what the output layer reads (N, units), for a batch of at least one image.

        Raises
        ------
        InputError
            As ``predict``.
        """
        return np.concatenate(
            [self._features(step).numpy() for step in self._steps(self._checked(batch))]
        )

    def _checked(self, batch: np.ndarray) -> np.ndarray:
        if batch.shape[1:] != self.info.input_shape:
            wanted, got = (
                " × ".join(map(str, s)) for s in (self.info.input_shape, batch.shape[1:])
            )
            raise InputError(f"{self.info.name} reads images of {wanted}, got {got}")
        return np.ascontiguousarray(batch, np.float32)

    def _steps(self, batch: np.ndarray) -> Iterator[np.ndarray]:
        values = sum(prod(row.output_shape) for row in self.rows)
        size = max(1, VALUES_A_STEP // values)
        return (batch[start : start + size] for start in range(0, len(batch), size))


def _compiled(model: Any, input_shape: tuple[int, ...]) -> Any:
    """Trace the model once for batches of any length; not in training mode."""
    import tensorflow as tf

    signature = tf.TensorSpec((None, *input_shape), tf.float32)
    function = tf.function(lambda batch: model(batch, training=False))
    return function.get_concrete_function(signature)
