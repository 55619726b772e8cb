"""The line of controls: a sentence that says what the layer is; what is rare, in a popover."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz.layers.window import (
    CONVOLUTION,
    CONVOLUTIONS,
    DEPTHWISE,
    FULL,
    GLOBALS,
    OPERATIONS,
    SAME,
    SAME_TORCH,
    TRANSPOSED,
    VALID,
    Padding,
    Pair,
    Sides,
)
from cnnviz.ui.calculator.state import CalculatorState as Key

NUMBER = "number"
PADDINGS = (VALID, SAME, SAME_TORCH, FULL, NUMBER)
PADDING_HELP = """**valid**: none. **same**: as Keras pads, the output is input ÷ stride long,
rounded up. **same, PyTorch**: for stride 1. **full**: the window meets the input with one cell.
**number**: zeros on every side; four sides apart under More. In a transposed convolution padding
is cut from the output."""
GROUPS_HELP = "Channels and filters are split into so many parts; each is convolved by itself."
CEIL_HELP = "A last window may stick out behind the padding: PyTorch's ceil_mode."
OUTPUT_PADDING_HELP = """Rows and columns added behind the stamps of a transposed convolution
whose padding is a number: PyTorch's output_padding."""

BOUND: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}
IN_LINE: dict[str, Any] = {"label_visibility": "collapsed", **BOUND}
PAIRS = (Key.SIZE, Key.KERNEL, Key.STRIDE, Key.PAD, Key.DILATION, Key.OUTPUT_PADDING)
LINE: dict[str, Any] = {"horizontal": True, "vertical_alignment": "center", "gap": "xsmall"}

state = st.session_state


def choose_form() -> None:
    """What decides which numbers there are; these toggles go before the sentence."""
    st.toggle("One dimension", key=Key.ONE_DIMENSION, **BOUND)
    st.toggle("Height and width apart", key=Key.APART, on_change=part, **BOUND)
    st.toggle("Four sides of the padding apart", key=Key.SIDES_APART, on_change=part_sides, **BOUND)


def part() -> None:
    """Let every width start from its height."""
    for height, width in PAIRS:
        if height in state:
            state[width] = state[height]


def part_sides() -> None:
    """Let every side start from the padding of all, and show the padding as a number."""
    state[Key.PADDING] = NUMBER
    for side in Key.SIDES:
        state[side] = state.get(Key.PAD[0], 1)


def choose_rare(operation: str) -> dict[str, Any]:
    """Settings that only some operations have; the others' are switched off."""
    grouped, transposed = operation in (CONVOLUTION, TRANSPOSED), operation == TRANSPOSED
    pools = operation not in (*CONVOLUTIONS, *GLOBALS)
    groups = st.number_input(
        "Groups", value=1, step=1, key=Key.GROUPS, disabled=not grouped, help=GROUPS_HELP, **BOUND
    )
    extra = [output_padding(side, not transposed) for side in range(2)[: 1 + shown_apart()]]
    ceil = st.toggle("Round up", key=Key.CEIL, disabled=not pools, help=CEIL_HELP, **BOUND)
    return {
        "groups": groups if grouped else 1,
        "output_padding": (extra[0], extra[-1]) if transposed else (0, 0),
        "ceil": ceil and pools,
        "dims": 1 if state[Key.ONE_DIMENSION] else 2,
    }


def output_padding(side: int, disabled: bool) -> int:
    """The box for one axis, or for both."""
    label = f"Output padding, {('height', 'width')[side]}" if shown_apart() else "Output padding"
    return st.number_input(
        label,
        value=0,
        step=1,
        key=Key.OUTPUT_PADDING[side],
        disabled=disabled,
        help=OUTPUT_PADDING_HELP,
        **BOUND,
    )


def sentence() -> tuple[dict[str, Any], DeltaGenerator]:
    """The two lines of controls; returns what they say, and the second's place for the answer."""
    lines = st.container(gap="xsmall")
    with lines.container(**LINE):
        operation = st.selectbox(
            "Operation",
            OPERATIONS,
            key=Key.OPERATION,
            width=218,
            format_func=str.capitalize,
            **IN_LINE,
        )
        word("of a")
        size = pair("Input", Key.SIZE, 7)
        word("×")
        channels = number("Channels", Key.CHANNELS, 1)
        word("input" if operation in GLOBALS else "input, by")
        said = {"operation": operation, "size": size, "channels": channels}
        if operation not in GLOBALS:
            said |= by_kernels(operation, channels)
    second = lines.container(**LINE)
    with second:
        if operation not in GLOBALS:
            said |= with_steps()
    return said, second


def by_kernels(operation: str, channels: int) -> dict[str, Any]:
    """How many kernels, and their size; a pooling has a window."""
    if operation not in CONVOLUTIONS:
        word("a")
        kernel = pair("Kernel", Key.KERNEL, 3)
        word("window")
        return {"kernel": kernel}
    each = operation == DEPTHWISE
    many = (
        number("Kernels a channel", Key.MULTIPLIER, 1)
        if each
        else number("Filters", Key.FILTERS, 1)
    )
    word(f"kernel{'s' * (many != 1)}{' a channel' * each} of")
    return {"filters": many * channels if each else many, "kernel": pair("Kernel", Key.KERNEL, 3)}


def with_steps() -> dict[str, Any]:
    """Stride, padding and dilation."""
    word("with stride")
    stride = pair("Stride", Key.STRIDE, 1, by=False)
    word("padding")
    padding = choose_padding()
    word("dilation")
    return {
        "stride": stride,
        "padding": padding,
        "dilation": pair("Dilation", Key.DILATION, 1, by=False),
    }


def choose_padding() -> Padding:
    """Padding by name, or in numbers: one, of height and width, or of each side."""
    kind = st.selectbox("Padding", PADDINGS, key=Key.PADDING, width=150, **IN_LINE)
    st.markdown("", help=PADDING_HELP, width="content")
    if kind != NUMBER:
        return kind
    if not state[Key.SIDES_APART]:
        return Sides.each(*pair("Padding cells", Key.PAD, 1, by=False))
    shown = Key.SIDES[2:] if state[Key.ONE_DIMENSION] else Key.SIDES
    return Sides(**{side.removeprefix("l_"): padded_side(side) for side in shown})


def padded_side(key: str) -> int:
    """The padding of one side."""
    side = key.removeprefix("l_")
    word(side)
    return number(f"Padding {side}", key, 1)


def pair(label: str, keys: tuple[str, str], value: int, by: bool = True) -> Pair:
    """One number for height and width, or two; ``by`` writes "× 7" behind the one."""
    if not shown_apart():
        side = number(label, keys[0], value)
        if by and not state[Key.ONE_DIMENSION]:
            word(f"× {side}")
        return side, side
    height = number(f"{label} height", keys[0], value)
    word("×")
    return height, number(f"{label} width", keys[1], value)


def shown_apart() -> bool:
    """Whether height and width have a number each."""
    return state[Key.APART] and not state[Key.ONE_DIMENSION]


def number(label: str, key: str, value: int) -> int:
    """A small box in the line; impossible numbers are let in, so that the layer can say why."""
    return st.number_input(label, value=value, step=1, key=key, width=62, **IN_LINE)


def word(text: str) -> None:
    """A word of the sentence."""
    st.markdown(text, width="content")
