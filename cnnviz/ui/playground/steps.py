"""The layer step by step: the picture after sum, bias, activation and pooling."""

from dataclasses import replace

import numpy as np
import streamlit as st

from cnnviz.filters.activation_plot import activation_svg
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.filters.result import BenchState
from cnnviz.filters.steps import (
    Step,
    effect,
    histograms,
    later_steps,
    pooling_step,
    small_enough,
    sum_steps,
)
from cnnviz.ops.activations import ACTIVATIONS
from cnnviz.ui.components.activation_curve import activation_curve
from cnnviz.ui.components.map_row import Map, map_row
from cnnviz.ui.playground.state import PlaygroundState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import capital, percent, sentence

BARS_HELP = N_(
    "Grey bars below: histogram of the sums. Coloured bars at the right: histogram of the "
    "outputs. Bar lengths are square roots of the counts, so that rare values are visible."
)


def show(state: PlaygroundState, bench: BenchState) -> None:
    """Show every step that the layer takes, and the activation's curve."""
    layer = bench.filtered.layer
    image = small_enough(bench.filtered.image, white=layer.white)
    try:
        sums = sum_steps(image, bench.filtered.weights, layer)
    except InputError as error:  # a picture that was scaled down may be too small
        st.warning(sentence(error))
        return
    later = later_steps(sums[-1].values, layer)
    maps = [
        Map.of(_("Input"), "", image, layer.white),
        *sum_maps(sums, layer.white),
        *(step_map(step, layer.white) for step in later),
    ]
    pooled = pooled_map([*sums, *later][-1].values, maps[-1], layer)
    map_row([*maps, *pooled], key=state.STEP_MAPS, label=_("The picture after each step"))
    if image is not bench.filtered.image:
        share = image.shape[0] / bench.filtered.image.shape[0]
        st.caption(
            _(
                "For speed, the steps are computed on the picture scaled to {share}.",
                share=percent(share, 0),
            )
        )
    show_activation(state, sums[-1].values + np.float32(layer.bias), layer)


def sum_maps(steps: list[Step], white: float) -> list[Map]:
    """Shares and their sum on one scale, so that they can be seen to add up."""
    maps = [step_map(step, white) for step in steps]
    widest = max(maps, key=lambda each: (each.scale == "signed", each.high))
    if widest.scale == "signed":
        limit = max(each.high for each in maps)
        widest = replace(widest, low=-limit, high=limit)
    return [on_scale_of(widest, each) for each in maps]


def step_map(step: Step, white: float) -> Map:
    """A step on a scale of its own."""
    return Map.of(step.title, "", step.values, white, sign=step.sign)


def on_scale_of(other: Map, one: Map) -> Map:
    """``one`` in the colours of ``other``."""
    return replace(one, low=other.low, high=other.high, scale=other.scale)


def pooled_map(values: np.ndarray, before: Map, layer: FilterLayer) -> list[Map]:
    """The pooled output on the scale of what was pooled; none without pooling."""
    if layer.pooling == "none":
        return []
    try:
        return [on_scale_of(before, step_map(pooling_step(values, layer), layer.white))]
    except InputError as error:
        st.warning(sentence(error))
        return []


def show_activation(state: PlaygroundState, values: np.ndarray, layer: FilterLayer) -> None:
    """Draw the curve, where the sums lie on it, and what that means for them."""
    activation = ACTIVATIONS[layer.activation]
    plot, words = st.columns([3, 2], gap="large", vertical_alignment="center")
    with plot:
        drawing = activation_svg(activation, *histograms(values, layer.activation))
        activation_curve(drawing, key=state.CURVE)
    with words:
        st.markdown(f"**{capital(_(activation.name))}**", help=_(BARS_HELP))
        st.latex(f"f(x) = {activation.formula}")
        st.write(effect(values, layer.activation))
