"""Numbers as people write them: typed, or pasted from a spreadsheet, NumPy, Python or a lecture.

Two forms are read. In **brackets**, nested lists as Python and NumPy print them; a newline or a
semicolon inside the innermost brackets begins a row, as in MATLAB. **Without brackets**, every line
is a row; " / " and, between several numbers, ";" begin a row too. An empty line separates blocks of
rows (channels), and "|" groups of blocks (filters). A number may be a fraction, 1/3.

What could mean two things is refused with the way out: "1,5 2,5", "1 1/2 3".
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from math import isfinite

import numpy as np

from cnnviz.utils.errors import InputError
from cnnviz.utils.text import plural

LARGEST = 1e6
LONGEST_TEXT = 200_000  # characters
WRAPPED = 40  # NumPy continues a row on the next line where a line has this many characters
LEVELS = ("number", "row", "block", "group")

_MINUS_SIGNS = str.maketrans(dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d", "-"))
_DIGITS = r"(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_NUMBER = re.compile(rf"[-+]?{_DIGITS}(?:/[-+]?{_DIGITS})?")
_CALL = re.compile(r"[A-Za-z_][\w.]*\s*\(")  # array(, torch.tensor(, np.float64(
_OPTION = re.compile(r",?\s*[A-Za-z_]\w*\s*=\s*(?:\([^()]*\)|'[^']*'|[\w.:]+)")  # dtype=float32
_OPEN, _CLOSE = "[({", "])}"
_Nested = float | list["_Nested"]


def read_numbers(text: str, dims: int = 2, largest: float = LARGEST) -> np.ndarray:
    """Read an array of numbers from text.

    Parameters
    ----------
    text : str
        Spaces, tabs, commas or semicolons between numbers; rows as lines or in brackets.
    dims : int
        Number of axes, 1 to 4: a matrix has 2; 3 adds blocks (channels), 4 groups (filters).
    largest : float
        The largest magnitude allowed.

    Returns
    -------
    array of float with ``dims`` axes
        Axes that the text does not have come first, of length 1.

    Raises
    ------
    InputError
        Names what is unreadable and where, rows that differ in length, or too many axes.

    Examples
    --------
    >>> read_numbers("1 0 -1; 1/2 0 .5")
    array([[ 1. ,  0. , -1. ],
           [ 0.5,  0. ,  0.5]])
    """
    if len(text) > LONGEST_TEXT:
        raise InputError(
            f"the text must have at most {LONGEST_TEXT:,} characters, got {len(text):,}"
        )
    plain = text.translate(_MINUS_SIGNS)
    if "..." in plain or "\u2026" in plain:
        raise InputError('numbers were left out at "...": print the whole array, or copy all cells')
    bare = _without_calls(plain)
    nested = _bracketed(bare) if any(mark in bare for mark in _OPEN + _CLOSE) else _lines(bare)
    numbers = _rectangular(nested)
    return _with_axes(numbers, dims, largest)


def write_numbers(numbers: np.ndarray) -> str:
    """Write an array of 1 to 4 axes as ``read_numbers`` reads it, one row per line.

    Parameters
    ----------
    numbers : array of finite numbers

    Returns
    -------
    str
        Every number in full, so that it reads back exactly.

    Examples
    --------
    >>> print(write_numbers(np.array([[1, -0.5], [0, 2]])))
    1 -0.5
    0 2
    """
    if numbers.ndim == 1:
        return " ".join(map(write_number, numbers.tolist()))
    between = ["\n", "\n\n", "\n|\n"][numbers.ndim - 2]
    return between.join(write_numbers(part) for part in numbers)


def write_number(value: float) -> str:
    """Write a number in full, integers without a decimal point.

    Parameters
    ----------
    value : float
        Finite.

    Returns
    -------
    str

    Examples
    --------
    >>> write_number(114.0), write_number(-1.75), write_number(1 / 3)
    ('114', '-1.75', '0.3333333333333333')
    """
    return repr(float(value)).removesuffix(".0").replace("-0", "0" if value == 0 else "-0")


def _without_calls(text: str) -> str:
    """Drop ``array(`` and the like with their closing bracket and options."""
    text = _OPTION.sub("", text)
    while call := _CALL.search(text):
        depth = 1
        for end in range(call.end(), len(text)):
            depth += (text[end] == "(") - (text[end] == ")")
            if not depth:
                break
        else:
            raise InputError(f'"{call.group()}" is not closed')
        text = text[: call.start()] + text[call.end() : end] + text[end + 1 :]
    return text


def read_number(word: str, where: str) -> float:
    """Read one number or fraction.

    Parameters
    ----------
    word : str
        Without spaces; with a hyphen as its minus sign.
    where : str
        Its place, for the message.

    Returns
    -------
    float
        Finite, of any magnitude.

    Raises
    ------
    InputError
        If it is no number, divides by 0, or begins with a 0 before other digits.

    Examples
    --------
    >>> read_number("-1/4", "row 1")
    -0.25
    """
    if not _NUMBER.fullmatch(word):
        raise InputError(f'"{word[:20]}" in {where} is not a number')
    top, _, bottom = word.partition("/")
    if any(re.match(r"[-+]?0\d", part) for part in (top, bottom)):
        raise InputError(
            f'"{word[:20]}" in {where} begins with 0: put spaces between digits, or leave the 0 out'
        )
    if bottom and float(bottom) == 0:
        raise InputError(f'"{word[:20]}" in {where} divides by 0')
    value = float(top) / float(bottom or 1)
    if not isfinite(value):
        raise InputError(f'"{word[:20]}" in {where} is too large')
    return value


def check_magnitude(numbers: np.ndarray, largest: float = LARGEST) -> None:
    """Refuse an array with a number beyond ``largest``.

    Parameters
    ----------
    numbers : array of float
        Not empty.
    largest : float
        The largest magnitude allowed.

    Raises
    ------
    InputError
        Names the number furthest from 0.
    """
    worst = float(numbers.ravel()[np.abs(numbers).argmax()])
    if abs(worst) > largest:
        raise InputError(
            f"numbers must be between -{largest:,.0f} and {largest:,.0f}, got {worst:g}"
        )


# Lines without brackets.


def _lines(text: str) -> _Nested:
    text = _with_decimal_points(text)
    groups = [group for group in text.split("|") if group.strip()]
    if not groups:
        raise InputError("at least one number is needed, got none")
    _refuse_ambiguous(text)
    return list(_blocks(groups))


def _blocks(groups: list[str]) -> Iterator[_Nested]:
    """Each group's blocks as lists of rows; rows are counted through the whole text."""
    row = 0
    for group in groups:
        blocks: list[_Nested] = []
        for block in re.split(r"\n[ \t]*\r?\n\s*", group.replace("\r\n", "\n").strip("\n")):
            for part in map(_with_rows_for_slashes, _channels(block)):
                rows: list[_Nested] = []
                for words in _rows(part):
                    row += 1
                    rows.append([read_number(word, f"row {row}") for word in words])
                blocks += [rows] if rows else []
        yield blocks


def _channels(block: str) -> list[str]:
    """Semicolons separate blocks where "/" separates rows: "1 2 / 3 4; 5 6 / 7 8"."""
    return block.split(";") if re.search(r"\s/|/\s", block) else [block]


def _rows(block: str) -> list[list[str]]:
    lines = [line for line in re.split(r"[\r\n]+|\s+/\s*|/\s+", block) if line.strip(" \t,;")]
    if "\t" in block and re.search(r"\d,\d", block):  # a spreadsheet with decimal commas
        lines = [re.sub(r"(?<=\d),(?=\d)", ".", line) for line in lines]
    if _are_digits(lines):
        return [list(line.strip()) for line in lines]
    if any(re.search(r"[^\s;][ \t,]+[^\s;,]+[^;]*;[^;]*\S", line) for line in lines):
        lines = [row for line in lines for row in line.split(";") if row.strip(" \t,")]
    return [re.split(r"[\s,;]+", line.strip(" \t,;")) for line in lines]


def _with_decimal_points(text: str) -> str:
    """Replace decimal commas where semicolons separate the numbers of several lines (a CSV)."""
    cell = r"\s*[-+]?\d*(?:,\d+)?\s*"
    lines = [line for line in text.splitlines() if line.strip()]
    is_csv = len(lines) > 1 and all(re.fullmatch(rf"{cell}(?:;{cell})+", line) for line in lines)
    return text.replace(",", ".") if is_csv else text


def _are_digits(lines: list[str]) -> bool:
    """Whether every line is a run of digits of one length, one of them with a 0 before others."""
    words = [line.strip() for line in lines]
    return (
        len(words) > 1
        and len({len(word) for word in words}) == 1
        and all(re.fullmatch(r"\d{2,}", word) for word in words)
        and any(word[0] == "0" for word in words)
    )


def _refuse_ambiguous(text: str) -> None:
    """Refuse a comma that could be a decimal comma or separate two numbers."""
    for line in text.splitlines() if "\t" not in text else ():
        commas = re.findall(r"(?<![^\s;])[-+]?\d+,\d+(?![^\s;])", line)
        if commas and re.search(r"[^\s;][\s;]+[^\s;]", line):
            raise InputError(
                f'the comma in "{commas[0][:20]}" could be a decimal comma or separate two '
                "numbers: write 1.5, or a space after a comma that separates"
            )


def _with_rows_for_slashes(text: str) -> str:
    """Begin a row at each "/" of a single line where it is no fraction; refuse what could be both.

    Raises
    ------
    InputError
        For "1 1/2 3": 1, 1/2 and 3, or two rows of two numbers?
    """
    rows = [re.split(r"[\s,]+", row.strip(" ,")) for row in text.strip().split("/")]
    one_line = "\n" not in text.strip() and not re.search(r"\s/|/\s", text)
    if not one_line or len(rows) == 1 or len({len(row) for row in rows}) > 1:
        return text
    pairs = [(above[-1], below[0]) for above, below in pairwise(rows)]
    runs = [word for row in rows for word in row]
    several = len(rows[0]) > 1
    digits = not several and all(re.fullmatch(r"\d{2,}", word) for word in runs)
    no_fraction = any(not top.strip("+-0.") or re.match(r"-|0+$", low) for top, low in pairs)
    if (several and no_fraction) or (digits and any(word[0] == "0" for word in runs)):
        return text.replace("/", "\n")
    if several or (digits and len(runs[0]) > 2):
        raise InputError(
            'the "/" could make a fraction or begin a row: write each row on a line of its own, '
            "or put the fraction in brackets, as in [0 1/2 0]"
        )
    return text


# Nested brackets.


def _bracketed(text: str) -> _Nested:
    """Read brackets; what stands side by side outside them is put into one more list."""
    stack: list[list[_Nested]] = [[]]
    opened: list[str] = []
    start = 0
    for at, mark in enumerate(text):
        if mark in _OPEN:
            _only_separators(text[start:at])
            stack.append([])
            opened.append(mark)
        elif mark in _CLOSE:
            if not opened or _OPEN.index(opened.pop()) != _CLOSE.index(mark):
                raise InputError(
                    f'the "{mark}" after "{text[max(at - 12, 0) : at].strip()}" closes nothing'
                )
            inner = stack.pop()
            stack[-1].append(inner if inner else _innermost(text[start:at], outer=not opened))
            if inner:
                _only_separators(text[start:at])
        else:
            continue
        start = at + 1
    if opened:
        raise InputError(f'a "{opened[-1]}" is not closed')
    _only_separators(text[start:])
    return stack[0][0] if len(stack[0]) == 1 else stack[0]


def _only_separators(text: str) -> None:
    if word := text.strip(" \t\r\n,;"):
        raise InputError(f'"{word[:20]}" stands between brackets')


def _innermost(text: str, outer: bool) -> list[_Nested]:
    """One row; or several, where semicolons or, in the only brackets, short lines begin rows."""
    lines = [line for line in text.splitlines() if line.strip(" \t,")]
    continued = all(len(line) >= WRAPPED or line.rstrip().endswith(",") for line in lines[:-1])
    if ";" not in text and (not outer or len(lines) == 1 or continued):
        return [read_number(word, f'"[{text.strip()[:20]}]"') for word in _words(text)]
    rows = [row for line in lines for row in line.split(";") if row.strip(" \t,")]
    return [
        [read_number(word, f"row {at + 1}") for word in _words(row)] for at, row in enumerate(rows)
    ]


def _words(text: str) -> list[str]:
    words = re.split(r"[\s,]+", text.strip(" \t\r\n,"))
    return [word for word in words if word]


# From nested lists to an array.


def _rectangular(nested: _Nested) -> np.ndarray:
    """Make an array, or say which part has another length than the first one."""
    if not isinstance(nested, list):
        return np.array(nested)
    if not nested:
        raise InputError("at least one number is needed, got none")
    parts = [_rectangular(part) for part in nested]
    for at, part in enumerate(parts):
        if part.shape != parts[0].shape:
            raise InputError(_uneven(at + 1, part, parts[0]))
    return np.stack(parts)


def _uneven(number: int, part: np.ndarray, first: np.ndarray) -> str:
    if part.ndim != first.ndim:
        return "all numbers must stand inside the same number of brackets"
    here, there = part.shape[0], first.shape[0]
    level = LEVELS[min(part.ndim, len(LEVELS) - 1)]
    if here == there:  # the difference lies deeper
        noun, here, there = LEVELS[0], part.shape[-1], first.shape[-1]
        return f"{level} {number} has {plural(here, noun)} per row, {level} 1 has {there:,}"
    noun = LEVELS[part.ndim - 1]
    return f"{level} {number} has {plural(here, noun)}, {level} 1 has {there:,}"


def _with_axes(numbers: np.ndarray, dims: int, largest: float) -> np.ndarray:
    while numbers.ndim > dims and numbers.shape[0] == 1:
        numbers = numbers[0]
    if numbers.ndim > dims:
        extra = LEVELS[numbers.ndim - 1]
        raise InputError(
            f"at most {dims} axes are taken, got {plural(len(numbers), extra)}: "
            f"an array of {' × '.join(map(str, numbers.shape))}"
        )
    check_magnitude(numbers, largest)
    return numbers.reshape((1,) * (dims - numbers.ndim) + numbers.shape)
