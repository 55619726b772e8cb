"""Colour scales that suit the theme of the page that is being built."""

import streamlit as st

from cnnviz.utils.colours import DARK_SCALES, SCALES


def page_scale(name: str) -> list[str]:
    """The stops of a scale of ``cnnviz.utils.colours`` on a light or a dark page."""
    return (DARK_SCALES if st.context.theme.type == "dark" else SCALES)[name]
