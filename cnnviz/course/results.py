"""What a class answered: how many gave each answer, and everything as CSV."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cnnviz.course.attendance import Given
from cnnviz.course.questions import Cell, Choice, Number, Question, Verdict
from cnnviz.course.session import Session
from cnnviz.utils.csv_text import csv_text, plain_text
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import exact

MOST_BARS = 12
OTHERS = N_("others")
HEADS = ("nickname", "lesson", "card", "question", "answer", "right", "reason")


@dataclass(frozen=True)
class Bar:
    """One answer of a class.

    Attributes
    ----------
    answer : str
        As it is written.
    count : int
        How many gave it.
    right : bool
    reason : str
        Why it is right, or what was probably thought.
    """

    answer: str
    count: int
    right: bool
    reason: str


def write_answer(question: Question, answer: Any) -> str:
    """Write an answer in a few characters: "2, 3" is the cell in row 2, column 3."""
    if isinstance(question, Number):
        return exact(answer)
    if isinstance(question, Cell):
        return f"{answer[0] + 1}, {answer[1] + 1}"
    return str(answer)


def tally(question: Question, answers: Sequence[Given]) -> list[Bar]:
    """Count a class's answers to a question.

    Parameters
    ----------
    question : Question
    answers : sequence of Given
        One per student; those that are no answers to this question are left out.

    Returns
    -------
    list of Bar
        Options in the question's order, whether or not somebody chose them; other kinds by
        frequency, from the thirteenth on summed up.
    """
    verdicts: dict[str, Verdict] = {}
    counts: Counter[str] = Counter()
    if isinstance(question, Choice):
        for option in question.options:
            verdicts[option.text] = Verdict(option.right, option.reason)
            counts[option.text] = 0
    for given in answers:
        try:
            verdict = question.judge(given.answer)
        except InputError:
            continue
        text = write_answer(question, given.answer)
        verdicts[text] = verdict
        counts[text] += 1
    order = (
        list(counts)
        if isinstance(question, Choice)
        else [key for key, _count in counts.most_common()]
    )
    bars = [Bar(key, counts[key], verdicts[key].right, verdicts[key].reason) for key in order]
    if len(bars) > MOST_BARS:
        rest = sum(bar.count for bar in bars[MOST_BARS:])
        bars = [*bars[:MOST_BARS], Bar(_(OTHERS), rest, False, "")]
    return bars


def as_csv(session: Session, answers: Sequence[Given], names: dict[str, str]) -> str:
    """Write all answers of a session as a table.

    Parameters
    ----------
    session : Session
    answers : sequence of Given
    names : dict of str to str
        Nicknames by the students' ids.

    Returns
    -------
    str
        CSV with a heading; texts that a spreadsheet would compute are guarded.
    """
    places = [(lesson, place) for lesson in session.lessons for place in range(len(lesson.cards))]
    rows: list[tuple[object, ...]] = []
    for given in answers:
        if not 0 <= given.card < len(places):
            continue
        lesson, place = places[given.card]
        question = lesson.cards[place].question
        if question is None:
            continue
        try:
            verdict = question.judge(given.answer)
        except InputError:
            continue
        is_number = isinstance(question, Number)
        written = write_answer(question, given.answer)
        rows.append(
            (
                plain_text(names.get(given.student, "")),
                plain_text(lesson.title),
                place + 1,
                plain_text(question.ask),
                f"{given.answer:.12g}" if is_number else plain_text(written),
                "yes" if verdict.right else "no",
                plain_text(verdict.reason),
            )
        )
    return csv_text(HEADS, rows)
