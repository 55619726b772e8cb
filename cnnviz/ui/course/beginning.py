"""What a class session begins with: its lessons, single or by chapters, and how it goes."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from cnnviz.course import catalogue, class_digits, library
from cnnviz.course import session as sessions
from cnnviz.course.lesson import Lesson
from cnnviz.ui.course.place import CourseState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import sentence

LESSONS = "c_lead_lessons"
STEPS = (
    N_("Choose lessons and begin: the page shows a code and a QR code."),
    N_("Students open the link and give a nickname. They need no account."),
    N_("Everybody gets the same card and predicts first; the room opens with the answer."),
    N_("You see each answer come in, with the cause of a wrong one, show the right one and go on."),
    N_("After the session all answers are yours as CSV."),
)


def show(state: CourseState) -> None:
    """Let the teacher choose lessons, in the order of the course, and begin."""
    offered = _offered()
    with st.container(horizontal=True, gap="large", key="class-begin"):
        with st.container(width=560):
            lessons = _choose(offered)
            if lessons:
                _show_chosen(lessons)
        with st.container(width=400):
            st.html(_steps())
            # Not below the menu: that is lower once it is left, and a click would miss the button.
            _show_button(state, lessons)
    st.markdown(f"#### {_('Whole chapters')}", help=_("Adds all lessons of a chapter."))
    with st.container(key="class-chapters"):
        for number, chapter in enumerate(catalogue.chapters()):
            with st.container(key=f"class-chapter-{number}", gap="small"):
                _show_chapter(chapter, list(offered), f"c_lead_chapter_{number}")


def _offered() -> dict[str, Lesson]:
    """All lessons by title: those of the course, own ones, and the drawing of digits."""
    offered = {lesson.title: lesson for lesson in catalogue.lessons()} | {
        f"{course.title}: {lesson.title}": lesson
        for course in library.courses()
        for lesson in course.lessons
    }
    digits = class_digits.digits_lesson()
    return {**offered, digits.title: digits}


def _choose(offered: Mapping[str, Lesson]) -> list[Lesson]:
    chosen = st.multiselect(
        _("Lessons of this session"),
        list(offered),
        key=LESSONS,
        placeholder=_("Choose one or more"),
    )
    return [lesson for title, lesson in offered.items() if title in chosen]


def _show_chosen(lessons: Sequence[Lesson]) -> None:
    """Show what the chosen lessons teach, and how long they are."""
    ideas = "".join(
        f"<li><b>{escape(each.title)}</b><br>{escape(each.idea)}</li>" for each in lessons
    )
    st.html(f'<ol class="class-lessons">{ideas}</ol>')
    st.caption(_length(lessons))


def _show_button(state: CourseState, lessons: Sequence[Lesson]) -> None:
    st.button(
        _("Begin the session"),
        key="c_lead_begin",
        type="primary",
        icon=":material/play_arrow:",
        disabled=not lessons,
        on_click=_begin,
        args=(state, lessons),
    )


def _length(lessons: Sequence[Lesson]) -> str:
    cards = [card for lesson in lessons for card in lesson.cards]
    return _(
        "{cards} cards, {questions} of them with a question.",
        cards=len(cards),
        questions=sum(card.question is not None for card in cards),
    )


def _begin(state: CourseState, lessons: Sequence[Lesson]) -> None:
    try:
        title = ", ".join(lesson.title for lesson in lessons)[:200]
        state.leads, state.lead_key = sessions.begin(title, lessons)
    except InputError as error:
        state.complaint = sentence(error)


def _steps() -> str:
    steps = "".join(f"<li>{escape(_(step))}</li>" for step in STEPS)
    return f'<div class="class-steps"><h4>{_("How a session goes")}</h4><ol>{steps}</ol></div>'


def _show_chapter(chapter: catalogue.Chapter, order: Sequence[str], key: str) -> None:
    titles = [lesson.title for lesson in chapter.lessons]
    st.button(
        chapter.title,
        key=key,
        type="tertiary",
        icon=":material/playlist_add:",
        on_click=_add,
        args=(titles, order),
    )
    st.caption(f"{', '.join(titles)}. {_length(chapter.lessons)}")


def _add(titles: Sequence[str], order: Sequence[str]) -> None:
    """Choose these lessons, too."""
    chosen = {*st.session_state.get(LESSONS, []), *titles}
    st.session_state[LESSONS] = [title for title in order if title in chosen]
