"""The controls: a sentence that describes the layer; rarely used settings in a popover."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypedDict

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
from cnnviz.ui.bound import bound
from cnnviz.ui.calculator.labels import OPERATIONS as OPERATION_NAMES
from cnnviz.ui.calculator.lectures import use_example
from cnnviz.ui.calculator.numbers import choose_numbers
from cnnviz.ui.calculator.sizes import NUMBER, split_padding, split_sides
from cnnviz.ui.calculator.state import CalculatorState
from cnnviz.ui.navigation import heading
from cnnviz.utils.language import N_, _, _n

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

BESIDE: dict[str, Any] = {"label_visibility": "collapsed", "persist_state": "session"}
IN_LINE: dict[str, Any] = {**BESIDE, **BOUND}
LINE: dict[str, Any] = {"horizontal": True, "vertical_alignment": "center", "gap": "xsmall"}


SLOT = "\0"  # where a sentence has a control
OF_INPUT: Mapping[str, str] = {
    "operation": SLOT,
    "size": SLOT,
    "channels": SLOT,
    "count": SLOT,
    "kernel": SLOT,
}


class Names(NamedTuple):
    """Labels of a pair of numbers: of one for both sides, and of height and width."""

    both: str
    height: str
    width: str


INPUT = Names(N_("Input"), N_("Input height"), N_("Input width"))
KERNEL = Names(N_("Kernel"), N_("Kernel height"), N_("Kernel width"))
STRIDE = Names(N_("Stride"), N_("Stride height"), N_("Stride width"))
DILATION = Names(N_("Dilation"), N_("Dilation height"), N_("Dilation width"))
PADDING = Names(N_("Padding cells"), N_("Padding cells height"), N_("Padding cells width"))
OUTPUT_PADDING = Names(
    N_("Output padding"), N_("Output padding, height"), N_("Output padding, width")
)
# What a side is called in the sentence, and its field.
SIDES = {
    "top": (N_("top"), N_("Padding top")),
    "bottom": (N_("bottom"), N_("Padding bottom")),
    "left": (N_("left"), N_("Padding left")),
    "right": (N_("right"), N_("Padding right")),
}


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
                format_func=_,
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
    labels = OUTPUT_PADDING[1:] if apart(state) else OUTPUT_PADDING[:1]
    extra = [
        st.number_input(
            _(label),
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
            **bound(OPERATIONS, state.OPERATION, operation_name),
            width=218,
            **BESIDE,
        )
        words = sentence_of(operation)
        word(words[1])
        size = pair(state, INPUT, state.SIZE, 7)
        word(words[2])
        channels = number(_("Channels"), state.CHANNELS, 1)
        word(words[3])
        form: LayerForm = {"operation": operation, "size": size, "channels": channels}
        if operation not in GLOBALS:
            form |= choose_kernels(state, operation, channels, words)
    second = lines.container(**LINE)
    with second:
        if operation not in GLOBALS:
            form |= choose_steps(state)
    return form, second


def operation_name(operation: str) -> str:
    """What an operation is called in English, by its name or that of a link."""
    return OPERATION_NAMES.get(operation.lower(), operation)


def sentence_of(operation: str, kernels: int = 2) -> Sequence[str]:
    """What the sentence says between its controls, in their order: before the first one, and so on.

    In each language it has them in this order: operation, size, channels, then for a layer with
    kernels how many there are, and their size.
    """
    if operation in GLOBALS:
        text = _("{operation} of a {size} × {channels} input", **OF_INPUT)
    elif operation not in CONVOLUTIONS:
        text = _("{operation} of a {size} × {channels} input, with a {kernel} window", **OF_INPUT)
    elif operation == DEPTHWISE:
        text = _n(
            "{operation} of a {size} × {channels} input, with {count} kernel per channel, size "
            "{kernel}",
            "{operation} of a {size} × {channels} input, with {count} kernels per channel, size "
            "{kernel}",
            kernels,
            **OF_INPUT,
        )
    else:
        text = _n(
            "{operation} of a {size} × {channels} input, with {count} kernel of {kernel}",
            "{operation} of a {size} × {channels} input, with {count} kernels of {kernel}",
            kernels,
            **OF_INPUT,
        )
    return [each.strip() for each in text.split(SLOT)]


def choose_kernels(
    state: CalculatorState, operation: str, channels: int, words: Sequence[str]
) -> LayerForm:
    """Show how many kernels there are, and their size; a pooling has a window."""
    if operation not in CONVOLUTIONS:
        kernel = pair(state, KERNEL, state.KERNEL, 3)
        word(words[4])
        return {"kernel": kernel}
    if operation == DEPTHWISE:
        many = number(_("Kernels per channel"), state.MULTIPLIER, 1)
        filters = many * channels
    else:
        many = filters = number(_("Filters"), state.FILTERS, 1)
    word(sentence_of(operation, many)[4])
    return {"filters": filters, "kernel": pair(state, KERNEL, state.KERNEL, 3)}


def choose_steps(state: CalculatorState) -> LayerForm:
    """Show stride, padding and dilation."""
    slots = {"stride": SLOT, "padding": SLOT, "dilation": SLOT}
    text = _("with stride {stride} padding {padding} dilation {dilation}", **slots)
    words = [each.strip() for each in text.split(SLOT)]
    word(words[0])
    stride = pair(state, STRIDE, state.STRIDE, 1, by=False)
    word(words[1])
    padding = choose_padding(state)
    word(words[2])
    dilation = pair(state, DILATION, state.DILATION, 1, by=False)
    return {"stride": stride, "padding": padding, "dilation": dilation}


def choose_padding(state: CalculatorState) -> Padding:
    """Show padding by name or in numbers: one, of height and width, or of each side."""
    kind = st.selectbox(_("Padding"), **bound(PADDINGS, state.PADDING), width=150, **BESIDE)
    st.markdown("", help=_(PADDING_HELP), width="content")
    if kind != NUMBER:
        return kind
    if not state[state.SIDES_APART]:
        return Sides.each(*pair(state, PADDING, state.PAD, 1, by=False))
    sides = {}
    for key in state.SIDES[2:] if state[state.ONE_DIMENSION] else state.SIDES:
        side = key.removeprefix("l_")
        name, label = SIDES[side]
        word(_(name))
        sides[side] = number(_(label), key, 1)
    return Sides(**sides)


def pair(
    state: CalculatorState, names: Names, keys: tuple[str, str], value: int, by: bool = True
) -> Pair:
    """Show one number for height and width, or two; ``by`` writes "× 7" after a single one."""
    if not apart(state):
        side = number(_(names.both), keys[0], value)
        if by and not state[state.ONE_DIMENSION]:
            word(f"× {side}")
        return side, side
    height = number(_(names.height), keys[0], value)
    word("×")
    return height, number(_(names.width), keys[1], value)


def apart(state: CalculatorState) -> bool:
    """Whether height and width have a number each."""
    return state[state.APART] and not state[state.ONE_DIMENSION]


def number(label: str, key: str, value: int) -> int:
    """Show a small number field without bounds, so that the layer can explain what is invalid."""
    return st.number_input(label, value=value, step=1, key=key, width=62, **IN_LINE)


def word(text: str) -> None:
    """Write some words of the sentence; a language may have none here."""
    if text:
        st.markdown(text, width="content")
