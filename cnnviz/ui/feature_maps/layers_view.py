"""The view "Layers": what every layer computed, and why a unit has its value."""

import streamlit as st

from cnnviz.explain.kernels import first_kernels
from cnnviz.explain.unit import explain
from cnnviz.ui import caches
from cnnviz.ui.components.feature_strips import feature_strips, wants_kernels
from cnnviz.ui.components.unit_view import asked, unit_data, unit_view
from cnnviz.ui.feature_maps.beside import offer_beside, show_pair
from cnnviz.ui.feature_maps.shown import Shown
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import sentence


def show_layers(state: FeatureMapsState, shown: Shown) -> None:
    """Show what every layer computed, of one model or of two side by side."""
    offer_beside(state, shown.entry, shown.offered)
    if shown.beside is not None:
        show_pair(state, shown, shown.beside)
        return
    info = shown.entry.info
    wanted = wants_kernels(state.STRIPS)
    kernels = first_kernels(caches.network(info), wanted == "folded") if wanted else None
    feature_strips(
        info.summaries, shown.activations, info.classes, key=state.STRIPS, kernels=kernels
    )
    # A fragment of its own: a click on a unit renews the explanation alone.
    st.fragment(show_unit)(state, shown)


def show_unit(state: FeatureMapsState, shown: Shown) -> None:
    """Explain the unit that was asked for, if any."""
    info, picture = shown.entry.info, shown.given.picture
    path, count = asked(state.UNIT, info.summaries)
    found = None
    if path and picture is not None and shown.activations is not None:
        layer, *place = path[-1]
        try:
            network = caches.network(info)
            found = explain(network, picture, shown.activations, layer, tuple(place))
        except InputError as error:
            st.warning(sentence(error))
    unit_view(unit_data(found, path, info.summaries, picture, info.classes, count), key=state.UNIT)
