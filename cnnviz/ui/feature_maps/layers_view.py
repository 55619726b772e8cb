"""The view "Layers": what every layer computed, and why a unit has its value."""

from collections.abc import Sequence

import streamlit as st

from cnnviz.explain.kernels import first_kernels
from cnnviz.explain.unit import explain
from cnnviz.networks import LayerSummary
from cnnviz.ui import caches
from cnnviz.ui.components.feature_strips import asked_look, feature_strips
from cnnviz.ui.components.feature_strips.look import (
    COLOURS,
    KERNELS,
    ORDERS,
    Look,
    read_folded,
    read_pages,
    written_folded,
    written_pages,
)
from cnnviz.ui.components.unit_view import asked, read, unit_data, unit_view, written
from cnnviz.ui.feature_maps.beside import show_pair
from cnnviz.ui.feature_maps.differences import show_differences
from cnnviz.ui.feature_maps.shown import Shown
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.linked import linked_text
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import sentence


def show_layers(state: FeatureMapsState, shown: Shown) -> None:
    """Show what every layer computed, of one model or of two side by side.

    Two fragments: another page of maps, or a click on a unit, does not run the network again.
    """
    show_differences(state, shown)
    if shown.beside is not None:
        show_pair(state, shown, shown.beside)
        return
    st.fragment(show_strips)(state, shown)
    st.fragment(show_unit)(state, shown)


def show_strips(state: FeatureMapsState, shown: Shown) -> None:
    """Show the maps, by the look that is in the session and the address."""
    info = shown.entry.info
    look = linked_look(state, info.summaries)
    if look != state.look_known:  # it comes from a link
        state.look_known = state.look_start = look
    kernels = None
    if look.kernels:
        kernels = first_kernels(caches.network(info), look.kernels == "folded")
    feature_strips(
        info.summaries,
        shown.activations,
        info.classes,
        key=state.STRIPS,
        looks=(look, state.look_start or look),
        on_look=lambda: take_look(state, info.summaries),
        kernels=kernels,
    )


def linked_look(state: FeatureMapsState, rows: Sequence[LayerSummary]) -> Look:
    """Return the look, which a link may have brought."""
    order, colours, kernels = (
        linked_text(key, choices.index, choices[0])
        for key, choices in (
            (state.MAP_ORDER, ORDERS),
            (state.MAP_COLOURS, COLOURS),
            (state.MAP_KERNELS, KERNELS),
        )
    )
    folded = linked_text(state.FOLDED, lambda text: read_folded(text, rows))
    pages = linked_text(state.MAP_PAGES, lambda text: read_pages(text, rows))
    return Look(order, colours, kernels, read_folded(folded, rows), read_pages(pages, rows))


def take_look(state: FeatureMapsState, rows: Sequence[LayerSummary]) -> None:
    """Keep the look that the visitor chose."""
    look = state.look_known = asked_look(state.STRIPS, rows)
    state[state.MAP_ORDER], state[state.MAP_COLOURS] = look.order, look.colours
    state[state.MAP_KERNELS] = look.kernels
    state[state.FOLDED] = written_folded(look, rows)
    state[state.MAP_PAGES] = written_pages(look)


def show_unit(state: FeatureMapsState, shown: Shown) -> None:
    """Explain the unit that was asked for, if any."""
    info, picture = shown.entry.info, shown.given.picture
    rows = info.summaries
    path = read(linked_text(state.UNIT_PATH, lambda text: read(text, rows)), rows)
    found = None
    if path and picture is not None and shown.activations is not None:
        layer, *place = path[-1]
        try:
            network = caches.network(info)
            found = explain(network, picture, shown.activations, layer, tuple(place))
        except InputError as error:
            st.warning(sentence(error))
    unit_view(
        unit_data(found, path, rows, picture, info.classes, state.patches),
        key=state.UNIT,
        on_ask=lambda: take_unit(state, rows),
    )


def take_unit(state: FeatureMapsState, rows: Sequence[LayerSummary]) -> None:
    """Keep which unit the visitor asked for."""
    path, state.patches = asked(state.UNIT, rows)
    state[state.UNIT_PATH] = written(path, rows)
