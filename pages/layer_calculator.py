"""Layer calculator: which window makes which output, what size comes out and what it costs."""

from typing import Any

import numpy as np
import streamlit as st

from cnnviz import formulas, patterns
from cnnviz.components.sliding_window import edited, sliding_window
from cnnviz.errors import InputError
from cnnviz.patterns import OWN, Numbers
from cnnviz.session import LayerCalculator as Key
from cnnviz.sliding import (
    AVERAGE_POOLING,
    CONVOLUTION,
    MAX_POOLING,
    Padding,
    Pair,
    Sides,
    Slide,
    WindowLayer,
    slide,
)
from cnnviz.views.heading import heading

BOUND: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}
IN_LINE: dict[str, Any] = {"label_visibility": "collapsed", **BOUND}
OPERATIONS = (CONVOLUTION, MAX_POOLING, AVERAGE_POOLING)
PAIRS = (Key.SIZE, Key.KERNEL, Key.STRIDE, Key.PAD, Key.DILATION)


def header() -> tuple[Numbers, dict[str, int]]:
    """Title, and what is set rarely: the numbers in the cells, and the depth."""
    sides: dict[str, Any] = {"horizontal": True, "vertical_alignment": "bottom"}
    with st.container(horizontal_alignment="distribute", **sides):
        heading(
            "Layer calculator",
            "Which window makes which output, what size comes out, what does it cost?",
            width=600,
        )
        with st.container(width="content", **sides):
            with st.popover("Numbers", icon=":material/grid_on:"):
                numbers = choose_numbers()
            with st.popover("More", icon=":material/tune:"):
                return numbers, choose_depth()


def choose_numbers() -> Numbers:
    kinds: dict[str, Any] = {"on_change": start_own_numbers, **BOUND}
    return Numbers(
        st.selectbox("Input", [*patterns.INPUTS, OWN], key=Key.INPUT, **kinds),
        st.selectbox("Kernel", [*patterns.KERNELS, OWN], key=Key.KERNEL_KIND, **kinds),
        st.text_input("Own input, rows split by /", key=Key.CELLS, placeholder="012/345", **BOUND),
        st.text_input("Own kernel, rows split by /", key=Key.WEIGHTS, placeholder="1 0/2", **BOUND),
        st.number_input("Seed of random numbers", 0, value=0, step=1, key=Key.SEED, **BOUND,
                        help="Or click a number in the picture and type another."),
    )  # fmt: skip


def start_own_numbers() -> None:
    """Own numbers begin as the ones on screen."""
    state, last = st.session_state, st.session_state[Key.LAST]
    if state[Key.INPUT] == OWN:
        state[Key.CELLS] = state[Key.CELLS] or patterns.write_cells(last.cells[0])
    if state[Key.KERNEL_KIND] == OWN:
        state[Key.WEIGHTS] = state[Key.WEIGHTS] or patterns.write_weights(last.weights[0, 0])


def choose_depth() -> dict[str, int]:
    st.toggle("Height and width apart", key=Key.APART, on_change=part, **BOUND)
    return {
        "channels": st.number_input("Input channels", value=1, step=1, key=Key.CHANNELS, **BOUND),
        "filters": st.number_input("Filters", value=1, step=1, key=Key.FILTERS, **BOUND,
                                   help="Both count in the weights; the picture shows one."),
    }  # fmt: skip


def part() -> None:
    """Let every width start from its height."""
    for height, width in PAIRS:
        if height in st.session_state:
            st.session_state[width] = st.session_state[height]


def sentence() -> dict[str, Any]:
    """The line of controls; returns what it says."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        operation = st.selectbox("Operation", OPERATIONS, key=Key.OPERATION, width=170,
                                 format_func=str.capitalize, **IN_LINE)  # fmt: skip
        word("of a")
        size = pair("Input", Key.SIZE, 7)
        word("input, by a")
        kernel = pair("Kernel", Key.KERNEL, 3)
        word("kernel, stride" if operation == CONVOLUTION else "window, stride")
        stride = pair("Stride", Key.STRIDE, 1, by=False)
        word("padding")
        padding = choose_padding()
        word("dilation")
        dilation = pair("Dilation", Key.DILATION, 1, by=False)
    return {"operation": operation, "size": size, "kernel": kernel, "stride": stride,
            "padding": padding, "dilation": dilation}  # fmt: skip


def choose_padding() -> Padding:
    kinds = ["valid", "same", "number"]
    kind = st.selectbox("Padding", kinds, key=Key.PADDING, width=110, **IN_LINE)
    return Sides.each(*pair("Padding cells", Key.PAD, 1, by=False)) if kind == "number" else kind


def pair(label: str, keys: tuple[str, str], value: int, by: bool = True) -> Pair:
    """One number for height and width, or two; ``by`` writes "× 7" behind the one."""
    if not st.session_state[Key.APART]:
        side = number(label, keys[0], value)
        if by:
            word(f"× {side}")
        return side, side
    height = number(f"{label} height", keys[0], value)
    word("×")
    return height, number(f"{label} width", keys[1], value)


def number(label: str, key: str, value: int) -> int:
    return st.number_input(label, value=value, step=1, key=key, width=76, **IN_LINE)


def word(text: str) -> None:
    st.markdown(text, width="content")


def compute(numbers: Numbers, **said: Any) -> Slide:
    layer = WindowLayer(**said)
    cells, weights = numbers.cells(*layer.size), numbers.weights(*layer.kernel)
    shown = layer.shown
    planes = np.stack([cells] * shown.channels)
    return slide(layer, planes, np.broadcast_to(weights, shown.weight_shape))


def keep_edit() -> None:
    """Take a number that was changed in the picture over into the visitor's own numbers."""
    edit, last, state = edited(Key.ANIMATION), st.session_state[Key.LAST], st.session_state
    if edit and edit.grid == "kernel":
        weights = patterns.replaced(last.weights[0, 0], edit.row, edit.col, edit.value)
        state[Key.KERNEL_KIND], state[Key.WEIGHTS] = OWN, patterns.write_weights(weights)
    elif edit:
        cells = patterns.replaced(last.cells[0], edit.row, edit.col, edit.value)
        state[Key.INPUT], state[Key.CELLS] = OWN, patterns.write_cells(cells)


def show(result: Slide) -> None:
    stage, bill = st.columns([3, 1], gap="medium")
    with stage:
        sliding_window(result, key=Key.ANIMATION, on_edit=keep_edit)
    with bill:
        for title, latex in formulas.output_size(result.layer):
            st.markdown(f"**{title}**", help=formulas.symbols(result.layer))
            st.latex(latex)
        st.html(formulas.bill(result.layer))


st.session_state.setdefault(Key.LAST, compute(Numbers()))
numbers, depth = header()
try:
    st.session_state[Key.LAST] = compute(numbers, **sentence(), **depth)
    st.html(formulas.answer(st.session_state[Key.LAST].layer))
except InputError as error:
    why = str(error)
    st.error(f"{why[0].upper()}{why[1:]}. Below is still the last layer that works.")
show(st.session_state[Key.LAST])
