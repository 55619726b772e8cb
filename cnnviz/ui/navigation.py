"""Navigation, page headings, and a workaround that sends a first page through app.py."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.pages_manager import PagesManager

from cnnviz.ui import address

ARRIVED, THROUGH_APP = "v_arrived", "v_through_app"
STYLE = Path(__file__).with_suffix(".css")
_changed = threading.Event()  # whether this server began with Streamlit's older kind of pages


def heading(
    title: str, caption: str, width: int | Literal["stretch"] = "stretch"
) -> DeltaGenerator:
    """Show a page's name above a line on its purpose; return that line, which may be replaced."""
    use_navigation()
    address.drop_unusable()
    with st.container(width=width, gap=None):
        st.title(title, anchor=False)
        return st.caption(caption)


def links(pages: Sequence[StreamlitPage]) -> None:
    """Show the pages' names on a phone, where Streamlit hides its navigation behind a button.

    A style could hide them elsewhere, but comes so late that what is below them would jump.
    """
    st.html(STYLE)
    if "Mobi" not in st.context.headers.get("User-Agent", ""):
        return
    with st.container(key="phone-navigation", horizontal=True, gap="small"):
        for page in pages:
            st.page_link(page)


def is_old_link(page: StreamlitPage) -> bool:
    """Whether a visit begins with a link to the playground from when that was the first page.

    Only where a visit begins: Back then returns to the first page itself.
    """
    is_first = page.url_path == "" and address.OPENED not in st.session_state
    return is_first and any(key.startswith("k_") for key in st.query_params)


def use_navigation() -> None:
    """Run the app again, through app.py, if Streamlit has started a page without it.

    Streamlit treats a folder called ``pages`` as its older kind of multipage app until app.py has
    run once, so a link to a page of a server just started would open that page without app.py's
    layout and navigation. Checked only on a visitor's arrival: a rerun later in the visit would
    lose the click that caused it. Of several first visits at once, Streamlit started each without
    app.py, though only the first one finds its setting unchanged.
    """
    arrived = ARRIVED not in st.session_state
    st.session_state[ARRIVED] = True
    _leave_older_kind()
    if arrived and _changed.is_set() and THROUGH_APP not in st.session_state:
        st.rerun()


def came_through_app() -> None:
    """Note that app.py has run in this visit; to be called there, before ``st.navigation``.

    That changes Streamlit's setting, too, while another first visit may run a page without app.py.
    """
    st.session_state[THROUGH_APP] = True
    _leave_older_kind()


def _leave_older_kind() -> None:
    """Note whether this server began with Streamlit's older kind of pages, and end that."""
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        _changed.set()
