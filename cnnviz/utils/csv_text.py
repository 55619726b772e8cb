"""Tables as CSV that a spreadsheet opens without running anything in them."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # with which a spreadsheet begins a formula


def plain_text(text: str) -> str:
    """Keep a spreadsheet from running a text as a formula.

    Parameters
    ----------
    text : str
        A cell that a person or a file's name wrote.

    Returns
    -------
    str
        The text, preceded by an apostrophe where it would be run.

    Examples
    --------
    >>> plain_text("=1+1"), plain_text("crazing")
    ("'=1+1", 'crazing')
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    r"""Write a table.

    Parameters
    ----------
    header : sequence of str
        Names of the columns.
    rows : iterable of sequences
        Numbers are written with all their digits.

    Returns
    -------
    str
        Comma-separated values with line ends CR LF, as RFC 4180 has them.

    Examples
    --------
    >>> csv_text(("file", "share"), [("a,b", 0.5)])
    'file,share\r\n"a,b",0.5\r\n'
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)  # its line end, CR LF, is what makes it quote both
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue()
