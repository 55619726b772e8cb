"""What explains an answer, shared by all who look at the same input of the same network."""

import streamlit as st

from cnnviz.utils.shared_results import SharedResults

MOST_BYTES = 32_000_000


@st.cache_resource(show_spinner=False)
def shared_results() -> SharedResults:
    """The maps and curves that were computed last, for any visitor."""
    return SharedResults(MOST_BYTES)
