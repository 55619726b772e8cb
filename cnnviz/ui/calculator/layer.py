"""The controls: a sentence that describes the layer; rarely used settings in a popover."""

from typing import Any, TypedDict

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz.layers.lecture_examples import EXAMPLES
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
from cnnviz.layers.window.patterns import Numbers
from cnnviz.ui.address import BOUND
from cnnviz.ui.calculator.lectures import use_example
from cnnviz.ui.calculator.numbers import choose_numbers
from cnnviz.ui.calculator.sizes import NUMBER, split_padding, split_sides
from cnnviz.ui.calculator.state import CalculatorState
from cnnviz.ui.navigation import heading
from cnnviz.utils.language import N_, _

PADDINGS = (VALID, SAME, SAME_TORCH, FULL, NUMBER)
PADDING_HELP = N_(
    "**valid**: none. **same**: Keras's rule, the output has input ÷ stride cells, rounded "
    "up. **same, PyTorch**: PyTorch's rule, for stride 1 only. **full**: the first window "
    "overlaps the input by one cell. **number**: zeros on every side; for each side "
    "separately, see More. In a transposed convolution the padding is cut from the output."
)
GROUPS_HELP = N_("Channels and filters are split into this many groups, each convolved separately.")
CEIL_HELP = N_("The last window may extend beyond the padding: PyTorch's ceil_mode.")
OUTPUT_PADDING_HELP = N_(
    "Rows and columns added at the end of the output of a transposed convolution whose "
    "padding is a number: PyTorch's output_padding."
)
TITLE = N_("Layer calculator")
PURPOSE = N_("Which window makes which output, what size comes out, what does it cost?")

IN_LINE: dict[str, Any] = {"label_visibility": "collapsed", **BOUND}
LINE: dict[str, Any] = {"horizontal": True, "vertical_alignment": "center", "gap": "xsmall"}


class LayerForm(TypedDict, total=False):
    """The controls' values: the arguments of a ``WindowSettings``, not checked yet."""

    operation: str
    size: Pair
    channels: int
    filters: int
    kernel: Pair
    stride: Pair
    padding: Padding
    dilation: Pair
    groups: int
    output_padding: Pair
    ceil: bool
    dims: int


def header(state: CalculatorState) -> tuple[Numbers, DeltaGenerator, DeltaGenerator]:
    """Show title, examples and rare settings; return the numbers and two containers.

    The containers are the line below the title and the popover of rare settings.
    """
    sides: dict[str, Any] = {"horizontal": True, "vertical_alignment": "bottom"}
    with st.container(horizontal_alignment="distribute", **sides):
        purpose = heading(_(TITLE), _(PURPOSE), width=660)
        with st.container(width="content", **sides):
            st.menu_button(
                _("Lecture examples"),
                list(EXAMPLES),
                key=state.LECTURE,
                icon=":material/school:",
                on_click=lambda: use_example(state, state[state.LECTURE]),
            )
            with st.popover(_("Numbers"), icon=":material/grid_on:"):
                numbers = choose_numbers(state)
            more = st.popover(_("More"), icon=":material/tune:")
            with more:
                choose_form(state)
    return numbers, purpose, more


def choose_form(state: CalculatorState) -> None:
    """Show the toggles that decide which controls there are."""
    st.toggle(_("One dimension"), key=state.ONE_DIMENSION, **BOUND)
    st.toggle(
        _("Separate height and width"),
        key=state.APART,
        on_change=split_sides,
        args=(state,),
        **BOUND,
    )
    st.toggle(
        _("Separate padding for each side"),
        key=state.SIDES_APART,
        on_change=split_padding,
        args=(state,),
        **BOUND,
    )


def choose_rare(state: CalculatorState, operation: str) -> LayerForm:
    """Show settings that only some operations have; those of others are disabled."""
    grouped, transposed = operation in (CONVOLUTION, TRANSPOSED), operation == TRANSPOSED
    pools = operation not in (*CONVOLUTIONS, *GLOBALS)
    groups = st.number_input(
        _("Groups"),
        value=1,
        step=1,
        key=state.GROUPS,
        disabled=not grouped,
        help=_(GROUPS_HELP),
        **BOUND,
    )
    labels = ["Output padding"]
    if apart(state):
        labels = ["Output padding, height", "Output padding, width"]
    extra = [
        st.number_input(
            label,
            value=0,
            step=1,
            key=key,
            disabled=not transposed,
            help=_(OUTPUT_PADDING_HELP),
            **BOUND,
        )
        for label, key in zip(labels, state.OUTPUT_PADDING, strict=False)
    ]
    ceil = st.toggle(_("Round up"), key=state.CEIL, disabled=not pools, help=_(CEIL_HELP), **BOUND)
    return {
        "groups": groups if grouped else 1,
        "output_padding": (extra[0], extra[-1]) if transposed else (0, 0),
        "ceil": ceil and pools,
        "dims": 1 if state[state.ONE_DIMENSION] else 2,
    }


