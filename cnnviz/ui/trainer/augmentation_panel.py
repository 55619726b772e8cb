"""The augmentation's sliders, with examples of what they do."""

from dataclasses import dataclass
from itertools import groupby

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz.data.preview import Preview
from cnnviz.training import catalog
from cnnviz.training.augmentation import FILL_HELP, FILLS, PRESETS, Augmentation
from cnnviz.training.catalog import ModelEntry
from cnnviz.training.image_changes import CHANGES, Change
from cnnviz.ui.address import BOUND
from cnnviz.ui.latest_request import LatestRequest
from cnnviz.ui.linked import linked_select
from cnnviz.ui.trainer import variants
from cnnviz.ui.trainer.augmentation_menu import (
    chosen_augmentation,
    preset_name,
    take_change,
    take_preset,
)
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.ui.trainer.variants import Variants, VariantsRequest
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import capital, sentence

WAIT_SECONDS = 0.1  # between two moments at which another choice is noticed
SLIDER_WIDTH, SLIDERS_WIDTH = 152, 328  # CSS pixels
FORMATS = {"°": "%g°", "%": "percent", "pixels": "%g px", "": "%g"}
EXAMPLES = "t_examples"
# Beside the sliders, the examples stay in view while the page is scrolled.
RULE = f"""<style>
@media (min-width: 900px) {{ :has(> .st-key-{EXAMPLES}) {{
  position: sticky; top: 4.5rem; align-self: flex-start;
}} }}
</style>"""
PANEL_HELP = N_(
    "Random changes to the training images, each with a slider; examples show what the training "
    "will see."
)
MODEL_HELP = N_("A finished model that classifies variants of test images.")
AGAIN_HELP = N_("Draw other variants with the same sliders.")


def show_augmentation(state: TrainerState, preview: Preview, switches: DeltaGenerator) -> None:
    """Show the section; closed, it costs nothing."""
    with switches:
        if not st.toggle(_("Augmentation"), key=state.AUGMENTING, help=_(PANEL_HELP), **BOUND):
            return
    chosen = chosen_augmentation(state)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        show_presets(state, chosen)
        again = st.button(_("Draw again"), icon=":material/refresh:", help=_(AGAIN_HELP))
        state.draws += again
    with st.container(horizontal=True, gap="large"):
        examples = st.container(key=EXAMPLES)
        sliders = st.container(width=SLIDERS_WIDTH)
    st.html(RULE)
    with examples:
        above = st.container()
        model = choose_model(state, preview)
    with above:
        show_examples(state, VariantsRequest(preview, chosen, state.draws, model))
    with sliders:
        show_sliders(state, chosen)


def show_presets(state: TrainerState, chosen: Augmentation) -> None:
    """Show the presets beside each other; none is marked where the sliders say something else."""
    key = f"{state.PRESETS}{state.preset_round}"
    state.follow(key, chosen.preset)
    st.segmented_control(
        _("Preset"),
        PRESETS,
        format_func=preset_name,
        key=key,
        on_change=take_preset,
        args=(state, key),
    )


def choose_model(state: TrainerState, preview: Preview) -> ModelEntry | None:
    """Show a menu of the finished models that fit the data; None where there is none."""
    entries = [e for e in catalog.catalog().entries if variants.fits(e.info, preview)]
    if not entries:
        return None
    labels = catalog.labels(entries)
    key = linked_select(_("Tested model"), labels, state.TESTED, width=400, help=_(MODEL_HELP))
    return next(entry for entry in entries if entry.key == key)


def show_examples(state: TrainerState, request: VariantsRequest) -> None:
    """Ask for variants, and show those of before until the new ones are there."""
    job = state.variants = state.variants or LatestRequest(variants.answers)
    job.ask(request)
    examples = Examples(job, request, st.empty(), st.empty())
    examples.show()
    state.last_part = examples.complete


@dataclass
class Examples:
    """Where the variants and the count are shown, and where they come from.

    They are completed when all else is on the page. A fragment that runs again and again would send
    the values that all controls have in the browser, which lag behind.
    """

    job: LatestRequest[VariantsRequest, Variants]
    request: VariantsRequest
    pictures: DeltaGenerator
    line: DeltaGenerator
    shown: Variants | None = None

    def complete(self) -> None:
        """Show answers until the last one; another choice ends this with the page's next run."""
        while self.job.active:
            self.job.wait(WAIT_SECONDS)
            self.show()
        self.show()

    def show(self) -> None:
        """Show the newest variants, and how many of others a model gets right."""
        latest = self.job.latest
        if self.job.error:
            self.line.warning(sentence(self.job.error))
        elif latest is None or latest.request.preview is not self.request.preview:
            self.line.caption(_("Drawing variants; where the workers warm up, in a few seconds."))
        else:
            self.line.markdown(variants.count_line(latest))
        if latest is None or latest.request.preview is not self.request.preview:
            return
        if self.shown is None or self.shown.pictures is not latest.pictures:
            self.pictures.html(variants.variants_html(latest))
        self.shown = latest


def show_sliders(state: TrainerState, chosen: Augmentation) -> None:
    """Show one slider per change, by group, and what is outside of a moved image."""
    for group, changes in groupby(CHANGES, lambda change: change.group):
        st.markdown(f"**{_(group)}**")
        with st.container(horizontal=True, gap="small"):
            for change in changes:
                show_slider(state, change, getattr(chosen, change.name))
            if group == CHANGES[0].group:
                show_fill(state, chosen)


def show_slider(state: TrainerState, change: Change, value: float) -> None:
    """Show the slider of one change."""
    key = f"{state.CHANGE}{change.name}{state.slider_round}"
    state.follow(key, float(value))
    st.slider(
        _(change.label),
        0.0,
        change.most,
        step=change.step,
        format=FORMATS[change.unit],
        key=key,
        help=f"{capital(_(change.general))}. {_(change.keeps)}",
        on_change=take_change,
        args=(state, change.name, key),
        width=SLIDER_WIDTH,
    )


def show_fill(state: TrainerState, chosen: Augmentation) -> None:
    """Show the choice of what is outside of a moved image."""
    key = f"{state.CHANGE}fill{state.slider_round}"
    state.follow(key, chosen.fill)
    st.segmented_control(
        _("Outside of the image"),
        FILLS,
        format_func=_,
        key=key,
        required=True,
        help=_(FILL_HELP),
        on_change=take_change,
        args=(state, "fill", key),
    )
