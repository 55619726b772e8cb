"""A stack of layers: a known network or own layers, what each makes, costs and sees."""

from pathlib import Path
from typing import Any

import streamlit as st

from cnnviz.layers import Shape
from cnnviz.models.effective_field import trained_weights
from cnnviz.networks.classics import NETWORKS, Network
from cnnviz.networks.cost_table import Walk, walk
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
from cnnviz.ui.caches import engine
from cnnviz.ui.calculator.state import CalculatorState as Key
from cnnviz.ui.components.layer_stack import Measured, Shown, asked_field, edits_of, layer_stack
from cnnviz.ui.html import figures_row
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.text import Figure, compact, memory, sentence

OWN = "Own layers"
FIRST = "lecture-mnist"
BOUND: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}
RANDOM, TRAINED = "random", "trained"
WEIGHTS = {RANDOM: "Random weights", TRAINED: "Trained weights"}
TYPED_HELP = f"""One layer after another, parted by commas or lines: `{EXAMPLE}`. A convolution
also takes `stride 2`, `dilation 2`, `groups 4`, `unbiased`; a pooling `3x3 stride 2`."""

state = st.session_state


@st.fragment
def show() -> None:
    """Read the stack, follow it, show its totals and its parts."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if Key.NETWORK not in {**state.to_dict(), **st.query_params}:
            state[Key.NETWORK] = FIRST
        network = st.selectbox(
            "Network",
            [*NETWORKS, OWN],
            key=Key.NETWORK,
            on_change=take_network,
            width=190,
            **BOUND,
        )
        read_link(network)
        image = choose_image()
        with st.popover("As text", icon=":material/edit_note:"):
            type_stack()
    write_link(network, image)
    if state.get(Key.STACK_COMPLAINT):
        st.error(state[Key.STACK_COMPLAINT])
    show_stack(network, walk(state[Key.DRAFTS], image))


def read_link(network: str) -> None:
    """Begin with the layers and the image in the address, else with the network's."""
    if Key.DRAFTS in state:
        return
    text, image = st.query_params.get(Key.LAYERS), st.query_params.get(Key.IMAGE)
    take(NETWORKS.get(network, NETWORKS[FIRST]))
    try:
        if image:
            set_image(read_image(image))
        if text and network == OWN:
            state[Key.DRAFTS] = read_stack(text)
    except InputError as error:
        state[Key.STACK_COMPLAINT] = f"This link's stack cannot be read: {error}."


def write_link(network: str, image: Shape) -> None:
    """Write into the address what the network's name does not tell."""
    known = NETWORKS.get(network)
    parts = {
        Key.LAYERS: None if known else write_stack(state[Key.DRAFTS]),
        Key.IMAGE: None if known and known.input_shape == image else write_image(image),
    }
    for key, text in parts.items():
        if text is None:
            st.query_params.pop(key, None)
        else:
            st.query_params[key] = text


def choose_image() -> Shape:
    """Height, width and channels of the input."""
    names = ("Input height", "width", "channels")
    sides = zip(names, Key.IMAGE_SIDES, LARGEST_IMAGE, strict=True)
    height, width, channels = (
        st.number_input(label, 1, most, key=key, width=110, persist_state="session")
        for label, key, most in sides
    )
    return height, width, channels


def set_image(image: Shape) -> None:
    """Put an image into the three fields."""
    state.update(zip(Key.IMAGE_SIDES, image, strict=True))


def take(network: Network) -> None:
    """Take a known network's layers and image."""
    state[Key.DRAFTS] = [layer.to_json() for layer in network.layers]
    set_image(network.input_shape)


def take_network() -> None:
    """Take the chosen network; own layers begin as those on screen."""
    if (state.get(Key.STACK) or {}).get("edit"):
        return  # sent along with an edit, the box still says what it said before the last one
    state[Key.STACK_COMPLAINT] = ""
    if state[Key.NETWORK] in NETWORKS:
        take(NETWORKS[state[Key.NETWORK]])


