"""The queue and the limits: what the teacher may change while the class is at work."""

from math import inf, isfinite

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz.classroom import limits, settings
from cnnviz.classroom.limits import Limit
from cnnviz.ui.teacher.state import TeacherState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import capital, sentence

OPEN_HELP = N_("Where it is closed, runs that wait and train go on, and visitors start no others.")
LIMITS_HELP = N_(
    "They hold at once, for visitors and not for you. An empty field: what the server was started "
    "with. The word none: no limit."
)


def show_queue_switch(state: TeacherState) -> None:
    """Show the switch that closes the queue."""
    state.follow(state.OPEN, not settings.read().closed)
    st.toggle(
        _("Queue open"), key=state.OPEN, on_change=set_queue, args=(state,), help=_(OPEN_HELP)
    )


def set_queue(state: TeacherState) -> None:
    """Open or close the queue."""
    try:
        settings.change(closed=not state[state.OPEN])
    except InputError as error:
        state.complaint = sentence(error)


def show_limits(state: TeacherState) -> None:
    """Show a field for each limit."""
    typed = settings.read().limits
    with st.expander(_("Limits")), st.form("c_limits", border=False):
        st.caption(_(LIMITS_HELP))
        columns: list[DeltaGenerator] = []
        for limit in limits.ALL:
            # A row for each two, so that their fields stand beside each other.
            columns = columns or list(st.columns(2, vertical_alignment="bottom"))
            with columns.pop(0):
                st.text_input(
                    capital(f"{_(limit.unit)} {_(limit.meaning)}"),
                    value=_written(typed[limit.name]) if limit.name in typed else "",
                    key=f"{state.LIMIT}{limit.name}",
                    placeholder=_written(without_typed(limit)),
                    help=limit.name,
                    max_chars=12,
                )
        st.form_submit_button(_("Set limits"), on_click=set_limits, args=(state,))


def without_typed(limit: Limit) -> float:
    """Return what a limit is where the teacher types nothing."""
    try:
        return limit.of_server
    except InputError:
        return inf


def set_limits(state: TeacherState) -> None:
    """Set what was typed; where one field is no number, nothing changes."""
    try:
        found = {
            limit.name: limit.parse(text) if text else None
            for limit in limits.ALL
            for text in [state.get(f"{state.LIMIT}{limit.name}", "").strip()]
        }
        limits.change(found)
        state.note = _("The limits are set.")
    except InputError as error:
        state.complaint = sentence(error)


def _written(number: float) -> str:
    return f"{number:.0f}" if isfinite(number) else "none"
