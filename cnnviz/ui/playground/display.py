"""How the channels are filtered, and how outputs are displayed."""

import streamlit as st

from cnnviz.filters.apply import COLOURS
from cnnviz.ui.components.kernel_bench import DISPLAYS
from cnnviz.ui.playground.state import PlaygroundState

DISPLAY_HELP = """**Signed**: blue below 0, red above (in RGB, 0 is mid grey); grey if no value is
negative. **Clip**: 0 black, 1 white, values outside are clipped. **Absolute**: without the sign.
**Min to max**: smallest black, largest white. The numbers themselves do not change."""
COLOUR_HELP = """**Grey**: one channel. **Each channel**: the same kernel on red, green and blue.
**Summed**: one kernel per channel, added to one map, as in a filter of a CNN."""


def choose_display(state: PlaygroundState, is_grey: bool) -> tuple[str, str]:
    """Choose how colours are filtered, and how outputs are displayed."""
    colour = st.selectbox(
        "Colour",
        COLOURS,
        format_func=COLOURS.__getitem__,
        key=state.COLOUR,
        bind="query-params",
        disabled=is_grey,
        width=140,
        help=COLOUR_HELP,
    )
    display = st.selectbox(
        "Display",
        DISPLAYS,
        format_func=DISPLAYS.__getitem__,
        key=state.DISPLAY,
        bind="query-params",
        width=140,
        help=DISPLAY_HELP,
    )
    return colour, display
