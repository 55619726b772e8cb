"""Which preset suits images of a size, where the chosen one grows too large on them."""

from math import prod

from cnnviz.layers import Shape
from cnnviz.networks.architecture import trace
from cnnviz.networks.presets import ARCHITECTURES
from cnnviz.utils.errors import InputError

MANY_PARAMETERS = 5_000_000
LARGE = 48 * 48  # pixels; smaller images suit the networks for digits
FOR_SMALL, FOR_LARGE = "fast-mnist", "fast-neu"


def count_parameters(name: str, input_shape: Shape, classes: int) -> int | None:
    """Count a preset's parameters on images of a shape.

    Parameters
    ----------
    name : str
        Of the preset.
    input_shape : (int, int, int)
        Height, width and channels of the images.
    classes : int

    Returns
    -------
    int or None
        None where it does not fit them.
    """
    try:
        layers = ARCHITECTURES[name].layers
        return sum(each.parameters for each in trace(layers, input_shape, classes))
    except InputError:
        return None


def better_suited(name: str, input_shape: Shape, classes: int) -> str | None:
    """Find a preset that suits images better than one that was made for smaller ones.

    Parameters
    ----------
    name : str
        The chosen preset.
    input_shape : (int, int, int)
        Height, width and channels of the images.
    classes : int

    Returns
    -------
    str or None
        None where the chosen one has at most 5 million parameters, or was made for such images.

    Examples
    --------
    >>> better_suited("lecture-mnist", (200, 200, 1), 6)
    'fast-neu'
    >>> better_suited("lecture-mnist", (28, 28, 1), 10) is None
    True
    """
    pixels = prod(input_shape[:2])
    if name not in ARCHITECTURES or pixels <= prod(ARCHITECTURES[name].input_shape[:2]):
        return None
    parameters = count_parameters(name, input_shape, classes)
    if parameters is not None and parameters <= MANY_PARAMETERS:
        return None
    suited = FOR_LARGE if pixels > LARGE else FOR_SMALL
    fewer = count_parameters(suited, input_shape, classes)
    return suited if fewer is not None and fewer <= MANY_PARAMETERS else None
