"""A line on the pages that keep something, where the server cannot keep anything."""

import streamlit as st

from cnnviz.ui import caches


def storage_notice() -> None:
    """Say why nothing can be kept here, and what helps; nothing where it can."""
    if problem := caches.storage_problem():
        st.warning(f"Nothing can be kept on this server: {problem}.", icon=":material/hard_drive:")
