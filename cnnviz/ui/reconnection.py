"""A page that lives on after its connection was lost: server restarted, laptop asleep.

The browser connects again by itself, but asks for a run of the page only where something of it runs
by the clock. The server has forgotten a visitor who was away for longer than ``session_cleanup``
waits, or whom an earlier server served; it ignores what a fragment sends that it does not know.
Such a page would look alive and answer nothing.
"""

from datetime import timedelta

import streamlit as st


@st.fragment(run_every=timedelta(days=1))
def run_on_return() -> None:
    """Have the browser run the page when it is connected again; to be called at every run.

    The browser sends the values of all widgets with that run, so that nothing is lost. Source:
    tried with Streamlit 1.67, ``tests/e2e/test_server_restart.py``.
    """
