"""Numbers in brackets: nested lists, as Python, NumPy and MATLAB print them."""

import re

from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _
from cnnviz.utils.number_text.arrays import Nested
from cnnviz.utils.number_text.number import read_number

WRAPPED = 40  # NumPy continues a row on the next line where a line has this many characters

_CALL = re.compile(r"[A-Za-z_][\w.]*\s*\(")  # array(, torch.tensor(, np.float64(
_OPTION = re.compile(r",?\s*[A-Za-z_]\w*\s*=\s*(?:\([^()]*\)|'[^']*'|[\w.:]+)")  # dtype=float32
_OPEN, _CLOSE = "[({", "])}"
BRACKETS = _OPEN + _CLOSE


def without_calls(text: str) -> str:
    """Drop ``array(`` and the like with their closing bracket and options.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Raises
    ------
    InputError
        If a call is not closed.

    Examples
    --------
    >>> without_calls("np.array([1, 2], dtype=float)")
    '[1, 2]'
    """
    text = _OPTION.sub("", text)
    while call := _CALL.search(text):
        depth = 1
        for end in range(call.end(), len(text)):
            depth += (text[end] == "(") - (text[end] == ")")
            if not depth:
                break
        else:
            raise InputError('"{call}" is not closed', call=call.group())
        text = text[: call.start()] + text[call.end() : end] + text[end + 1 :]
    return text


def read_brackets(text: str) -> Nested:
    """Read nested brackets; what stands side by side outside them is put into one more list.

    Parameters
    ----------
    text : str
        With hyphens as minus signs, and without calls.

    Returns
    -------
    nested lists of float

    Raises
    ------
    InputError
        If brackets do not match, or something between them is no number.

    Examples
    --------
    >>> read_brackets("[1 2; 3 4]")
    [[1.0, 2.0], [3.0, 4.0]]
    """
    stack: list[list[Nested]] = [[]]
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
                    'the "{mark}" after "{before}" closes nothing',
                    mark=mark,
                    before=text[max(at - 12, 0) : at].strip(),
                )
            inner = stack.pop()
            stack[-1].append(inner if inner else _innermost(text[start:at], outer=not opened))
            if inner:
                _only_separators(text[start:at])
        else:
            continue
        start = at + 1
    if opened:
        raise InputError('a "{mark}" is not closed', mark=opened[-1])
    _only_separators(text[start:])
    return stack[0][0] if len(stack[0]) == 1 else stack[0]


def _only_separators(text: str) -> None:
    if word := text.strip(" \t\r\n,;"):
        raise InputError('"{word}" stands between brackets', word=word[:20])


def _innermost(text: str, outer: bool) -> list[Nested]:
    """One row; or several, where semicolons or, in the only brackets, short lines begin rows."""
    lines = [line for line in text.splitlines() if line.strip(" \t,")]
    continued = all(len(line) >= WRAPPED or line.rstrip().endswith(",") for line in lines[:-1])
    if ";" not in text and (not outer or len(lines) == 1 or continued):
        return [read_number(word, f'"[{text.strip()[:20]}]"') for word in _words(text)]
    rows = [row for line in lines for row in line.split(";") if row.strip(" \t,")]
    return [
        [read_number(word, _("row {row}", row=at + 1)) for word in _words(row)]
        for at, row in enumerate(rows)
    ]


def _words(text: str) -> list[str]:
    words = re.split(r"[\s,]+", text.strip(" \t\r\n,"))
    return [word for word in words if word]
