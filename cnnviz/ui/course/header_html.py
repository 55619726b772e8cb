"""The head of a card: which lesson, its title, and one dot per card."""

from html import escape

from cnnviz.course.session import Session
from cnnviz.ui.course.place import Place
from cnnviz.utils.language import _


def header(place: Place) -> str:
    """Write the head of an open card.

    Parameters
    ----------
    place : Place

    Returns
    -------
    str
        HTML; titles are escaped, since a lesson may come from elsewhere.
    """
    lesson, every = place.lesson, place.lessons
    number = [each.key for each in every].index(lesson.key) + 1
    kicker = _("Lesson {number} of {count}", number=number, count=len(every))
    if place.course:
        kicker = f"{place.course.title} · {kicker}"
    return _html(kicker, lesson.title, place.number, len(lesson.cards))


def of_class(session: Session, name: str) -> str:
    """Write the head of a class session's card, with the student's nickname or "".

    Parameters
    ----------
    session : Session
    name : str

    Returns
    -------
    str
        HTML; the nickname and all titles are escaped.
    """
    kicker = _("Class {code}", code=session.code) + (f" · {name}" if name else "")
    title = next(lesson.title for lesson in session.lessons if session.card in lesson.cards)
    return _html(kicker, title, session.state.at, len(session.cards))


def _html(kicker: str, title: str, number: int, count: int) -> str:
    where = _("Card {number} of {count}", number=number + 1, count=count)
    dots = "".join(
        f'<i class="{"now" if at == number else "past" if at < number else ""}"></i>'
        for at in range(count)
    )
    return (
        f'<div class="lesson-kicker">{escape(kicker)}</div>'
        f'<h2 class="lesson-title">{escape(title)}</h2>'
        f'<div class="lesson-dots" role="img" aria-label="{escape(where)}">{dots}</div>'
    )
