"""Feature maps: what each layer of a network computes from a picture, and the prediction."""

import streamlit as st

from cnnviz.models.network_input import NO_PICTURE
from cnnviz.training.catalog import ModelEntry, catalog
from cnnviz.ui import caches
from cnnviz.ui.components.answer import answer
from cnnviz.ui.feature_maps.beside import chosen_beside, seen_by, show_second_answer
from cnnviz.ui.feature_maps.chooser import add_linked, choose_model, doubt
from cnnviz.ui.feature_maps.computing import compute
from cnnviz.ui.feature_maps.inputs import (
    CAMERA,
    UPLOAD,
    choose_kind,
    offer_stages,
    show_stages,
    take_input,
)
from cnnviz.ui.feature_maps.known import known_near, wait_for_known
from cnnviz.ui.feature_maps.named_models import keep_in_address
from cnnviz.ui.feature_maps.shown import Shown
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.feature_maps.views import (
    follows_drawing,
    is_inspecting,
    is_on_layers,
    show_views,
)
from cnnviz.ui.navigation import heading
from cnnviz.ui.storage_notice import storage_notice
from cnnviz.utils.language import _
from cnnviz.utils.text import plural

POLL_SECONDS = 0.5
MOST_NAMED = 3  # damaged runs below the page
WIDTHS = {UPLOAD: 320, CAMERA: 320}  # a photograph needs more than a drawing


def show(state: FeatureMapsState) -> None:
    """Choose a model and a kind of input, then look inside."""
    found = catalog()
    offered = {entry.key: entry for entry in found.entries}
    for message in add_linked(state, offered):
        st.warning(message)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        about = heading(_("Feature maps"), _("What each layer of a network computes and predicts."))
        if offered:
            about.empty()  # below the row, there is room for one line on the chosen model
        else:
            st.page_link("pages/trainer.py", label=_("There is no model yet. Train one first."))
            return
        entry = choose_model(state, offered)
        kind = None if is_inspecting(state) else choose_kind(state, entry)
    storage_notice()
    st.caption(
        _("What each layer of {model} sees: {summary}.", model=entry.name, summary=entry.summary)
    )
    st.fragment(look_inside)(state, entry, kind, offered)
    if caches.engine().ensure_running() == "starting":
        st.fragment(wait_for_engine, run_every=POLL_SECONDS)()
    if found.left_out:
        named, more = "; ".join(found.left_out[:MOST_NAMED]), len(found.left_out) - MOST_NAMED
        if more > 0:
            others = plural(more, "other run")
            st.caption(_("Not in the menu: {named}; and {others}.", named=named, others=others))
        else:
            st.caption(_("Not in the menu: {named}.", named=named))


def wait_for_engine() -> None:
    """Run the page anew once the engine is up or has failed.

    A fragment of its own: the views have fragments within ``look_inside``. If that ran by the
    clock, Streamlit might send such a part before what it lies in, and the page would go blank.
    """
    if caches.engine().ensure_running() != "starting":
        st.rerun()


def look_inside(
    state: FeatureMapsState, entry: ModelEntry, kind: str | None, offered: dict[str, ModelEntry]
) -> None:
    """Take the input, run the network, show what every layer computed; without a kind, inspect."""
    if is_inspecting(state) != (kind is None):
        st.rerun()
    if kind is None:
        show_views(state, Shown(entry, NO_PICTURE, None))
        return
    other = chosen_beside(state, entry, offered) if is_on_layers(state) else None
    with st.container(horizontal=True, gap="medium", key="f_input_and_answer"):
        left = st.container(width=WIDTHS.get(kind, 254), gap="xsmall")
        with left:
            given = take_input(
                state, entry, kind, answers_alone=other is None, follows=follows_drawing(state)
            )
        first, second = st.columns(2) if other else (st.container(width="stretch"), None)
        with first:
            if other:
                st.caption(entry.label)
            activations, note = compute(state, entry, given)
            doubted = given.doubt or doubt(entry, activations)
            known = known_near(entry, activations, doubted)
            answer(
                given,
                activations,
                entry.info.classes,
                note=note,
                doubt=doubted,
                known=known,
                key=state.ANSWER,
            )
            show_stages(state, entry, kind, given)
        with left:  # after the answer, which waits for nothing
            offer_stages(state, kind)
        beside = None
        if other and second:
            with second:
                beside = show_second_answer(state, other, seen_by(state, entry, kind, given, other))
    wait_for_known(entry, known)
    show_views(state, Shown(entry, given, activations, beside, offered))
    keep_in_address(state)


show(FeatureMapsState())
