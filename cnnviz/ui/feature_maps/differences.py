"""The maps of a layer beside those of a pinned input, sorted by how much they differ."""

import base64
from html import escape

import numpy as np
import streamlit as st

from cnnviz import images
from cnnviz.explain.differences import map_differences
from cnnviz.ui.feature_maps.pins import NOT_KEPT, pinned_for
from cnnviz.ui.feature_maps.shown import Shown
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.html import picture
from cnnviz.ui.linked import linked_select
from cnnviz.ui.page_colours import page_scale
from cnnviz.utils.colours import colour_signed
from cnnviz.utils.language import _, _n
from cnnviz.utils.text import number

MOST = 24  # pairs of maps on show
WITHIN = 99.5  # per cent of the values lie within the ends of the colours, as in the strips
GRID = (
    "display:grid;grid-template-columns:repeat(auto-fill,minmax(124px,1fr));gap:0.6rem 0.8rem;"
    "font-size:0.8rem;line-height:1.3;font-variant-numeric:tabular-nums"
)
PAIR = "display:grid;grid-template-columns:1fr 1fr;gap:3px"


def show_differences(state: FeatureMapsState, shown: Shown) -> None:
    """Show a layer's maps for the input and for the pinned one, where one is pinned."""
    pinned = state.pinned
    if pinned is None or shown.activations is None:
        return
    pinned = pinned_for(state, shown, pinned)
    if pinned is None:
        return
    names = {each.name: each.name for each in shown.activations.layers if each.values.ndim == 3}
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            seen = images.to_uint8(pinned.given.pixels)
            st.html(picture(seen, _("The pinned input")), width=72)
            name = linked_select(_("Layer"), names, state.PINNED_LAYER, brief=True, width=200)
            st.caption(
                _(
                    "The maps that differ most from those of the pinned input, first. Left: this "
                    "input, right: the pinned one; below: mean absolute difference."
                )
            )
        if not pinned.text:
            st.caption(_(NOT_KEPT))
        now, then = (
            next(each.values for each in found.layers if each.name == name)
            for found in (shown.activations, pinned.activations)
        )
        st.html(pairs_html(now, then))
        left_out = now.shape[2] - MOST
        if left_out > 0:
            st.caption(
                _n(
                    "{count:,} other map differs less.",
                    "{count:,} other maps differ less.",
                    left_out,
                )
            )


def pairs_html(now: np.ndarray, then: np.ndarray) -> str:
    """Lay out pairs of maps, (H, W, channels) each, the most different first."""
    differences = map_differences(now, then)
    order = np.argsort(-differences, kind="stable")[:MOST]
    magnitudes = np.abs(np.stack([now, then]))
    limit = float(np.percentile(magnitudes, WITHIN) or magnitudes.max() or 1.0)
    return (
        f'<div style="{GRID}">'
        + "".join(
            _pair(now[..., unit], then[..., unit], int(unit), float(differences[unit]), limit)
            for unit in order
        )
        + "</div>"
    )


def _pair(now: np.ndarray, then: np.ndarray, unit: int, difference: float, limit: float) -> str:
    shown = _map(now, limit, _("channel {number}, this input", number=unit + 1))
    shown += _map(then, limit, _("channel {number}, the pinned input", number=unit + 1))
    return (
        f'<figure style="margin:0" title="{difference}"><div style="{PAIR}">{shown}</div>'
        f"<figcaption>{unit + 1}: {number(difference)}</figcaption></figure>"
    )


def _map(values: np.ndarray, limit: float, detail: str) -> str:
    pixels = colour_signed(values, limit, page_scale("signed"))
    source = base64.b64encode(images.png_bytes(pixels)).decode()
    style = "width:100%;display:block;border-radius:3px;image-rendering:pixelated"
    return f'<img style="{style}" alt="{escape(detail)}" src="data:image/png;base64,{source}">'
