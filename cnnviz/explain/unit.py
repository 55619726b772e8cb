"""Why one unit of a network has its value: what it reads, and the arithmetic, for every kind.

Sums are taken in float64 from the activations and weights as they are, so they differ from the
network's own float32 by its rounding alone.
"""

import numpy as np

from cnnviz.explain.cases import cause
from cnnviz.explain.explanation import Explanation, Place
from cnnviz.explain.forward import Network
from cnnviz.explain.reading import Unit
from cnnviz.models.layer_outputs import Activations
from cnnviz.utils.errors import InputError


def explain(
    network: Network, image: np.ndarray, activations: Activations, layer: int, place: Place
) -> Explanation:
    """Explain the value of one unit.

    Parameters
    ----------
    network : Network
    image : ndarray
        float32 (height, width, channels): the network's input.
    activations : Activations
        What the network computed of it.
    layer : int
        Index of the unit's layer, from 0.
    place : tuple of int
        (row, column, channel), or (unit,) in a flat layer.

    Returns
    -------
    Explanation

    Raises
    ------
    InputError
        If there is no such unit, or its kind of layer has no arithmetic here.
    """
    if not 0 <= layer < len(network.rows):
        raise InputError(
            "the network has layers 1 to {most}, got {layer}",
            most=len(network.rows),
            layer=layer + 1,
        )
    shape = network.rows[layer].output_shape
    if len(place) != len(shape) or not all(
        0 <= at < size for at, size in zip(place, shape, strict=True)
    ):
        raise InputError(
            "{layer} of shape {shape} has no unit at {place}",
            layer=network.rows[layer].name,
            shape=shape,
            place=place,
        )
    outputs = (image, *(each.values for each in activations.layers))
    return cause(network.rows[layer].layer, Unit(network, outputs, layer, place))
