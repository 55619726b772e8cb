"""The output of every layer of a model for an image. Keras is imported only to observe a model."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any
from uuid import uuid4

import numpy as np

from cnnviz.models.files import Model
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import times

# Values that one step of ``predict`` may make: 16 million float32 are 64 MB.
VALUES_A_STEP = 16_000_000


@dataclass(frozen=True, eq=False)
class LayerActivation:
    """The output of one layer for one image.

    Attributes
    ----------
    name : str
        The layer's name in the network, such as "conv_1" or "output".
    kind : str
        The kind of layer, such as "conv".
    values : ndarray
        float32 (height, width, channels) or (units,).
    """

    name: str
    kind: str
    values: np.ndarray


@dataclass(frozen=True, eq=False)
class Activations:
    """The outputs of a network for one image.

    Attributes
    ----------
    layers : tuple of LayerActivation
        One per layer in order, the output last.
    """

    layers: tuple[LayerActivation, ...]

    @cached_property
    def key(self) -> str:
        """A name by which this process tells it from all others."""
        return uuid4().hex

    @property
    def probabilities(self) -> np.ndarray:
        """Probability of each class, float32 (classes,), in [0, 1]; they sum to 1."""
        return self.layers[-1].values

    @property
    def features(self) -> np.ndarray:
        """The input of the output layer, float32 (units,)."""
        return self.layers[-2].values


class ObservedModel:
    """A model compiled for single images and for batches; in a worker.

    A ``tf.function`` takes 1 to 2 ms for a 28 × 28 image; ``model.predict`` takes 57.

    Parameters
    ----------
    model : Model
        An opened model file.

    Attributes
    ----------
    info : ModelInfo
    network : keras.Model
    """

    def __init__(self, model: Model) -> None:
        import keras

        self.info, self.network = model.info, model.network
        network = model.network
        outputs = [network.get_layer(row.name).output for row in self.info.summaries]
        shape = self.info.input_shape
        self._every_layer = _compiled(keras.Model(network.input, outputs), shape)

    @property
    def parameters(self) -> int:
        """Number of weights that it holds in memory."""
        return sum(row.parameters for row in self.info.summaries)

    def activations(self, image: np.ndarray) -> Activations:
        """Compute the output of every layer for one image.

        Parameters
        ----------
        image : ndarray
            float32 (height, width, channels) in [0, 1].

        Returns
        -------
        Activations
            One output per layer, float32.

        Raises
        ------
        InputError
            If the image is not of the model's input shape.
        """
        outputs = self._every_layer(self._checked(image[np.newaxis]))
        return Activations(
            tuple(
                LayerActivation(row.name, row.layer.kind, output.numpy()[0])
                for row, output in zip(self.info.summaries, outputs, strict=True)
            )
        )

    def predict(self, batch: np.ndarray) -> np.ndarray:
        """Compute the class probabilities of a batch.

        Parameters
        ----------
        batch : ndarray
            float32 (N, height, width, channels) in [0, 1].

        Returns
        -------
        ndarray
            float32 (N, classes) in [0, 1]; each row sums to 1.

        Raises
        ------
        InputError
            If the images are not of the model's input shape.
        """
        steps = [self._output(step).numpy() for step in self._steps(self._checked(batch))]
        return np.concatenate([np.empty((0, len(self.info.classes)), np.float32), *steps])

    def features(self, batch: np.ndarray) -> np.ndarray:
        """Compute the input of the output layer for a batch.

        Parameters
        ----------
        batch : ndarray
            float32 (N, height, width, channels) in [0, 1], with N at least 1.

        Returns
        -------
        ndarray
            float32 (N, units).

        Raises
        ------
        InputError
            If the images are not of the model's input shape.
        """
        return np.concatenate(
            [self._features(step).numpy() for step in self._steps(self._checked(batch))]
        )

    def answers(self, batch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Compute probabilities and the input of the output layer in one pass.

        Parameters
        ----------
        batch : ndarray
            float32 (N, height, width, channels) in [0, 1], with N at least 1.

        Returns
        -------
        probabilities : ndarray
            float32 (N, classes), as of ``predict``.
        features : ndarray
            float32 (N, units), as of ``features``.

        Raises
        ------
        InputError
            If the images are not of the model's input shape.
        """
        pairs = [self._both(step) for step in self._steps(self._checked(batch))]
        probabilities, features = zip(*pairs, strict=True)
        return np.concatenate(probabilities), np.concatenate(features)

    # These are traced when they are first needed: most models are only asked about single images.
    @cached_property
    def _output(self) -> Any:
        return _compiled(self.network, self.info.input_shape)

    @cached_property
    def _features(self) -> Any:
        import keras

        network = self.network
        read = keras.Model(network.input, network.layers[-1].input)
        return _compiled(read, self.info.input_shape)

    @cached_property
    def _both(self) -> Any:
        import keras

        network = self.network
        both = keras.Model(network.input, [network.output, network.layers[-1].input])
        return _compiled(both, self.info.input_shape)

    def _checked(self, batch: np.ndarray) -> np.ndarray:
        if batch.shape[1:] != self.info.input_shape:
            wanted, got = times(self.info.input_shape), times(batch.shape[1:])
            raise InputError(
                "{network} takes images of {wanted}, got {got}",
                network=self.info.name,
                wanted=wanted,
                got=got,
            )
        return np.ascontiguousarray(batch, np.float32)

    def _steps(self, batch: np.ndarray) -> Iterator[np.ndarray]:
        values = sum(prod(row.output_shape) for row in self.info.summaries)
        size = max(1, VALUES_A_STEP // values)
        return (batch[start : start + size] for start in range(0, len(batch), size))


def _compiled(model: Any, input_shape: tuple[int, ...]) -> Any:
    """Trace the model once for batches of any length; not in training mode."""
    import tensorflow as tf

    signature = tf.TensorSpec((None, *input_shape), tf.float32)
    function = tf.function(lambda batch: model(batch, training=False))
    return function.get_concrete_function(signature)
