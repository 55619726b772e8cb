"""The view "Units": what a filter or a unit has learned, and what the network is without it."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnnviz.engine.sample import SampleAnswers
from cnnviz.engine.unit_work import AscentWork, StrengthWork, Subject, WorthWork
from cnnviz.engine.work import Work
from cnnviz.explain.blocks import Block, blocks
from cnnviz.ui import caches, polling
from cnnviz.ui.feature_maps import learned
from cnnviz.ui.feature_maps.computing import WARMING_UP
from cnnviz.ui.feature_maps.shown import Shown
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.feature_maps.unit_words import by_noun
from cnnviz.ui.feature_maps.units_pictures import (
    show_ascent,
    show_classes,
    show_images,
    show_kernel,
)
from cnnviz.ui.feature_maps.units_switch import choose_factor, show_switch, show_worth
from cnnviz.ui.feature_maps.work_progress import TICK_SECONDS, show_progress, start_once
from cnnviz.ui.linked import linked_number, linked_select, value_of
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import plural, sentence

MOST_NAMED = 12  # silent filters
FILTER_NUMBER, UNIT_NUMBER = N_("Filter (1 to {count})"), N_("Unit (1 to {count})")
SILENT_FILTER = N_(
    "This filter is never active: its value is 0 or less on every image of the sample. Which "
    "images come first, and its bars, mean nothing."
)
SILENT_UNIT = N_(
    "This unit is never active: its value is 0 or less on every image of the sample. Which images "
    "come first, and its bars, mean nothing."
)
SILENT_FILTERS = N_(
    "Never active on the sample: {silent} of {count:,} filters of {layer} ({names})."
)
SILENT_UNITS = N_("Never active on the sample: {silent} of {count:,} units of {layer} ({names}).")


@dataclass(frozen=True, eq=False)
class Works:
    """Everything that is computed for a unit's page."""

    answers: SampleAnswers
    strengths: StrengthWork
    ascent: AscentWork
    worth: WorthWork
    switched: Work | None

    @property
    def active(self) -> bool:
        """Whether any of it is being computed."""
        all_works = self.answers, self.strengths, self.ascent, self.worth, self.switched
        return any(work is not None and work.active for work in all_works)


def show_units(state: FeatureMapsState, shown: Shown) -> None:
    """Choose a layer and one of its filters, and show all that is known of it."""
    if caches.engine().ensure_running() == "starting":
        st.caption(_(WARMING_UP))
        return
    block, unit = choose_unit(state, shown)
    subject = learned.subject(shown.entry, block)
    works = works_of(state, shown, subject, unit)
    tick = polling.every(TICK_SECONDS) if works.active else None
    st.fragment(follow, run_every=tick)(state, shown, subject, unit, works.active)


def choose_unit(state: FeatureMapsState, shown: Shown) -> tuple[Block, int]:
    """Show the menus of layers and of filters.

    Raises
    ------
    InputError
        If the network has no layer with filters.
    """
    found = {block.first.name: block for block in blocks(shown.entry.info.summaries)}
    if not found:
        raise InputError("this network has no layer with filters or units")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = {name: f"{name}, {plural(each.units, each.noun)}" for name, each in found.items()}
        block = found[linked_select(_("Layer"), names, state.UNITS_LAYER, width=260)]
        if not 1 <= value_of(state.UNITS_UNIT, int, 1) <= block.units:
            state[state.UNITS_UNIT] = 1
        number = linked_number(
            by_noun(block.noun, FILTER_NUMBER, UNIT_NUMBER, count=block.units),
            state.UNITS_UNIT,
            1,
            min_value=1,
            max_value=block.units,
            width=160,
        )
    return block, number - 1


def works_of(state: FeatureMapsState, shown: Shown, subject: Subject, unit: int) -> Works:
    """Return all work on a unit; what is quick begins by itself."""
    works = Works(
        learned.answers(shown.entry),
        learned.strengths(subject),
        learned.ascent(subject, unit),
        learned.worth(subject),
        learned.switched(subject, unit, state.units_factor) if subject.block.hidden else None,
    )
    for work in (works.answers, works.strengths, works.ascent, works.switched):
        if work is not None:
            start_once(work)
    return works


def follow(
    state: FeatureMapsState, shown: Shown, subject: Subject, unit: int, was_active: bool
) -> None:
    """Show a unit's page as far as it is computed, and why no more where that fails."""
    try:
        show_unit(state, shown, subject, unit, was_active)
    except (InputError, EngineError) as error:
        st.warning(sentence(error))


def show_unit(
    state: FeatureMapsState, shown: Shown, subject: Subject, unit: int, was_active: bool
) -> None:
    """Show a unit's page as far as it is computed."""
    block = subject.block
    top, middle, right = st.columns([1, 1.6, 1], gap="medium")
    with top:
        show_kernel(shown.entry.info, block, unit)
    works = works_of(state, shown, subject, unit)
    with top:
        show_ascent(works.ascent, block, f"{state.UNITS_WORK}_ascent")
    with middle:
        counted = plural(len(subject.sample), "image")
        st.markdown(_("**Images that excite it most**, of {images}", images=counted))
        if works.strengths.complete:
            show_images(subject, works.strengths.result, unit)
        else:
            show_progress(works.strengths, _("Shown to the network"), f"{state.UNITS_WORK}_images")
    with right:
        st.markdown(f"**{_('Mean value by class')}**")
        if works.strengths.complete:
            show_classes(subject, works.strengths.result, unit)
    if works.strengths.complete:
        say_silent(block, works.strengths.result["peaks"], unit)
    if block.hidden:
        left, beside = st.columns(2, gap="medium")
        with left:
            choose_factor(state, block)
            switched = works_of(state, shown, subject, unit).switched
            show_switch(state, shown, subject, unit, works.answers, switched)
        with beside:
            show_worth(state, subject, unit, works.answers, works.worth)
    if works_of(state, shown, subject, unit).active != was_active:
        st.rerun()


def say_silent(block: Block, peaks: np.ndarray, unit: int) -> None:
    """Name a unit that is never active, and how many more of its layer are not."""
    silent = np.flatnonzero((peaks <= 0).all(axis=0))
    if unit in silent:
        st.info(by_noun(block.noun, SILENT_FILTER, SILENT_UNIT))
    if len(silent):
        named, more = ", ".join(map(str, silent[:MOST_NAMED])), len(silent) - MOST_NAMED
        if more > 0:
            named = _("{numbers} and {count} more", numbers=named, count=more)
        st.caption(
            by_noun(
                block.noun,
                SILENT_FILTERS,
                SILENT_UNITS,
                silent=len(silent),
                count=block.units,
                layer=block.first.name,
                names=named,
            )
        )
