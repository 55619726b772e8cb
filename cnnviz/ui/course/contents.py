"""The contents of the course: chapters, their lessons, and how far a visitor is."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from cnnviz.course import catalogue, progress
from cnnviz.course.lesson import Lesson
from cnnviz.ui.course import leading
from cnnviz.ui.course.place import PARAMETER
from cnnviz.utils.language import _

STYLE = Path(__file__).with_suffix(".css")


def show(rooms: Mapping[str, StreamlitPage]) -> None:
    """Show all lessons; a click opens one beside its room.

    Parameters
    ----------
    rooms : mapping of str to StreamlitPage
        The rooms by name.
    """
    st.html(STYLE)
    finished = progress.read()
    _show_next(finished, rooms)
    number = 0
    for place, chapter in enumerate(catalogue.chapters()):
        st.subheader(chapter.title, anchor=False)
        with st.container(key=f"course-chapter-{place}"):
            for lesson in chapter.lessons:
                number += 1
                _show_lesson(lesson, number, finished.get(lesson.key, 0), rooms)


def _show_next(finished: Mapping[str, int], rooms: Mapping[str, StreamlitPage]) -> None:
    """Offer the first lesson that is not finished, in one click, and say how many are."""
    every = catalogue.lessons()
    done = sum(finished.get(lesson.key, 0) >= len(lesson.cards) for lesson in every)
    following = next(
        (lesson for lesson in every if finished.get(lesson.key, 0) < len(lesson.cards)), None
    )
    with st.container(horizontal=True, vertical_alignment="center", key="course-next"):
        if following is not None:
            begun = finished.get(following.key, 0)
            label = _("Continue: {title}") if done or begun else _("Begin: {title}")
            _link(following, begun, label.format(title=following.title), rooms)
        st.page_link(rooms["join"], label=_("Join a class"), icon=":material/group:")
        if leading.may_lead():
            st.page_link(rooms["lead"], label=_("Lead a class"), icon=":material/co_present:")
        if finished:
            st.caption(_("{done} of {count} lessons finished", done=done, count=len(every)))


def _show_lesson(
    lesson: Lesson, number: int, finished: int, rooms: Mapping[str, StreamlitPage]
) -> None:
    count = len(lesson.cards)
    with st.container(gap=None, key=f"course-lesson-{lesson.key}"):
        _link(lesson, 0 if finished >= count else finished, f"{number}. {lesson.title}", rooms)
        state = ""
        if finished >= count:
            state = ":green[:material/check:] "
        elif finished:
            state = _("Card {number} of {count}", number=finished + 1, count=count) + " · "
        st.caption(f"{state}{lesson.idea}")


def _link(lesson: Lesson, finished: int, label: str, rooms: Mapping[str, StreamlitPage]) -> None:
    card = lesson.cards[finished]
    text = f"{lesson.key}.{finished + 1}"
    st.page_link(rooms[card.room], label=label, query_params={PARAMETER: text})
