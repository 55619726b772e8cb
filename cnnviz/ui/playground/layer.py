"""The controls of the layer: how the kernel slides, and what follows the sums."""

import streamlit as st

from cnnviz.filters.filter_layer import OPERATIONS, POOLINGS, FilterLayer
from cnnviz.ops.activations import ACTIVATIONS
from cnnviz.ops.convolution import BORDERS, MAX_MAGNITUDE
from cnnviz.ui.playground.state import PlaygroundState

MOST = 16  # of stride, dilation and pooling window

OPERATION_NAMES = dict(zip(OPERATIONS, ("Cross-correlation", "Convolution"), strict=True))
OPERATION_HELP = """A CNN layer multiplies the window by the kernel as it is: cross-correlation.
Convolution in the mathematical sense rotates the kernel by 180° first."""
POOL_HELP = "Side length of the pooling window, and its stride."
BORDER_HELP = """The values beyond the edge. **valid**: none, only windows inside the picture.
**zero**: zeros. **reflect**: the picture mirrored. **replicate**: the edge repeated. **wrap**: the
opposite side."""


def choose_layer(state: PlaygroundState, white: float) -> FilterLayer:
    """Show the controls and return the layer; ``white`` is the value of a white pixel."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="k_layer"):
        return FilterLayer(
            operation=st.selectbox(
                "Operation",
                OPERATIONS,
                format_func=OPERATION_NAMES.__getitem__,
                key=state.OPERATION,
                bind="query-params",
                width=176,
                help=OPERATION_HELP,
            ),
            stride=_whole("Stride", state.STRIDE, 1, "Distance between windows in pixels."),
            dilation=_whole("Dilation", state.DILATION, 1, "Distance between weights in pixels."),
            border=st.selectbox(
                "Border",
                BORDERS,
                key=state.BORDER,
                bind="query-params",
                width=120,
                help=BORDER_HELP,
            ),
            bias=st.number_input(
                "Bias",
                -MAX_MAGNITUDE,
                MAX_MAGNITUDE,
                0.0,
                0.1 if white == 1 else 10.0,
                format="%.4g",
                key=state.BIAS,
                bind="query-params",
                width=120,
                help="Added to each sum.",
            ),
            activation=st.selectbox(
                "Activation",
                list(ACTIVATIONS),
                key=state.ACTIVATION,
                bind="query-params",
                width=130,
            ),
            pooling=st.selectbox(
                "Pooling",
                POOLINGS,
                key=state.POOLING,
                bind="query-params",
                width=116,
                help="Applied after the activation.",
            ),
            pool=_whole("Window", state.POOL, 2, POOL_HELP),
            white=white,
        )


def _whole(label: str, key: str, least: int, about: str) -> int:
    return st.number_input(label, least, MOST, key=key, bind="query-params", width=104, help=about)
