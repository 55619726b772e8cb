"""A session's lessons in the language of whoever reads them, where they are those of the course.

A session keeps the texts of the language in which it was begun: its teacher may have changed them.
"""

from dataclasses import replace
from typing import Any

from cnnviz.course import catalogue, class_digits
from cnnviz.course.lesson import Lesson
from cnnviz.course.questions import Choice, Question
from cnnviz.course.session import Session
from cnnviz.utils import language


def retold(session: Session) -> Session:
    """Return a session with the lessons of the course in the language in use.

    Parameters
    ----------
    session : Session

    Returns
    -------
    Session
        Own lessons, and those that were changed, as they are.
    """
    return replace(session, lessons=tuple(_retold(lesson) for lesson in session.lessons))


def said_as(answer: Any, asked: Question | None, other: Question | None) -> Any:
    """Return an answer as the same question has it in another language.

    Parameters
    ----------
    answer : object
        As JSON has it.
    asked, other : Question or None
        The question that it answers, and the same one in the other language.

    Returns
    -------
    object
        The text of the option at the same place; an answer that is no option, as it is.
    """
    if isinstance(asked, Choice) and isinstance(other, Choice):
        for option, same in zip(asked.options, other.options, strict=True):
            if option.text == answer:
                return same.text
    return answer


def _retold(lesson: Lesson) -> Lesson:
    mine = _find(lesson.key)
    if mine is None or mine == lesson:
        return lesson
    for code in language.NAMES:
        with language.using(code):
            if _find(lesson.key) == lesson:
                return mine
    return lesson


def _find(key: str) -> Lesson | None:
    return class_digits.digits_lesson() if key == class_digits.KEY else catalogue.find(key)
