"""Widgets that several pages share."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import streamlit as st

from cnnviz import images
from cnnviz.ui import address
from cnnviz.utils.text import percent

STRETCH_HELP = "Spreads these values from black to white; equal pixels stay equal."


def linked_select(
    label: str,
    options: Mapping[str, str],
    key: str,
    linked_key: str,
    *,
    default: str | None = None,
    **look: Any,
) -> str:
    """Show a select box whose choice is in the address by its name, not by its label.

    Streamlit's own binding writes an option's label into the address, and prefers the session's
    value to it. Here a link that the visitor follows comes before what was chosen last.

    Parameters
    ----------
    label : str
    options : mapping of str to str
        Names, as in the address, and their labels.
    key : str
        Of the choice, in the session and in the address.
    linked_key : str
        Where the session keeps what the address had last, which tells a new link from the one
        that was written here.
    default : str, optional
        Of the names; by default the first.
    **look
        Further arguments of ``st.selectbox``.
    """
    state, linked = st.session_state, address.text(key)
    chosen = state.get(key)
    is_link = linked in options and linked != state.get(linked_key)
    # The browser identifies a choice by its label; a label that has changed comes back unknown.
    if is_link or chosen not in options:
        chosen = linked if linked in options else default or next(iter(options))
    state[key] = chosen  # even where it stays, so that the browser learns its present label
    chosen = st.selectbox(
        label,
        list(options),
        format_func=options.__getitem__,
        key=key,
        persist_state="session",
        **look,
    )
    state[linked_key] = chosen
    address.write({key: chosen})
    return chosen


def download(
    label: str, file: str, make: Callable[[], bytes | str], icon: str, key: str, tip: str = ""
) -> None:
    """Show a button that makes a file on request and saves it, without running the page."""
    st.download_button(
        label, make, file, icon=f":material/{icon}:", on_click="ignore", help=tip or None, key=key
    )


def offer_stretch(
    pixels: np.ndarray, *, key: str, on_click: Callable[..., None], args: tuple[Any, ...]
) -> None:
    """Say which part of a 16-bit picture's range is used, and offer to stretch it, if not all is.

    Cameras and microscopes store twelve bits in sixteen: such a picture is nearly black. Others
    use all bits and few of their values: such a picture is an even grey.
    """
    if pixels.dtype != np.uint16:
        return
    low, high = images.used_range(pixels)
    if (low, high) == (0, 65535):
        return
    bits = images.used_bits(pixels)
    used = "a narrow part of its range" if bits == 16 else f"{bits} of its 16 bits"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            f"This picture uses {used}: values from {low:,} to {high:,} of 65,535, "
            f"{percent((high - low) / 65535)} of it.",
            width="content",
        )
        st.button(
            "Stretch the range",
            key=key,
            icon=":material/brightness_6:",
            on_click=on_click,
            args=args,
            help=STRETCH_HELP,
        )
