"""Kernel playground: what a filter does to a picture, and why a pixel has its value."""

from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from cnnviz import images
from cnnviz.filters.apply import filter_image, with_planes
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.filters.pooled import pooled_shape
from cnnviz.filters.result import BenchState, FilterResult
from cnnviz.ui.bound import bound_tabs
from cnnviz.ui.components.kernel_bench import BenchView, kernel_bench
from cnnviz.ui.navigation import heading
from cnnviz.ui.playground import anatomy, learn, maps, steps, take_away
from cnnviz.ui.playground.display import choose_display
from cnnviz.ui.playground.kernel import OnBench, choose_kernel, on_bench, take_edit
from cnnviz.ui.playground.layer import choose_layer
from cnnviz.ui.playground.lectures import choose_example
from cnnviz.ui.playground.picture import choose_picture, load_picture, show_range
from cnnviz.ui.playground.pin import current_pin, take_pin
from cnnviz.ui.playground.state import PlaygroundState
from cnnviz.ui.playground.unit import choose_unit
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import sentence

TABS = {
    N_("Steps"): steps,
    N_("Feature maps"): maps,
    N_("Anatomy"): anatomy,
    N_("Learn the kernel"): learn,
    N_("Take away"): take_away,
}


def show(state: PlaygroundState) -> None:
    """Read the inputs, filter, show the bench and the open tab."""
    white = show_header(state)
    with st.container(horizontal=True, vertical_alignment="bottom", key="k_inputs"):
        picture = choose_picture(state)
        original = load_picture(state, picture, white)
        choose_kernel(state)
        colour, display = choose_display(state, is_grey=original.shape[2] == 1)
    show_range(state, picture)
    bench_place = st.container()
    layer = choose_layer(state, white)
    state.edited = False
    with bench_place:
        bench, refusal = show_bench(state, picture, original, colour, display, layer)
    show_tabs(state, bench, refusal)


def show_header(state: PlaygroundState) -> float:
    """Show the title beside the unit and the examples; return the value of a white pixel."""
    row = partial(
        st.container,
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="bottom",
    )
    with row(key="k_header"):
        heading(
            _("Kernel playground"),
            _(
                "A kernel slides over the picture as in a layer of a CNN. Change a weight and see "
                "the effect."
            ),
            width=610,
        )
        with row(width=340):
            white = choose_unit(state)
            choose_example(state)
    return white


@st.fragment
def show_bench(
    state: PlaygroundState,
    picture: str,
    original: np.ndarray,
    colour: str,
    display: str,
    layer: FilterLayer,
) -> tuple[BenchState, str]:
    """Filter, and show picture, kernel and output side by side, and why a pixel is its value.

    A fragment: an edit is answered here, before the rest of the page runs.
    """
    kernel = on_bench(state)
    filtered, refusal = compute(original, kernel, colour, layer)
    view = BenchView(
        filtered,
        picture,
        kernel.name,
        kernel.summary,
        kernel.source,
        display,
        kernel.sliders,
        complaint=state.kernel_complaint,
        refusal=refusal,
        can_undo=bool(state.earlier_kernels),
        pin=current_pin(state, picture),
        fragment_only=state.edited,
    )
    kernel_bench(
        view,
        key=state.BENCH,
        on_edit=partial(take_edit, state),
        on_point=partial(take_pin, state),
    )
    if filtered.scale < 1:
        st.caption(
            _(
                "All {size:.1f} megapixels are filtered, but shown reduced; a click shows a pixel "
                "in full size.",
                size=filtered.megapixels,
            )
        )
    return BenchState(picture, original, kernel.name, kernel.summary, filtered), refusal


def compute(
    original: np.ndarray, kernel: OnBench, colour: str, layer: FilterLayer
) -> tuple[FilterResult, str]:
    """Return the output and ""; or, with a zero border instead, why there is none."""
    image = images.to_grey(original, layer.white) if colour == "grey" else original
    weights = with_planes(kernel.weights, image.shape[2] if colour == "summed" else 1)
    try:
        filtered = filter_image(image, weights, layer)
        pooled_shape(filtered.output.shape, layer)
        return filtered, ""
    except InputError as error:
        possible = replace(layer, border="zero", pooling="none")
        return filter_image(image, weights, possible), sentence(error)


def show_tabs(state: PlaygroundState, bench: BenchState, refusal: str) -> None:
    """Show the tabs; only the open one is computed, and only where there is an output."""
    for tab, content in zip(bound_tabs(list(TABS), state.TAB), TABS.values(), strict=True):
        if not tab.open:
            continue
        with tab:
            if refusal:
                st.warning(refusal)
            else:
                content.show(state, bench)


show(PlaygroundState())
