"""An image of the data set: of all, of one class, only wrong or doubted ones; one after another."""

from dataclasses import replace
from functools import partial
from random import randrange
from typing import Any

import numpy as np
import streamlit as st

from cnnviz.data import TITLES
from cnnviz.models import network_input
from cnnviz.models.network_input import NetworkInput
from cnnviz.training import folder
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui import caches
from cnnviz.ui.bound import bound
from cnnviz.ui.components.contact_sheet import contact_sheet, picked
from cnnviz.ui.feature_maps import judged
from cnnviz.ui.feature_maps.judged import ALL, DOUBTED, WRONG, Chosen
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.feature_maps.work_progress import TICK_SECONDS, show_progress, start_once
from cnnviz.ui.linked import linked_select
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _, _n
from cnnviz.utils.text import plural

VALIDATION = "validation"
SPLITS = {"test": N_("Test"), VALIDATION: N_("Validation")}
WHICH = {ALL: N_("All answers"), WRONG: N_("Wrong"), DOUBTED: N_("Doubted")}

FILTER: dict[str, Any] = {"width": 125, "label_visibility": "collapsed"}  # two side by side


def take_sample(state: FeatureMapsState, entry: ModelEntry) -> NetworkInput:
    """Show a few images of the data set, the filter, and a field for any other one."""
    chosen = images_of(state, entry)
    places = choose_places(state, entry, chosen)
    if not len(places):
        return NetworkInput(None, _("No image is left: choose another class or other answers."))
    at = _settle(state, places)
    sheet = st.container()
    with st.container(horizontal=True, gap="xxsmall", vertical_alignment="bottom"):
        _step(_("Previous"), "chevron_left", state.PREVIOUS, state, places[(at - 1) % len(places)])
        index = st.number_input(
            _("Sample"),
            0,
            len(chosen.images) - 1,
            key=state.SAMPLE,
            bind="query-params",
            width=82,
            label_visibility="collapsed",
        )
        _step(_("Next"), "chevron_right", state.NEXT, state, places[(at + 1) % len(places)])
        other = int(places[randrange(len(places))])  # noqa: S311 - no secret  # nosec B311
        st.button(_("Shuffle"), key=state.SHUFFLE, on_click=_open, args=(state, other))
    if index not in places:  # a link's number comes with its field, after ``_settle``
        st.rerun()
    with sheet:
        contact_sheet(
            chosen.images,
            index,
            chosen.dataset.classes,
            places=places,
            key=state.SHEET,
            on_pick=partial(take_pick, state),
        )
    return network_input.of_sample(chosen.dataset, index, entry.info.input_shape)


def _settle(state: FeatureMapsState, places: np.ndarray) -> int:
    """Let the chosen image be one of ``places``, the same or the next one; return which of them."""
    wanted = state.get(state.SAMPLE, 0)
    at = min(int(np.searchsorted(places, wanted)), len(places) - 1)
    state[state.SAMPLE] = int(places[at])
    return at


def _open(state: FeatureMapsState, place: int) -> None:
    state[state.SAMPLE] = int(place)


def _step(name: str, icon: str, key: str, state: FeatureMapsState, place: int) -> None:
    # Its name is spoken; navigation.css leaves only the icon on screen.
    st.button(
        name, icon=f":material/{icon}:", help=name, key=key, on_click=_open, args=(state, place)
    )


def take_pick(state: FeatureMapsState) -> None:
    """Choose the image that was clicked."""
    state[state.SAMPLE] = picked(state.SHEET)


def images_of(state: FeatureMapsState, entry: ModelEntry) -> Chosen:
    """Return the images to choose from: of a run, its test or validation images.

    Raises
    ------
    InputError
        If they cannot be read.
    """
    chosen = images_of_split(entry, VALIDATION)
    if chosen.name != VALIDATION:
        return chosen
    split = st.segmented_control(
        _("Images"),
        **bound(list(SPLITS), state.SPLIT, SPLITS.__getitem__),
        default="test",
        required=True,
        label_visibility="collapsed",
    )
    return chosen if split == VALIDATION else images_of_split(entry, "test")


