"""Questions as a teacher types them: one option, slip or row of a grid per line."""

import re

from cnnviz.course.questions import Cell, CellSlip, Choice, Drawing, Number, Option, Question, Slip
from cnnviz.utils.errors import InputError

REASON = "|"  # what follows it on a line is the reason
RIGHT = "*"  # begins the line of the right option
PLACE = re.compile(r"\s*(\d{1,2})\s*,\s*(\d{1,2})\s*")


def choice(ask: str, lines: str) -> Choice:
    """Read options such as ``* 4 × 4 | Four windows fit.``; the right one begins with a star.

    Raises
    ------
    InputError
        If there are fewer than two, two alike, or not one right one.
    """
    options = []
    for text, reason in _lines(lines):
        right = text.startswith(RIGHT)
        options.append(Option(text.removeprefix(RIGHT).strip(), reason, right))
    if len(options) < 2 or len({each.text for each in options}) < len(options):
        raise InputError(
            "a choice has at least two different options, got {count}", count=len(options)
        )
    if sum(each.right for each in options) != 1:
        raise InputError("one option is right: begin its line with {right}", right=RIGHT)
    return Choice(ask, tuple(options))


def number(ask: str, answer: float | None, reason: str, lines: str, otherwise: str) -> Number:
    """Read a number with its slips, such as ``3 | The last window stands over it``.

    Raises
    ------
    InputError
        If there is no answer, or a line does not begin with a number.
    """
    if answer is None:
        raise InputError("a question for a number has an answer")
    slips = []
    for text, why in _lines(lines):
        try:
            slips.append(Slip(float(text.replace("−", "-")), why))
        except ValueError:
            raise InputError("a slip begins with a number, got {text!r:.40}", text=text) from None
    return Number(ask, answer, reason, tuple(slips), otherwise)


def cell(ask: str, grid: str, right: str, reason: str, lines: str, otherwise: str) -> Cell:
    """Read a grid, a row per line, the right cell as ``row, column`` from 1, and its slips.

    Raises
    ------
    InputError
        If rows differ in length, or a place is none of the grid.
    """
    rows = tuple(tuple(line.split()) for line in grid.splitlines() if line.split())
    if not rows or len({len(row) for row in rows}) > 1:
        raise InputError("a grid has a row per line, all of one length, its cells parted by spaces")

    def place(text: str) -> tuple[int, int]:
        found = PLACE.fullmatch(text)
        if found:
            row, col = int(found[1]) - 1, int(found[2]) - 1
            if 0 <= row < len(rows) and 0 <= col < len(rows[0]):
                return row, col
        size = f"{len(rows)} × {len(rows[0])}"
        raise InputError(
            "a cell of the {size} grid is written as row, column; got {text!r:.40}",
            size=size,
            text=text,
        )

    slips = tuple(CellSlip((place(text),), why) for text, why in _lines(lines))
    return Cell(ask, rows, (place(right),), reason, slips, otherwise)


def as_typed(question: Question) -> str:
    """Return the lines from which a question's options or slips are read again."""
    if isinstance(question, Choice):
        return "\n".join(
            f"{RIGHT + ' ' if each.right else ''}{each.text} {REASON} {each.reason}"
            for each in question.options
        )
    if isinstance(question, Number):
        return "\n".join(f"{slip.value:g} {REASON} {slip.reason}" for slip in question.slips)
    if isinstance(question, Drawing):
        return ""
    return "\n".join(
        f"{row + 1}, {col + 1} {REASON} {slip.reason}"
        for slip in question.slips
        for row, col in slip.places
    )


def _lines(text: str) -> list[tuple[str, str]]:
    """What stands before and after the bar on each line that is not empty."""
    parted = [line.partition(REASON) for line in text.splitlines() if line.strip()]
    return [(before.strip(), after.strip()) for before, _, after in parted]
