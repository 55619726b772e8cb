"""Kernel playground: what a filter does to a picture, and why a pixel has its value."""

from dataclasses import replace

import numpy as np
import streamlit as st

from cnnviz import images
from cnnviz.filters.apply import COLOURS, BenchState, FilterResult, filter_image, with_planes
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.ui.components.kernel_bench import DISPLAYS, BenchView, kernel_bench
from cnnviz.ui.navigation import heading
from cnnviz.ui.playground import anatomy, learn, maps, steps, take_away
from cnnviz.ui.playground.kernel import OnBench, choose_kernel, on_bench, take_edit
from cnnviz.ui.playground.layer import choose_layer
from cnnviz.ui.playground.picture import choose_picture
from cnnviz.ui.playground.state import PlaygroundState as Key
from cnnviz.utils.errors import InputError

DISPLAY_HELP = """**Signed**: blue below 0, red above (in RGB, 0 is mid grey); without negative
values, a picture. **Clip**: 0 black, 1 white, the rest cut. **Absolute**: without its sign.
**Min to max**: smallest black, largest white. The numbers stay as computed."""
COLOUR_HELP = """**Grey**: one channel. **Each channel**: the same kernel on red, green and blue.
**Summed**: a kernel a channel, their sums added to one map, as a filter of a CNN does."""
TABS = {
    "Steps": steps,
    "Feature maps": maps,
    "Anatomy": anatomy,
    "Learn the kernel": learn,
    "Take away": take_away,
}

state = st.session_state


def show() -> None:
    """Read the inputs, filter, show the bench and the open tab."""
    heading(
        "Kernel playground",
        "A kernel slides over the picture as in a layer of a CNN. Change a number and see what "
        "it does.",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picture, original = choose_picture()
        choose_kernel()
        colour, display = choose_look(original)
    bench_place = st.container()
    layer = choose_layer()
    state[Key.EDITED] = False
    with bench_place:
        bench, refusal = show_bench(picture, original, colour, display, layer)
    show_tabs(bench, refusal)


@st.fragment
def show_bench(
    picture: str, original: np.ndarray, colour: str, display: str, layer: FilterLayer
) -> tuple[BenchState, str]:
    """Filter, and show picture, kernel and output side by side, and why a pixel is its value.

    A fragment: what the hand does on the bench is answered here, before the rest of the page runs.
    """
    kernel = on_bench()
    filtered, refusal = compute(original, kernel, colour, layer)
    view = BenchView(
        filtered,
        picture,
        kernel.name,
        kernel.summary,
        kernel.source,
        display,
        kernel.sliders,
        complaint=state.get(Key.KERNEL_COMPLAINT, ""),
        refusal=refusal,
        can_undo=bool(state.get(Key.UNDO)),
        fragment_only=state[Key.EDITED],
    )
    kernel_bench(view, key=Key.BENCH, on_edit=take_edit)
    if filtered.scale < 1:
        size = f"{filtered.megapixels:.1f} megapixels"
        st.caption(f"All {size} are filtered and shown smaller; a click reads one in full size.")
    return BenchState(picture, original, kernel.name, kernel.summary, filtered), refusal


def choose_look(original: np.ndarray) -> tuple[str, str]:
    """How colours are filtered, and how outputs become colours."""
    colour = st.selectbox(
        "Colour",
        COLOURS,
        format_func=COLOURS.__getitem__,
        key=Key.COLOUR,
        bind="query-params",
        disabled=original.shape[2] == 1,
        width=152,
        help=COLOUR_HELP,
    )
    display = st.selectbox(
        "Display",
        DISPLAYS,
        format_func=DISPLAYS.__getitem__,
        key=Key.DISPLAY,
        bind="query-params",
        width=140,
        help=DISPLAY_HELP,
    )
    return colour, display


def compute(
    original: np.ndarray, kernel: OnBench, colour: str, layer: FilterLayer
) -> tuple[FilterResult, str]:
    """The output and ""; or why there is none, with one under zeros, whose input can be shown."""
    image = images.to_grey(original) if colour == "grey" else original
    weights = with_planes(kernel.weights, image.shape[2] if colour == "summed" else 1)
    try:
        return filter_image(image, weights, layer), ""
    except InputError as error:
        text = str(error)
        return filter_image(
            image, weights, replace(layer, border="zero")
        ), f"{text[0].upper()}{text[1:]}."


def show_tabs(bench: BenchState, refusal: str) -> None:
    """What lies below the bench; only the open tab is computed, and where there is an output."""
    for tab, room in zip(
        st.tabs(list(TABS), key=Key.TAB, bind="query-params"), TABS.values(), strict=True
    ):
        if not tab.open:
            continue
        with tab:
            if refusal:
                st.warning(refusal)
            else:
                room.show(bench)


show()
