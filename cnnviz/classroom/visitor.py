"""Whoever the program acts for at the moment: one visitor of a class, or everybody.

Visitors are told apart only where ``separates()`` says so. Then the pages name the visitor of each
of their runs through ``recognise_with``, and whatever is listed, opened or changed meanwhile is
checked against that visitor. Work that no page asks for (the command line, the worker processes,
the server's own threads) is done for everybody.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

SWITCH, TEACHER = "CNNVIZ_CLASS", "CNNVIZ_TEACHER"
NO = ("0", "false", "no", "off")


@dataclass(frozen=True)
class Visitor:
    """A browser that has been here before, or is here for the first time.

    Attributes
    ----------
    id : str
        Random, and known to nobody but the server; "" for everybody.
    teacher : bool
        Whether everything may be seen and changed.
    """

    id: str
    teacher: bool = False

    @property
    def label(self) -> str:
        """A short name for the teacher's tables."""
        return label_of(self.id)


EVERYBODY = Visitor("", teacher=True)
_acting: ContextVar[Visitor | None] = ContextVar("acting", default=None)
_recognise: list[Callable[[], Visitor | None]] = []


def separates() -> bool:
    """Whether visitors are told apart: ``$CNNVIZ_CLASS`` says so, or that there is a teacher.

    Anything but a clear no is a yes: a typing error must not open everybody's work.

    Returns
    -------
    bool
    """
    said = os.environ.get(SWITCH, "").strip().lower()
    return said not in NO if said else bool(os.environ.get(TEACHER, "").strip())


def recognise_with(recognise: Callable[[], Visitor | None]) -> None:
    """Let this function tell the visitor of the page that runs in the calling thread.

    Parameters
    ----------
    recognise : callable
        Returns None where no page runs in this thread.
    """
    _recognise[:] = [recognise]


def current() -> Visitor:
    """Return the visitor that the program acts for in this thread.

    Returns
    -------
    Visitor
        ``EVERYBODY`` where visitors are not told apart, and for work that no page asks for.
    """
    if not separates():
        return EVERYBODY
    acting = _acting.get()
    if acting is None and _recognise:
        acting = _recognise[0]()
    return EVERYBODY if acting is None else acting


@contextmanager
def acting(visitor: Visitor) -> Iterator[None]:
    """Act for a visitor until the end of the ``with`` block, in this thread.

    Parameters
    ----------
    visitor : Visitor

    Yields
    ------
    None
    """
    token = _acting.set(visitor)
    try:
        yield
    finally:
        _acting.reset(token)


def label_of(visitor_id: str) -> str:
    """Return a short name for a visitor's id, which does not give the id away.

    Parameters
    ----------
    visitor_id : str
        "" for whatever belongs to everybody.

    Returns
    -------
    str

    Examples
    --------
    >>> label_of("0123456789abcdef0123456789abcdef"), label_of("")
    ('visitor 0123', 'everybody')
    """
    return f"visitor {visitor_id.removeprefix('visit-')[:4]}" if visitor_id else "everybody"
