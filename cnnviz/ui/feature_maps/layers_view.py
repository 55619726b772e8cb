"""The view "Layers": what every layer computed, and why a unit has its value."""

from collections.abc import Sequence
from contextlib import suppress

import streamlit as st

from cnnviz.explain.kernels import first_kernels
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
from cnnviz.ui.components.unit_view import (
    Pair,
    Path,
    asked,
    asked_model,
    read,
    unit_data,
    unit_view,
    written,
)
from cnnviz.ui.feature_maps.beside import second_keys, show_pair
from cnnviz.ui.feature_maps.differences import show_differences
from cnnviz.ui.feature_maps.live_unit import Explained, addresses, explained_of
from cnnviz.ui.feature_maps.shown import Shown
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.linked import linked_text
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import sentence

SECOND = "second:"  # before the path of units of the second model, in links


def show_layers(state: FeatureMapsState, shown: Shown) -> None:
    """Show what every layer computed, of one model or of two side by side.

    Two fragments: another page of maps, or a click on a unit, does not run the network again.
    """
    show_differences(state, shown)
    if shown.beside is not None:
        show_pair(state, shown, shown.beside)
    else:
        st.fragment(show_strips)(state, shown)
    models = [shown, *([shown.beside] if shown.beside else [])]
    pairs = (pair_of(state, models, model) for model in range(len(models)))
    explained = [explained_of(*each) for each in zip(models, pairs, strict=True)]
    st.fragment(show_unit)(state, models, explained)


def show_strips(state: FeatureMapsState, shown: Shown) -> None:
    """Show the maps, by the look that is in the session and the address."""
    info = shown.entry.info
    look = linked_look(state, info.summaries)
    if look != state.look_known:  # it comes from a link
        state.look_known = state.look_start = look
    kernels = None
    if look.kernels:
        with suppress(InputError):  # the model cannot be read: its answer says so
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
    """Keep the look that the visitor chose.

    The address is written here, too: a click on a unit stops the run that follows this callback.
    """
    look = state.look_known = asked_look(state.STRIPS, rows)
    state[state.MAP_ORDER], state[state.MAP_COLOURS] = look.order, look.colours
    state[state.MAP_KERNELS] = look.kernels
    state[state.FOLDED] = written_folded(look, rows)
    state[state.MAP_PAGES] = written_pages(look)
    linked_look(state, rows)


def pair_of(state: FeatureMapsState, models: Sequence[Shown], model: int) -> Pair | None:
    """Return which of two models a unit is of; None where there is one."""
    return Pair(model, models[model].entry.name, second_keys(state)) if len(models) > 1 else None


def show_unit(
    state: FeatureMapsState, models: Sequence[Shown], explained: Sequence[Explained | None]
) -> None:
    """Explain the unit that was asked for, if any, of the one model or of the one of two."""
    model, path = linked_unit(state, models)
    of, info = explained[model], models[model].entry.info
    data = unit_data(
        None, [], info.summaries, None, info.classes, pair=pair_of(state, models, model)
    )
    if path and of:
        try:
            data = of.data(path, state.patches)
        except InputError as error:
            st.warning(sentence(error))
    unit_view(
        data,
        key=state.UNIT,
        on_ask=lambda: take_unit(state, models),
        routes=addresses(explained),
    )


def linked_unit(state: FeatureMapsState, models: Sequence[Shown]) -> tuple[int, Path]:
    """Return which model's unit is explained, and the path of units that led to it."""

    def parse(text: str) -> tuple[int, Path]:
        model = int(text.startswith(SECOND))
        if model >= len(models):
            raise ValueError("there is no second model")
        return model, read(text.removeprefix(SECOND), models[model].entry.info.summaries)

    return parse(linked_text(state.UNIT_PATH, parse))


def take_unit(state: FeatureMapsState, models: Sequence[Shown]) -> None:
    """Keep which unit the visitor asked for."""
    model = min(asked_model(state.UNIT), len(models) - 1)
    rows = models[model].entry.info.summaries
    path, state.patches = asked(state.UNIT, rows)
    state[state.UNIT_PATH] = (SECOND if model and path else "") + written(path, rows)
