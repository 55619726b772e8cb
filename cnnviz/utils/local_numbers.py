"""Numbers as a language writes them: 1,234.5 in English is 1.234,5 in German."""

from datetime import datetime
from functools import cache
from string import Formatter


class LocalFormatter(Formatter):
    """``str.format`` that writes the numbers among the values as a language does.

    Parameters
    ----------
    language : str
        Its ISO 639-1 code.
    """

    def __init__(self, language: str) -> None:
        self._language = language

    def format_field(self, value: object, format_spec: str) -> str:
        """Write a value; what is text already stays as it is.

        Parameters
        ----------
        value : object
        format_spec : str
            What follows its name and a colon.

        Returns
        -------
        str
        """
        text = format(value, format_spec)
        return localised(text, self._language) if hasattr(value, "__float__") else text


def localised(text: str, language: str) -> str:
    """Rewrite a number that Python has formatted.

    Parameters
    ----------
    text : str
        With a decimal point and with commas between thousands, or without.
    language : str
        An ISO 639-1 code of CLDR.

    Returns
    -------
    str

    Examples
    --------
    >>> localised("1,234.5", "de"), localised("1,234.5", "en")
    ('1.234,5', '1,234.5')
    """
    return text if language == "en" else text.translate(_signs(language))


@cache
def _signs(language: str) -> dict[int, str]:
    """What stands for the comma and the point of English."""
    from babel import Locale  # 0.03 s, and not needed for English

    symbols = Locale.parse(language).number_symbols["latn"]
    return {ord(","): symbols["group"], ord("."): symbols["decimal"]}


def local_date(moment: datetime, language: str, skeleton: str) -> str:
    """Write a date as a language does.

    Parameters
    ----------
    moment : datetime
    language : str
        An ISO 639-1 code of CLDR.
    skeleton : str
        What of it is written, in CLDR's letters: "dMMM" is a day and a month's short name.

    Returns
    -------
    str

    Examples
    --------
    >>> local_date(datetime(2026, 3, 9, 14, 5), "de", "dMMM")
    '9. März'
    """
    from babel.dates import format_skeleton  # not needed for English

    return format_skeleton(skeleton, moment, tzinfo=moment.tzinfo, locale=language)
