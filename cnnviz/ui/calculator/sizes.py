"""Sets the controls of sizes: to those of typed numbers, or sides and widths apart."""

import numpy as np

from cnnviz.layers.window import (
    DEPTHWISE,
    DRAWN_SIDE,
    SHOWN_DEPTH,
    Pair,
)
from cnnviz.layers.window.patterns import OWN
from cnnviz.ui.calculator.state import CalculatorState
from cnnviz.utils.checks import in_range
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_
from cnnviz.utils.text import plural, times

NUMBER = "number"


def fit_input(state: CalculatorState, cells: np.ndarray) -> None:
    """Set the input's size to that of typed numbers, (C, H, W).

    Raises
    ------
    InputError
        If they are too many to be drawn.
    """
    channels, height, width = cells.shape
    _check_drawn(
        N_(
            "own numbers are those that the animation shows: an input of up to {most} cells, got "
            "{size}"
        ),
        (height, width),
    )
    in_range(N_("number of channels typed"), channels, 1, SHOWN_DEPTH)
    state[state.CHANNELS] = channels
    if height > 1 or width > 1:
        state[state.ONE_DIMENSION] = height == 1
    _set_pair(state, state.SIZE, (width, width) if height == 1 else (height, width))


def fit_kernel(state: CalculatorState, weights: np.ndarray) -> np.ndarray:
    """Set the kernel's size to that of typed numbers; return them as (F, C / groups, kH, kW).

    Raises
    ------
    InputError
        If they are too many to be drawn, or do not go with the input.
    """
    filters, planes, height, width = weights.shape
    if state[state.ONE_DIMENSION] and height > 1:
        raise InputError(
            "the kernel of a one-dimensional layer has one row, got {height}: type one row, or "
            'switch off "One dimension" under More',
            height=height,
        )
    if state[state.OPERATION].lower() == DEPTHWISE:
        filters, planes = _fit_multiplier(state, filters * planes), 1
    else:
        filters, planes = _fit_filters(state, filters, planes)
    _check_drawn(
        N_(
            "own numbers are those that the animation shows: a kernel of up to {most} cells, got "
            "{size}"
        ),
        (height, width),
    )
    in_range(N_("number of filters and channels typed"), max(filters, planes), 1, SHOWN_DEPTH)
    _set_pair(
        state, state.KERNEL, (width, width) if state[state.ONE_DIMENSION] else (height, width)
    )
    return weights.reshape(filters, planes, height, width)


def _fit_multiplier(state: CalculatorState, kernels: int) -> int:
    """Set how many kernels each channel of a depthwise convolution has; return all kernels."""
    channels = state[state.CHANNELS]
    if kernels % channels:
        raise InputError(
            "a depthwise convolution has the same number of kernels for each of its {channels}, "
            "got {kernels}",
            channels=plural(channels, "channel"),
            kernels=plural(kernels, "kernel"),
        )
    state[state.MULTIPLIER] = kernels // channels
    return kernels


def _fit_filters(state: CalculatorState, filters: int, planes: int) -> tuple[int, int]:
    """Set filters and, where the input is not the visitor's own, channels; return both of a filter.

    Raises
    ------
    InputError
        If the visitor's own input has another number of channels.
    """
    groups = state.get(state.GROUPS, 1)
    depth = state[state.CHANNELS] // groups
    if filters == 1 and planes % depth == 0:  # blocks that are filters
        filters, planes = planes // depth, depth
    if planes != depth:
        if state[state.INPUT] == OWN:
            raise InputError(
                "the input has {channels} for each filter, got a kernel of {planes}: an empty "
                "line separates channels, | separates filters",
                channels=plural(depth, "channel"),
                planes=planes,
            )
        state[state.CHANNELS], state[state.GROUPS] = planes, 1
    state[state.FILTERS] = filters
    return filters, planes


def _check_drawn(rule: str, size: Pair) -> None:
    if max(size) > DRAWN_SIDE:
        raise InputError(rule, most=times((DRAWN_SIDE,) * 2), size=times(size))


def _set_pair(state: CalculatorState, keys: tuple[str, str], pair: Pair) -> None:
    """Set height and width, apart where they differ."""
    if pair[0] != pair[1] and not state[state.APART]:
        split_sides(state)
        state[state.APART] = True
    state[keys[0]], state[keys[1]] = pair


def split_sides(state: CalculatorState) -> None:
    """Let every width start from its height."""
    for height, width in (
        state.SIZE,
        state.KERNEL,
        state.STRIDE,
        state.PAD,
        state.DILATION,
        state.OUTPUT_PADDING,
    ):
        if height in state:
            state[width] = state[height]


def split_padding(state: CalculatorState) -> None:
    """Let every side start from the padding that the layer has, and choose padding as a number.

    Joined again, the sides take the padding of the top and of the left.
    """
    if state[state.SIDES_APART]:
        layer = state.last.layer
        for side, amount in zip(state.SIDES, (*layer.pads(0), *layer.pads(1)), strict=True):
            state[side] = amount
        state[state.PADDING] = NUMBER
    else:
        top, _, left, _ = (state.get(side, 1) for side in state.SIDES)
        state[state.PAD[0]] = left if state[state.ONE_DIMENSION] else top
        state[state.PAD[1]] = left
