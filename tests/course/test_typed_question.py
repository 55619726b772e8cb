"""Questions as a teacher types them."""

import pytest

from cnnviz.course import typed_question
from cnnviz.course.questions import Cell, CellSlip, Choice, Number, Option, Slip
from cnnviz.utils.errors import InputError

CHOICE = Choice("?", (Option("4 × 4", "Four fit.", right=True), Option("6 × 6", "Same size.")))
NUMBER = Number("?", 2, "two", (Slip(3, "one more"), Slip(-1.5, "less")), "count")
CELL = Cell("?", (("1", "2"), ("3", "4")), ((1, 0),), "three", (CellSlip(((0, 1),), "two"),), "no")


def test_options_are_read_with_their_reasons():
    assert typed_question.choice("?", "* 4 × 4 | Four fit.\n\n6 × 6|Same size.") == CHOICE


def test_a_number_is_read_with_its_slips():
    assert typed_question.number("?", 2, "two", "3 | one more\n−1.5 | less", "count") == NUMBER


def test_a_cell_is_read_with_its_grid():
    assert typed_question.cell("?", "1 2\n3 4", "2,1", "three", "1, 2 | two", "no") == CELL


@pytest.mark.parametrize(
    ("read", "arguments"),
    [
        (typed_question.choice, ("?", "* only one")),
        (typed_question.choice, ("?", "a\nb")),
        (typed_question.choice, ("?", "* a\n* b")),
        (typed_question.choice, ("?", "* a\na")),
        (typed_question.number, ("?", None, "", "", "")),
        (typed_question.number, ("?", 1, "", "two | x", "")),
        (typed_question.cell, ("?", "", "1, 1", "", "", "")),
        (typed_question.cell, ("?", "1 2\n3", "1, 1", "", "", "")),
        (typed_question.cell, ("?", "1 2", "2, 1", "", "", "")),
        (typed_question.cell, ("?", "1 2", "one", "", "", "")),
    ],
)
def test_what_is_no_question_is_refused(read, arguments):
    with pytest.raises(InputError):
        read(*arguments)


@pytest.mark.parametrize("question", [CHOICE, NUMBER, CELL])
def test_what_is_written_is_read_again(question):
    lines = typed_question.as_typed(question)
    again = {
        Choice: lambda: typed_question.choice("?", lines),
        Number: lambda: typed_question.number("?", 2, "two", lines, "count"),
        Cell: lambda: typed_question.cell("?", "1 2\n3 4", "2, 1", "three", lines, "no"),
    }
    assert again[type(question)]() == question
