"""The card of the open lesson, beside the room that it explains."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from cnnviz.course import progress
from cnnviz.course.lesson import ROOMS as ROOMS_WITH_CARDS
from cnnviz.ui.course import card_view, class_panel, composing, controls, header_html, rooms
from cnnviz.ui.course.card_view import Answered
from cnnviz.ui.course.place import PARAMETER, CourseState, Place, follow_link
from cnnviz.ui.course.rooms import Stage
from cnnviz.utils.language import _

STYLE = Path(__file__).with_suffix(".css")
RUN_ALL = "c_run_all"  # whether the whole page has to run, which sets its room
ROOMS = "c_rooms"  # the pages that lessons lead to, by name, for the contents
KEY = "lesson-card"  # of the container, for the style


def show(page: StreamlitPage, pages: Mapping[str, StreamlitPage]) -> bool:
    """Show the open card of a lesson or a class session, and set its room.

    Parameters
    ----------
    page : StreamlitPage
        The one that is about to run.
    pages : mapping of str to StreamlitPage
        The rooms by name.

    Returns
    -------
    bool
        Whether the page may run: the room of a class session opens with the answer.
    """
    st.session_state[ROOMS] = pages
    state = CourseState()
    class_panel.follow_link(state)
    if state.attends:
        st.html(STYLE)
        return class_panel.show(state, page, pages)
    if state.composes and page.url_path in ROOMS_WITH_CARDS:
        composing.show(state, page.url_path)
        return True
    follow_link(state)
    place = state.place
    if place is None:
        return True
    stage = Stage(place.text, place.text in state.revealed, {PARAMETER: place.text})
    rooms.enter(state, place.card, stage, page, pages)
    controls.hold(place.card, state.shown_for)
    st.html(STYLE)
    with st.container(key=KEY, gap="small"):
        show_card(state, place, is_beside=page == pages[place.card.room])
    return True


@st.fragment
def show_card(state: CourseState, place: Place, is_beside: bool) -> None:
    """Show the card; a fragment, so that an answer is judged without running the room."""
    if st.session_state.pop(RUN_ALL, False):
        st.rerun()
    _show_header(state, place)
    if not is_beside:
        st.markdown(_("This card belongs to another page."))
        st.button(_("Back to it"), key="c_return", on_click=_return, args=(state,))
        return
    controls.mark(place.card)
    answered = Answered(state.answers.get(place.text), place.text in state.revealed)

    def take(answer: Any, _drawing: str = "") -> None:
        state.answers = {**state.answers, place.text: answer}
        if place.card.task is None:
            reveal()

    def reveal() -> None:
        state.revealed = state.revealed | {place.text}
        st.session_state[RUN_ALL] = bool(place.card.reveal_link)

    card_view.show(place.card, answered, f"c_{place.text}", take, reveal)
    _show_steps(state, place)


def _show_header(state: CourseState, place: Place) -> None:
    """Show which card this is, and the button that closes the lesson."""
    with st.container(horizontal=True, vertical_alignment="top", key="lesson-header"):
        st.html(header_html.header(place))
        st.button(
            _("Close the lesson"),
            key="c_close",
            icon=":material/close:",
            type="tertiary",
            on_click=_go,
            args=(state, ""),
        )


def _show_steps(state: CourseState, place: Place) -> None:
    """Show the buttons that lead to the cards before and after."""
    waits = place.card.question is not None and place.text not in state.revealed
    after = place.after
    with st.container(horizontal=True, key="lesson-steps"):
        if place.before is not None:
            st.button(_("Back"), key="c_back", on_click=_go, args=(state, place.before.text))
        if after is None:
            label = _("Finish")
        elif place.is_last:
            label = _("Next: {title}", title=after.lesson.title)
        else:
            label = _("Skip") if waits else _("Next")
        st.button(
            label,
            key="c_next",
            type="secondary" if waits else "primary",
            on_click=_finish,
            args=(state, place, after),
        )


def _finish(state: CourseState, place: Place, after: Place | None) -> None:
    with suppress(OSError):  # a full or read-only disk: the lesson goes on, without a note of it
        progress.note(place.text.rpartition(".")[0], place.number + 1)
    _go(state, after.text if after else "")


def _go(state: CourseState, text: str) -> None:
    state.open(text)
    state.shown_for = ""
    st.session_state[RUN_ALL] = True


def _return(state: CourseState) -> None:
    state.shown_for = ""
    st.session_state[RUN_ALL] = True
