"""Several kernels side by side: the feature maps of one layer on the current picture."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz.filters import bank
from cnnviz.filters.apply import BenchState
from cnnviz.filters.bank import MOST, Filter
from cnnviz.filters.steps import small_enough
from cnnviz.ui.components.map_row import Map, map_row, pick_of
from cnnviz.ui.playground.kernel import put_to_work
from cnnviz.ui.playground.state import PlaygroundState as Key
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import sentence

MOST_PIXELS = 300_000  # of a picture that every filter slides over again at each edit
LAYER_HELP = """All filters of a layer have one size, so a smaller kernel gets zeros around it. The
controls above hold for all: operation, stride, dilation, border, bias, activation, pooling."""

state = st.session_state


def show(bench: BenchState) -> None:
    """Show the layer in words, what can be done with it, and its maps."""
    read_link()
    filters = state[Key.BANK_KERNELS]
    words = show_controls(filters, at_work(filters))
    if state.get(Key.BANK_COMPLAINT):
        st.warning(state[Key.BANK_COMPLAINT])
    image = small_enough(bench.filtered.image, MOST_PIXELS * bench.filtered.image.shape[2])
    weights = bank.layer_weights(filters, bench.filtered.weights.shape[2])
    try:
        maps = bank.feature_maps(image, weights, bench.filtered.layer)
    except InputError as error:
        st.warning(sentence(error))
        return
    words.markdown(bank.describe(weights, maps), help=LAYER_HELP)
    shown = [
        Map.of(each.name, "", values, stamp=kernel)
        for each, values, kernel in zip(filters, maps, weights, strict=True)
    ]
    map_row(shown, key=Key.MAPS, label="Feature maps", on_pick=take_pick, picked=at_work(filters))
    if image is not bench.filtered.image:
        share = image.shape[0] / bench.filtered.image.shape[0]
        st.caption(f"The maps of a large picture are computed on the picture at {share:.0%}.")


def show_controls(filters: list[Filter], picked: int | None) -> DeltaGenerator:
    """Place for the layer's words, and buttons beside it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        words = st.container(width="stretch")
        st.button(
            "Add the kernel on the bench",
            icon=":material/add:",
            on_click=add_kernel,
            disabled=picked is not None or len(filters) == MOST,
            help=f"Up to {MOST}. A click on a map puts its kernel on the bench.",
        )
        st.button(
            "Remove",
            icon=":material/remove:",
            on_click=remove_kernel,
            args=(picked,),
            disabled=picked is None or len(filters) == 1,
            help="The kernel that is marked.",
        )
        st.button(
            "Start again",
            icon=":material/restart_alt:",
            on_click=set_filters,
            args=(bank.start(),),
        )
    return words


def at_work(filters: list[Filter]) -> int | None:
    """Index of the filter whose kernel is on the bench."""
    weights = state[Key.WEIGHTS]
    return next((i for i, each in enumerate(filters) if each.same_as(weights)), None)


def add_kernel() -> None:
    """Put the bench's kernel beside the others."""
    values = tuple(state[Key.VALUES])
    set_filters([*state[Key.BANK_KERNELS], Filter(state[Key.NAME], state[Key.WEIGHTS], values)])


def remove_kernel(index: int) -> None:
    """Take a filter out of the layer."""
    filters = state[Key.BANK_KERNELS]
    set_filters([*filters[:index], *filters[index + 1 :]])


def take_pick() -> None:
    """Put the kernel of the clicked map on the bench."""
    index, filters = pick_of(Key.MAPS), state[Key.BANK_KERNELS]
    if index is not None and index < len(filters):
        chosen = filters[index]
        put_to_work(chosen.weights, chosen.name, chosen.values)


def set_filters(filters: list[Filter]) -> None:
    """Make the layer of these filters, and write it into the address."""
    state[Key.BANK_KERNELS], state[Key.BANK_COMPLAINT] = filters, ""
    text = bank.write_bank(filters)
    if text == bank.write_bank(bank.start()):
        st.query_params.pop(Key.BANK, None)
    else:
        st.query_params[Key.BANK] = text


def read_link() -> None:
    """Begin with the layer in the address; one that cannot be read gives the first and a word."""
    if Key.BANK_KERNELS in state:
        return
    text = st.query_params.get(Key.BANK)
    try:
        state[Key.BANK_KERNELS] = bank.read_bank(text) if text else bank.start()
    except InputError as error:
        state[Key.BANK_KERNELS] = bank.start()
        state[Key.BANK_COMPLAINT] = f"This link's filters cannot be read: {error}."