def type_stack() -> None:
    """The whole stack as text, to type or to copy."""
    if not state.get(Key.STACK_COMPLAINT):
        state[Key.TYPED] = write_stack(state[Key.DRAFTS])
    st.text_area(
        "Layers", key=Key.TYPED, on_change=take_typed, height=180, width=420, help=TYPED_HELP
    )


def take_typed() -> None:
    """Take typed layers over; those that cannot be read are explained, and the old ones stay."""
    try:
        drafts = read_stack(state[Key.TYPED])
    except InputError as error:
        state[Key.STACK_COMPLAINT] = sentence(error)
    else:
        use(drafts)


def take_edit() -> None:
    """Do to the stack what the hand did."""
    for edit in edits_of(Key.STACK):
        use(edited(state[Key.DRAFTS], edit))


def use(drafts: list[Draft]) -> None:
    """From now on the layers are the visitor's own."""
    state[Key.DRAFTS], state[Key.STACK_COMPLAINT], state[Key.NETWORK] = drafts, "", OWN


def show_stack(network: str, asked: Walk) -> None:
    """Totals, volumes, table and fields; those of the last stack that works where this fails."""
    stale = explain(asked)
    good = (state.get(Key.LAST_WALK) or known_walk(FIRST)) if stale else asked
    state[Key.LAST_WALK] = good
    st.html(figures_row(totals(good)))
    trained = trained_weights(good.layers, good.input_shape)
    measured, complaint = measure(good, trained)
    weights = {kind: WEIGHTS[kind] for kind in ([TRAINED, RANDOM] if trained else [RANDOM])}
    layer_stack(
        Shown(state[Key.DRAFTS], asked, good, weights, stale, measured, complaint),
        key=Key.STACK,
        on_edit=take_edit,
        on_measure=take_request,
    )
    if network in NETWORKS:
        st.caption(f"{NETWORKS[network].summary}. Source: {NETWORKS[network].source}")


def known_walk(name: str) -> Walk:
    """A known network on its own input."""
    network = NETWORKS[name]
    return walk([layer.to_json() for layer in network.layers], network.input_shape)


def explain(asked: Walk) -> str:
    """Why the picture is that of an earlier stack; nothing where it is not."""
    if asked.fault:
        return (
            f"Layer {asked.fault.at + 1} cannot be: {asked.fault.reason}. "
            "Totals and picture are of the last stack that works."
        )
    return "" if asked.rows else "There is no layer yet. This is the last stack that works."


def totals(good: Walk) -> list[Figure]:
    """What the whole stack costs."""
    size, *_ = (f"{rows.size:,} × {cols.size:,}" for rows, cols in [good.sights[-1].fields])
    return [
        Figure("Parameters", compact(good.parameters), f"{good.parameters:,} weights and biases"),
        Figure("Multiply-adds", compact(good.multiply_adds), f"{good.multiply_adds:,} an image"),
        Figure(
            "Activations",
            memory(good.activation_bytes),
            f"{good.activation_bytes:,} bytes for every layer's output, float32, one image",
        ),
        Figure("Weights", memory(4 * good.parameters), f"{4 * good.parameters:,} bytes, float32"),
        Figure("Layers", str(len(good.rows)), "those without parameters counted too"),
        Figure("Receptive field", size, "of a unit of the last layer, on the endless input"),
    ]


def take_request() -> None:
    """Keep what was asked to be measured."""
    state[Key.ASKED_FIELD] = asked_field(Key.STACK)


def measure(good: Walk, trained: Path | None) -> tuple[Measured | None, str]:
    """The field that was asked for, measured once; or why it cannot be."""
    asked = state.pop(Key.ASKED_FIELD, None)
    if asked and 0 <= asked[0] < len(good.rows):
        layer, weights = asked
        rows = good.rows[: layer + 1]
        file = trained if weights == TRAINED else None
        try:
            with st.spinner("Measuring"):
                field = engine().measured_field(rows, file)
        except (InputError, EngineError) as error:
            return None, f"This cannot be measured here: {error}."
        state[Key.FIELD] = rows, Measured(layer, TRAINED if file else RANDOM, field)
    rows, measured = state.get(Key.FIELD, ((), None))
    return (measured if rows == good.rows[: len(rows)] else None), ""
