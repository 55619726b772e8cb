"""The head of a card: which lesson, its title, and one dot per card."""

from html import escape

from cnnviz.course import catalogue
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
    every = [lesson.key for lesson in catalogue.lessons()]
    lesson = place.lesson
    kicker = (
        _("Lesson {number} of {count}", number=every.index(lesson.key) + 1, count=len(every))
        if lesson.key in every
        else _("Lesson")
    )
    count = len(lesson.cards)
    where = _("Card {number} of {count}", number=place.number + 1, count=count)
    dots = "".join(
        f'<i class="{"now" if at == place.number else "past" if at < place.number else ""}"></i>'
        for at in range(count)
    )
    return (
        f'<div class="lesson-kicker">{escape(kicker)}</div>'
        f'<h2 class="lesson-title">{escape(lesson.title)}</h2>'
        f'<div class="lesson-dots" role="img" aria-label="{escape(where)}">{dots}</div>'
    )
