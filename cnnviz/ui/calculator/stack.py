"""A stack of layers: a known network or own layers, with the output, cost and field of each."""

from functools import partial
from pathlib import Path

import streamlit as st

from cnnviz.layers import Shape
from cnnviz.models.effective_field import trained_weights
from cnnviz.networks import NETWORKS, Architecture
from cnnviz.networks.cost_table import CostTable, Fault, cost_table
from cnnviz.networks.edits import edited
from cnnviz.networks.text import (
    EXAMPLE,
    LARGEST_IMAGE,
    Draft,
    read_image,
    read_stack,
    write_image,
    write_stack,
)
from cnnviz.ui import address, caches
from cnnviz.ui.address import BOUND
from cnnviz.ui.calculator.state import CalculatorState, FieldRequest
from cnnviz.ui.components.layer_stack import Measured, Shown, asked_field, edits_of, layer_stack
from cnnviz.ui.html import figures_row
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.text import Figure, compact, memory, sentence, times

OWN = "Own layers"
FIRST = "lecture-mnist"
RANDOM, TRAINED = "random", "trained"
WEIGHTS = {RANDOM: "Random weights", TRAINED: "Trained weights"}
TYPED_HELP = f"""Layers in order, separated by commas or line breaks: `{EXAMPLE}`. A convolution
also takes `stride 2`, `dilation 2`, `groups 4`, `unbiased`; a pooling `3x3 stride 2`. Code of Keras
and PyTorch is read, too: `Conv2D(32, 3)`, `nn.Sequential(...)`."""


@st.fragment
def show(state: CalculatorState) -> None:
    """Read the stack, compute its table, show its totals and its layers."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if state.NETWORK not in state and address.text(state.NETWORK) is None:
            state[state.NETWORK] = FIRST
        network = st.selectbox(
            "Network",
            [*NETWORKS, OWN],
            key=state.NETWORK,
            on_change=take_network,
            args=(state,),
            width=190,
            **BOUND,
        )
        read_link(state, network)
        image = choose_image(state)
        with st.popover("As text", icon=":material/edit_note:"):
            type_stack(state)
    write_link(state, network, image)
    if state.stack_complaint:
        st.error(state.stack_complaint)
    show_stack(state, network, cost_table(state.drafts, image))


def read_link(state: CalculatorState, network: str) -> None:
    """Start with the layers and the image in the address, or else with the network's."""
    if hasattr(state, "drafts"):
        return
    take(state, NETWORKS.get(network, NETWORKS[FIRST]))
    default = tuple(state[key] for key in state.IMAGE_SIDES)
    image, invalid_image = address.read(state.IMAGE, read_image, default, "image size")
    set_image(state, image)
    invalid_stack = ""
    if network == OWN:
        state.drafts, invalid_stack = address.read(
            state.LAYERS, read_stack, state.drafts, "layer stack"
        )
    state.stack_complaint = invalid_image or invalid_stack


def write_link(state: CalculatorState, network: str, image: Shape) -> None:
    """Write layers and image into the address, unless the network's name implies them."""
    known = NETWORKS.get(network)
    address.write(
        {
            state.LAYERS: None if known else write_stack(state.drafts),
            state.IMAGE: None if known and known.input_shape == image else write_image(image),
        }
    )


def choose_image(state: CalculatorState) -> Shape:
    """Show height, width and channels of the input."""
    names = ("Input height", "Input width", "Input channels")
    height, width, channels = (
        st.number_input(label, 1, most, key=key, width=110, persist_state="session")
        for label, key, most in zip(names, state.IMAGE_SIDES, LARGEST_IMAGE, strict=True)
    )
    return height, width, channels


def set_image(state: CalculatorState, image: Shape) -> None:
    """Put an image's size into the three fields."""
    for key, side in zip(state.IMAGE_SIDES, image, strict=True):
        state[key] = side


def take(state: CalculatorState, network: Architecture) -> None:
    """Take a known network's layers and image."""
    state.drafts = [layer.to_json() for layer in network.layers]
    set_image(state, network.input_shape)


def take_network(state: CalculatorState) -> None:
    """Take the chosen network; own layers start from those on the screen."""
    if (state.get(state.STACK) or {}).get("edit"):
        return  # a select box's value that arrives with an edit can be older than the last edit
    forget_complaints(state)
    if state[state.NETWORK] in NETWORKS:
        take(state, NETWORKS[state[state.NETWORK]])


