"""A stack of layers: a known network or own layers, with the output, cost and field of each."""

from functools import partial

import streamlit as st

from cnnviz.layers import Dense, Layer, Shape, layer_from_json
from cnnviz.networks import NETWORKS, Architecture
from cnnviz.networks.cost_table import CostTable, cost_table
from cnnviz.networks.text import (
    LARGEST_IMAGE,
    Draft,
    read_image,
    read_stack,
    write_image,
    write_stack,
)
from cnnviz.ui import address
from cnnviz.ui.bound import bound
from cnnviz.ui.calculator.state import CalculatorState
from cnnviz.ui.html import figures_row
from cnnviz.ui.stack_editor import forget_complaints, show_editor, totals, type_stack
from cnnviz.ui.trainer.network_menu import network_link
from cnnviz.ui.widgets import bordered_link
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _

OWN = "Own layers"
FIRST = "lecture-mnist"
TRAIN_HELP = N_(
    "Opens the trainer with these layers. A dense layer with softmax at the end is left out: "
    "the trainer adds one with a unit per class of the data."
)


@st.fragment
def show(state: CalculatorState) -> None:
    """Read the stack, compute its table, show its totals and its layers."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if state.NETWORK not in state and address.text(state.NETWORK) is None:
            state[state.NETWORK] = FIRST
        network = st.selectbox(
            _("Network"),
            **bound([*NETWORKS, OWN], state.NETWORK),
            on_change=take_network,
            args=(state,),
            width=190,
            persist_state="session",
        )
        read_link(state, network)
        image = choose_image(state)
        with st.popover(_("As text"), icon=":material/edit_note:"):
            type_stack(state, partial(use, state))
        link_to_trainer(state.drafts)
    write_link(state, network, image)
    if state.stack_complaint:
        st.error(state.stack_complaint)
    show_stack(state, network, cost_table(state.drafts, image))


def link_to_trainer(drafts: list[Draft]) -> None:
    """Show the link that opens the trainer with these layers."""
    layers = hidden_layers(drafts)
    with bordered_link("l_train"):
        st.page_link(
            "pages/trainer.py",
            label=_("Train this stack"),
            icon=":material/model_training:",
            help=_(TRAIN_HELP),
            disabled=layers is None,
            query_params=network_link(layers or ()),
        )


def hidden_layers(drafts: list[Draft]) -> tuple[Layer, ...] | None:
    """Return the layers without a softmax output, which the trainer adds; None for invalid ones."""
    try:
        layers = tuple(map(layer_from_json, drafts))
    except InputError:
        return None
    ends_in_output = layers and isinstance(layers[-1], Dense) and layers[-1].activation == "softmax"
    return (layers[:-1] if ends_in_output else layers) or None


def read_link(state: CalculatorState, network: str) -> None:
    """Start with the layers and the image in the address, or else with the network's."""
    if hasattr(state, "drafts"):
        return
    take(state, NETWORKS.get(network, NETWORKS[FIRST]))
    default = tuple(state[key] for key in state.IMAGE_SIDES)
    image, invalid_image = address.read(state.IMAGE, read_image, default, N_("image size"))
    set_image(state, image)
    invalid_stack = ""
    if network == OWN:
        state.drafts, invalid_stack = address.read(
            state.LAYERS, read_stack, state.drafts, N_("layer stack")
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
    names = (N_("Input height"), N_("Input width"), N_("Input channels"))
    height, width, channels = (
        st.number_input(_(label), 1, most, key=key, width=110, persist_state="session")
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


def use(state: CalculatorState, drafts: list[Draft]) -> None:
    """Replace the stack by the visitor's own layers."""
    state.drafts, state[state.NETWORK] = drafts, OWN


def show_stack(state: CalculatorState, network: str, asked: CostTable) -> None:
    """Show totals, volumes, table and fields: of the last valid stack where this is invalid."""
    stale = explain(asked)
    good = (state.last_walk or known_walk(FIRST)) if stale else asked
    state.last_walk = good
    st.html(figures_row(totals(good)))
    show_editor(state, state.drafts, asked, good, partial(use, state), stale=stale)
    if network in NETWORKS:
        known = NETWORKS[network]
        summary, source = _(known.summary), _(known.source)
        st.caption(_("{summary}. Source: {source}", summary=summary, source=source))


def known_walk(name: str) -> CostTable:
    """Return the table of a known network on its own input."""
    network = NETWORKS[name]
    return cost_table([layer.to_json() for layer in network.layers], network.input_shape)


def explain(asked: CostTable) -> str:
    """Say why an earlier stack is shown; "" where it is not."""
    if asked.fault:
        return _(
            "Layer {number} is invalid: {reason}. Totals and picture show the last valid stack.",
            number=asked.fault.at + 1,
            reason=asked.fault.reason,
        )
    return "" if asked.summaries else _("The stack is empty. The last valid stack is shown.")
