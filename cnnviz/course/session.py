"""A class session: one teacher leads a class through cards, and everybody answers.

::

    home/sessions/CODE/
        course.json     the lessons, as ``course_file`` writes them
        state.json      which card is open, whether its answer is shown, who leads
        students.json   nicknames by the students' ids
        answers.jsonl   one answer per line, appended

Several processes may serve one session: everything is in these files, and whoever writes holds
the session's lock. Whoever has the leader's token leads; a student is known by an id that nobody
else is told.
"""

import hashlib
import hmac
import json
import secrets
import time
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from cnnviz.course import course_file
from cnnviz.course.lesson import Card, Lesson
from cnnviz.utils import paths
from cnnviz.utils.atomic import exclusive, replacing
from cnnviz.utils.errors import InputError

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is read as another
CODE_LENGTH = 6
MOST_STUDENTS = 300
LONGEST_NAME = 30
MOST_ANSWERS = 20  # of a student to one card
MOST_BYTES = 50_000_000  # of all answers of a session
LONGEST_ANSWER = 20_000  # characters of its JSON: a drawing's strokes are the longest
OPEN_SECONDS = 24 * 3600.0
ASK, SHOWN, ENDED = "ask", "shown", "ended"
UNKNOWN = "there is no class session with this code: ask your teacher for today's"


@dataclass(frozen=True)
class State:
    """What everybody in a session sees.

    Attributes
    ----------
    at : int
        The open card, counted from 0 over all lessons.
    phase : str
        ``ASK``, ``SHOWN`` or ``ENDED``.
    leader : str
        Hash of the leader's token.
    made : float
        When it began, in seconds since 1970.
    picked : tuple of str
        Students whose drawings are shown large.
    """

    at: int
    phase: str
    leader: str
    made: float
    picked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Session:
    """A session as it is at the moment."""

    code: str
    title: str
    lessons: tuple[Lesson, ...]
    state: State

    @property
    def cards(self) -> tuple[Card, ...]:
        """All cards in order."""
        return tuple(card for lesson in self.lessons for card in lesson.cards)

    @property
    def card(self) -> Card:
        """The open card."""
        return self.cards[self.state.at]

    @property
    def is_open(self) -> bool:
        """Whether answers are taken."""
        return self.state.phase != ENDED


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


def begin(title: str, lessons: Sequence[Lesson]) -> tuple[str, str]:
    """Begin a session.

    Parameters
    ----------
    title : str
    lessons : sequence of Lesson
        At least one.

    Returns
    -------
    code : str
        By which students join.
    token : str
        By which its leader is known; it is nowhere else.

    Raises
    ------
    InputError
        If the lessons are none that a file can hold.
    OSError
        If nothing can be written.
    """
    token = secrets.token_urlsafe(16)
    text = course_file.write(title, lessons)
    course_file.read(text)
    folder = _new_folder()
    with replacing(folder / "course.json") as part:
        part.write_text(text, "utf-8")
    _write(folder / "students.json", {})
    (folder / "answers.jsonl").touch()
    _write(folder / "state.json", asdict(State(0, ASK, _hash(token), time.time())))
    return folder.name, token


def find(code: str) -> Session:
    """Return a session.

    Parameters
    ----------
    code : str
        As somebody typed it: small letters and spaces are forgiven.

    Returns
    -------
    Session

    Raises
    ------
    InputError
        If there is none, or it is older than a day.
    """
    folder = _folder(code)
    try:
        state = _state(folder)
        title, lessons = _course(
            folder / "course.json", (folder / "course.json").stat().st_mtime_ns
        )
    except (OSError, ValueError, TypeError, KeyError):
        raise InputError(UNKNOWN) from None
    session = Session(folder.name, title, lessons, state)
    last = len(session.cards) - 1
    is_old = time.time() - state.made > OPEN_SECONDS
    state = replace(state, at=min(max(state.at, 0), last), phase=ENDED if is_old else state.phase)
    return replace(session, state=state)


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
        If there is no such session, it has ended or is full, or the nickname cannot be one.
    """
    session = find(code)
    name = clean_name(nickname)
    if not session.is_open:
        raise InputError("this class session has ended")
    folder = _folder(code)
    with exclusive(folder / ".lock"):
        students = _students(folder)
        if len(students) >= MOST_STUDENTS:
            raise InputError(f"a class session has at most {MOST_STUDENTS} students")
        taken = {known.casefold() for known in students.values()}
        free = next(each for each in _numbered(name) if each.casefold() not in taken)
        student = secrets.token_urlsafe(12)
        _write(folder / "students.json", students | {student: free})
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
        raise InputError(f"a nickname has 1 to {LONGEST_NAME} characters, got {len(name):,}")
    return name


def students(code: str) -> dict[str, str]:
    """Return the nicknames by the students' ids, in the order in which they joined."""
    with suppress(InputError):
        return _students(_folder(code))
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
        If the session has ended, the card is closed, or it is no answer to its question.
    """
    folder = _folder(code)
    with exclusive(folder / ".lock"):
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
            raise InputError(f"an answer has at most {LONGEST_ANSWER:,} characters")
        earlier = sum((each.card, each.student) == (card, student) for each in _all_answers(folder))
        if earlier >= MOST_ANSWERS:
            raise InputError(f"a question takes at most {MOST_ANSWERS} answers of one student")
        with (folder / "answers.jsonl").open("a", encoding="utf-8") as file:
            if file.tell() > MOST_BYTES:
                raise InputError("this class session holds no more answers")
            file.write(line + "\n")


def answers(code: str, card: int | None = None) -> tuple[Given, ...]:
    """Return the answers to a card, or to all: of each student the last one, in order of arrival.

    A damaged line is left out.
    """
    newest: dict[tuple[int, str], Given] = {}
    with suppress(InputError):
        for given in _all_answers(_folder(code)):
            newest.pop((given.card, given.student), None)
            newest[given.card, given.student] = given
    return tuple(given for given in newest.values() if card in (None, given.card))


def leads(session: Session, token: str) -> bool:
    """Whether a token is that of the session's leader."""
    return hmac.compare_digest(session.state.leader, _hash(token))


