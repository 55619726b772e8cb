"""A filter switched off or made stronger, and what each filter responds to; runs in workers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from cnnviz.explain.blocks import Block
from cnnviz.layers import Conv2DTranspose, DepthwiseConv2D, Layer
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import plural

OFF, DOUBLED = 0.0, 2.0


@contextmanager
def scaled_filter(network: Any, block: Block, unit: int, factor: float) -> Iterator[None]:
    """Multiply a filter's kernel and bias, or the scale and shift of its batch normalisation.

    With the factor 0 its map is 0 everywhere (behind a sigmoid 0.5); with 2 it is twice as strong
    where ``block.doubles``.

    Parameters
    ----------
    network : keras.Model
        Its weights are as they were when the context ends.
    block : Block
        One of the network's.
    unit : int
        Which filter of the block.
    factor : float

    Yields
    ------
    None

    Raises
    ------
    InputError
        If the block has no such filter.
    """
    if not 0 <= unit < block.units:
        raise InputError(
            "{layer} has {units}, got {unit}",
            layer=block.first.name,
            units=plural(block.units, block.noun),
            unit=unit,
        )
    weights = network.get_layer(block.scaled.name).trainable_weights
    before = [weight.numpy() for weight in weights]
    try:
        for weight, values in zip(weights, before, strict=True):
            weight.assign(scaled(values, block.scaled.layer, unit, factor))
        yield
    finally:
        for weight, values in zip(weights, before, strict=True):
            weight.assign(values)


def scaled(values: np.ndarray, layer: Layer, unit: int, factor: float) -> np.ndarray:
    """Multiply the weights of one filter.

    Parameters
    ----------
    values : ndarray
        A kernel or a bias, in Keras's order.
    layer : Layer
        Its layer.
    unit : int
        Which filter.
    factor : float

    Returns
    -------
    ndarray
        A copy.
    """
    changed = values.copy()
    if changed.ndim > 1 and isinstance(layer, Conv2DTranspose):
        changed[:, :, unit] *= factor
    elif changed.ndim > 1 and isinstance(layer, DepthwiseConv2D):
        changed.reshape(*changed.shape[:2], -1)[..., unit] *= factor
    else:
        changed[..., unit] *= factor
    return changed


def strengths(maps: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Find how strongly each filter responds to each image, and where most.

    Parameters
    ----------
    maps : ndarray
        float32 (N, H, W, C) or (N, C).

    Returns
    -------
    peaks : ndarray
        float32 (N, C): the largest value.
    places : ndarray
        int32 (N, C): where it is, as row · W + column; the first one of several.
    means : ndarray
        float32 (N, C).
    """
    flat = maps.reshape(len(maps), -1, maps.shape[-1])
    places = flat.argmax(axis=1)
    peaks = np.take_along_axis(flat, places[:, np.newaxis], axis=1)[:, 0]
    return peaks, places.astype(np.int32), flat.mean(axis=1)
