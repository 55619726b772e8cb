"""The card of the open lesson, beside the room that it explains."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from cnnviz.course import catalogue, progress
from cnnviz.ui.course import card_view, class_panel, header_html, rooms
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
    follow_link(state)
    place = state.place
    if place is None:
        return True
    stage = Stage(place.text, place.text in state.revealed, {PARAMETER: place.text})
    rooms.enter(state, place.card, stage, page, pages)
    st.html(STYLE)
    with st.container(key=KEY, gap="small"):
        _show_card(state, place, is_beside=page == pages[place.card.room])
    return True


@st.fragment
def _show_card(state: CourseState, place: Place, is_beside: bool) -> None:
    """Show the card; a fragment, so that an answer is judged without running the room."""
    if st.session_state.pop(RUN_ALL, False):
        st.rerun()
    _show_header(state, place)
    if not is_beside:
        st.markdown(_("This card belongs to another page."))
        st.button(_("Back to it"), key="c_return", on_click=_return, args=(state,))
        return
    _emphasise(place)
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
    following = catalogue.after(place.lesson)
    with st.container(horizontal=True, key="lesson-steps"):
        if place.number:
            before = Place(place.lesson, place.number - 1)
            st.button(_("Back"), key="c_back", on_click=_go, args=(state, before.text))
        if not place.is_last:
            after = Place(place.lesson, place.number + 1)
            label = _("Skip") if waits else _("Next")
        elif following is not None:
            after, label = Place(following, 0), _("Next: {title}", title=following.title)
        else:
            after, label = None, _("Finish")
        st.button(
            label,
            key="c_next",
            type="secondary" if waits else "primary",
            on_click=_finish,
            args=(state, place, after),
        )


def _finish(state: CourseState, place: Place, after: Place | None) -> None:
    with suppress(OSError):  # a full or read-only disk: the lesson goes on, without a note of it
        progress.note(place.lesson.key, place.number + 1)
    _go(state, after.text if after else "")


def _go(state: CourseState, text: str) -> None:
    state.open(text)
    state.shown_for = ""
    st.session_state[RUN_ALL] = True


def _return(state: CourseState) -> None:
    state.shown_for = ""
    st.session_state[RUN_ALL] = True


def _emphasise(place: Place) -> None:
    """Frame the controls in question and leave others out, by styles: they are others' elements."""
    frame = "outline: 2px solid var(--lesson); outline-offset: 6px; border-radius: 4px;"
    for keys, style in ((place.card.focus, frame), (place.card.hidden, "display: none;")):
        if keys:
            names = ", ".join(f".st-key-{key}" for key in keys)
            st.html(f"<style>{names} {{ {style} }}</style>")
