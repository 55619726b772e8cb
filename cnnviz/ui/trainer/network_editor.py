"""The network of the next run, layer by layer, to edit, to type and to name."""

from dataclasses import replace
from functools import partial

import streamlit as st

from cnnviz.layers import Dense, Shape
from cnnviz.networks import own
from cnnviz.networks.cost_table import CostTable, cost_table
from cnnviz.networks.own import TakenError
from cnnviz.networks.text import Draft
from cnnviz.ui import address
from cnnviz.ui.html import figures_row
from cnnviz.ui.stack_editor import TOTAL_WEIGHTS, show_editor, totals, type_stack
from cnnviz.ui.trainer.network_menu import network_link, valid_layers
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import sentence

NAMING_HELP = N_("Keep this network under a name in the menu, or send it to somebody.")
NETWORK_LINK = N_("This link opens the trainer with this network, for everybody, on any server:")
NAME_HELP = N_("1 to 40 letters, digits, spaces and . _ + -")


def network_table(state: TrainerState, shape: Shape, classes: int) -> CostTable:
    """Follow an image of this shape through the network as it was entered, and its output."""
    return cost_table(state.drafts, shape, classes)


def explain(table: CostTable, drafts: list[Draft]) -> str:
    """Say which layer of a network is invalid, and why; "" where none is."""
    if table.fault is None:
        return ""
    at = table.fault.at
    if at < len(drafts):
        return _("Layer {number}: {reason}.", number=at + 1, reason=_(table.fault.reason))
    return _("The output: {reason}.", reason=_(table.fault.reason))


def show_network_editor(state: TrainerState, table: CostTable, classes: int) -> None:
    """Show totals and layers; of an invalid network the picture of the last valid one."""
    good, stale = table, ""
    if table.fault:
        good, stale = last_valid(state, table)
    else:
        state.last_walk = table
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(figures_row([each for each in totals(good) if each.name != _(TOTAL_WEIGHTS)]))
        with st.container(horizontal=True, width="content", gap="small"):
            with st.popover(_("As text"), icon=":material/edit_note:"):
                type_stack(state, partial(use, state))
            with st.popover(_("Name"), icon=":material/bookmark:", help=_(NAMING_HELP)):
                show_naming(state)
    output = Dense(classes, "softmax").to_json()
    drafts = [*state.drafts, output]
    show_editor(state, drafts, table, good, partial(use, state), stale=stale, fixed=1)


def last_valid(state: TrainerState, table: CostTable) -> tuple[CostTable, str]:
    """Return what is shown in place of an invalid network, and a sentence on it."""
    if state.last_walk:
        return state.last_walk, _("The last valid network is shown.")
    if table.summaries:
        return replace(table, fault=None), _("The layers before the invalid one are shown.")
    return cost_table([{"layer": "Flatten"}], table.input_shape), _("No layer is valid yet.")


def use(state: TrainerState, drafts: list[Draft]) -> None:
    """Take the visitor's own layers; ``choose_network`` finds their name."""
    state.drafts = drafts


def show_naming(state: TrainerState) -> None:
    """Show a field for the network's name, and what can be done with a name that it has."""
    if state.name_complaint:
        st.error(state.name_complaint)
    st.text_input(_("Name"), key=state.NAME, help=_(NAME_HELP), max_chars=own.LONGEST_NAME)
    if state.taken_name:
        label, args = _("Replace {name}", name=state.taken_name), (state, True)
        st.button(label, icon=":material/sync:", on_click=keep, args=args)
    st.button(_("Keep this network"), icon=":material/save:", on_click=keep, args=(state,))
    name = state[state.NETWORK]
    if name in own.saved():
        label = _("Delete {name}", name=name)
        st.button(label, icon=":material/delete:", on_click=delete, args=(state, name))
    if layers := valid_layers(state.drafts):
        st.caption(_(NETWORK_LINK))
        parts = {key: [text] for key, text in network_link(layers).items()}
        st.code(address.link(parts, ()), None, wrap_lines=True)


def keep(state: TrainerState, replace: bool = False) -> None:
    """Keep the network under the name that was typed, or explain why not."""
    state.name_complaint = state.taken_name = ""
    name, layers = state[state.NAME] or "", valid_layers(state.drafts)
    try:
        if not layers:
            raise InputError("a network needs valid layers before it can be named")
        state[state.NETWORK] = own.save(name, layers, replace=replace)
        st.toast(_("{name} is in the menu of networks.", name=state[state.NETWORK]))
    except TakenError as error:
        state.name_complaint, state.taken_name = sentence(error), name.strip()
    except InputError as error:
        state.name_complaint = sentence(error)


def delete(state: TrainerState, name: str) -> None:
    """Delete a name; the layers stay as own layers."""
    state.name_complaint = state.taken_name = ""
    try:
        own.delete(name)
    except InputError as error:
        state.name_complaint = sentence(error)
