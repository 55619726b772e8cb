"""Our pages are those of ``st.navigation`` in app.py, also for a server's first visitor.

Streamlit takes a folder called ``pages`` for its old kind of multipage app until app.py has run
once. Who opens a link to a room on a server just started would get that page alone, without
app.py's layout and navigation.
"""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from cnnviz.ui.session import Visit


def use_navigation() -> None:
    """Run the app again, through app.py, if Streamlit has started a page without it.

    Only on a visitor's arrival: a rerun in mid-visit would lose the click that led to it.
    """
    arrived = Visit.ARRIVED not in st.session_state
    st.session_state[Visit.ARRIVED] = True
    if arrived and PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()
