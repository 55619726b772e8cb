"""A filter switched off or doubled: the answer, the accuracy, and what each filter is worth."""

import numpy as np
import streamlit as st

from cnnviz.engine.inference import Inference
from cnnviz.engine.sample import SampleAnswers
from cnnviz.engine.unit_work import Subject, WorthWork
from cnnviz.engine.work import Work
from cnnviz.explain.blocks import Block
from cnnviz.explain.filters_off import DOUBLED, OFF
from cnnviz.ui.bound import bound
from cnnviz.ui.feature_maps.shown import Shown
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.feature_maps.unit_words import by_noun
from cnnviz.ui.feature_maps.units_html import bars, unit_name, worth_bars
from cnnviz.ui.feature_maps.work_progress import show_progress
from cnnviz.utils.language import N_, _, current, put_in
from cnnviz.utils.text import minus, percent, probability

FACTORS = {N_("Off"): OFF, N_("Doubled"): DOUBLED}
SWITCH_HELP = N_(
    "Off: its kernel and bias are set to 0, or the scale and shift of its batch normalisation. "
    "Doubled: the same weights times 2."
)
WORTH_HELP = N_(
    "How much of the accuracy on the sample is lost when this one alone is switched off. Below "
    "the line the network is better without it."
)
WITH_FILTER, WITH_UNIT = N_("The network with this filter"), N_("The network with this unit")
WORTH_OF_FILTERS = N_("What each filter of {layer} is worth")
WORTH_OF_UNITS = N_("What each unit of {layer} is worth")


def choose_factor(state: FeatureMapsState, block: Block) -> None:
    """Choose whether the filter is off or doubled."""
    chosen = st.segmented_control(
        by_noun(block.noun, WITH_FILTER, WITH_UNIT),
        **bound(list(FACTORS), state.UNITS_SWITCH),
        default="Off",
        required=True,
        help=_(SWITCH_HELP),
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
        st.caption(_("The answer to the input; grey, as it is in the trained network."))
    if answers.complete and switched is not None and switched.complete:
        labels = subject.sample.images.labels
        now, was = (
            float((each.result["probabilities"].argmax(axis=1) == labels).mean())
            for each in (switched, answers)
        )
        names = [_("with this change"), _("as trained")]
        st.html(bars(names, [now, was], [percent(now), percent(was)]))
        title = _(subject.sample.title)
        st.caption(_("Accuracy on {count:,} images of {title}.", count=len(labels), title=title))
    elif switched is not None:
        show_progress(switched, _("Accuracy on the sample"), f"{state.UNITS_WORK}_switch")


def show_worth(
    state: FeatureMapsState, subject: Subject, unit: int, answers: SampleAnswers, work: WorthWork
) -> None:
    """Show how much accuracy each filter of the layer is worth, as far as it is known."""
    noun = subject.block.noun
    title = by_noun(noun, WORTH_OF_FILTERS, WORTH_OF_UNITS, layer=subject.name)
    st.markdown(f"**{title}**", help=_(WORTH_HELP))
    name = _("Each switched off in turn")
    show_progress(work, name, f"{state.UNITS_WORK}_worth", N_("Compute"))
    if not answers.complete or "without" not in work.result:
        return
    labels = subject.sample.images.labels
    whole = float((answers.result["probabilities"].argmax(axis=1) == labels).mean())
    losses = whole - work.result["without"]
    st.html(worth_bars(losses, unit, noun))
    best = int(np.nanargmax(losses))
    words = _(
        "Percentage points lost of {accuracy} accuracy, the largest first: {name} is worth "
        "{points}.",
        accuracy=percent(whole),
        name=unit_name(noun, best),
        points=points(float(losses[best])),
    )
    if np.isfinite(losses[unit]):
        own = points(float(losses[unit]))
        words = f"{words} {_('This one, in orange: {points}.', points=own)}"
    st.caption(words)


def points(share: float) -> str:
    """Write a difference of two shares in percentage points."""
    value = round(100 * share, 1) + 0.0
    return minus(put_in("{value:.1f}", {"value": value}, current()))