def images_of_split(entry: ModelEntry, split: str) -> Chosen:
    """Return a model's test images; of a run that has any, on demand its validation images.

    Raises
    ------
    InputError
        If they cannot be read.
    """
    name = network_input.sample_set(entry.dataset)
    if entry.trained is None or name != entry.dataset:
        return Chosen("test", caches.samples(name, entry.seed))
    dataset = caches.run_samples(folder.find(entry.key.partition("@")[0]).config())
    if split == VALIDATION and len(dataset.validation):
        return Chosen(VALIDATION, replace(dataset, test=dataset.validation))
    return Chosen("test", dataset)


def choose_places(state: FeatureMapsState, entry: ModelEntry, chosen: Chosen) -> np.ndarray:
    """Show the filter, and how many images pass it; return their places, int64 (n,), ascending."""
    classes = chosen.dataset.classes
    with st.container(horizontal=True, gap="xxsmall"):
        named = {ALL: _("All classes"), **{f"is {name}": name for name in classes}}
        label = linked_select(_("Class"), named, state.SAMPLE_CLASS, brief=True, **FILTER)
        kinds = {name: _(words) for name, words in WHICH.items()}
        which = linked_select(_("Answers"), kinds, state.SAMPLE_WHICH, brief=True, **FILTER)
    among = np.ones(len(chosen.images), bool)
    if label != ALL:
        among &= chosen.images.labels == classes.index(named[label])
    words = _counted(chosen, int(among.sum()))
    if label != ALL:
        words = _("{images} of class {name}", images=words, name=named[label])
    passes = among
    if which != ALL:
        found = _answers(state, entry, chosen)
        if found is None:
            return np.flatnonzero(among)
        passes = among & found[which]
        words = _passing(which, int(passes.sum()), words)
    st.caption(_with_origin(words, entry, chosen))
    return np.flatnonzero(passes)


def _counted(chosen: Chosen, count: int) -> str:
    if chosen.name == VALIDATION:
        return _n("{count:,} validation image", "{count:,} validation images", count)
    return plural(count, "test image")


def _passing(which: str, count: int, images: str) -> str:
    if which == WRONG:
        return _("{count:,} wrong of {images}", count=count, images=images)
    return _("{count:,} doubted of {images}", count=count, images=images)


def _answers(
    state: FeatureMapsState, entry: ModelEntry, chosen: Chosen
) -> dict[str, np.ndarray] | None:
    """Which answers are wrong and doubted; None, with progress on screen, until that is known."""
    try:
        found = judged.masks(entry, chosen)
    except InputError as error:
        raise InputError("wrong and doubted answers are not known: {error}", error=error) from None
    if found:
        return dict(found)
    work = judged.judged(entry, chosen)
    start_once(work)
    tick = TICK_SECONDS if work.active else None
    st.fragment(_follow, run_every=tick)(state, entry, chosen, work.active)
    return None


def _follow(state: FeatureMapsState, entry: ModelEntry, chosen: Chosen, was_active: bool) -> None:
    """Show how far the answers are; the page runs anew when they are there."""
    work = judged.judged(entry, chosen)
    if was_active != work.active or work.complete:
        st.rerun()
    show_progress(work, _("Answers"), state.JUDGED)


def _with_origin(images: str, entry: ModelEntry, chosen: Chosen) -> str:
    """Say of images that they are of other data than the model was trained on."""
    if chosen.dataset.name == entry.dataset or entry.trained is not None:
        return images
    own = TITLES.get(entry.dataset, entry.dataset)
    if network_input.sample_set(entry.dataset) == entry.dataset:
        return images
    return _(
        "{images} of {title}: {own} is not on this machine",
        images=images,
        title=_(chosen.dataset.title),
        own=_(own),
    )
