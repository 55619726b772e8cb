"""The weights of any layer of a finished run: as a heat map or as kernels, with their histogram."""

import base64
from collections.abc import Sequence
from html import escape

import numpy as np
import streamlit as st

from cnnviz import images
from cnnviz.layers import Conv2DTranspose, Dense, DepthwiseConv2D, Flatten
from cnnviz.networks import LayerSummary
from cnnviz.training.folder import RunFolder
from cnnviz.ui import caches
from cnnviz.ui.page_colours import page_scale
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.colours import colour_signed
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import number, plural, separators, times

HEAT_MAP, KERNELS = N_("Heat map"), N_("Kernels")
MOST_KERNELS = 128
MOST_SIDE = 600  # rows or columns of a heat map; of larger ones the first are shown
BINS = 41
WEIGHTS_HELP = N_(
    "Purple: negative, white: zero, orange: positive, on one scale for the layer. A heat map has "
    "one row per input and one column per unit. Kernels show each filter over its input; of "
    "several input channels they show the mean."
)


def show_weights(state: TrainerState, run: RunFolder) -> None:
    """Let a layer be chosen; show its weights and their histogram.

    Raises
    ------
    InputError, EngineError
        If they cannot be read.
    """
    every = caches.model_info(run).summaries
    rows = [row for row in every if row.parameters]
    titles = {row.name: f"{row.name}: {plural(row.parameters, 'parameter')}" for row in rows}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            _("Layer"), list(titles), format_func=titles.__getitem__, key=state.LAYER, width=320
        )
        row = next(row for row in rows if row.name == name)
        weights = caches.layer_weights(run, row.name)[0]
        forms = {HEAT_MAP: as_matrix(weights)}
        kernels = as_kernels(weights, row, every[: every.index(row)])
        if kernels is not None:
            forms[KERNELS] = kernels
        form = st.segmented_control(
            _("Weights as"),
            list(forms),
            format_func=_,
            default=KERNELS if KERNELS in forms else HEAT_MAP,
            required=True,
            label_visibility="collapsed",
            key=f"{state.WEIGHTS_AS}_{row.name}",
        )
    limit = float(np.abs(weights).max(initial=0))
    st.markdown(
        _(
            "**{shape} weights** from {least} to {most}, standard deviation {spread}",
            shape=times(weights.shape),
            least=number(float(weights.min())),
            most=number(float(weights.max())),
            spread=number(float(weights.std())),
        ),
        help=_(WEIGHTS_HELP),
    )
    if form == KERNELS and kernels is not None:
        st.html(kernel_gallery(kernels, limit))
    else:
        st.html(heat_map(forms[HEAT_MAP], limit))
    st.plotly_chart(
        histogram(weights, limit), height=220, key="t_histogram", config={"displayModeBar": False}
    )


def as_matrix(weights: np.ndarray) -> np.ndarray:
    """Lay weights out as a matrix: one row per input of a unit, one column per unit."""
    if weights.ndim < 2:
        return weights.reshape(1, -1)
    return weights.reshape(-1, weights.shape[-1])


def as_kernels(
    weights: np.ndarray, row: LayerSummary, before: Sequence[LayerSummary]
) -> np.ndarray | None:
    """Lay weights out as kernels (height, width, channels, n) over a layer's input, if they are.

    A dense layer has kernels where it reads the flattened input of the network; ``before`` are the
    layers before it.
    """
    if weights.ndim == 4:
        if isinstance(row.layer, Conv2DTranspose):
            return weights.transpose(0, 1, 3, 2)
        if isinstance(row.layer, DepthwiseConv2D):
            return weights.reshape(*weights.shape[:2], 1, -1)
        return weights
    if isinstance(row.layer, Dense) and [each.layer.kind for each in before] == [Flatten.kind]:
        return weights.reshape(*before[0].input_shape, -1)
    return None


def heat_map(matrix: np.ndarray, limit: float) -> str:
    """Draw a matrix of weights with hard pixels."""
    part = matrix[:MOST_SIDE, :MOST_SIDE]
    sizes: dict[str, object] = {"shape": times(matrix.shape), "part": times(part.shape)}
    text = (
        _("Weights: {shape}", **sizes)
        if part.shape == matrix.shape
        else _("Weights: {shape}, of which {part} are shown", **sizes)
    )
    below = _("{weights}: rows are inputs, columns units", weights=text)
    style = "width:100%;max-height:420px;image-rendering:pixelated;border-radius:0.35rem"
    least = f"min-height:{min(300, 14 * len(part))}px"
    return (
        f'<img style="{style};{least}" alt="{text}" title="{text}" src="{_png(part, limit)}">'
        f'<div style="font-size:0.8rem;opacity:0.72">{below}</div>'
    )


def kernel_gallery(kernels: np.ndarray, limit: float) -> str:
    """Draw kernels side by side, each as the mean over its input channels."""
    count = kernels.shape[-1]
    shown = kernels.mean(axis=2)[..., :MOST_KERNELS]
    side = 56 if max(kernels.shape[:2]) < 12 else 84
    pictures = "".join(
        f'<img style="width:100%;image-rendering:pixelated;border-radius:3px;display:block" '
        f'alt="{escape(text)}" title="{escape(text)}" src="{_png(shown[..., at], limit)}">'
        for at in range(shown.shape[-1])
        for text in [
            _(
                "kernel {number} of {count}, {shape}",
                number=at + 1,
                count=count,
                shape=times(kernels.shape[:3]),
            )
        ]
    )
    more = ""
    if count > MOST_KERNELS:
        more = _("The first {some} of {all:,} kernels", some=MOST_KERNELS, all=count)
    style = f"display:grid;grid-template-columns:repeat(auto-fill,minmax({side}px,1fr));gap:5px"
    below = f'<div style="font-size:0.8rem;opacity:0.72">{more}</div>' if more else ""
    return f'<div style="{style}">{pictures}</div>{below}'


def _png(values: np.ndarray, limit: float) -> str:
    pixels = colour_signed(values, limit, page_scale("weights"))
    return f"data:image/png;base64,{base64.b64encode(images.png_bytes(pixels)).decode()}"


def histogram(weights: np.ndarray, limit: float) -> object:
    """Draw how often weights of each size occur, in the colours of the scale."""
    from plotly import graph_objects  # 0.3 s that only charts of what has finished need

    counts, edges = np.histogram(weights, BINS, (-limit or -1, limit or 1))
    centres = (edges[:-1] + edges[1:]) / 2
    colours = colour_signed(centres, limit, page_scale("weights"))
    bars = graph_objects.Bar(
        x=centres,
        y=counts,
        marker_color=[f"rgb{tuple(colour.tolist())}" for colour in colours],
        marker_line={"width": 0.5, "color": "#8a8f98"},
        hovertemplate=_("%{y:,} weights near %{x:.3g}") + "<extra></extra>",
    )
    figure = graph_objects.Figure(bars)
    figure.update_layout(
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        bargap=0,
        separators=separators(),
        xaxis={"title": _("weight"), "fixedrange": True},
        yaxis={"title": _("count"), "fixedrange": True},
    )
    return figure
