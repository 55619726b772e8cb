"""The card of a class session on a student's screen; the room opens when it is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from cnnviz.course import attendance
from cnnviz.course import session as sessions
from cnnviz.course.attendance import Given
from cnnviz.course.retelling import retold, said_as
from cnnviz.course.session import SHOWN, Session
from cnnviz.ui import address
from cnnviz.ui.course import card_view, class_data, controls, drawings, header_html, rooms, tries
from cnnviz.ui.course.card_view import Answered
from cnnviz.ui.course.place import CourseState
from cnnviz.ui.course.rooms import Stage
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import sentence

PARAMETERS = CLASS, STUDENT = "class", "student"  # of the address, for a reload
TICK_SECONDS = 1.0
NOT_KNOWN = N_("this class session does not know you: join it again")
BESIDE, ALONE = "lesson-card", "class-card"  # keys of the container, for the style


@dataclass(frozen=True)
class Attended:
    """What a student sees of a session at the moment."""

    session: Session
    name: str
    given: Given | None

    @property
    def is_shown(self) -> bool:
        """Whether the answer is shown."""
        return self.session.state.phase == SHOWN

    @property
    def is_unlocked(self) -> bool:
        """Whether the room is open."""
        return self.session.card.question is None or self.is_shown or self.given is not None

    @property
    def mark(self) -> tuple[object, ...]:
        """What changes where the page has to run again."""
        return (self.session.state, self.name, self.given is not None)


def follow_link(state: CourseState) -> None:
    """Go on with the session that the address names, after a reload."""
    code, student = address.text(CLASS), address.text(STUDENT)
    if not state.attends and code and student:
        state.attends, state.student, state.by_link = code, student, True
    address.write({CLASS: state.attends or None, STUDENT: state.student or None})


def show(state: CourseState, page: StreamlitPage, pages: Mapping[str, StreamlitPage]) -> bool:
    """Show the open card of the session, and its room where that is open.

    Returns
    -------
    bool
        Whether the page may run.
    """
    try:
        seen = _attended(state)
    except InputError as error:
        st.toast(sentence(error))
        leave(state)
        return True
    session = seen.session
    if session.is_open and seen.is_unlocked:
        name = f"{session.code}.{session.state.at}"
        kept = {CLASS: state.attends, STUDENT: state.student}
        rooms.enter(state, session.card, Stage(name, seen.is_shown, kept), page, pages)
        controls.hold(session.card, state.shown_for)
    with st.container(key=BESIDE if session.is_open and seen.is_unlocked else ALONE, gap="small"):
        _show_header(state, seen)
        if not session.is_open:
            st.markdown(_("The class session has ended. Thank you for taking part."))
        else:
            _show_card(state, seen)
        _show_data(session, pages)
    # After the end, too: the data set may be made only then.
    st.fragment(_watch, run_every=TICK_SECONDS)(state, seen.mark)
    return seen.is_unlocked or not session.is_open


def leave(state: CourseState) -> None:
    """Leave the session; what was answered stays."""
    state.attends = state.student = state.shown_for = ""
    state.by_link = False
    address.write({CLASS: None, STUDENT: None})


def _attended(state: CourseState) -> Attended:
    session, name = _checked_link(state) if state.by_link else _found(state)
    given = attendance.answers(session.code, session.state.at)
    own = next((each for each in given if each.student == state.student), None)
    return Attended(session, name, own)


def _found(state: CourseState) -> tuple[Session, str]:
    """The session, and the student's nickname."""
    session = sessions.find(state.attends)
    name = attendance.students(session.code).get(state.student)
    if name is None:
        raise InputError(NOT_KNOWN)
    return session, name


def _checked_link(state: CourseState) -> tuple[Session, str]:
    """The same for a link, which tells nobody whether there is a session with its code."""
    with tries.counted(tries.linked(), InputError(NOT_KNOWN)):
        found = _found(state)
    state.by_link = False
    return found


def _show_header(state: CourseState, seen: Attended) -> None:
    with st.container(horizontal=True, vertical_alignment="top", key="lesson-header"):
        st.html(header_html.of_class(retold(seen.session), seen.name))
        st.button(
            _("Leave the class"),
            key="c_close",
            icon=":material/close:",
            type="tertiary",
            on_click=leave,
            args=(state,),
        )


def _show_card(state: CourseState, seen: Attended) -> None:
    session = seen.session
    at, card = session.state.at, retold(session).card
    asked = session.card.question
    controls.mark(card)

    def take(answer: Any, drawing: str = "") -> None:
        answer = said_as(answer, card.question, asked)
        try:
            attendance.answer(session.code, state.student, at, answer, drawing)
        except InputError as error:
            state.complaint = sentence(error)

    given = said_as(seen.given.answer, asked, card.question) if seen.given else None
    answered = Answered(given, seen.is_shown)
    card_view.show(card, answered, f"c_class_{session.code}_{at}", take, None)
    if state.complaint:
        st.warning(state.complaint)
        state.complaint = ""
    if seen.given is not None and not seen.is_shown:
        st.caption(_("Waiting for your teacher to show the answer."))
    drawings.show_picked(session)


def _show_data(session: Session, pages: Mapping[str, StreamlitPage]) -> None:
    """Link to the data set that the teacher has made of the class's drawings."""
    try:
        class_data.show_link(session, pages)
    except InputError as error:
        st.warning(sentence(error))


def _watch(state: CourseState, mark: tuple[object, ...]) -> None:
    """Run the page again once the session has gone on."""
    try:
        changed = _attended(state).mark != mark
    except InputError:
        changed = True
    if changed:
        st.rerun()
