"""The input that gradient ascent makes for a filter or a unit: what it responds to most.

The image climbs the gradient of the unit's mean value before its activation, so that a unit which
is still silent has a way up, too. Without regularisation the result is noise of high frequency;
here it is moved by a random pixel or two at each step, drawn towards grey, and blurred at times.

Sources: D. Erhan et al., "Visualizing Higher-Layer Features of a Deep Network" (2009); J. Yosinski
et al., "Understanding Neural Networks Through Deep Visualization", arXiv:1506.06579 (decay and
blur); A. Mordvintsev et al., "Inceptionism" (2015) (jitter).
"""

from typing import Any

import cv2
import numpy as np

from cnnviz.explain.blocks import Block
from cnnviz.layers import BatchNorm, Shape

STEPS = 240
RATE = 0.03  # a step's mean change of a pixel, where an image's range is 1
DECAY = 0.01  # share of the way to grey, at each step
BLUR_EVERY, BLUR = 4, 0.5  # steps; standard deviation in pixels
GREY, NOISE = 0.5, 0.05
TINY = 1e-12


def first_image(shape: Shape, seed: int = 0) -> np.ndarray:
    """Make the image that ascent begins with: grey with a little noise.

    Parameters
    ----------
    shape : tuple of int
        (H, W, C).
    seed : int, optional
        Of the noise.

    Returns
    -------
    ndarray
        float32 (H, W, C) in [0, 1].
    """
    noise = np.random.default_rng(seed).standard_normal(shape)
    return np.clip(GREY + NOISE * noise, 0, 1).astype(np.float32)


class Ascent:
    """A network compiled for the gradient of one block's filters; in a worker.

    Parameters
    ----------
    network : keras.Model
        Its weights may change later.
    block : Block
        One of the network's.
    """

    def __init__(self, network: Any, block: Block) -> None:
        import keras
        import tensorflow as tf

        layer = network.get_layer(block.scaled.name)
        normalised = isinstance(block.scaled.layer, BatchNorm)
        reached = keras.Model(network.input, layer.output if normalised else layer.input)

        def sums(batch: Any) -> Any:
            values = reached(batch, training=False)
            return values if normalised else _without_activation(layer, values)

        def climb(batch: Any, unit: Any) -> tuple[Any, Any]:
            with tf.GradientTape() as tape:
                tape.watch(batch)
                value = tf.reduce_mean(tf.gather(sums(batch), unit, axis=-1))
            return value, tape.gradient(value, batch)

        images = tf.TensorSpec((1, *network.input.shape[1:]), tf.float32)
        unit = tf.TensorSpec((), tf.int32)
        self._climb = tf.function(climb).get_concrete_function(images, unit)

    def steps(
        self, image: np.ndarray, unit: int, first: int, count: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Take some steps.

        Parameters
        ----------
        image : ndarray
            float32 (H, W, C) in [0, 1].
        unit : int
            Which filter of the block.
        first : int
            The number of the first step, which its random movement depends on.
        count : int
            How many.

        Returns
        -------
        image : ndarray
            float32 (H, W, C) in [0, 1].
        values : ndarray
            float32 (count,): the unit's mean value before each step.
        """
        values = np.empty(count, np.float32)
        for number in range(count):
            image, values[number] = self._step(image, unit, first + number)
        return image, values

    def _step(self, image: np.ndarray, unit: int, number: int) -> tuple[np.ndarray, float]:
        reach = 1 if min(image.shape[:2]) < 64 else 4
        shift = np.random.default_rng(number).integers(-reach, reach + 1, 2)
        moved = np.roll(image, shift, (0, 1))
        value, slope = (each.numpy() for each in self._climb(moved[np.newaxis], np.int32(unit)))
        slope = np.roll(slope[0], -shift, (0, 1))
        image = image + RATE * slope / (np.sqrt((slope**2).mean()) + TINY)
        image += DECAY * (GREY - image)
        if number % BLUR_EVERY == BLUR_EVERY - 1:
            image = cv2.GaussianBlur(image, (0, 0), BLUR).reshape(image.shape)
        return np.clip(image, 0, 1).astype(np.float32), float(value)


def _without_activation(layer: Any, values: Any) -> Any:
    """Call a layer whose activation is left out; only while it is traced."""
    import keras

    activation = layer.activation
    layer.activation = keras.activations.linear
    try:
        return layer.call(values)
    finally:
        layer.activation = activation
