"""Asking a card's question: one form per kind, each of which gives an answer as JSON has it."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from cnnviz.course.questions import Cell, Choice, Drawing, Number, Question
from cnnviz.ui.components.answer_grid import answer_grid
from cnnviz.ui.course import drawing_answer
from cnnviz.utils.language import _
from cnnviz.utils.text import exact

Take = Callable[..., None]  # is given the answer, and a drawing's strokes as text


def ask(question: Question, key: str, take: Take) -> None:
    """Show a question with what it is answered with.

    Parameters
    ----------
    question : Question
    key : str
        Begins the keys of its widgets; another one for another question.
    take : callable
        Is given the answer, before the page runs.
    """
    st.markdown(f"**{question.ask}**")
    if isinstance(question, Choice):
        _ask_choice(question, key, take)
    elif isinstance(question, Number):
        _ask_number(key, take)
    elif isinstance(question, Cell):
        answer_grid(question.grid, key=f"{key}_grid", on_choose=take)
    else:
        drawing_answer.ask(key, take)


def as_text(question: Question, answer: Any) -> str:
    """Write an answer as a reader gave it."""
    if isinstance(question, Number):
        return exact(answer)
    if isinstance(question, Cell):
        row, col = answer
        return _("row {row}, column {column}", row=row + 1, column=col + 1)
    if isinstance(question, Drawing):
        return _("a drawing that the network reads as {digit}", digit=answer)
    return _("“{answer}”", answer=answer)


def _ask_choice(question: Choice, key: str, take: Take) -> None:
    def answered() -> None:
        if st.session_state[f"{key}_choice"] is not None:
            take(st.session_state[f"{key}_choice"])

    with st.form(f"{key}_form", border=False):
        st.radio(
            question.ask,
            [option.text for option in question.options],
            index=None,
            key=f"{key}_choice",
            label_visibility="collapsed",
        )
        st.form_submit_button(_("Answer"), type="primary", on_click=answered)


def _ask_number(key: str, take: Take) -> None:
    def answered() -> None:
        if st.session_state[f"{key}_number"] is not None:
            take(st.session_state[f"{key}_number"])

    with st.form(f"{key}_form", border=False):
        st.number_input(
            _("Your answer"),
            value=None,
            step=1.0,
            format="%g",
            key=f"{key}_number",
            placeholder=_("A number"),
        )
        st.form_submit_button(_("Answer"), type="primary", on_click=answered)
