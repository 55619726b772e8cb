"""A page whose visitor holds something; where it is freed, a file named in the address appears."""

import weakref
from pathlib import Path

import streamlit as st

from cnnviz.ui import session_cleanup

session_cleanup.GRACE = 2


class Held:
    """What a session holds."""


if "held" not in st.session_state:
    st.session_state["held"] = Held()
    weakref.finalize(st.session_state["held"], Path(st.query_params["file"]).touch)


@st.fragment
def show(held: Held) -> None:
    """A fragment keeps what it was called with."""
    st.write("Holding", type(held).__name__)


session_cleanup.free_on_leaving()
show(st.session_state["held"])