def type_stack(state: CalculatorState) -> None:
    """Show the whole stack as text, to type or to copy, and what is wrong with it."""
    if not state.typed_complaint:
        state[state.TYPED] = write_stack(state.drafts)
    st.text_area(
        "Layers",
        key=state.TYPED,
        on_change=take_typed,
        args=(state,),
        height=180,
        width=420,
        help=TYPED_HELP,
    )
    if state.typed_complaint:
        st.error(state.typed_complaint, width=420)


def take_typed(state: CalculatorState) -> None:
    """Take typed layers; invalid ones are explained, and the old ones stay."""
    try:
        drafts = read_stack(state[state.TYPED])
    except InputError as error:
        state.typed_complaint = sentence(error)
    else:
        forget_complaints(state)
        use(state, drafts)


def take_edits(state: CalculatorState) -> None:
    """Apply the visitor's edits to the stack."""
    for number, edit in enumerate(edits_of(state.STACK)):
        if not number:
            forget_complaints(state)
        try:
            use(state, edited(state.drafts, edit))
        except InputError as error:
            state.refused = Fault(edit.at, str(error))


def use(state: CalculatorState, drafts: list[Draft]) -> None:
    """Replace the stack by the visitor's own layers."""
    state.drafts, state[state.NETWORK] = drafts, OWN


def forget_complaints(state: CalculatorState) -> None:
    """Forget what was wrong with a link, a typed stack or an edit."""
    state.stack_complaint, state.typed_complaint, state.refused = "", "", None


def show_stack(state: CalculatorState, network: str, asked: CostTable) -> None:
    """Show totals, volumes, table and fields: of the last valid stack where this is invalid."""
    stale = explain(asked)
    good = (state.last_walk or known_walk(FIRST)) if stale else asked
    state.last_walk = good
    st.html(figures_row(totals(good)))
    trained = trained_weights(good.layers, good.input_shape)
    complaint = ""
    try:
        measured = measure(state.field, good, trained)
    except (InputError, EngineError) as error:
        state.field = measured = None
        complaint = sentence(f"Measuring failed: {error}")
    kinds = [TRAINED, RANDOM] if trained else [RANDOM]
    layer_stack(
        Shown(
            state.drafts,
            asked,
            good,
            {kind: WEIGHTS[kind] for kind in kinds},
            stale,
            measured,
            complaint,
            state.refused,
        ),
        key=state.STACK,
        on_edit=partial(take_edits, state),
        on_measure=partial(take_request, state, good),
    )
    if network in NETWORKS:
        st.caption(f"{NETWORKS[network].summary}. Source: {NETWORKS[network].source}")


def known_walk(name: str) -> CostTable:
    """Return the table of a known network on its own input."""
    network = NETWORKS[name]
    return cost_table([layer.to_json() for layer in network.layers], network.input_shape)


def explain(asked: CostTable) -> str:
    """Say why an earlier stack is shown; "" where it is not."""
    if asked.fault:
        return (
            f"Layer {asked.fault.at + 1} is invalid: {asked.fault.reason}. "
            "Totals and picture show the last valid stack."
        )
    return "" if asked.summaries else "The stack is empty. The last valid stack is shown."


def totals(good: CostTable) -> list[Figure]:
    """Return what the whole stack costs."""
    rows, cols = good.receptive_fields[-1].fields
    return [
        Figure("Parameters", compact(good.parameters), f"{good.parameters:,} weights and biases"),
        Figure("Multiply-adds", compact(good.multiply_adds), f"{good.multiply_adds:,} per image"),
        Figure(
            "Activations",
            memory(good.activation_bytes),
            f"{good.activation_bytes:,} bytes for every layer's output, float32, one image",
        ),
        Figure("Weights", memory(4 * good.parameters), f"{4 * good.parameters:,} bytes, float32"),
        Figure("Layers", str(len(good.summaries)), "including those without parameters"),
        Figure(
            "Receptive field",
            times((rows.size, cols.size)),
            "of a unit of the last layer, on an unbounded input",
        ),
    ]


def take_request(state: CalculatorState, good: CostTable) -> None:
    """Keep which field of the shown stack is to be measured."""
    asked = asked_field(state.STACK)
    if asked and 0 <= asked[0] < len(good.summaries):
        state.field = FieldRequest(good.summaries[: asked[0] + 1], asked[1])


def measure(request: FieldRequest | None, good: CostTable, trained: Path | None) -> Measured | None:
    """Return the requested field, unless the stack has changed since.

    Raises
    ------
    InputError, EngineError
        If it cannot be measured.
    """
    if request is None or request.rows != good.summaries[: len(request.rows)]:
        return None
    file = trained if request.weights == TRAINED else None
    field = caches.measured_field(request.rows, file)
    return Measured(len(request.rows) - 1, TRAINED if file else RANDOM, field)
