"""Teacher: who waits and who trains in a class, its queue, its limits, and its end."""

import streamlit as st

from cnnviz.classroom import visitor
from cnnviz.ui.navigation import heading
from cnnviz.ui.teacher.class_end import show_class_end
from cnnviz.ui.teacher.overview import show_overview
from cnnviz.ui.teacher.rules import show_limits, show_queue_switch
from cnnviz.ui.teacher.runs import show_runs
from cnnviz.ui.teacher.sign_in import show_sign_in, sign_out
from cnnviz.ui.teacher.state import TeacherState
from cnnviz.utils.language import _

TICK_SECONDS = 3.0


def show(state: TeacherState) -> None:
    """Show the class to the teacher; to anybody else the field for the password."""
    is_teacher = visitor.separates() and visitor.current().teacher
    with st.container(horizontal=True, vertical_alignment="bottom", key="c_teacher_top"):
        heading(_("Teacher"), _("The class at a glance: its runs, its queue, its limits."))
        if is_teacher:
            show_queue_switch(state)
            st.button(_("Sign out"), icon=":material/logout:", key="c_sign_out", on_click=sign_out)
    if not is_teacher:
        return show_sign_in(state)
    with st.container():  # what is below keeps its place, and so an open panel stays open
        if state.complaint:
            st.error(state.complaint)
            state.complaint = ""
        if state.note:
            st.success(state.note)
            state.note = ""
    st.fragment(show_overview, run_every=TICK_SECONDS)()
    show_runs(state)
    show_limits(state)
    show_class_end(state)


show(TeacherState())
