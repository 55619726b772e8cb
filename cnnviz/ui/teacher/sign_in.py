"""Signing in as the teacher, with a limit on guesses."""

import streamlit as st

from cnnviz.classroom import password, teachers, visitor
from cnnviz.classroom.attempts import Attempts
from cnnviz.ui.teacher.state import TeacherState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import plural, rough_duration, sentence

WRONG = N_("This is not the teacher's password.")
NONE = N_("There is no teacher's role on this server: CNNVIZ_CLASS and CNNVIZ_TEACHER make one.")


@st.cache_resource(show_spinner=False)
def attempts() -> Attempts:
    """The guesses of all visitors of this server."""
    return Attempts()


def show_sign_in(state: TeacherState) -> None:
    """Ask for the password; where there is no teacher's role, say so."""
    if not (visitor.separates() and password.is_set()):
        st.info(_(NONE))
        return
    with st.form("c_sign_in", width=420):
        st.text_input(
            _("Teacher's password"),
            type="password",
            key=state.PASSWORD,
            autocomplete="current-password",
            max_chars=password.MOST_CHARACTERS,
        )
        st.form_submit_button(_("Sign in"), type="primary", on_click=sign_in, args=(state,))
    if state.complaint:
        st.error(state.complaint)
        state.complaint = ""


def sign_in(state: TeacherState) -> None:
    """Check what was typed; it does not stay in the session."""
    typed, state[state.PASSWORD] = state[state.PASSWORD], ""
    who = visitor.current().id
    sources = (who, f"address {st.context.ip_address or 'here'}")
    if wait := attempts().begin(*sources):
        state.complaint = _(
            "Too many wrong guesses: try again in {time}.", time=rough_duration(max(1, wait))
        )
        return
    try:
        if password.is_right(typed):
            attempts().succeeded(*sources)
            teachers.sign_in(who)
        else:
            state.complaint = _(WRONG)
    except InputError as error:
        state.complaint = sentence(error)


def sign_out() -> None:
    """End the teacher's role of this browser."""
    teachers.sign_out(visitor.current().id)


def hours() -> str:
    """Say how long a teacher stays one."""
    return plural(teachers.HOURS, "hour")
