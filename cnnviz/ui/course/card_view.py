"""A card on screen: its text, its question, what to try, and the reveal."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from cnnviz.course.lesson import Card, Task
from cnnviz.course.questions import Drawing, Question
from cnnviz.ui import address
from cnnviz.ui.course import asking
from cnnviz.utils.language import _


@dataclass(frozen=True)
class Answered:
    """How far a reader is with a card's question.

    Attributes
    ----------
    answer : object
        As JSON has it; None before there is one.
    revealed : bool
        Whether the verdict is shown.
    """

    answer: Any = None
    revealed: bool = False


def show(
    card: Card,
    answered: Answered,
    key: str,
    take: Callable[..., None],
    reveal: Callable[[], None] | None,
) -> None:
    """Show a card.

    Parameters
    ----------
    card : Card
    answered : Answered
    key : str
        Begins the keys of its widgets.
    take : callable
        Is given the answer.
    reveal : callable or None
        Is called when the reader asks for the answer; None where somebody else decides.
    """
    st.markdown(card.text)
    question = card.question
    if question is None:
        return
    if answered.answer is None and not answered.revealed:
        asking.ask(question, key, take)
        return
    st.markdown(f"**{question.ask}**")
    if answered.answer is None:
        _show_solution(question)
        st.markdown(card.reveal)
        return
    said = asking.as_text(question, answered.answer)
    if not answered.revealed:
        st.markdown(_("Your answer: {said}.", said=said))
        if card.task is not None:
            _show_task(card.task)
        if reveal is not None:
            st.button(
                _("Show the answer"),
                key=f"{key}_reveal",
                type="primary",
                on_click=reveal,
                icon=":material/visibility:",
            )
        return
    is_right = _show_verdict(question, answered.answer, said)
    if card.reveal:
        st.markdown(card.reveal)
    elif not is_right:
        _show_solution(question)  # nothing else on this card tells it


def _show_task(task: Task) -> None:
    """Say what to try, and whether the room is as it then should be."""
    if not task.done:
        st.markdown(_("**Try it:** {task}", task=task.text))
        return
    done = all(
        key in st.session_state and address.is_taken(key, [text]) for key, text in task.done.items()
    )
    icon = ":green[:material/check_circle:]" if done else ":material/radio_button_unchecked:"
    st.markdown(f"{icon} " + _("**Try it:** {task}", task=task.text))


def _show_verdict(question: Question, answer: Any, said: str) -> bool:
    """Say whether an answer is right, and why or why not; return whether it is."""
    verdict = question.judge(answer)
    if verdict.right:
        st.success(_("{said} is right. {reason}", said=_capital(said), reason=verdict.reason))
    else:
        st.warning(_("Not {said}. {reason}", said=said, reason=verdict.reason))
    return verdict.right


def _show_solution(question: Question) -> None:
    """Say what is right to somebody who did not answer, or not so."""
    if isinstance(question, Drawing):
        return
    solution = asking.as_text(question, question.solution)
    reason = question.judge(question.solution).reason
    st.info(_("{said} is right. {reason}", said=_capital(solution), reason=reason))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
