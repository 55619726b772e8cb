"""A second model for the same input: chosen, given its own preparation, shown beside the first."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import streamlit as st

from cnnviz import images
from cnnviz.models import network_input
from cnnviz.models.network_input import NetworkInput, fit_to_network
from cnnviz.training.catalog import ModelEntry, labels
from cnnviz.ui import address
from cnnviz.ui.components.answer import answer
from cnnviz.ui.components.feature_strips import feature_strips
from cnnviz.ui.feature_maps.chooser import NONE, doubt
from cnnviz.ui.feature_maps.computing import compute
from cnnviz.ui.feature_maps.inputs import CAMERA, DRAW, SAMPLE, UPLOAD
from cnnviz.ui.feature_maps.samples import images_of_split
from cnnviz.ui.feature_maps.shown import Shown
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.linked import chosen_of, kept_select
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.retold import retold
from cnnviz.utils.text import sentence, times

HELP = N_("A second model gets the same input, each in its own size, and is shown beside this one.")


def chosen_beside(
    state: FeatureMapsState, entry: ModelEntry, offered: Mapping[str, ModelEntry]
) -> ModelEntry | None:
    """Return the second model, which the select box of ``offer_beside`` or a link has chosen."""
    others = [key for key in offered if key != entry.key]
    key = chosen_of(state.BESIDE, [NONE, *others])
    state[state.BESIDE] = key
    address.keep(state.BESIDE, None if key == NONE else key)
    return offered.get(key)


def offer_beside(
    state: FeatureMapsState, entry: ModelEntry, offered: Mapping[str, ModelEntry]
) -> None:
    """Show the menu of second models."""
    others = [each for key, each in offered.items() if key != entry.key]
    if others:
        options = {NONE: _("No second model beside it")} | labels(others)
        state[state.BESIDE] = chosen_of(state.BESIDE, tuple(options))
        kept_select(
            _("Beside it, a second model"),
            options,
            state.BESIDE,
            width=240,
            help=_(HELP),
            label_visibility="collapsed",
        )


def seen_by(
    state: FeatureMapsState, first: ModelEntry, kind: str, given: NetworkInput, second: ModelEntry
) -> NetworkInput:
    """Prepare the input of one model for another; without a picture, the caption says why."""
    shape = second.info.input_shape
    try:
        seen = given if given.picture is None else _prepared(state, first, kind, given, shape)
    except InputError as error:
        return NetworkInput(None, sentence(_("No prediction: {error}", error=error)))
    known = seen.truth in second.info.classes
    return seen if known else replace(seen, truth=None)


def _prepared(
    state: FeatureMapsState,
    first: ModelEntry,
    kind: str,
    given: NetworkInput,
    shape: tuple[int, ...],
) -> NetworkInput:
    if tuple(shape) == tuple(first.info.input_shape):
        return given
    if kind == DRAW:
        if shape[2] != 1:
            raise InputError("a drawing is grey and has no colours, which this network reads")
        return _fitted(given, given.pixels, shape)
    if kind == SAMPLE and (sample := _sample(state, first)) is not None:
        return _fitted(given, sample, shape)
    if kind in (UPLOAD, CAMERA) and state.own_picture is not None:
        as_mnist = network_input.takes_drawings(shape) and state.get(state.AS_MNIST, True)
        return network_input.of_picture(state.own_picture, shape, bool(as_mnist))
    return _fitted(given, given.pixels, shape)


def _fitted(given: NetworkInput, picture: np.ndarray, shape: tuple[int, ...]) -> NetworkInput:
    caption = _("as this network sees it: {size}", size=times(shape[:2]))
    fitted = fit_to_network(images.to_float(picture), shape)
    return replace(given, picture=fitted, caption=caption, stages=None)


def _sample(state: FeatureMapsState, first: ModelEntry) -> np.ndarray | None:
    """The chosen sample in its own size."""
    images_shown = images_of_split(first, state.get(state.SPLIT, "test")).images
    index = state.get(state.SAMPLE, 0)
    inside = 0 <= index < len(images_shown)
    picture: np.ndarray | None = images_shown.images[index] if inside else None
    return picture


def second_keys(state: FeatureMapsState) -> tuple[str, str]:
    """Keys of the components that show the second model's answer and layers."""
    return f"{state.ANSWER}_beside", f"{state.STRIPS}_beside"


def show_second_answer(state: FeatureMapsState, entry: ModelEntry, given: NetworkInput) -> Shown:
    """Show what a second model got and answered; return it for its layers."""
    st.caption(entry.label)
    activations, note = compute(state, entry, given)
    answer(
        given,
        activations,
        entry.info.classes,
        note=note,
        doubt=retold(given.doubt) or doubt(entry, activations),
        key=second_keys(state)[0],
    )
    return Shown(entry, given, activations)


def show_pair(state: FeatureMapsState, first: Shown, second: Shown) -> None:
    """Show the layers of two models in two columns, each on scales of its own."""
    keys = state.STRIPS, second_keys(state)[1]
    for place, shown, key in zip(st.columns(2, gap="medium"), (first, second), keys, strict=True):
        with place:
            info = shown.entry.info
            st.markdown(f"**{shown.entry.label}**")
            feature_strips(info.summaries, shown.activations, info.classes, key=key)
