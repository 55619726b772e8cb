"""Arguments that kinds of layers share: ours, Keras's, and ``WindowSettings``'s."""

from cnnviz.layers.settings import Extent, Padding, pair
from cnnviz.layers.window import SAME, VALID, Sides
from cnnviz.layers.window.padding import Padding as WindowPadding
from cnnviz.utils.errors import InputError

# Keras's defaults, and ours.
PLAIN = {
    "strides": 1,
    "padding": "valid",
    "activation": "linear",
    "use_bias": True,
    "dilation_rate": 1,
    "groups": 1,
    "depth_multiplier": 1,
}


def check_steps(stride: Extent, dilation: Extent) -> None:
    """Check that a convolution has a stride or a dilation, not both.

    Parameters
    ----------
    stride, dilation : int or (int, int)

    Raises
    ------
    InputError
        If both are above 1: Keras's convolutions do not take that.
    """
    if max(pair(stride)) > 1 and max(pair(dilation)) > 1:
        raise InputError(
            "Keras takes a stride or a dilation above 1, not both, got {stride} and {dilation}",
            stride=stride,
            dilation=dilation,
        )


def window_padding(padding: Padding) -> WindowPadding:
    """Return a padding as ``WindowSettings`` has it.

    Parameters
    ----------
    padding : {"valid", "same"}, int or (int, int)
        Numbers are cells added on both sides of height and width.

    Returns
    -------
    {"valid", "same"} or Sides

    Raises
    ------
    InputError
        If it is another word.
    """
    if padding == "valid":
        return VALID
    if padding == "same":
        return SAME
    if isinstance(padding, str):
        raise InputError("padding must be valid, same or numbers, got {padding!r}", padding=padding)
    return Sides.each(*pair(padding))


def sides(padding: Padding) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return a padding in numbers as Keras's ``ZeroPadding2D`` takes it.

    Parameters
    ----------
    padding : {"valid", "same"}, int or (int, int)

    Returns
    -------
    ((top, bottom), (left, right)) or None
        None where nothing is added, or Keras's layer pads by itself.
    """
    if isinstance(padding, str) or pair(padding) == (0, 0):
        return None
    (height, width) = pair(padding)
    return (height, height), (width, width)


def keras_padding(padding: Padding) -> str:
    """Return the padding argument of Keras's own layer.

    Parameters
    ----------
    padding : {"valid", "same"}, int or (int, int)

    Returns
    -------
    {"valid", "same"}
        "valid" for numbers, which a layer before it adds.
    """
    return padding if isinstance(padding, str) else "valid"
