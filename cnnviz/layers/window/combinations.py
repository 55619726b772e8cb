"""Which settings of a window layer go together, and which follow from others."""

from math import gcd
from typing import TYPE_CHECKING, Any

from cnnviz.layers.window.kinds import (
    CONVOLUTION,
    CONVOLUTIONS,
    DEPTHWISE,
    GLOBALS,
    OPERATIONS,
    TRANSPOSED,
)
from cnnviz.layers.window.padding import FULL, SAME, SAME_TORCH, VALID, Sides
from cnnviz.utils.errors import InputError

if TYPE_CHECKING:
    from cnnviz.layers.window.layer import WindowLayer

PADDINGS = (VALID, SAME, SAME_TORCH, FULL)
PAIRS = ("size", "kernel", "stride", "dilation")


def implied(layer: "WindowLayer") -> dict[str, Any]:
    """Settings that follow from others: a 1-D layer's height, a pooling's depth and so on."""
    found: dict[str, Any] = {}
    if layer.dims == 1:
        found |= {name: (1, getattr(layer, name)[1]) for name in PAIRS}
        found["output_padding"] = (0, layer.output_padding[1])
        if isinstance(layer.padding, Sides):
            found["padding"] = Sides(0, 0, *layer.padding.cols)
    if layer.operation in GLOBALS:
        found |= {"kernel": found.get("size", layer.size), "stride": (1, 1), "dilation": (1, 1)}
        found |= {"padding": VALID, "ceil": False}
    if layer.operation == DEPTHWISE:
        found["groups"] = layer.channels
    elif layer.operation not in CONVOLUTIONS:
        found |= {"filters": layer.channels, "groups": layer.channels}
    return found


def check(layer: "WindowLayer") -> None:
    """Raise InputError if the layer's settings exclude one another."""
    if layer.operation not in OPERATIONS:
        raise InputError(f"operation is one of {', '.join(OPERATIONS)}, got {layer.operation}")
    if layer.dims not in (1, 2):
        raise InputError(f"a layer has 1 or 2 dimensions, got {layer.dims}")
    _check_depth(layer)
    _check_padding(layer)
    _check_output_padding(layer)
    if layer.ceil and layer.weighted:
        raise InputError(f"rounding up goes with pooling; {layer.operation} always rounds down")


def _check_depth(layer: "WindowLayer") -> None:
    channels, filters, groups = layer.channels, layer.filters, layer.groups
    if layer.operation == DEPTHWISE and filters % channels:
        below = filters // channels * channels
        enough = f"{below} or {below + channels}" if below else str(channels)
        raise InputError(
            "a depthwise convolution makes as many maps of each channel: "
            f"filters must be a multiple of the {channels} channels, got {filters}; take {enough}"
        )
    common = gcd(channels, filters)
    if layer.operation != DEPTHWISE and layer.weighted and common % groups:
        raise InputError(
            f"groups must divide channels and filters: {groups} does not divide both "
            f"{channels} and {filters}; take {_divisors(common)}"
        )


def _divisors(number: int) -> str:
    """Divisors of ``number`` in words: "1, 2 or 4"."""
    *others, last = [str(d) for d in range(1, number + 1) if number % d == 0]
    return f"{', '.join(others)} or {last}" if others else last


def _check_padding(layer: "WindowLayer") -> None:
    padding = layer.padding
    if isinstance(padding, Sides) or padding in (VALID, SAME):
        return
    if padding not in PADDINGS:
        raise InputError(f"padding is one of {', '.join(PADDINGS)} or numbers, got {padding}")
    if layer.operation == TRANSPOSED:
        raise InputError(
            f'a transposed convolution has no padding "{padding}": take "valid", which keeps every '
            'stamp whole, "same" or numbers'
        )
    if padding == SAME_TORCH:
        _check_same_torch(layer)


def _check_same_torch(layer: "WindowLayer") -> None:
    if layer.operation not in (CONVOLUTION, DEPTHWISE):
        raise InputError(
            'PyTorch\'s pooling has no padding "same": take Keras\'s "same" or numbers'
        )
    if layer.stride != (1, 1):
        raise InputError(
            f'PyTorch\'s "same" takes stride 1 only, got {max(layer.stride)}: take stride 1, '
            'Keras\'s "same" or numbers'
        )


def _check_output_padding(layer: "WindowLayer") -> None:
    if layer.output_padding == (0, 0):
        return
    if layer.operation != TRANSPOSED:
        raise InputError(f"output padding goes with transposed convolution, not {layer.operation}")
    if not isinstance(layer.padding, Sides):
        raise InputError(
            f'output padding goes with padding in numbers: "{layer.padding}" settles the output by '
            "itself, take padding 0 or more"
        )
    for amount, *steps in zip(layer.output_padding, layer.stride, layer.dilation, strict=True):
        if amount >= max(steps):
            raise InputError(
                f"output padding must be below stride {steps[0]} or dilation {steps[1]}, got "
                f"{amount}; take {max(steps) - 1} or less"
            )
