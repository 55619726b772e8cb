"""Sets the controls of sizes: to those of typed numbers, or all of them to a lecture's example."""

import numpy as np

from cnnviz.layers.lecture_examples import EXAMPLES
from cnnviz.layers.window import (
    DEPTHWISE,
    DRAWN_SIDE,
    SHOWN_DEPTH,
    Pair,
    Sides,
    Slide,
)
from cnnviz.layers.window.own_numbers import write_cells, write_weights
from cnnviz.layers.window.patterns import OWN
from cnnviz.ui.calculator.state import CalculatorState
from cnnviz.utils.checks import in_range
from cnnviz.utils.errors import InputError
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
    _check_drawn("an input", (height, width), channels, "channels")
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
    channels, groups = state[state.CHANNELS], state.get(state.GROUPS, 1)
    operation = state[state.OPERATION].lower()
    if state[state.ONE_DIMENSION] and height > 1:
        raise InputError(
            f"the kernel of a one-dimensional layer has one row, got {height}: type one row, or "
            'switch off "One dimension" under More'
        )
    if operation == DEPTHWISE:
        if filters * planes % channels:
            raise InputError(
                "a depthwise convolution has the same number of kernels for each of its "
                f"{plural(channels, 'channel')}, got {plural(filters * planes, 'kernel')}"
            )
        filters, planes = filters * planes, 1
        state[state.MULTIPLIER] = filters // channels
    else:
        if filters == 1 and planes % (channels // groups) == 0:  # blocks that are filters
            filters, planes = planes * groups // channels, channels // groups
        if planes != channels // groups and state[state.INPUT] == OWN:
            raise InputError(
                f"the input has {plural(channels // groups, 'channel')} for each filter, got a "
                f"kernel of {planes}: an empty line separates channels, | separates filters"
            )
        if planes != channels // groups:
            state[state.CHANNELS], state[state.GROUPS] = planes, 1
        state[state.FILTERS] = filters
    _check_drawn("a kernel", (height, width), max(filters, planes), "filters and channels")
    _set_pair(
        state, state.KERNEL, (width, width) if state[state.ONE_DIMENSION] else (height, width)
    )
    return weights.reshape(filters, planes, height, width)


def use_example(state: CalculatorState, name: str) -> None:
    """Set every control, and all numbers, to a lecture's example."""
    example = EXAMPLES[name]
    layer = example.settings
    padding = layer.padding
    state[state.OPERATION] = layer.operation
    state[state.ONE_DIMENSION] = layer.dims == 1
    state[state.APART] = state[state.SIDES_APART] = state[state.CEIL] = False
    state[state.CHANNELS] = state[state.FILTERS] = state[state.MULTIPLIER] = 1
    state[state.GROUPS] = 1
    state[state.PADDING] = NUMBER if isinstance(padding, Sides) else padding
    for keys, pair in (
        (state.SIZE, layer.size),
        (state.KERNEL, layer.kernel),
        (state.STRIDE, layer.stride),
        (state.DILATION, layer.dilation),
        (state.OUTPUT_PADDING, layer.output_padding),
        (state.PAD, (padding.top, padding.left) if isinstance(padding, Sides) else (1, 1)),
    ):
        state[keys[0]] = state[keys[1]] = pair[1]
    state.input_complaint = state.kernel_complaint = ""
    state.own_input, state[state.INPUT] = write_cells(example.cells), OWN
    if layer.weighted:
        state.own_kernel, state[state.KERNEL_KIND] = write_weights(example.weights), OWN


def example_note(slide: Slide) -> str:
    """Return what a lecture says of a layer with these numbers; "" if none has it."""
    layer, cells, weights = slide.layer, slide.cells, slide.weights
    for example in EXAMPLES.values():
        if (
            example.settings == layer
            and np.array_equal(example.cells, cells)
            and (not layer.weighted or np.array_equal(example.weights, weights))
        ):
            return f"**{example.name}.** {example.note}"
    return ""


def _check_drawn(noun: str, size: Pair, depth: int, planes: str) -> None:
    if max(size) > DRAWN_SIDE:
        raise InputError(
            f"own numbers are those that the animation shows: {noun} of up to "
            f"{times((DRAWN_SIDE,) * 2)} cells, got {times(size)}"
        )
    in_range(f"number of {planes} typed", depth, 1, SHOWN_DEPTH)


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