def choose_layer(state: CalculatorState) -> tuple[LayerForm, DeltaGenerator]:
    """Show the two lines of controls; return their values, and where the answer goes."""
    lines = st.container(gap="xsmall")
    with lines.container(**LINE):
        operation = st.selectbox(
            _("Operation"),
            OPERATIONS,
            key=state.OPERATION,
            width=218,
            format_func=str.capitalize,
            **IN_LINE,
        )
        word("of a")
        size = pair(state, "Input", state.SIZE, 7)
        word("×")
        channels = number("Channels", state.CHANNELS, 1)
        word("input" if operation in GLOBALS else "input, with")
        form: LayerForm = {"operation": operation, "size": size, "channels": channels}
        if operation not in GLOBALS:
            form |= choose_kernels(state, operation, channels)
    second = lines.container(**LINE)
    with second:
        if operation not in GLOBALS:
            form |= choose_steps(state)
    return form, second


def choose_kernels(state: CalculatorState, operation: str, channels: int) -> LayerForm:
    """Show how many kernels there are, and their size; a pooling has a window."""
    if operation not in CONVOLUTIONS:
        word("a")
        kernel = pair(state, "Kernel", state.KERNEL, 3)
        word("window")
        return {"kernel": kernel}
    if operation == DEPTHWISE:
        many = number("Kernels per channel", state.MULTIPLIER, 1)
        word("kernel per channel, size" if many == 1 else "kernels per channel, size")
        filters = many * channels
    else:
        filters = number("Filters", state.FILTERS, 1)
        word("kernel of" if filters == 1 else "kernels of")
    return {"filters": filters, "kernel": pair(state, "Kernel", state.KERNEL, 3)}


def choose_steps(state: CalculatorState) -> LayerForm:
    """Show stride, padding and dilation."""
    word("with stride")
    stride = pair(state, "Stride", state.STRIDE, 1, by=False)
    word("padding")
    padding = choose_padding(state)
    word("dilation")
    dilation = pair(state, "Dilation", state.DILATION, 1, by=False)
    return {"stride": stride, "padding": padding, "dilation": dilation}


def choose_padding(state: CalculatorState) -> Padding:
    """Show padding by name or in numbers: one, of height and width, or of each side."""
    kind = st.selectbox(_("Padding"), PADDINGS, key=state.PADDING, width=150, **IN_LINE)
    st.markdown("", help=_(PADDING_HELP), width="content")
    if kind != NUMBER:
        return kind
    if not state[state.SIDES_APART]:
        return Sides.each(*pair(state, "Padding cells", state.PAD, 1, by=False))
    sides = {}
    for key in state.SIDES[2:] if state[state.ONE_DIMENSION] else state.SIDES:
        side = key.removeprefix("l_")
        word(side)
        sides[side] = number(f"Padding {side}", key, 1)
    return Sides(**sides)


def pair(
    state: CalculatorState, label: str, keys: tuple[str, str], value: int, by: bool = True
) -> Pair:
    """Show one number for height and width, or two; ``by`` writes "× 7" after a single one."""
    if not apart(state):
        side = number(label, keys[0], value)
        if by and not state[state.ONE_DIMENSION]:
            word(f"× {side}")
        return side, side
    height = number(f"{label} height", keys[0], value)
    word("×")
    return height, number(f"{label} width", keys[1], value)


def apart(state: CalculatorState) -> bool:
    """Whether height and width have a number each."""
    return state[state.APART] and not state[state.ONE_DIMENSION]


def number(label: str, key: str, value: int) -> int:
    """Show a small number field without bounds, so that the layer can explain what is invalid."""
    return st.number_input(label, value=value, step=1, key=key, width=62, **IN_LINE)


def word(text: str) -> None:
    """Write a word of the sentence."""
    st.markdown(text, width="content")
