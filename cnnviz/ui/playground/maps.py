"""Several kernels side by side: the feature maps of one layer on the current picture."""

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz.filters import bank
from cnnviz.filters.bank import MOST, Filter
from cnnviz.filters.result import BenchState
from cnnviz.filters.steps import small_enough
from cnnviz.ui import address
from cnnviz.ui.components.map_row import Map, map_row, pick_of
from cnnviz.ui.playground.kernel import use_kernel
from cnnviz.ui.playground.state import PlaygroundState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import percent, sentence

MOST_PIXELS = 300_000  # of a picture that every filter slides over again at each edit
LAYER_HELP = N_(
    "All filters of a layer have the same size, so smaller kernels are zero-padded. The "
    "controls above apply to all: operation, stride, dilation, border, bias, activation, "
    "pooling."
)


def show(state: PlaygroundState, bench: BenchState) -> None:
    """Show a description of the layer, buttons to change it, and its maps."""
    read_link(state)
    filters = state.filters
    words = show_controls(state, filters, current_index(state, filters))
    if state.filters_complaint:
        st.warning(state.filters_complaint)
    layer, channels = bench.filtered.layer, bench.filtered.image.shape[2]
    image = small_enough(bench.filtered.image, MOST_PIXELS * channels, layer.white)
    weights = bank.layer_weights(filters, bench.filtered.weights.shape[2])
    try:
        maps = bank.feature_maps(image, weights, layer)
    except InputError as error:
        st.warning(sentence(error))
        return
    words.markdown(bank.describe(weights, maps), help=_(LAYER_HELP))
    shown = [
        Map.of(_(each.name), "", values, layer.white, stamp=kernel)
        for each, values, kernel in zip(filters, maps, weights, strict=True)
    ]
    map_row(
        shown,
        key=state.MAPS,
        label=_("Feature maps"),
        on_pick=partial(take_pick, state),
        picked=current_index(state, filters),
    )
    if image is not bench.filtered.image:
        share = image.shape[0] / bench.filtered.image.shape[0]
        st.caption(
            _(
                "For speed, the maps are computed on the picture scaled to {share}.",
                share=percent(share, 0),
            )
        )


def show_controls(
    state: PlaygroundState, filters: list[Filter], picked: int | None
) -> DeltaGenerator:
    """Show buttons; return the place beside them for the description."""
    with st.container(horizontal=True, vertical_alignment="center"):
        words = st.container(width="stretch")
        st.button(
            _("Add current kernel"),
            icon=":material/add:",
            on_click=add_kernel,
            args=(state,),
            disabled=picked is not None or len(filters) == MOST,
            help=_(
                "Up to {count} filters. A click on a map makes its kernel the current one.",
                count=MOST,
            ),
        )
        st.button(
            _("Remove"),
            icon=":material/remove:",
            on_click=remove_kernel,
            args=(state, picked),
            disabled=picked is None or len(filters) == 1,
            help=_("Removes the marked filter."),
        )
        st.button(
            _("Reset"),
            icon=":material/restart_alt:",
            on_click=set_filters,
            args=(state, bank.start()),
        )
    return words


def current_index(state: PlaygroundState, filters: list[Filter]) -> int | None:
    """Index of the filter whose kernel is the current one."""
    weights = state.weights
    return next((i for i, each in enumerate(filters) if each.same_as(weights)), None)


def add_kernel(state: PlaygroundState) -> None:
    """Add the current kernel to the layer."""
    values = tuple(state.values)
    set_filters(state, [*state.filters, Filter(state.name, state.weights, values)])


def remove_kernel(state: PlaygroundState, index: int) -> None:
    """Remove a filter from the layer."""
    filters = state.filters
    set_filters(state, [*filters[:index], *filters[index + 1 :]])


def take_pick(state: PlaygroundState) -> None:
    """Make the kernel of the clicked map the current one."""
    index, filters = pick_of(state.MAPS), state.filters
    if index is not None and index < len(filters):
        chosen = filters[index]
        use_kernel(state, chosen.weights, chosen.name, chosen.values)


def set_filters(state: PlaygroundState, filters: list[Filter]) -> None:
    """Replace the layer's filters, and write them into the address."""
    state.filters, state.filters_complaint = filters, ""
    text = bank.write_bank(filters)
    address.write({state.BANK: None if text == bank.write_bank(bank.start()) else text})


def read_link(state: PlaygroundState) -> None:
    """Start with the filters in the address; invalid ones are explained."""
    if not hasattr(state, "filters"):
        state.filters, state.filters_complaint = address.read(
            state.BANK, bank.read_bank, bank.start(), N_("filter bank")
        )
