"""Numbers without brackets: every line is a row."""

import re
from collections.abc import Iterator
from itertools import pairwise

from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _
from cnnviz.utils.number_text.arrays import Nested
from cnnviz.utils.number_text.number import read_number


def read_lines(text: str) -> Nested:
    r"""Read numbers that stand in lines.

    Parameters
    ----------
    text : str
        With hyphens as minus signs.

    Returns
    -------
    nested lists of float
        Groups of blocks of rows.

    Raises
    ------
    InputError
        Names what is unreadable or could mean two things, and where.

    Examples
    --------
    >>> read_lines("1 2\n3 4")
    [[[[1.0, 2.0], [3.0, 4.0]]]]
    """
    text = _with_decimal_points(text)
    groups = [group for group in text.split("|") if group.strip()]
    if not groups:
        raise InputError("at least one number is needed, got none")
    _refuse_ambiguous(text)
    return list(_blocks(groups))


def _blocks(groups: list[str]) -> Iterator[Nested]:
    """Each group's blocks as lists of rows; rows are counted through the whole text."""
    row = 0
    for group in groups:
        blocks: list[Nested] = []
        for block in re.split(r"\n[ \t]*\r?\n\s*", group.replace("\r\n", "\n").strip("\n")):
            for part in map(_with_rows_for_slashes, _channels(block)):
                rows: list[Nested] = []
                for words in _rows(part):
                    row += 1
                    rows.append([read_number(word, _("row {row}", row=row)) for word in words])
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
                'the comma in "{number}" could be a decimal comma or separate two '
                "numbers: write 1.5, or a space after a comma that separates",
                number=commas[0][:20],
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
