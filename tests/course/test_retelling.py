"""A session's lessons in the reader's language: those of the course, and no others."""

from dataclasses import replace

import pytest

from cnnviz.course import catalogue, class_digits, course_file, retelling
from cnnviz.course.questions import Choice
from cnnviz.course.session import Session, State
from cnnviz.utils import language


def begun_in(code: str, *keys: str) -> Session:
    """A session of lessons of the course as its file keeps them."""
    with language.using(code):
        lessons = [catalogue.find(key) or class_digits.digits_lesson() for key in keys]
        _title, kept = course_file.read(course_file.write("Class", lessons))
    return Session("ABC234", "Class", kept, State(0, "ask", "", 0.0))


@pytest.mark.parametrize("begun", ["en", "es"])
def test_a_lesson_of_the_course_is_read_in_the_readers_language(begun):
    session = begun_in(begun, "stride", class_digits.KEY)
    with language.using("de"):
        read = retelling.retold(session)
        assert read.lessons[0] == catalogue.find("stride")
        assert read.lessons[1].title == "Zehn Ziffern von allen"


def test_a_lesson_that_was_changed_stays_as_it_is():
    session = begun_in("en", "stride")
    changed = replace(session, lessons=(replace(session.lessons[0], title="My stride"),))
    with language.using("de"):
        assert retelling.retold(changed) == changed


def test_an_option_is_kept_in_the_sessions_words_and_shown_in_the_readers():
    session = begun_in("en", "softmax")
    with language.using("de"):
        read = retelling.retold(session)
    pairs = zip(session.cards, read.cards, strict=True)
    asked, shown = next(
        (kept.question, own.question) for kept, own in pairs if isinstance(kept.question, Choice)
    )
    for place, option in enumerate(shown.options):
        kept = retelling.said_as(option.text, shown, asked)
        assert kept == asked.options[place].text
        assert retelling.said_as(kept, asked, shown) == option.text


def test_a_number_is_the_same_in_every_language():
    question = begun_in("en", "stride").cards[1].question
    assert retelling.said_as(2, question, question) == 2
