"""A room's name and what it is for, alike in every room."""

from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz.ui import navigation


def heading(
    title: str, caption: str, width: int | Literal["stretch"] = "stretch"
) -> DeltaGenerator:
    """Show the two lines close together; return the caption, which may be written anew.

    A page that Streamlit started without app.py ends here and is run again, by app.py.
    """
    navigation.use_navigation()
    with st.container(width=width, gap=None):
        st.title(title)
        return st.caption(caption)
