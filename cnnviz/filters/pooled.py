"""The output of a layer after its pooling."""

import numpy as np

from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.ops import pooling
from cnnviz.utils.errors import InputError


def pool(output: np.ndarray, layer: FilterLayer) -> np.ndarray:
    """Pool an output.

    Parameters
    ----------
    output : (H, W, D) float32
        What the activation gave.
    layer : FilterLayer
        Kind of pooling and side of its window.

    Returns
    -------
    (H // pool, W // pool, D) float32
        ``output`` itself where the layer does not pool.

    Raises
    ------
    InputError
        If the pooling window does not fit.
    """
    if layer.pooling == "none":
        return output
    pooled_shape(output.shape, layer)
    take = pooling.max_pool2d if layer.pooling == "max" else pooling.average_pool2d
    return take(output, layer.pool)


def pooled_shape(shape: tuple[int, ...], layer: FilterLayer) -> tuple[int, ...]:
    """Compute the shape of a pooled output.

    Parameters
    ----------
    shape : (int, int, int)
        The output's, (H, W, D).
    layer : FilterLayer
        Kind of pooling and side of its window.

    Returns
    -------
    (int, int, int)
        The shape that ``pool`` returns.

    Raises
    ------
    InputError
        If the pooling window does not fit.

    Examples
    --------
    >>> pooled_shape((7, 8, 1), FilterLayer(pooling="max", pool=2))
    (3, 4, 1)
    """
    height, width, maps = shape
    if layer.pooling == "none":
        return shape
    if min(height, width) < layer.pool:
        raise InputError(
            "a pooling window of {pool} × {pool} does not fit an output of {height} × {width}",
            pool=layer.pool,
            height=height,
            width=width,
        )
    return height // layer.pool, width // layer.pool, maps
