"""Who takes part in a class session, and what was answered.

A student is known by an id that nobody else is told.
"""

import json
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cnnviz.course.session import ASK, find
from cnnviz.course.session_files import (
    ANSWERS,
    LOCK,
    SESSION,
    STUDENTS,
    folder_of,
    read_json,
    write_json,
)
from cnnviz.utils.atomic import exclusive
from cnnviz.utils.errors import InputError, kept

MOST_STUDENTS = 300
LONGEST_NAME = 30
MOST_ANSWERS = 20  # of a student to one card
MOST_BYTES = 50_000_000  # of all answers of a session
LONGEST_ANSWER = 20_000  # characters of its JSON: a drawing's strokes are the longest


@dataclass(frozen=True)
class Given:
    """A student's answer to a card.

    Attributes
    ----------
    card : int
    student : str
    answer : object
        As JSON has it; what the network read, for a drawing.
    drawing : str
        The strokes as text; "" where it is none.
    """

    card: int
    student: str
    answer: Any
    drawing: str = ""


def join(code: str, nickname: str) -> str:
    """Let a student take part.

    Parameters
    ----------
    code : str
    nickname : str
        1 to 30 characters; where another student has it, a number is added.

    Returns
    -------
    str
        The student's id, which nobody else is told.

    Raises
    ------
    InputError
        If there is no such session, it has ended, is full or cannot be written, or the nickname
        cannot be one.
    """
    session = find(code)
    name = clean_name(nickname)
    if not session.is_open:
        raise InputError("this class session has ended")
    folder = folder_of(code)
    with kept(SESSION), exclusive(folder / LOCK):
        students = _students(folder)
        if len(students) >= MOST_STUDENTS:
            raise InputError("a class session has at most {most} students", most=MOST_STUDENTS)
        taken = {known.casefold() for known in students.values()}
        free = next(each for each in _numbered(name) if each.casefold() not in taken)
        student = secrets.token_urlsafe(12)
        write_json(folder / STUDENTS, students | {student: free})
    return student


def clean_name(nickname: str) -> str:
    """Return a nickname as it is shown: one line without what cannot be seen.

    Parameters
    ----------
    nickname : str

    Returns
    -------
    str

    Raises
    ------
    InputError
        If it is empty or longer than 30 characters.
    """
    seen = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in nickname)
    name = " ".join(unicodedata.normalize("NFC", seen).split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise InputError(
            "a nickname has 1 to {most} characters, got {count:,}",
            most=LONGEST_NAME,
            count=len(name),
        )
    return name


def students(code: str) -> dict[str, str]:
    """Return the nicknames by the students' ids, in the order in which they joined."""
    with suppress(InputError):
        return _students(folder_of(code))
    return {}


def answer(code: str, student: str, card: int, given: Any, drawing: str = "") -> None:
    """Take a student's answer to the open card; the last one before the reveal counts.

    Parameters
    ----------
    code, student : str
    card : int
        The card that the student saw.
    given : object
        As JSON has it.
    drawing : str
        The strokes as text, where it is a drawing.

    Raises
    ------
    InputError
        If the session has ended or cannot be written, the card is closed, or it is no answer to its
        question.
    """
    folder = folder_of(find(code).code)  # whose lock there is only as long as it is there
    with kept(SESSION), exclusive(folder / LOCK):
        session = find(code)
        question = session.card.question
        if not session.is_open:
            raise InputError("this class session has ended")
        if session.state.at != card or session.state.phase != ASK or question is None:
            raise InputError("this question is closed: the class has gone on")
        if student not in students(code):
            raise InputError("this class session does not know you: join it again")
        question.judge(given)
        line = json.dumps(asdict(Given(card, student, given, drawing)))
        if len(line) > LONGEST_ANSWER:
            raise InputError("an answer has at most {most:,} characters", most=LONGEST_ANSWER)
        earlier = sum((each.card, each.student) == (card, student) for each in _all_answers(folder))
        if earlier >= MOST_ANSWERS:
            raise InputError(
                "a question takes at most {most} answers of one student",
                most=MOST_ANSWERS,
            )
        with (folder / ANSWERS).open("a", encoding="utf-8") as file:
            if file.tell() > MOST_BYTES:
                raise InputError("this class session holds no more answers")
            file.write(line + "\n")


def answers(code: str, card: int | None = None) -> tuple[Given, ...]:
    """Return the answers to a card, or to all: of each student the last one, in order of arrival.

    A damaged line is left out.
    """
    newest: dict[tuple[int, str], Given] = {}
    with suppress(InputError):
        for given in _all_answers(folder_of(code)):
            newest.pop((given.card, given.student), None)
            newest[given.card, given.student] = given
    return tuple(given for given in newest.values() if card in (None, given.card))


def _numbered(name: str) -> Iterator[str]:
    """The name itself, then with 2, 3, … added."""
    yield name
    for number in range(2, MOST_STUDENTS + 2):
        yield f"{name[: LONGEST_NAME - 4]} {number}"


def _students(folder: Path) -> dict[str, str]:
    """The nicknames by id; none where the file is damaged."""
    with suppress(OSError, ValueError):
        found = read_json(folder / STUDENTS)
        return {str(student): str(name) for student, name in found.items()}
    return {}


def _all_answers(folder: Path) -> tuple[Given, ...]:
    """All that was answered, in order; read anew only where something was added."""
    file = folder / ANSWERS
    try:
        found = file.stat()
    except OSError:
        return ()
    return _answers_in(file, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=20)
def _answers_in(file: Path, modified: int, size: int) -> tuple[Given, ...]:
    del modified, size  # the cache's key
    answers = []
    with suppress(OSError):
        for line in file.read_text("utf-8", errors="replace").split("\n"):
            with suppress(ValueError, TypeError):
                answers.append(Given(**json.loads(line)))
    return tuple(answers)
