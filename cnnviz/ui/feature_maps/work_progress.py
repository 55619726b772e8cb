"""How far long work is, the time left, stop and continue."""

import streamlit as st

from cnnviz.engine.work import Work
from cnnviz.ui import caches
from cnnviz.utils.text import percent, rough_duration, sentence

TICK_SECONDS = 0.5


def show_progress(work: Work, label: str, key: str, begin: str = "Continue") -> None:
    """Show one line on work that is not complete, with the button that applies.

    Parameters
    ----------
    work : Work
    label : str
        What is computed.
    key : str
        Of the buttons.
    begin : str
        What the button to start it says.
    """
    if work.complete:
        return
    if work.error:
        st.warning(sentence(f"{label} ended early: {work.error}"))
    with st.container(horizontal=True, vertical_alignment="center"):
        if work.active:
            st.progress(work.fraction, f"{label}: {percent(work.fraction, 0)}{_left(work)}")
            st.button("Stop", icon=":material/stop:", key=f"{key}_stop", on_click=work.stop)
        else:
            if not work.error:
                st.markdown(f"{label}: stopped" if work.begun else label)
            name, icon = (begin, "play_arrow") if not work.begun else ("Start again", "refresh")
            st.button(name, icon=f":material/{icon}:", key=f"{key}_start", on_click=work.start)


def _left(work: Work) -> str:
    left = work.seconds_left
    return "" if left is None else f", {rough_duration(left)} left"


def start_once(work: Work) -> None:
    """Start work that was never started, as soon as the engine is up."""
    if not work.begun and caches.engine().ensure_running() != "failed":
        work.start()
