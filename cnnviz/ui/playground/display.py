"""How the channels are filtered, and how outputs are displayed."""

import streamlit as st

from cnnviz.filters.apply import COLOURS
from cnnviz.ui.bound import bound
from cnnviz.ui.components.kernel_bench import DISPLAYS
from cnnviz.ui.playground.state import PlaygroundState
from cnnviz.utils.language import N_, _

DISPLAY_HELP = N_(
    "**Signed**: blue below 0, red above (in RGB, 0 is mid grey); grey if no value is "
    "negative. **Clip**: 0 black, 1 white, values outside are clipped. **Absolute**: without "
    "the sign. **Min to max**: smallest black, largest white. The numbers themselves do not "
    "change."
)
COLOUR_HELP = N_(
    "**Grey**: one channel. **Each channel**: the same kernel on red, green and blue. "
    "**Summed**: one kernel per channel, added to one map, as in a filter of a CNN."
)


def choose_display(state: PlaygroundState, is_grey: bool) -> tuple[str, str]:
    """Choose how colours are filtered, and how outputs are displayed."""
    colour = st.selectbox(
        _("Colour"),
        **bound(list(COLOURS), state.COLOUR, COLOURS.__getitem__),
        disabled=is_grey,
        width=140,
        help=_(COLOUR_HELP),
    )
    display = st.selectbox(
        _("Display"),
        **bound(list(DISPLAYS), state.DISPLAY, DISPLAYS.__getitem__),
        width=140,
        help=_(DISPLAY_HELP),
    )
    return colour, display
