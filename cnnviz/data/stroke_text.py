"""A drawing as a short text, for a link: exact on the pad's grid of 1,000 steps a side.

Strokes end with a dot. A stroke is its first point, two characters a coordinate, and then one
character a coordinate for each step to the next point; a longer step than ``FAR`` is a "_" and a
point as the first one.
"""

from collections.abc import Iterator
from itertools import pairwise
from string import ascii_letters, digits

from cnnviz.data.strokes import Point, Stroke
from cnnviz.utils.errors import InputError

GRID = 1000
CHARACTERS = digits + ascii_letters + "-"  # 63, none of which a link escapes
FAR = len(CHARACTERS) // 2
ABSOLUTE, END = "_", "."
MOST_CHARACTERS = 4000
VALUES = {character: value for value, character in enumerate(CHARACTERS)}


def write_strokes(strokes: tuple[Stroke, ...]) -> str | None:
    """Write a drawing; "." where it is empty, None where it is too long for a link."""
    text = "".join(map(_write, strokes)) or END
    return text if len(text) <= MOST_CHARACTERS else None


def read_text(text: str) -> tuple[Stroke, ...]:
    """Read what ``write_strokes`` wrote.

    Raises
    ------
    InputError
        If it is anything else.
    """
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            "it may have at most {most:,} characters, got {count:,}",
            most=MOST_CHARACTERS,
            count=len(text),
        )
    if not text.endswith(END):
        raise InputError("its end is missing")
    return tuple(_read(part) for part in text[:-1].split(END) if part)


def _write(stroke: Stroke) -> str:
    points = [(round(x * GRID), round(y * GRID)) for x, y in stroke]
    parts = [_absolute(*points[0])]
    for (x0, y0), (x, y) in pairwise(points):
        near = abs(x - x0) <= FAR and abs(y - y0) <= FAR
        step = CHARACTERS[x - x0 + FAR] + CHARACTERS[y - y0 + FAR] if near else ""
        parts.append(step or ABSOLUTE + _absolute(x, y))
    return "".join(parts) + END


def _absolute(x: int, y: int) -> str:
    base = len(CHARACTERS)
    return "".join(CHARACTERS[part] for value in (x, y) for part in divmod(value, base))


def _read(text: str) -> Stroke:
    points: list[Point] = []
    characters = iter(text)
    x, y = _point(characters)
    points.append((x / GRID, y / GRID))
    for character in characters:
        if character == ABSOLUTE:
            x, y = _point(characters)
        else:
            x, y = x + _value(character) - FAR, y + _value(next(characters, "")) - FAR
        if not (0 <= x <= GRID and 0 <= y <= GRID):
            raise InputError("a point lies off the pad")
        points.append((x / GRID, y / GRID))
    return tuple(points)


def _point(characters: Iterator[str]) -> tuple[int, int]:
    a, b, c, d = (_value(next(characters, "")) for _ in range(4))
    x, y = a * len(CHARACTERS) + b, c * len(CHARACTERS) + d
    if max(x, y) > GRID:
        raise InputError("a point lies off the pad")
    return x, y


def _value(character: str) -> int:
    if character not in VALUES:
        raise InputError("it is damaged")
    return VALUES[character]
