"""How far long work is, the time left, stop and continue."""

import streamlit as st

from cnnviz.engine.work import Work
from cnnviz.ui import caches
from cnnviz.utils.language import N_, _
from cnnviz.utils.retold import retold
from cnnviz.utils.text import percent, rough_duration, sentence

TICK_SECONDS = 0.5


CONTINUE, AGAIN = N_("Continue"), N_("Start again")


def show_progress(work: Work, label: str, key: str, begin: str = CONTINUE) -> None:
    """Show one line on work that is not complete, with the button that applies.

    Parameters
    ----------
    work : Work
    label : str
        What is computed.
    key : str
        Of the buttons.
    begin : str
        What the button to start it says, marked with ``N_``.
    """
    if work.complete:
        return
    if work.error:
        error = retold(work.error)
        st.warning(sentence(_("{work} ended early: {error}", work=label, error=error)))
    with st.container(horizontal=True, vertical_alignment="center"):
        if work.active:
            st.progress(work.fraction, _how_far(work, label))
            st.button(_("Stop"), icon=":material/stop:", key=f"{key}_stop", on_click=work.stop)
        else:
            if not work.error:
                st.markdown(_("{work}: stopped", work=label) if work.begun else label)
            name, icon = (begin, "play_arrow") if not work.begun else (AGAIN, "refresh")
            st.button(_(name), icon=f":material/{icon}:", key=f"{key}_start", on_click=work.start)


def _how_far(work: Work, label: str) -> str:
    share, left = percent(work.fraction, 0), work.seconds_left
    if left is None:
        return f"{label}: {share}"
    return _("{work}: {share}, {time} left", work=label, share=share, time=rough_duration(left))


def start_once(work: Work) -> None:
    """Start work that was never started, as soon as the engine is up."""
    if not work.begun and caches.engine().ensure_running() != "failed":
        work.start()
