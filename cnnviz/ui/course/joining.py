"""Joining a class session with a code and a nickname."""

import streamlit as st

from cnnviz.course import attendance
from cnnviz.course import session as sessions
from cnnviz.course.session_files import CODE_LENGTH
from cnnviz.ui import address
from cnnviz.ui.course import tries
from cnnviz.ui.course.place import CourseState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _
from cnnviz.utils.text import sentence

CODE = "join"  # of a link
CODE_FIELD, NAME_FIELD = "c_join_code", "c_join_name"


def show(state: CourseState) -> None:
    """Ask for code and nickname; a link that has the code leaves the nickname alone."""
    linked = address.text(CODE) or ""
    with st.form("c_join", width=420):
        st.text_input(
            _("Code of the class"),
            # Not through the session: of two runs that follow closely, as those of a page that
            # learns the browser's language do, a browser may show the second alone.
            value=linked[: 2 * CODE_LENGTH],
            key=CODE_FIELD,
            max_chars=12,
            placeholder="ABC234",
            autocomplete="off",
        )
        st.text_input(
            _("Your nickname"),
            key=NAME_FIELD,
            max_chars=attendance.LONGEST_NAME,
            help=_("Your teacher sees it beside your answers."),
            autocomplete="nickname",
        )
        st.form_submit_button(_("Join"), type="primary", on_click=_join, args=(state,))
    if state.complaint:
        st.error(state.complaint)
        state.complaint = ""


def _join(state: CourseState) -> None:
    code, name = st.session_state[CODE_FIELD], st.session_state[NAME_FIELD]
    try:
        with tries.counted(tries.typed()):
            found = sessions.find(code)
        state.student = attendance.join(found.code, name)
    except InputError as error:
        state.complaint = sentence(error)
        return
    state.attends = found.code
    state.shown_for = ""
