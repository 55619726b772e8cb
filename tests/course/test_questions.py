"""Each kind of question: the right answer, the mistakes it knows, any other answer, no answer."""

import pytest

from cnnviz.course.questions import (
    Cell,
    CellSlip,
    Choice,
    Drawing,
    Number,
    Option,
    Slip,
    Verdict,
)
from cnnviz.utils.errors import InputError

CHOICE = Choice("Which?", (Option("a", "first", right=True), Option("b", "second")))
NUMBER = Number("How many?", 7, "seven", (Slip(6, "one too few"),), "count")
CELL = Cell(
    "Where?",
    (("1", "2", "3"), ("4", "5", "6")),
    ((1, 2),),
    "the last",
    (CellSlip(((0, 0), (0, 1)), "first row"),),
    "look again",
)
DRAWING = Drawing("Draw a 7", "7", "a 7", "a {seen}")


@pytest.mark.parametrize(
    ("question", "answer", "verdict"),
    [
        (CHOICE, "a", Verdict(True, "first")),
        (CHOICE, "b", Verdict(False, "second")),
        (NUMBER, 7, Verdict(True, "seven")),
        (NUMBER, 7.0, Verdict(True, "seven")),
        (NUMBER, 6, Verdict(False, "one too few")),
        (NUMBER, -7, Verdict(False, "count")),
        (CELL, [1, 2], Verdict(True, "the last")),
        (CELL, (0, 1), Verdict(False, "first row")),
        (CELL, [1, 0], Verdict(False, "look again")),
        (DRAWING, "7", Verdict(True, "a 7")),
        (DRAWING, "1", Verdict(False, "a 1")),
    ],
)
def test_an_answer_gets_its_reason(question, answer, verdict):
    assert question.judge(answer) == verdict


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (CHOICE, "c"),
        (CHOICE, None),
        (CHOICE, ["a"]),
        (NUMBER, "7"),
        (NUMBER, True),
        (NUMBER, float("nan")),
        (NUMBER, float("inf")),
        (CELL, [2, 0]),
        (CELL, [-1, 0]),
        (CELL, [0.0, 1.0]),
        (CELL, [True, False]),
        (CELL, "12"),
        (CELL, [0, 1, 2]),
        (DRAWING, "ten"),
        (DRAWING, 7),
        (DRAWING, ""),
    ],
)
def test_what_is_no_answer_is_refused(question, answer):
    with pytest.raises(InputError):
        question.judge(answer)


def test_a_rounded_answer_is_right_within_the_tolerance():
    question = Number("?", 2 / 3, "two thirds", tolerance=0.005)
    assert [question.judge(value).right for value in (0.67, 0.66, 0.672)] == [True, False, False]


@pytest.mark.parametrize("question", [CHOICE, NUMBER, CELL, DRAWING])
def test_the_solution_is_right(question):
    assert question.judge(question.solution).right


def test_any_drawing_is_right_where_none_is_wanted():
    assert Drawing("Draw", "", "fine").judge("3") == Verdict(True, "fine")
