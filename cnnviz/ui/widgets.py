"""Widgets that several pages share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from cnnviz import images
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import percent

# MB that a field for a picture receives: more than is read, so that a picture somewhat too large is
# refused in a sentence with the way out. Beyond, Streamlit marks the file and says so on hovering.
MOST_RECEIVED = 64
STRETCH_HELP = N_("Spreads these values from black to white; equal pixels stay equal.")


@contextmanager
def bordered_link(key: str) -> Iterator[None]:
    """Give the page link inside the border of a button; navigation.css draws it."""
    with st.container(key=f"link-button-{key}", width="content"):
        yield


def download(
    label: str, file: str, make: Callable[[], bytes | str], icon: str, key: str, tip: str = ""
) -> None:
    """Show a button that makes a file on request and saves it, without running the page."""
    st.download_button(
        label, make, file, icon=f":material/{icon}:", on_click="ignore", help=tip or None, key=key
    )


def received(value: Any) -> list[UploadedFile]:
    """Return the files of an upload's or a camera's value in the session.

    In a callback that may be None, one or several; and a file that the visitor replaced before its
    turn came is a mark without content there, which is left out.
    """
    files = value if isinstance(value, list) else [value]
    return [file for file in files if isinstance(file, UploadedFile)]


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
            _("Stretch the range"),
            key=key,
            icon=":material/brightness_6:",
            on_click=on_click,
            args=args,
            help=_(STRETCH_HELP),
        )
