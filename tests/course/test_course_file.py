"""A course as a file: what is written is read again, and what is no course is refused."""

import copy
import json

import pytest

from cnnviz.course import catalogue, course_file
from cnnviz.course.lesson import CALCULATOR, Card, Lesson, Task
from cnnviz.course.questions import (
    Cell,
    CellSlip,
    Choice,
    Drawing,
    Number,
    Option,
    Slip,
)
from cnnviz.utils.errors import InputError

QUESTIONS = (
    Choice("Which?", (Option("a", "yes", right=True), Option("b", "no"))),
    Number("How many?", 2.5, "so", (Slip(2, "rounded"),), "count", 0.01),
    Cell("Where?", (("1", "2"), ("3", "4")), ((1, 1),), "so", (CellSlip(((0, 0),), "no"),), "look"),
    Drawing("Draw a 7", "7", "a 7", "a {seen}"),
)
LESSON = Lesson(
    "own-1",
    "Stride & <",
    "An idea",
    tuple(
        Card(
            "Text",
            CALCULATOR,
            {"l_stride": "2"},
            ("l_stride",),
            question,
            Task("Do it", {"l_stride": "3"}),
            "Reveal",
            {"l_stride": "3"},
            ("l_height",),
            ("l_kernel",),
        )
        for question in QUESTIONS
    ),
)
CONTENT = json.loads(course_file.write("Title", [LESSON]))


def test_what_is_written_is_read_again():
    assert course_file.read(course_file.write("Title", [LESSON])) == ("Title", (LESSON,))


def test_every_lesson_of_the_course_can_be_written_and_read():
    lessons = catalogue.lessons()
    assert course_file.read(course_file.write("All", lessons))[1] == lessons


def changed(path: tuple, value: object) -> str:
    """The course with one part replaced."""
    content = copy.deepcopy(CONTENT)
    part = content
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    return json.dumps(content)


CARD = ("lessons", 0, "cards", 0)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), "another"),
        (("version",), 2),
        (("title",), "a" * 201),
        (("title",), 5),
        (("lessons",), {}),
        (("lessons",), [CONTENT["lessons"][0]] * 2),
        (("lessons", 0, "key"), "../up"),
        (("lessons", 0, "cards"), []),
        ((*CARD, "text"), "<b>bold</b>"),
        ((*CARD, "text"), "![x](http://elsewhere/x.png)"),
        ((*CARD, "text"), "[x](javascript:alert(1))"),
        ((*CARD, "text"), None),
        ((*CARD, "room"), "teacher"),
        ((*CARD, "link"), {"l_stride": 2}),
        ((*CARD, "link"), {"__class__": "x"}),
        ((*CARD, "link"), {"l_stride": "1" * 20_001}),
        ((*CARD, "focus"), ["a{} *"]),
        ((*CARD, "link"), {"class": "ABC234"}),
        ((*CARD, "hidden"), ["a b"]),
        ((*CARD, "hidden"), ["lesson-card"]),
        ((*CARD, "question"), {"kind": "code", "ask": "?"}),
        ((*CARD, "question", "options"), [{"text": "a", "right": True}]),
        ((*CARD, "question", "options"), [{"text": "a"}, {"text": "b"}]),
        ((*CARD, "task"), "do"),
        (("lessons", 0, "cards", 1, "question", "answer"), float("nan")),
        (("lessons", 0, "cards", 1, "question", "answer"), True),
        (("lessons", 0, "cards", 2, "question", "grid"), [["1"], ["1", "2"]]),
        (("lessons", 0, "cards", 2, "question", "right"), [[2, 0]]),
        (("lessons", 0, "cards", 3, "question", "wanted"), "seven"),
    ],
)
def test_a_part_that_no_course_has_is_refused(path, value):
    with pytest.raises(InputError):
        course_file.read(changed(path, value))


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "[" * 100_000, "x" * 1_000_001])
def test_what_is_no_course_is_refused(text):
    with pytest.raises(InputError):
        course_file.read(text)


def test_what_cannot_be_seen_is_left_out_of_a_text():
    title = "a\\u0000b\\u202ec\\u2066d"
    text = course_file.write("TITLE", [LESSON]).replace("TITLE", title)
    assert course_file.read(text)[0] == "abcd"


def test_half_a_character_is_refused():
    """JSON may name one, which no page can show and no file hold."""
    text = course_file.write("TITLE", [LESSON]).replace("TITLE", "\\ud83d")
    with pytest.raises(InputError, match="JSON as this app writes it"):
        course_file.read(text)
    assert course_file.read(text.replace("\\ud83d", "\\ud83d\\ude00"))[0] == "😀"


def test_a_refusal_names_the_part():
    with pytest.raises(InputError, match=r"lesson 1, card 1, text: a text has no HTML"):
        course_file.read(changed((*CARD, "text"), "<script>"))
