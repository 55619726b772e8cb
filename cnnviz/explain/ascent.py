"""The input that gradient ascent makes for a filter or a unit: what it responds to most.

The image climbs the gradient of the unit's mean value before its activation, so that a unit which
is still silent has a way up, too. In a map, negative values count a tenth: the plain mean of a
filter's map is highest for an image of one brightness, whatever the kernel looks for. Without
regularisation the result is noise of high frequency, too faint to be seen in an image of 200 × 200
pixels; here the gradient's frequencies are weighted by their wavelength, and the image is moved by
a random pixel or two at each step and drawn towards grey.

Sources: D. Erhan et al., "Visualizing Higher-Layer Features of a Deep Network" (2009); J. Yosinski
et al., "Understanding Neural Networks Through Deep Visualization", arXiv:1506.06579 (decay);
A. Mordvintsev et al., "Inceptionism" (2015) (jitter); C. Olah et al., "Feature Visualization"
(2017), https://distill.pub/2017/feature-visualization (preconditioning by frequency).
"""

from typing import Any

import numpy as np

from cnnviz.explain.blocks import Block
from cnnviz.layers import BatchNorm, Shape

STEPS = 240
RATE = 0.03  # a step's mean change of a pixel, where an image's range is 1
DECAY = 0.03  # share of the way to grey, at each step
LEAK = 0.1  # how much a negative value of a map counts
LONGEST = 10  # pixels: longer waves are weighted as this one, else shades would outweigh patterns
CLIPPED = 0.5  # percent of the pixels that may be darker or brighter than what is shown
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


def stretched(image: np.ndarray) -> np.ndarray:
    """Stretch an image's contrast to its own range, as it is shown.

    Parameters
    ----------
    image : ndarray
        float32 (H, W, C) in [0, 1].

    Returns
    -------
    ndarray
        float32 (H, W, C) in [0, 1]; the same where it has one value only.
    """
    low, high = np.percentile(image, (CLIPPED, 100 - CLIPPED))
    if high - low < TINY:
        return image
    return np.clip((image - low) / (high - low), 0, 1).astype(np.float32)


def by_wavelength(slope: np.ndarray) -> np.ndarray:
    """Weight a gradient's frequencies by their wavelength, up to ``LONGEST`` pixels.

    Parameters
    ----------
    slope : ndarray
        (H, W, C).

    Returns
    -------
    ndarray
        float64 (H, W, C).
    """
    height, width = slope.shape[:2]
    down, across = np.fft.fftfreq(height)[:, np.newaxis], np.fft.rfftfreq(width)
    weights = 1 / np.maximum(np.hypot(down, across), 1 / LONGEST)
    spectrum = np.fft.rfft2(slope, axes=(0, 1)) * weights[..., np.newaxis]
    weighted: np.ndarray = np.fft.irfft2(spectrum, s=(height, width), axes=(0, 1))
    return weighted


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

        is_map = len(block.scaled.output_shape) == 3

        def sums(batch: Any) -> Any:
            values = reached(batch, training=False)
            return values if normalised else _without_activation(layer, values)

        def climb(batch: Any, unit: Any) -> tuple[Any, Any]:
            with tf.GradientTape() as tape:
                tape.watch(batch)
                values = tf.gather(sums(batch), unit, axis=-1)
                value = tf.reduce_mean(tf.nn.leaky_relu(values, LEAK) if is_map else values)
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
            float32 (count,): what the image climbs, before each step.
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
        slope = by_wavelength(np.roll(slope[0], -shift, (0, 1)))
        image = image + RATE * slope / (np.sqrt((slope**2).mean()) + TINY)
        image += DECAY * (GREY - image)
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
