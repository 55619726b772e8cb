"""A line on the pages that keep something, where the server cannot keep anything."""

import streamlit as st

from cnnviz.classroom import visitor
from cnnviz.ui import caches

OF_A_CLASS = "its disk is full, or is not its own to write to: ask whoever runs it"


def storage_notice() -> None:
    """Say why nothing can be kept here, and what helps; nothing where it can.

    The reason names the server's folders: in a class the teacher alone reads it.
    """
    if problem := caches.storage_problem():
        why = problem if visitor.current().teacher else OF_A_CLASS
        st.warning(f"Nothing can be kept on this server: {why}.", icon=":material/hard_drive:")
