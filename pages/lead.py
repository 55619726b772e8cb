"""Lead a class: everybody gets the same card, answers, and sees the room open."""

import streamlit as st

from cnnviz.ui.course import leading
from cnnviz.ui.course.panel import ROOMS
from cnnviz.ui.course.place import CourseState
from cnnviz.ui.navigation import heading
from cnnviz.utils.language import _

heading(
    _("Lead a class"),
    _("Students join with a code, answer each card, and see its room open. You see the answers."),
)
leading.show(CourseState(), st.session_state[ROOMS])
