"""A filter switched off or doubled: the answer, the accuracy, and what each filter is worth."""

import numpy as np
import streamlit as st

from cnnviz.engine.inference import Inference
from cnnviz.engine.sample import SampleAnswers
from cnnviz.engine.unit_work import Subject, WorthWork
from cnnviz.engine.work import Work
from cnnviz.explain.blocks import Block
from cnnviz.explain.filters_off import DOUBLED, OFF
from cnnviz.ui.feature_maps.shown import Shown
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.feature_maps.units_html import bars, worth_bars
from cnnviz.ui.feature_maps.work_progress import show_progress
from cnnviz.utils.text import minus, percent, probability

FACTORS = {"Off": OFF, "Doubled": DOUBLED}
SWITCH_HELP = """Off: its kernel and bias are set to 0, or the scale and shift of its batch
normalisation. Doubled: the same weights times 2."""
WORTH_HELP = """How much of the accuracy on the sample is lost when this one alone is switched off.
Below the line the network is better without it."""


def choose_factor(state: FeatureMapsState, block: Block) -> None:
    """Choose whether the filter is off or doubled."""
    chosen = st.segmented_control(
        f"The network with this {block.noun}",
        list(FACTORS),
        default="Off",
        required=True,
        bind="query-params",
        key=state.UNITS_SWITCH,
        help=SWITCH_HELP,
    )
    state.units_factor = FACTORS[chosen]


def show_switch(
    state: FeatureMapsState,
    shown: Shown,
    subject: Subject,
    unit: int,
    answers: SampleAnswers,
    switched: Work | None,
) -> None:
    """Show the answer to the input and the accuracy on the sample, with those of before."""
    if shown.activations is not None and shown.given.picture is not None:
        batch = shown.given.picture[np.newaxis]
        factor = state.units_factor
        method = Inference.with_filter
        after = subject.engine.ask(method, subject.path, subject.name, unit, factor, batch)[0]
        before = shown.activations.probabilities
        st.html(
            bars(
                subject.info.classes,
                after.tolist(),
                [probability(each) for each in after],
                before.tolist(),
            )
        )
        st.caption("The answer to the input; grey, as it is in the trained network.")
    if answers.complete and switched is not None and switched.complete:
        labels = subject.sample.images.labels
        now, was = (
            float((each.result["probabilities"].argmax(axis=1) == labels).mean())
            for each in (switched, answers)
        )
        st.html(bars(["with this change", "as trained"], [now, was], [percent(now), percent(was)]))
        st.caption(f"Accuracy on {len(labels):,} images of {subject.sample.title}.")
    elif switched is not None:
        show_progress(switched, "Accuracy on the sample", f"{state.UNITS_WORK}_switch")


def show_worth(
    state: FeatureMapsState, subject: Subject, unit: int, answers: SampleAnswers, work: WorthWork
) -> None:
    """Show how much accuracy each filter of the layer is worth, as far as it is known."""
    noun = subject.block.noun
    st.markdown(f"**What each {noun} of {subject.name} is worth**", help=WORTH_HELP)
    show_progress(work, "Each switched off in turn", f"{state.UNITS_WORK}_worth", "Compute")
    if not answers.complete or "without" not in work.result:
        return
    labels = subject.sample.images.labels
    whole = float((answers.result["probabilities"].argmax(axis=1) == labels).mean())
    losses = whole - work.result["without"]
    st.html(worth_bars(losses, unit, noun))
    best = int(np.nanargmax(losses))
    own = losses[unit]
    mine = f" This one, in orange: {points(float(own))}." if np.isfinite(own) else ""
    st.caption(
        f"Percentage points lost of {percent(whole)} accuracy, the largest first: {noun} "
        f"{best + 1} is worth {points(float(losses[best]))}.{mine}"
    )


def points(share: float) -> str:
    """Write a difference of two shares in percentage points."""
    return minus(f"{round(100 * share, 1) + 0.0:.1f}")
