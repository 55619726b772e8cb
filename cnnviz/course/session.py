"""A class session: one teacher leads a class through cards, and everybody answers.

Whoever has the leader's token leads. Students and answers are in ``attendance``, the files in
``session_files``.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from cnnviz.course import course_file
from cnnviz.course.lesson import Card, Lesson
from cnnviz.course.session_files import (
    ANSWERS,
    COURSE,
    LOCK,
    SESSION,
    STATE,
    STUDENTS,
    UNKNOWN,
    folder_of,
    new_folder,
    read_json,
    write_json,
)
from cnnviz.utils.atomic import exclusive, replacing
from cnnviz.utils.errors import InputError, kept

OPEN_SECONDS = 24 * 3600.0
ASK, SHOWN, ENDED = "ask", "shown", "ended"


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
    data : str
        Key of the data set that was made of the drawings; "" before.
    """

    at: int
    phase: str
    leader: str
    made: float
    picked: tuple[str, ...] = ()
    data: str = ""


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
        If the lessons are none that a file can hold, or it cannot be written.
    """
    token = secrets.token_urlsafe(16)
    text = course_file.write(title, lessons)
    course_file.read(text)
    with kept(SESSION):
        folder = new_folder()
        with replacing(folder / COURSE) as part:
            part.write_text(text, "utf-8")
        write_json(folder / STUDENTS, {})
        (folder / ANSWERS).touch()
        write_json(folder / STATE, asdict(State(0, ASK, _hash(token), time.time())))
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
    folder = folder_of(code)
    try:
        state = _state(folder)
        title, lessons = course_file.read_kept(folder / COURSE)
    except (OSError, ValueError, TypeError, KeyError):
        raise InputError(UNKNOWN) from None
    session = Session(folder.name, title, lessons, state)
    last = len(session.cards) - 1
    is_old = time.time() - state.made > OPEN_SECONDS
    state = replace(state, at=min(max(state.at, 0), last), phase=ENDED if is_old else state.phase)
    return replace(session, state=state)


def leads(session: Session, token: str) -> bool:
    """Whether a token is that of the session's leader."""
    return hmac.compare_digest(session.state.leader, _hash(token))


def find_led(code: str, token: str) -> Session:
    """Return a session to whoever leads it.

    Raises
    ------
    InputError
        If there is none, it is older than a day, or the token is not the leader's.
    """
    session = find(code)
    if not leads(session, token):
        raise InputError("only whoever began this class session leads it")
    return session


def open_card(code: str, token: str, at: int) -> None:
    """Open another card for everybody; out of range it is the first or the last.

    Raises
    ------
    InputError
        If the token is not the leader's, the session has ended, or it cannot be written.
    """
    with _leading(code, token) as session:
        place = min(max(at, 0), len(session.cards) - 1)
        _set(session, replace(session.state, at=place, phase=ASK, picked=()))


def reveal(code: str, token: str) -> None:
    """Show everybody the answer of the open card.

    Raises
    ------
    InputError
        If the token is not the leader's, the session has ended, or it cannot be written.
    """
    with _leading(code, token) as session:
        _set(session, replace(session.state, phase=SHOWN))


def pick(code: str, token: str, picked: Sequence[str]) -> None:
    """Show the drawings of these students large, at most three.

    Raises
    ------
    InputError
        If the token is not the leader's, the session has ended, or it cannot be written.
    """
    with _leading(code, token) as session:
        _set(session, replace(session.state, picked=tuple(picked[:3])))


def give_data(code: str, token: str, key: str) -> None:
    """Tell everybody in the session of a data set that was made of its drawings.

    Parameters
    ----------
    code, token : str
    key : str
        Of the upload. It may be given after the end, too.

    Raises
    ------
    InputError
        If the token is not the leader's, or it cannot be written.
    """
    with _leading(code, token, after_the_end=True) as session:
        _set(session, replace(session.state, data=key))


def end(code: str, token: str) -> None:
    """End the session: nobody joins or answers any more.

    Raises
    ------
    InputError
        If the token is not the leader's, the session has ended, or it cannot be written.
    """
    with _leading(code, token) as session:
        _set(session, replace(session.state, phase=ENDED))


@contextmanager
def _leading(code: str, token: str, after_the_end: bool = False) -> Iterator[Session]:
    find_led(code, token)
    with kept(SESSION), exclusive(folder_of(code) / LOCK):
        session = find(code)
        if not (session.is_open or after_the_end):
            raise InputError("this class session has ended")
        yield session


def _set(session: Session, state: State) -> None:
    write_json(folder_of(session.code) / STATE, asdict(state))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _state(folder: Path) -> State:
    found = read_json(folder / STATE)
    return State(
        int(found["at"]),
        str(found["phase"]),
        str(found["leader"]),
        float(found["made"]),
        tuple(map(str, found["picked"])),
        str(found.get("data", "")),  # sessions of earlier versions have none
    )
