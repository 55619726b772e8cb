"""Whether the server can keep anything, looked at from time to time."""

import streamlit as st

from cnnviz.utils import home_folder


@st.cache_data(ttl=20, show_spinner=False)
def storage_problem() -> str:
    """Say why the app's folder cannot be used, and what helps; "" where it can."""
    return home_folder.problem()
