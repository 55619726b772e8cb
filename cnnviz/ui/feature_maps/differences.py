"""The maps of a layer beside those of a pinned input, sorted by how much they differ."""

import base64
from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnnviz import images
from cnnviz.explain.differences import map_differences
from cnnviz.models.layer_outputs import Activations
from cnnviz.models.network_input import NetworkInput
from cnnviz.ui.feature_maps.computing import compute
from cnnviz.ui.feature_maps.shown import Shown
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.html import picture
from cnnviz.ui.linked import linked_select
from cnnviz.ui.page_colours import page_scale
from cnnviz.utils.colours import colour_signed
from cnnviz.utils.text import number, plural, times

MOST = 24  # pairs of maps on show
WITHIN = 99.5  # per cent of the values lie within the ends of the colours, as in the strips
HELP = """Keep this input; then change it, and see in each layer which maps differ most between the
two."""
GRID = (
    "display:grid;grid-template-columns:repeat(auto-fill,minmax(124px,1fr));gap:0.6rem 0.8rem;"
    "font-size:0.8rem;line-height:1.3;font-variant-numeric:tabular-nums"
)
PAIR = "display:grid;grid-template-columns:1fr 1fr;gap:3px"


@dataclass(frozen=True, eq=False)
class Pinned:
    """An input that others are compared with, and what a model computed of it.

    Attributes
    ----------
    given : NetworkInput
        As the network reads it.
    model : str
        Key of the model.
    activations : Activations
        What it computed.
    """

    given: NetworkInput
    model: str
    activations: Activations


def offer_pin(state: FeatureMapsState, shown: Shown) -> None:
    """Show the button that pins the input, or the one that takes the pin away."""
    if state.pinned is not None:
        st.button("Unpin", icon=":material/close:", key=state.UNPIN, on_click=_unpin, args=(state,))
    elif shown.activations is not None:
        pinned = Pinned(shown.given, shown.entry.key, shown.activations)
        st.button(
            "Compare with this input",
            icon=":material/push_pin:",
            help=HELP,
            key=state.PIN,
            on_click=_pin,
            args=(state, pinned),
        )


def _pin(state: FeatureMapsState, pinned: Pinned) -> None:
    state.pinned = pinned


def _unpin(state: FeatureMapsState) -> None:
    state.pinned = None


def show_differences(state: FeatureMapsState, shown: Shown) -> None:
    """Show a layer's maps for the input and for the pinned one, where one is pinned."""
    pinned = state.pinned
    if pinned is None or shown.activations is None:
        return
    pinned = _of_model(state, shown, pinned)
    if pinned is None:
        return
    names = {each.name: each.name for each in shown.activations.layers if each.values.ndim == 3}
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            seen = images.to_uint8(pinned.given.pixels)
            st.html(picture(seen, "The pinned input"), width=72)
            name = linked_select("Layer", names, state.PINNED_LAYER, brief=True, width=200)
            st.caption(
                "The maps that differ most from those of the pinned input, first. Left: this "
                "input, right: the pinned one; below: mean absolute difference."
            )
        now, then = (
            next(each.values for each in found.layers if each.name == name)
            for found in (shown.activations, pinned.activations)
        )
        st.html(pairs_html(now, then))
        left_out = now.shape[2] - MOST
        if left_out > 0:
            st.caption(f"{plural(left_out, 'other map')} differ less.")


def _of_model(state: FeatureMapsState, shown: Shown, pinned: Pinned) -> Pinned | None:
    """Return what the model that is shown computes of the pinned input; None where it cannot."""
    if pinned.model == shown.entry.key:
        return pinned
    wanted, got = shown.entry.info.input_shape, pinned.given.pixels.shape
    if got != wanted:
        st.caption(
            f"The pinned input has {times(got)} values; {shown.entry.name} reads {times(wanted)}."
        )
        return None
    activations, note = compute(shown.entry, pinned.given)
    if activations is None:
        st.caption(note)
        return None
    state.pinned = Pinned(pinned.given, shown.entry.key, activations)
    return state.pinned


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
    shown = "".join(
        _map(values, limit, f"channel {unit + 1}, {which}")
        for values, which in ((now, "this input"), (then, "the pinned input"))
    )
    return (
        f'<figure style="margin:0" title="{difference}"><div style="{PAIR}">{shown}</div>'
        f"<figcaption>{unit + 1}: {number(difference)}</figcaption></figure>"
    )


def _map(values: np.ndarray, limit: float, detail: str) -> str:
    pixels = colour_signed(values, limit, page_scale("signed"))
    source = base64.b64encode(images.png_bytes(pixels)).decode()
    style = "width:100%;display:block;border-radius:3px;image-rendering:pixelated"
    return f'<img style="{style}" alt="{detail}" src="data:image/png;base64,{source}">'
