"""A room's name and what it is for, alike in every room."""

from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def heading(
    title: str, caption: str, width: int | Literal["stretch"] = "stretch"
) -> DeltaGenerator:
    """Show the two lines close together; return the caption, which may be written anew."""
    with st.container(width=width, gap=None):
        st.title(title)
        return st.caption(caption)