def open_card(code: str, token: str, at: int) -> None:
    """Open another card for everybody; out of range it is the first or the last.

    Raises
    ------
    InputError
        If the token is not the leader's, or the session has ended.
    """
    with _leading(code, token) as session:
        place = min(max(at, 0), len(session.cards) - 1)
        _set(session, replace(session.state, at=place, phase=ASK, picked=()))


def reveal(code: str, token: str) -> None:
    """Show everybody the answer of the open card.

    Raises
    ------
    InputError
        If the token is not the leader's, or the session has ended.
    """
    with _leading(code, token) as session:
        _set(session, replace(session.state, phase=SHOWN))


def pick(code: str, token: str, picked: Sequence[str]) -> None:
    """Show the drawings of these students large, at most three.

    Raises
    ------
    InputError
        If the token is not the leader's, or the session has ended.
    """
    with _leading(code, token) as session:
        _set(session, replace(session.state, picked=tuple(picked[:3])))


def end(code: str, token: str) -> None:
    """End the session: nobody joins or answers any more.

    Raises
    ------
    InputError
        If the token is not the leader's, or the session has ended.
    """
    with _leading(code, token) as session:
        _set(session, replace(session.state, phase=ENDED))


@contextmanager
def _leading(code: str, token: str) -> Iterator[Session]:
    session = find(code)
    if not leads(session, token):
        raise InputError("only whoever began this class session leads it")
    with exclusive(_folder(code) / ".lock"):
        session = find(code)
        if not session.is_open:
            raise InputError("this class session has ended")
        yield session


def _students(folder: Path) -> dict[str, str]:
    """The nicknames by id; none where the file is damaged."""
    with suppress(OSError, ValueError):
        found = _read(folder / "students.json")
        return {str(student): str(name) for student, name in found.items()}
    return {}


def _all_answers(folder: Path) -> tuple[Given, ...]:
    """All that was answered, in order; read anew only where something was added."""
    file = folder / "answers.jsonl"
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


def _set(session: Session, state: State) -> None:
    _write(_folder(session.code) / "state.json", asdict(state))


def _folder(code: str) -> Path:
    """The folder of a code, whatever was typed: only the alphabet's letters count."""
    letters = "".join(each for each in code.upper()[:40] if each in LETTERS)
    if len(letters) != CODE_LENGTH:
        raise InputError(UNKNOWN)
    return paths.home() / "sessions" / letters


def _new_folder() -> Path:
    """Make the folder of a code that no other session has."""
    while True:
        folder = _folder("".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH)))
        with suppress(FileExistsError):
            folder.mkdir(parents=True, mode=0o700)
            return folder


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _numbered(name: str) -> Iterator[str]:
    """The name itself, then with 2, 3, … added."""
    yield name
    for number in range(2, MOST_STUDENTS + 2):
        yield f"{name[: LONGEST_NAME - 4]} {number}"


def _state(folder: Path) -> State:
    found = _read(folder / "state.json")
    return State(
        int(found["at"]),
        str(found["phase"]),
        str(found["leader"]),
        float(found["made"]),
        tuple(map(str, found["picked"])),
    )


@lru_cache(maxsize=50)
def _course(file: Path, modified: int) -> tuple[str, tuple[Lesson, ...]]:
    del modified  # ns; the cache's key
    return course_file.read(file.read_text("utf-8"))


def _read(file: Path) -> dict[str, Any]:
    found = json.loads(file.read_text("utf-8"))
    if not isinstance(found, dict):
        raise ValueError(f"{file.name} is no JSON object")  # noqa: TRY004
    return found


def _write(file: Path, content: dict[str, Any]) -> None:
    with replacing(file) as part:
        part.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
