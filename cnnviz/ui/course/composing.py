"""Making a card: the room as it is, a text, and a question, put into a course of one's own."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import streamlit as st

from cnnviz.course import library, typed_question
from cnnviz.course.lesson import Card, Lesson
from cnnviz.course.library import Course
from cnnviz.course.questions import Drawing, Question
from cnnviz.ui import address
from cnnviz.ui.calculator.state import CalculatorState
from cnnviz.ui.course.place import CourseState
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.page_state import PageState
from cnnviz.ui.playground.state import PlaygroundState
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _
from cnnviz.utils.text import capital, sentence

STYLE = Path(__file__).with_name("panel.css")
STATES: dict[str, type[PageState]] = {
    "kernel_playground": PlaygroundState,
    "layer_calculator": CalculatorState,
    "trainer": TrainerState,
    "feature_maps": FeatureMapsState,
}
NOTE = "c_compose_note"
LESSON, NEW_TITLE, TEXT = "c_compose_lesson", "c_compose_title", "c_compose_text"
KIND, ASK, LINES, ANSWER = "c_compose_kind", "c_compose_ask", "c_compose_lines", "c_compose_answer"
GRID, RIGHT, REASON = "c_compose_grid", "c_compose_right", "c_compose_reason"
OTHERWISE, REVEAL, DIGIT = "c_compose_otherwise", "c_compose_reveal", "c_compose_digit"
FOCUS, HIDDEN, FIXED = "c_compose_focus", "c_compose_hidden", "c_compose_fixed"
EMPTIED = (TEXT, ASK, LINES, GRID, RIGHT, REASON, OTHERWISE, REVEAL)  # after a card was added
NEW = "new"
NONE, CHOICE, NUMBER, CELL, DRAWING = "none", "choice", "number", "cell", "drawing"


def show(state: CourseState, room: str) -> None:
    """Show the form beside a room; what is added takes the room's settings as they are.

    Parameters
    ----------
    state : CourseState
    room : str
        Name of the page.
    """
    try:
        course = library.find(state.composes)
    except InputError as error:
        st.toast(sentence(error))
        state.composes = ""
        return
    st.html(STYLE)
    with st.container(key="lesson-card", gap="small"):
        _show_form(state, course, room)


def _show_form(state: CourseState, course: Course, room: str) -> None:
    st.markdown(_("#### New card of “{title}”", title=course.title))
    st.caption(_("Set the room as the card shall show it, then add the card."))
    titles = {lesson.key: lesson.title for lesson in course.lessons} | {NEW: _("A new lesson")}
    lesson = st.selectbox(
        _("Lesson"),
        list(titles),
        index=len(titles) - 1 if len(titles) == 1 else len(titles) - 2,
        format_func=lambda key: titles.get(key, ""),
        key=LESSON,
    )
    if lesson == NEW:
        st.text_input(_("Title of the lesson"), key=NEW_TITLE, max_chars=100)
    st.text_area(_("Text of the card"), key=TEXT, height=90, max_chars=2000)
    _show_question()
    labels = _labels(room)
    for key, label in (
        (FOCUS, _("Framed controls")),
        (HIDDEN, _("Hidden controls")),
        (FIXED, _("Fixed controls")),
    ):
        st.multiselect(label, list(labels), format_func=labels.__getitem__, key=f"{key}_{room}")
    with st.container(horizontal=True):
        st.button(
            _("Add this card"),
            key="c_compose_add",
            type="primary",
            on_click=_add,
            args=(state, course, room, address.current()),
        )
        st.button(_("Done"), key="c_compose_done", on_click=_finish, args=(state,))
    if state.complaint:
        st.error(state.complaint)
        state.complaint = ""
    if note := st.session_state.pop(NOTE, ""):
        st.success(note)


def _show_question() -> None:
    kinds = {
        NONE: _("No question"),
        CHOICE: _("Choose an answer"),
        NUMBER: _("Type a number"),
        CELL: _("Click a cell"),
        DRAWING: _("Draw a digit"),
    }
    kind = st.selectbox(_("Question"), list(kinds), format_func=kinds.__getitem__, key=KIND)
    if kind == NONE:
        return
    st.text_input(_("The question"), key=ASK, max_chars=500)
    if kind == CHOICE:
        st.text_area(
            _("Answers, one per line"),
            key=LINES,
            height=110,
            placeholder=_("* right answer | why it is right\nanother | what was thought"),
        )
    elif kind == NUMBER:
        st.number_input(_("Right answer"), value=None, format="%g", key=ANSWER)
    elif kind == CELL:
        st.text_area(_("Grid, a row per line"), key=GRID, height=90, placeholder="1 2\n3 4")
        st.text_input(_("Right cell: row, column"), key=RIGHT, placeholder="2, 1")
    else:
        st.selectbox(_("The digit"), [*"0123456789"], key=DIGIT)
    if kind != CHOICE:
        st.text_input(_("Why it is right"), key=REASON)
        if kind != DRAWING:
            st.text_area(
                _("Mistakes, one per line"),
                key=LINES,
                height=80,
                placeholder=_("wrong answer | what was thought"),
            )
        st.text_input(_("Said of any other answer"), key=OTHERWISE)
    st.text_area(_("Said after the answer"), key=REVEAL, height=70)


def _question() -> Question | None:
    """Read the question as it was typed.

    Raises
    ------
    InputError
        If it is none.
    """
    typed = {key: st.session_state.get(key) or "" for key in EMPTIED}
    kind, ask = st.session_state.get(KIND, NONE), typed[ASK].strip()
    if kind == NONE:
        return None
    if not ask:
        raise InputError("a question has a text")
    if kind == CHOICE:
        return typed_question.choice(ask, typed[LINES])
    reason, lines, otherwise = typed[REASON], typed[LINES], typed[OTHERWISE]
    if kind == NUMBER:
        answer = st.session_state.get(ANSWER)
        return typed_question.number(ask, answer, reason, lines, otherwise)
    if kind == CELL:
        return typed_question.cell(ask, typed[GRID], typed[RIGHT], reason, lines, otherwise)
    return Drawing(ask, st.session_state[DIGIT], reason, otherwise)


def _add(state: CourseState, course: Course, room: str, settings: address.Address) -> None:
    """Put the card at the end of the chosen lesson; on a mistake the form keeps what was typed."""
    prefixes = ("k_", "l_", "t_", "f_", "run")
    link = {key: texts[-1] for key, texts in settings.items() if key.startswith(prefixes)}
    focus, hidden, fixed = (
        tuple(st.session_state.get(f"{key}_{room}", ())) for key in (FOCUS, HIDDEN, FIXED)
    )
    try:
        question = _question()
        text = st.session_state[TEXT].strip()
        if not text and question is None:
            raise InputError("a card has a text or a question")
        card = Card(
            text,
            room,
            link,
            focus,
            question,
            None,
            st.session_state.get(REVEAL) or "",
            {},
            hidden,
            fixed,
        )
        library.change(course.key, partial(_with_card, card))
    except InputError as error:
        state.complaint = sentence(error)
        return
    for key in EMPTIED:
        if key in st.session_state:
            st.session_state[key] = ""
    if ANSWER in st.session_state:
        st.session_state[ANSWER] = None
    st.session_state[NOTE] = _("The card was added.")


def _with_card(card: Card, lessons: tuple[Lesson, ...]) -> tuple[Lesson, ...]:
    """The lessons with a card at the end of the chosen one, or in a new one."""
    chosen = st.session_state[LESSON]
    if chosen == NEW:
        title = " ".join(st.session_state.get(NEW_TITLE, "").split())
        if not title:
            raise InputError("a new lesson has a title")
        taken = {lesson.key for lesson in lessons}
        key = next(name for name in map("lesson-{}".format, range(1, 1000)) if name not in taken)
        st.session_state[LESSON] = key
        return (*lessons, Lesson(key, title, "", (card,)))
    if not any(each.key == chosen for each in lessons):
        raise InputError("this lesson is no longer there: choose another")
    return tuple(
        replace(each, cards=(*each.cards, card)) if each.key == chosen else each for each in lessons
    )


def _labels(room: str) -> dict[str, str]:
    """Names of the controls that the room has in the address, by key."""
    labels = {}
    for name, keys in vars(STATES[room]).items():
        if name.isupper():
            for key in [keys] if isinstance(keys, str) else keys:
                if key in st.session_state:
                    labels[key] = capital(key.partition("_")[2].replace("_", " "))
    return labels


def _finish(state: CourseState) -> None:
    state.composes = ""
