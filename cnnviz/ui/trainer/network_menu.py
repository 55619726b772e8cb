"""The network of the next run: in the session, in the address, and in the menu of networks.

Its layers are kept as entered, valid or not. The address has a preset's name alone; of any other
network the layers, too, so that a link works on every server.
"""

from collections.abc import Sequence
from typing import Any

from cnnviz.layers import Layer, layer_from_json
from cnnviz.networks import ARCHITECTURES, own
from cnnviz.networks.own import UNNAMED
from cnnviz.networks.text import Draft, read_stack, write_stack
from cnnviz.training.config import RunConfig
from cnnviz.ui import address
from cnnviz.ui.linked import kept_select
from cnnviz.ui.stack_editor import forget_complaints
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _

NETWORK_HELP = N_(
    "Lectures' networks, newer ones, and named ones; edit its layers beside this column."
)


def network_link(layers: Sequence[Layer]) -> dict[str, str]:
    """Return the part of an address that opens the trainer with a network."""
    name = own.name_of(layers)
    if name in ARCHITECTURES:
        return {TrainerState.NETWORK: name}
    return {
        TrainerState.NETWORK: name,
        TrainerState.LAYERS: write_stack(layer.to_json() for layer in layers),
    }


def choose_network(state: TrainerState) -> dict[str, Any]:
    """Show the menu of networks; return name and layers by the settings' names.

    Of a stack that is invalid, the last valid layers are returned; ``network_editor`` explains it.
    """
    take_link(state)
    layers = valid_layers(state.drafts)
    state.layers = layers or state.layers
    name = own.name_of(layers, state[state.NETWORK]) if layers else UNNAMED
    state[state.NETWORK] = name
    names = [*ARCHITECTURES, *own.saved(), *([UNNAMED] if name == UNNAMED else [])]
    kept_select(
        _("Network"),
        {name: _(name) for name in names},
        state.NETWORK,
        on_change=take_network,
        args=(state,),
        help=_(NETWORK_HELP),
    )
    is_preset = name in ARCHITECTURES
    address.keep(state.NETWORK, name)
    address.keep(state.LAYERS, None if is_preset else write_stack(state.drafts))
    return {"architecture": name, "layers": () if is_preset else state.layers}


def take_link(state: TrainerState) -> None:
    """Take the network of a link that was followed, or the first network."""
    name, layers = address.followed(state.NETWORK), address.followed(state.LAYERS)
    if state.NETWORK not in state:
        set_network(state, RunConfig().architecture)
    try:
        if layers:
            set_network(state, name or UNNAMED, read_stack(layers))
        elif name and name != UNNAMED:
            set_network(state, name)
    except InputError as error:
        state.complaint = address.invalid(N_("network"), error)
        return
    if (name or layers) and not address.text(state.RUN):
        state[state.RUN] = ""  # a link to a network shows that, not the last run


def set_network(state: TrainerState, name: str, drafts: list[Draft] | None = None) -> None:
    """Choose a network by its name or by its layers, whose name is then found again.

    Raises
    ------
    InputError
        If there is no network of this name.
    """
    if drafts is None:
        known = {preset.name: preset.layers for preset in ARCHITECTURES.values()} | own.saved()
        if name not in known:
            raise InputError("there is no network {name!r} on this server", name=name[:40])
        drafts = [layer.to_json() for layer in known[name]]
    forget_complaints(state)
    state.drafts, state[state.NETWORK] = drafts, name


def take_network(state: TrainerState) -> None:
    """Take the network that was chosen in the menu, and show the preview."""
    if state[state.NETWORK] != UNNAMED:
        set_network(state, state[state.NETWORK])
    state[state.RUN] = ""


def valid_layers(drafts: Sequence[Draft]) -> tuple[Layer, ...]:
    """Return the layers of a stack; none where one of them is invalid by itself."""
    try:
        return tuple(map(layer_from_json, drafts))
    except InputError:
        return ()
