"""Own courses: made, opened from a file, put in order, saved as a file, deleted."""

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from cnnviz.classroom import belongings
from cnnviz.course import course_file, library
from cnnviz.course.lesson import PLAYGROUND, Lesson
from cnnviz.course.library import Course
from cnnviz.ui.course.place import PARAMETER, CourseState
from cnnviz.ui.widgets import received
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _, _n
from cnnviz.utils.text import sentence

TITLE, FILE = "c_own_title", "c_own_file"


def show(state: CourseState, pages: Mapping[str, StreamlitPage]) -> None:
    """Show own courses, and how to begin another.

    Parameters
    ----------
    state : CourseState
    pages : mapping of str to StreamlitPage
        The rooms by name.
    """
    st.subheader(_("Own courses"), anchor=False)
    if state.complaint:
        st.error(state.complaint)
        state.complaint = ""
    for course in library.courses():
        _show_course(state, course, pages)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(_("Title of a new course"), key=TITLE, max_chars=100, width=320)
        st.button(
            _("Make a course"),
            key="c_own_make",
            icon=":material/add:",
            on_click=_make,
            args=(state,),
        )
        st.file_uploader(
            _("Open a course file"),
            "json",
            key=FILE,
            on_change=_open,
            args=(state,),
            width=320,
            max_upload_size=1,
        )


def _show_course(state: CourseState, course: Course, pages: Mapping[str, StreamlitPage]) -> None:
    is_own = belongings.is_own(paths.home() / "courses" / course.key)
    with st.expander(course.title, icon=":material/menu_book:", key=f"c_own_{course.key}"):
        for place, lesson in enumerate(course.lessons):
            with st.container(horizontal=True, vertical_alignment="center"):
                name = f"{course.key}{library.SEPARATOR}{lesson.key}.1"
                st.page_link(
                    pages[lesson.cards[0].room],
                    label=f"{place + 1}. {lesson.title}",
                    query_params={PARAMETER: name},
                )
                st.caption(_n("{count} card", "{count} cards", len(lesson.cards)))
                if is_own:
                    _show_order(state, course, place)
        with st.container(horizontal=True):
            if is_own and st.button(
                _("Add cards in a room"),
                key=f"c_add_{course.key}",
                icon=":material/add:",
                on_click=_compose,
                args=(state, course),
            ):
                st.switch_page(pages[PLAYGROUND])
            st.download_button(
                _("Save as a file"),
                lambda: course_file.write(course.title, course.lessons),
                f"{course.key}.course.json",
                icon=":material/download:",
                on_click="ignore",
                key=f"c_save_{course.key}",
            )
            if is_own:
                with st.popover(_("Delete"), icon=":material/delete:"):
                    _button(
                        _("Delete this course"),
                        f"c_delete_{course.key}",
                        state,
                        lambda: library.delete(course.key),
                    )


def _show_order(state: CourseState, course: Course, place: int) -> None:
    lesson = course.lessons[place].key
    for title, name, act, icon in (
        (_("Move up"), "up", _moved_up, "arrow_upward"),
        (_("Remove"), "remove", _without, "close"),
    ):
        if place or act is _without:
            change = partial(library.change, course.key, partial(act, lesson))
            _button(title, f"c_{name}_{course.key}_{place}", state, change, icon)


def _moved_up(key: str, lessons: tuple[Lesson, ...]) -> tuple[Lesson, ...]:
    """The lessons with that of a key one place further up; as they are where it is gone."""
    place = next((place for place, each in enumerate(lessons) if each.key == key), 0)
    if not place:
        return lessons
    return (*lessons[: place - 1], lessons[place], lessons[place - 1], *lessons[place + 1 :])


def _without(key: str, lessons: tuple[Lesson, ...]) -> tuple[Lesson, ...]:
    return tuple(each for each in lessons if each.key != key)


def _button(
    label: str, key: str, state: CourseState, act: Callable[[], object], icon: str = "delete"
) -> None:
    st.button(
        label,
        key=key,
        icon=f":material/{icon}:",
        type="tertiary",
        on_click=_attempt,
        args=(state, act),
    )


def _attempt(state: CourseState, act: Callable[[], object]) -> None:
    try:
        act()
    except InputError as error:
        state.complaint = sentence(error)


def _make(state: CourseState) -> None:
    def act() -> None:
        library.make(st.session_state[TITLE])
        st.session_state[TITLE] = ""

    _attempt(state, act)


def _open(state: CourseState) -> None:
    for file in received(st.session_state[FILE]):

        def act(data: bytes = file.getvalue()) -> None:
            try:
                text = data.decode()
            except UnicodeDecodeError:
                raise InputError("a course file is text in UTF-8") from None
            library.make(*course_file.read(text))

        _attempt(state, act)


def _compose(state: CourseState, course: Course) -> None:
    state.open("")
    state.composes = course.key
