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
    """Raise InputError where Keras's convolution does not take both a stride and a dilation."""
    if max(pair(stride)) > 1 and max(pair(dilation)) > 1:
        raise InputError(
            f"Keras takes a stride or a dilation above 1, not both, got {stride} and {dilation}"
        )


def window_padding(padding: Padding) -> WindowPadding:
    """Return a padding as ``WindowSettings`` has it."""
    if padding == "valid":
        return VALID
    if padding == "same":
        return SAME
    if isinstance(padding, str):
        raise InputError(f"padding must be valid, same or numbers, got {padding!r}")
    return Sides.each(*pair(padding))


def sides(padding: Padding) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return numbers as ((top, bottom), (left, right)); None where Keras knows the padding."""
    if isinstance(padding, str) or pair(padding) == (0, 0):
        return None
    (height, width) = pair(padding)
    return (height, height), (width, width)


def keras_padding(padding: Padding) -> str:
    """Return the padding that Keras's own layer has; numbers are added by a layer before it."""
    return padding if isinstance(padding, str) else "valid"
