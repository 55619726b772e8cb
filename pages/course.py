"""The course: lessons on every idea of the lectures, each beside the room where it is tried."""

import streamlit as st

from cnnviz.ui.course import challenge_view, contents, own_courses
from cnnviz.ui.course.panel import ROOMS
from cnnviz.ui.course.place import CourseState
from cnnviz.ui.navigation import heading
from cnnviz.utils.language import _

heading(
    _("Course"),
    _("Short lessons on convolutional networks: predict, try it yourself, see why."),
)
contents.show(st.session_state[ROOMS])
own_courses.show(CourseState(), st.session_state[ROOMS])
challenge_view.show()
