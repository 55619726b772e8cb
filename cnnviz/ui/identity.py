"""Who the visitor of a page is: by the cookie of the browser, else for this visit alone."""

import secrets

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cnnviz.classroom import cookie, teachers
from cnnviz.classroom.visitor import Visitor

VISITOR = "v_visitor"


def recognise() -> Visitor | None:
    """Return the visitor whose page runs in this thread; None where none does.

    The first run of a visit decides: a browser that goes away meanwhile has no cookies any more. A
    browser without a valid cookie is a visitor for as long as its page stays open.
    """
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    known: str | None = st.session_state.get(VISITOR)
    if known is None:
        sent = st.context.cookies.get(cookie.name(), "")
        known = cookie.read(sent) or f"visit-{secrets.token_hex(16)}"
        st.session_state[VISITOR] = known
    return Visitor(known, teachers.is_teacher(known))
