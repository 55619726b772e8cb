"""The front door: what each room is for, and the way into it."""

import streamlit as st

from cnnviz.ui.home.rooms import ROOMS
from cnnviz.ui.navigation import heading

heading("cnnviz", "A laboratory for convolutional neural networks: see every number, and why.")
for room in ROOMS:
    st.page_link(f"pages/{room.page}.py", label=room.name)
    st.caption(room.question)
