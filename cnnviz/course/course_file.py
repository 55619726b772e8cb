"""A course as a file: lessons as JSON, which a teacher keeps, shares and opens.

A file may come from anywhere. It is read part by part into the classes of ``lesson`` and
``questions``; a text has no HTML and no links, since it is shown to a class.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from cnnviz.course.lesson import ROOMS, Card, Lesson, Task
from cnnviz.course.questions import (
    Cell,
    CellSlip,
    Choice,
    Drawing,
    Number,
    Option,
    Question,
    Slip,
)
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _
from cnnviz.utils.text import plural

Part = TypeVar("Part")

FORMAT = "cnnviz course"
VERSION = 1
MOST_BYTES = 1_000_000
MOST_LESSONS, MOST_CARDS, MOST_OPTIONS, MOST_CELLS = 100, 30, 12, 400
LONGEST_TEXT, LONGEST_NAME, LONGEST_SETTING = 4_000, 200, 20_000
KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
# With which settings and controls of rooms begin: no others are a card's to set or to hide.
OF_ROOMS = ("k_", "l_", "t_", "f_")
CONTROL = re.compile(r"[kltf]_[\w.-]{1,60}", re.ASCII)
# What cannot be seen, or turns the order of what can.
UNSEEN = dict.fromkeys(
    (*range(9), *range(11, 32), 127, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
PARAMETER = re.compile(r"[a-z][a-z0-9_]{0,39}")
MARKUP = re.compile(r"<[a-zA-Z/!?]|\]\(|\]\[|!\[|javascript:", re.IGNORECASE)
KINDS: Mapping[str, type[Question]] = {
    "choice": Choice,
    "number": Number,
    "cell": Cell,
    "drawing": Drawing,
}


def write(title: str, lessons: Sequence[Lesson]) -> str:
    """Write a course as JSON.

    Parameters
    ----------
    title : str
    lessons : sequence of Lesson

    Returns
    -------
    str
        What ``read`` reads.
    """
    content = {
        "format": FORMAT,
        "version": VERSION,
        "title": title,
        "lessons": [_lesson_as_json(lesson) for lesson in lessons],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def read(text: str) -> tuple[str, tuple[Lesson, ...]]:
    """Read a course, and check every part of it.

    Parameters
    ----------
    text : str
        What ``write`` wrote, here or elsewhere.

    Returns
    -------
    title : str
    lessons : tuple of Lesson

    Raises
    ------
    InputError
        If it is no course, or names what a course cannot have.
    """
    if len(text.encode()) > MOST_BYTES:
        raise InputError(
            "a course has at most 1 MB, got {size:.1f} MB", size=len(text.encode()) / 1e6
        )
    try:
        content = json.loads(text)
        json.dumps(content, ensure_ascii=False).encode()  # half a character is none
    except (ValueError, RecursionError):
        raise InputError("a course file is JSON as this app writes it") from None
    course = _mapping(content, "the file")
    if course.get("format") != FORMAT or course.get("version") != VERSION:
        raise InputError(
            'a course file says "format": "{format}", "version": {version}',
            format=FORMAT,
            version=VERSION,
        )
    title = _text(course.get("title"), "the title", LONGEST_NAME)
    parts = _list(course.get("lessons"), _("lessons"), MOST_LESSONS)
    lessons = tuple(
        _lesson(part, _("lesson {number}", number=place + 1)) for place, part in enumerate(parts)
    )
    keys = [lesson.key for lesson in lessons]
    if len(set(keys)) < len(keys):
        raise InputError("each lesson of a course has a key of its own")
    return title, lessons


def read_kept(file: Path) -> tuple[str, tuple[Lesson, ...]]:
    """Read a course that lies in a folder of ours; anew only where it was written since.

    Parameters
    ----------
    file : Path

    Returns
    -------
    title : str
    lessons : tuple of Lesson

    Raises
    ------
    OSError
        If it is not there.
    InputError
        If it is damaged.
    """
    return _read_kept(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=200)
def _read_kept(file: Path, modified: int) -> tuple[str, tuple[Lesson, ...]]:
    del modified  # ns; the cache's key
    return read(file.read_text("utf-8"))


def _lesson_as_json(lesson: Lesson) -> dict[str, Any]:
    cards = []
    for card in lesson.cards:
        written = asdict(card)
        if card.question is not None:
            kind = next(name for name, made in KINDS.items() if type(card.question) is made)
            written["question"] = {"kind": kind, **written["question"]}
        cards.append(written)
    return {"key": lesson.key, "title": lesson.title, "idea": lesson.idea, "cards": cards}


def _lesson(part: Any, where: str) -> Lesson:
    found = _mapping(part, where)
    key = found.get("key")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise InputError(
            "{where}: a key has small letters, digits and hyphens, got {key!r:.40}",
            where=where,
            key=key,
        )
    title = _text(found.get("title"), f"{where}, title", LONGEST_NAME)
    idea = _text(found.get("idea", ""), f"{where}, idea", LONGEST_NAME)
    cards = _list(found.get("cards"), _("{lesson}, cards", lesson=where), MOST_CARDS)
    if not cards:
        raise InputError("{where}: a lesson has at least one card", where=where)
    return Lesson(
        key,
        title,
        idea,
        tuple(
            _card(card, _("{lesson}, card {number}", lesson=where, number=place + 1))
            for place, card in enumerate(cards)
        ),
    )


def _card(part: Any, where: str) -> Card:
    found = _mapping(part, where)
    room = found.get("room")
    if not isinstance(room, str) or room not in ROOMS:
        raise InputError(
            "{where}: a room is one of {rooms}, got {room!r:.40}",
            where=where,
            rooms=", ".join(ROOMS),
            room=room,
        )
    question, task = found.get("question"), found.get("task")
    return Card(
        _text(found.get("text"), f"{where}, text"),
        room,
        _link(found.get("link", {}), f"{where}, link"),
        _names(found.get("focus", []), f"{where}, focus"),
        None if question is None else _question(question, f"{where}, question"),
        None if task is None else _task(task, f"{where}, task"),
        _text(found.get("reveal", ""), f"{where}, reveal"),
        _link(found.get("reveal_link", {}), f"{where}, reveal_link"),
        _names(found.get("hidden", []), f"{where}, hidden"),
        _names(found.get("fixed", []), f"{where}, fixed"),
    )


def _task(part: Any, where: str) -> Task:
    found = _mapping(part, where)
    return Task(_text(found.get("text"), where), _link(found.get("done", {}), where))


def _question(part: Any, where: str) -> Question:
    found = _mapping(part, where)
    makers: Mapping[str, Callable[[Mapping[str, Any], str, str], Question]] = {
        "choice": _choice,
        "number": _number_question,
        "cell": _cell,
        "drawing": _drawing,
    }
    make = makers.get(str(found.get("kind")))
    if make is None:
        kinds = ", ".join(makers)
        raise InputError(
            "{where}: a kind is one of {kinds}, got {kind!r:.40}",
            where=where,
            kinds=kinds,
            kind=found.get("kind"),
        )
    return make(found, _text(found.get("ask"), f"{where}, ask"), where)


def _choice(found: Mapping[str, Any], ask: str, where: str) -> Choice:
    def option(part: Any) -> Option:
        each = _mapping(part, where)
        text = _text(each.get("text"), f"{where}, option", LONGEST_NAME)
        return Option(text, _text(each.get("reason", ""), where), each.get("right") is True)

    options = tuple(map(option, _list(found.get("options"), f"{where}, options", MOST_OPTIONS)))
    texts = {each.text for each in options}
    if len(texts) < max(2, len(options)) or sum(each.right for each in options) != 1:
        raise InputError(
            "{where}: at least two different options, of which one is right", where=where
        )
    return Choice(ask, options)


def _number_question(found: Mapping[str, Any], ask: str, where: str) -> Number:
    def slip(part: Any) -> Slip:
        each = _mapping(part, where)
        return Slip(_number(each.get("value"), where), _text(each.get("reason", ""), where))

    return Number(
        ask,
        _number(found.get("answer"), where),
        _text(found.get("reason", ""), where),
        tuple(map(slip, _list(found.get("slips", []), where, MOST_OPTIONS))),
        _text(found.get("otherwise", ""), where),
        abs(_number(found.get("tolerance", 0), where)),
    )


def _cell(found: Mapping[str, Any], ask: str, where: str) -> Cell:
    rows = _list(found.get("grid"), f"{where}, grid", MOST_CELLS)
    grid = tuple(
        tuple(_text(cell, where, 20) for cell in _list(row, where, MOST_CELLS)) for row in rows
    )
    if not grid or not grid[0] or len({len(row) for row in grid}) > 1:
        raise InputError("{where}: a grid has rows of one length", where=where)
    if len(grid) * len(grid[0]) > MOST_CELLS:
        raise InputError("{where}: a grid has at most {most} cells", where=where, most=MOST_CELLS)

    def places(part: Any) -> tuple[tuple[int, int], ...]:
        pairs = [_list(pair, where, 2) for pair in _list(part, where, MOST_CELLS)]
        for pair in pairs:
            inside = len(pair) == 2 and all(
                type(at) is int and 0 <= at < size
                for at, size in zip(pair, (len(grid), len(grid[0])), strict=True)
            )
            if not inside:
                raise InputError("{where}: a place is a row and a column of the grid", where=where)
        return tuple((pair[0], pair[1]) for pair in pairs)

    def slip(part: Any) -> CellSlip:
        each = _mapping(part, where)
        return CellSlip(places(each.get("places")), _text(each.get("reason", ""), where))

    right = places(found.get("right"))
    if not right:
        raise InputError("{where}: at least one cell is right", where=where)
    return Cell(
        ask,
        grid,
        right,
        _text(found.get("reason", ""), where),
        tuple(map(slip, _list(found.get("slips", []), where, MOST_OPTIONS))),
        _text(found.get("otherwise", ""), where),
    )


def _drawing(found: Mapping[str, Any], ask: str, where: str) -> Drawing:
    wanted = found.get("wanted", "")
    if wanted not in ("", *"0123456789"):
        raise InputError(
            "{where}: a drawing is of one digit, got {wanted!r:.40}", where=where, wanted=wanted
        )
    reason, otherwise = (_text(found.get(name, ""), where) for name in ("reason", "otherwise"))
    return Drawing(ask, wanted, reason, otherwise)


def _mapping(part: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(part, dict):
        raise InputError(
            "{where} is a JSON object, got {name}", where=where, name=type(part).__name__
        )
    return part


def _list(part: Any, where: str, most: int) -> list[Any]:
    if not isinstance(part, list) or len(part) > most:
        size = f"{len(part):,}" if isinstance(part, list) else type(part).__name__
        raise InputError(
            "{where}: a list of at most {most}, got {size}", where=where, most=most, size=size
        )
    return part


def _text(part: Any, where: str, longest: int = LONGEST_TEXT) -> str:
    if not isinstance(part, str) or len(part) > longest:
        size = plural(len(part), "character") if isinstance(part, str) else type(part).__name__
        raise InputError(
            "{where}: a text of at most {longest:,} characters, got {size}",
            where=where,
            longest=longest,
            size=size,
        )
    if found := MARKUP.search(part):
        raise InputError(
            "{where}: a text has no HTML and no links, got {found!r}",
            where=where,
            found=found.group(),
        )
    return part.translate(UNSEEN)


def _number(part: Any, where: str) -> float:
    if isinstance(part, bool) or not isinstance(part, int | float) or not abs(part) <= 1e15:
        raise InputError("{where}: a number up to 1e15, got {part!r:.40}", where=where, part=part)
    return part


def _link(part: Any, where: str) -> dict[str, str]:
    found = _mapping(part, where)
    for key, value in found.items():
        is_setting = PARAMETER.fullmatch(key) and key.startswith((*OF_ROOMS, "run"))
        if not is_setting or not isinstance(value, str):
            raise InputError(
                "{where}: settings are texts by their names, got {key!r:.40}", where=where, key=key
            )
        if len(value) > LONGEST_SETTING:
            raise InputError(
                "{where}: a setting has at most {most:,} characters",
                where=where,
                most=LONGEST_SETTING,
            )
    return dict(found)


def _names(part: Any, where: str) -> tuple[str, ...]:
    names = _list(part, where, 50)
    for name in names:
        if not isinstance(name, str) or not CONTROL.fullmatch(name):
            raise InputError(
                "{where}: the key of a control, got {name!r:.40}", where=where, name=name
            )
    return tuple(names)
