"""What is shown of a network below its input and its answer: one of several views."""

from collections.abc import Callable

import streamlit as st

from cnnviz.ui import address
from cnnviz.ui.bound import bound
from cnnviz.ui.feature_maps.beside import offer_beside
from cnnviz.ui.feature_maps.data_map import show_data_map
from cnnviz.ui.feature_maps.inspection import show_inspection
from cnnviz.ui.feature_maps.layers_view import show_layers
from cnnviz.ui.feature_maps.pins import offer_pin
from cnnviz.ui.feature_maps.reasons import show_reasons
from cnnviz.ui.feature_maps.shown import Shown
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.feature_maps.units import show_units
from cnnviz.ui.feature_maps.what_if_view import show_what_if
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import sentence

LAYERS, REASONS, WHAT_IF = N_("Layers"), N_("Reasons"), N_("What if?")
UNITS, DATA, INSPECTION = N_("Units"), N_("Data"), N_("Inspection")


def show_views(state: FeatureMapsState, shown: Shown) -> None:
    """Choose a view, and show it; only the chosen one computes anything."""
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
    ):
        with st.container():  # where the row is narrow, the names wrap
            chosen = st.segmented_control(
                _("View"),
                **bound(list(VIEWS), state.VIEW),
                default=LAYERS,
                required=True,
                label_visibility="collapsed",
            )
        if chosen == LAYERS:  # in this row, so that the first maps are on the first screen
            offer_beside(state, shown.entry, shown.offered)
            offer_pin(state, shown)
    try:
        VIEWS[chosen](state, shown)
    except (InputError, EngineError) as error:
        st.warning(sentence(str(error)))


def is_inspecting(state: FeatureMapsState) -> bool:
    """Whether the open view is that of many images, which have an input of their own."""
    return (state.get(state.VIEW) or address.text(state.VIEW)) == INSPECTION


def is_on_layers(state: FeatureMapsState) -> bool:
    """Whether the open view is that of the layers, in which two models are compared."""
    return (state.get(state.VIEW) or address.text(state.VIEW) or LAYERS) == LAYERS


def follows_drawing(state: FeatureMapsState) -> bool:
    """Whether the open view shows something of a drawing that is not complete.

    Reasons and ranges of changes take longer than the next point of a stroke.
    """
    return (state.get(state.VIEW) or address.text(state.VIEW)) not in (REASONS, WHAT_IF)


VIEWS: dict[str, Callable[[FeatureMapsState, Shown], None]] = {
    LAYERS: show_layers,
    REASONS: show_reasons,
    WHAT_IF: show_what_if,
    UNITS: show_units,
    DATA: show_data_map,
    INSPECTION: lambda state, shown: show_inspection(state, shown.entry),
}
