"""Attribution maps of a network, which parts of an input its answer rests on; runs in workers.

Keras is imported only to observe a network. A score is the logit of a class, before softmax, or
the difference of two of them; the probabilities after it depend on all classes at once.
"""

from collections.abc import Iterator
from functools import cached_property
from math import prod
from typing import Any

import numpy as np

from cnnviz.explain import variants
from cnnviz.explain.methods import GRAD_CAM, OCCLUSION, Method, Target, cam_layer
from cnnviz.images import resize
from cnnviz.models import ModelInfo
from cnnviz.models.files import Model
from cnnviz.networks.build import build
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import times

# Values that one step may make; for gradients all of them are kept until it has gone back.
VALUES_A_STEP = 16_000_000


class AttributedModel:
    """A network compiled for gradients of its scores.

    Parameters
    ----------
    model : Model
        An opened model; the network's weights may change later.
    """

    def __init__(self, model: Model) -> None:
        self.info, self._network = model.info, model.network
        self._cams: dict[str, Any] = {}

    def attribution(
        self, image: np.ndarray, method: Method, target: Target, layer: str | None = None
    ) -> np.ndarray:
        """Compute a method's map of an image.

        Parameters
        ----------
        image : ndarray
            float32 (H, W, C) in [0, 1].
        method : Method
            See ``methods.METHODS``.
        target : Target
            What is explained.
        layer : str, optional
            The layer that Grad-CAM reads; by default the last one with maps.

        Returns
        -------
        ndarray
            float32 (H, W); negative values only where ``method.signed``.

        Raises
        ------
        InputError
            If the image is not of the model's input shape, a class is not one of the network's, or
            there is no such layer.
        """
        if method == GRAD_CAM:
            return self.grad_cams(image[np.newaxis], [target], layer)[0]
        total = self.part(image, method, target, 0, variants.count(method, image))
        return variants.finished(method, image, total)

    def part(
        self, image: np.ndarray, method: Method, target: Target, first: int, last: int
    ) -> np.ndarray:
        """Ask about some of a method's copies of an image; see ``variants.copies``.

        Parameters
        ----------
        image : ndarray
            float32 (H, W, C) in [0, 1].
        method : Method
            Any but Grad-CAM.
        target : Target
            What is explained.
        first, last : int
            Numbers of the copies, the last one excluded.

        Returns
        -------
        ndarray
            Of occlusion each copy's score, float32 (last - first,); else the sum of the copies'
            gradients, float64 (H, W, C).

        Raises
        ------
        InputError
            As ``attribution``.
        """
        self._check(image.shape)
        direction = target.direction(len(self.info.classes))
        parts = self._steps(first, last)
        batches = (variants.copies(method, image, *part) for part in parts)
        if method == OCCLUSION:
            return np.concatenate([self._score(*_paired(b, direction)).numpy() for b in batches])
        total = np.zeros(image.shape)
        for batch in batches:
            total += self._gradient(*_paired(batch, direction)).numpy().sum(axis=0, dtype=float)
        return total

    def grad_cams(
        self, batch: np.ndarray, targets: list[Target], layer: str | None = None
    ) -> np.ndarray:
        """Compute Grad-CAM of several images.

        Parameters
        ----------
        batch : ndarray
            float32 (N, H, W, C) in [0, 1], N at least 1.
        targets : list of Target
            What is explained of each image.
        layer : str, optional
            The layer that is read; by default the last one with maps.

        Returns
        -------
        ndarray
            float32 (N, H, W), at least 0, enlarged bilinearly from the layer's size.

        Raises
        ------
        InputError
            As ``attribution``.
        """
        self._check(batch.shape[1:])
        cam = self._cam(cam_layer(self.info.summaries, layer))
        directions = np.stack([each.direction(len(self.info.classes)) for each in targets])
        height, width = batch.shape[1:3]
        found = [
            resize(np.ascontiguousarray(coarse[..., np.newaxis]), height, width)[..., 0]
            for first, last in self._steps(0, len(batch))
            for coarse in cam(_float(batch[first:last]), directions[first:last]).numpy()
        ]
        return np.stack(found)

    def _check(self, shape: tuple[int, ...]) -> None:
        if shape != self.info.input_shape:
            wanted, got = times(self.info.input_shape), times(shape)
            raise InputError(
                "{network} takes images of {wanted}, got {got}",
                network=self.info.name,
                wanted=wanted,
                got=got,
            )

    def _steps(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        values = sum(prod(row.output_shape) for row in self.info.summaries)
        size = max(1, VALUES_A_STEP // values)
        return ((start, min(start + size, last)) for start in range(first, last, size))

    @cached_property
    def _score(self) -> Any:
        return self._compiled(self._score_of)

    @cached_property
    def _gradient(self) -> Any:
        import tensorflow as tf

        def gradient(batch: Any, directions: Any) -> Any:
            with tf.GradientTape() as tape:
                tape.watch(batch)
                score = self._score_of(batch, directions)
            return tape.gradient(score, batch, unconnected_gradients="zero")

        return self._compiled(gradient)

    def _cam(self, layer: str) -> Any:
        if layer not in self._cams:
            self._cams[layer] = self._compiled_cam(layer)
        return self._cams[layer]

    def _compiled_cam(self, layer: str) -> Any:
        import keras
        import tensorflow as tf

        network = self._network
        outputs = [network.get_layer(layer).output, network.layers[-1].input]
        both = keras.Model(network.input, outputs)

        def cam(batch: Any, directions: Any) -> Any:
            with tf.GradientTape() as tape:
                tape.watch(batch)  # so that what follows is recorded
                maps, features = both(batch, training=False)
                score = self._score_from(features, directions)
            slopes = tape.gradient(score, maps, unconnected_gradients="zero")
            weights = tf.reduce_mean(slopes, axis=(1, 2), keepdims=True)
            return tf.nn.relu(tf.reduce_sum(weights * maps, axis=3))

        return self._compiled(cam)

    @cached_property
    def _features(self) -> Any:
        import keras

        return keras.Model(self._network.input, self._network.layers[-1].input)

    def _score_of(self, batch: Any, directions: Any) -> Any:
        return self._score_from(self._features(batch, training=False), directions)

    def _score_from(self, features: Any, directions: Any) -> Any:
        import tensorflow as tf

        output = self._network.layers[-1]
        logits = tf.matmul(features, output.kernel)
        if output.use_bias:
            logits += output.bias
        return tf.reduce_sum(logits * directions, axis=1)

    def _compiled(self, function: Any) -> Any:
        """Trace it once for batches of any length."""
        import tensorflow as tf

        images = tf.TensorSpec((None, *self.info.input_shape), tf.float32)
        directions = tf.TensorSpec((None, len(self.info.classes)), tf.float32)
        return tf.function(function).get_concrete_function(images, directions)


def randomised(info: ModelInfo, seed: int = 0) -> Model:
    """Build a network of the same layers that has learned nothing.

    Parameters
    ----------
    info : ModelInfo
        Its description.
    seed : int
        Of the weights.

    Returns
    -------
    Model
        Kernels are drawn as Keras begins a training (Glorot uniform); biases are 0, and
        normalisations leave their input unchanged.

    References
    ----------
    J. Adebayo et al., "Sanity Checks for Saliency Maps", arXiv:1810.03292.
    """
    import keras

    network = build(info.layers, info.input_shape, len(info.classes))
    for number, weight in enumerate(network.trainable_weights):
        if len(weight.shape) > 1:
            draw = keras.initializers.GlorotUniform(seed=1000 * seed + number)
            weight.assign(draw(weight.shape))
    return Model(info, network)


def _paired(batch: np.ndarray, direction: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return _float(batch), np.repeat(direction[np.newaxis], len(batch), axis=0)


def _float(batch: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(batch, np.float32)
