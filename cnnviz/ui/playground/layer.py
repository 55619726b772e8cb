"""One line of controls: how the kernel slides, and what becomes of its sums."""

import streamlit as st

from cnnviz.filters.filter_layer import OPERATIONS, POOLINGS, FilterLayer
from cnnviz.ops.activations import ACTIVATIONS
from cnnviz.ops.convolution import BORDERS
from cnnviz.ui.playground.state import PlaygroundState as Key

MOST = 16  # of stride, dilation and pooling window

OPERATION_NAMES = dict(zip(OPERATIONS, ("Cross-correlation", "Convolution"), strict=True))
OPERATION_HELP = """A CNN's layer lays the kernel on the window as it stands: cross-correlation.
Convolution, as mathematics means it, turns the kernel by 180° first."""
POOL_HELP = "Side length of the pooling window; it moves by as much."
BORDER_HELP = """What lies beyond the edge. **valid**: nothing, only windows inside the picture.
**zero**: zeros. **reflect**: the picture mirrored. **replicate**: the edge repeated. **wrap**: the
opposite side."""


def choose_layer() -> FilterLayer:
    """Show the line and return what it says."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="k_layer"):
        return FilterLayer(
            operation=st.selectbox(
                "Operation",
                OPERATIONS,
                format_func=OPERATION_NAMES.__getitem__,
                key=Key.OPERATION,
                bind="query-params",
                width=176,
                help=OPERATION_HELP,
            ),
            stride=_whole("Stride", Key.STRIDE, 1, "Pixels from one window to the next."),
            dilation=_whole("Dilation", Key.DILATION, 1, "Pixels from one tap to the next."),
            border=st.selectbox(
                "Border",
                BORDERS,
                key=Key.BORDER,
                bind="query-params",
                width=120,
                help=BORDER_HELP,
            ),
            bias=st.number_input(
                "Bias",
                -1e6,
                1e6,
                0.0,
                0.1,
                format="%.4g",
                key=Key.BIAS,
                bind="query-params",
                width=120,
                help="Added to every sum.",
            ),
            activation=st.selectbox(
                "Activation",
                list(ACTIVATIONS),
                key=Key.ACTIVATION,
                bind="query-params",
                width=130,
            ),
            pooling=st.selectbox(
                "Pooling",
                POOLINGS,
                key=Key.POOLING,
                bind="query-params",
                width=116,
                help="After the activation; seen under Steps.",
            ),
            pool=_whole("Window", Key.POOL, 2, POOL_HELP),
        )


def _whole(label: str, key: str, least: int, about: str) -> int:
    return st.number_input(label, least, MOST, key=key, bind="query-params", width=104, help=about)
