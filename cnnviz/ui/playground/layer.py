"""The controls of the layer: how the kernel slides, and what follows the sums."""

import streamlit as st

from cnnviz.filters.filter_layer import OPERATIONS, POOLINGS, FilterLayer
from cnnviz.ops.activations import ACTIVATIONS
from cnnviz.ops.convolution import BORDERS, MAX_MAGNITUDE
from cnnviz.ui.bound import bound
from cnnviz.ui.playground.state import PlaygroundState
from cnnviz.utils.language import N_, _

MOST = 16  # of stride, dilation and pooling window

OPERATION_NAMES = dict(zip(OPERATIONS, (N_("Cross-correlation"), N_("Convolution")), strict=True))
OPERATION_HELP = N_(
    "A CNN layer multiplies the window by the kernel as it is: cross-correlation. Convolution"
    " in the mathematical sense rotates the kernel by 180° first."
)
POOL_HELP = N_("Side length of the pooling window, and its stride.")
BORDER_HELP = N_(
    "The values beyond the edge. **valid**: none, only windows inside the picture. **zero**: "
    "zeros. **reflect**: the picture mirrored. **replicate**: the edge repeated. **wrap**: "
    "the opposite side."
)


def choose_layer(state: PlaygroundState, white: float) -> FilterLayer:
    """Show the controls and return the layer; ``white`` is the value of a white pixel."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="k_layer"):
        return FilterLayer(
            operation=st.selectbox(
                _("Operation"),
                **bound(list(OPERATIONS), state.OPERATION, OPERATION_NAMES.__getitem__),
                width=176,
                help=_(OPERATION_HELP),
            ),
            stride=_whole(_("Stride"), state.STRIDE, 1, _("Distance between windows in pixels.")),
            dilation=_whole(
                _("Dilation"), state.DILATION, 1, _("Distance between weights in pixels.")
            ),
            border=st.selectbox(
                _("Border"),
                **bound(list(BORDERS), state.BORDER),
                width=120,
                help=_(BORDER_HELP),
            ),
            bias=st.number_input(
                _("Bias"),
                -MAX_MAGNITUDE,
                MAX_MAGNITUDE,
                0.0,
                0.1 if white == 1 else 10.0,
                format="%.4g",
                key=state.BIAS,
                bind="query-params",
                width=120,
                help=_("Added to each sum."),
            ),
            activation=st.selectbox(
                _("Activation"),
                **bound(list(ACTIVATIONS), state.ACTIVATION),
                width=130,
            ),
            pooling=st.selectbox(
                _("Pooling"),
                **bound(list(POOLINGS), state.POOLING),
                width=116,
                help=_("Applied after the activation."),
            ),
            pool=_whole(_("Window"), state.POOL, 2, _(POOL_HELP)),
            white=white,
        )


def _whole(label: str, key: str, least: int, about: str) -> int:
    return st.number_input(label, least, MOST, key=key, bind="query-params", width=104, help=about)
