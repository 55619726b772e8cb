"""The language that a visitor reads, and the texts of the catalogues in it.

A text is written in English where it is shown, inside ``_``; its translations are in
``cnnviz/locale``, in the form of GNU gettext. Values are named in the text and put in after it was
translated, since other languages may order them differently.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from cnnviz.utils.local_numbers import LocalFormatter

LOCALE = Path(__file__).parents[1] / "locale"
ENGLISH = "en"
LANGUAGES = ("de", "es")  # besides English
NAMES: Mapping[str, str] = {ENGLISH: "English", "de": "Deutsch", "es": "Español"}

P = ParamSpec("P")
R = TypeVar("R")
Table = Mapping[str, str | tuple[str, ...]]

_using: ContextVar[str | None] = ContextVar("language", default=None)
_ask: list[Callable[[], str | None]] = []


def ask_for(language: Callable[[], str | None]) -> None:
    """Let this function tell the language of the page that runs in the calling thread.

    Parameters
    ----------
    language : callable
        Returns the code of a language, or None where no page runs in this thread.
    """
    _ask[:] = [language]


@contextmanager
def using(language: str) -> Iterator[None]:
    """Write texts in a language until the end of the ``with`` block, in this thread.

    Parameters
    ----------
    language : str
        Its ISO 639-1 code; of one without catalogues the texts are English.

    Yields
    ------
    None
    """
    token = _using.set(language)
    try:
        yield
    finally:
        _using.reset(token)


def current() -> str:
    """Return the language in use.

    Returns
    -------
    str
        Its ISO 639-1 code: that of ``using``, else of the page that runs, else English.
    """
    return _using.get() or (_ask[0]() if _ask else None) or ENGLISH


def kept(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function write texts in the language in use now, in whichever thread it is called.

    Parameters
    ----------
    function : callable

    Returns
    -------
    callable
        Takes and returns what the function does.
    """
    language = current()

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        with using(language):
            return function(*args, **kwargs)

    return call


def offered(wanted: str | None) -> str | None:
    """Return the language that a tag asks for.

    Parameters
    ----------
    wanted : str or None
        As a browser or a link names it, of whatever form.

    Returns
    -------
    str or None
        The code of one that there is; None for others.

    Examples
    --------
    >>> offered("de-AT"), offered("EN"), offered("fr")
    ('de', 'en', None)
    """
    code = (wanted or "").replace("_", "-").partition("-")[0].lower()
    return code if code in NAMES else None


class Message(str):
    """A text that is kept, with what was put into it: English, and translated where it is shown.

    A data set says where it comes from once, for visitors of all languages. It is a ``str``, in
    English, for files and comparisons; ``_`` translates it.

    Parameters
    ----------
    text : str or tuple of two str
        As ``_`` takes it; or singular and plural, marked with ``N_n``, for the value ``count``.
    **values : object
        What is put in; messages among them are translated, too.

    Attributes
    ----------
    text, values
        As given.

    Examples
    --------
    >>> source = Message("a kernel of {size}", size="3 × 3")
    >>> source, _(source)
    ('a kernel of 3 × 3', 'a kernel of 3 × 3')
    """

    text: str | tuple[str, str]
    values: dict[str, object]

    def __new__(cls, text: str | tuple[str, str], /, **values: object) -> "Message":
        """Write the English text, which the message is."""
        with using(ENGLISH):
            written = _written(text, values)
        message = super().__new__(cls, written)
        message.text, message.values = text, values
        return message

    def __reduce__(self) -> tuple[object, ...]:
        """Keep text and values where it is sent to another process."""
        return _message, (self.text, self.values)


def _message(text: str | tuple[str, str], values: dict[str, object]) -> Message:
    return Message(text, **values)


def _written(text: str | tuple[str, str], values: Mapping[str, object]) -> str:
    if isinstance(text, str):
        return _(text, **values)
    count = values["count"]
    assert isinstance(count, int)  # noqa: S101
    return _n(*text, count, **{name: each for name, each in values.items() if name != "count"})


def _(text: str, /, **values: object) -> str:
    """Translate a text, and put values into it.

    Parameters
    ----------
    text : str
        In English; it names each value in braces, as ``str.format`` has them. Or a ``Message``,
        which has its values.
    **values : object
        What is put in, numbers as the language writes them; without values the text is taken as it
        is, braces included.

    Returns
    -------
    str
        In the language in use; in English where its catalogues lack the text.

    Examples
    --------
    >>> _("A kernel of {size}", size="3 × 3")
    'A kernel of 3 × 3'
    """
    if isinstance(text, Message):
        return _written(text.text, text.values)
    language = current()
    translated = table(language).get(text, text)
    assert isinstance(translated, str)  # noqa: S101  only ``_n`` has plurals
    return put_in(translated, values, language)


def _n(singular: str, plural: str, count: int, /, **values: object) -> str:
    """Translate a text that counts something, and put the count and other values into it.

    Parameters
    ----------
    singular, plural : str
        In English, for one and for any other count, which they name ``{count}`` or
        ``{count:,}``.
    count : int
        At least 0.
    **values : object
        As ``_``.

    Returns
    -------
    str

    Examples
    --------
    >>> _n("{count} image", "{count:,} images", 3000)
    '3,000 images'
    """
    language = current()
    forms = table(language).get(singular, (singular, plural))
    assert isinstance(forms, tuple)  # noqa: S101  only ``_`` has one form
    return put_in(forms[count != 1], {"count": count, **values}, language)


def N_(text: str) -> str:  # noqa: N802  gettext's name for it
    """Mark a text that is kept in English and translated where it is shown, by ``_``.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        The same.
    """
    return text


def N_n(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802
    """Mark a text that counts something, kept in English and translated where it is shown.

    Parameters
    ----------
    singular, plural : str

    Returns
    -------
    tuple of two str
        The same.
    """
    return singular, plural


def put_in(text: str, values: Mapping[str, object], language: str) -> str:
    """Put values into a translated text.

    Parameters
    ----------
    text : str
        It names the values in braces.
    values : mapping of str to object
    language : str
        Its numbers are written in it.

    Returns
    -------
    str
    """
    if not values:
        return text
    if language == ENGLISH:
        return text.format(**values)
    values = {name: _(each) if isinstance(each, Message) else each for name, each in values.items()}
    return LocalFormatter(language).vformat(text, (), values)


@cache
def table(language: str) -> Table:
    """Return all translations into a language; of those that count, singular and plural.

    Parameters
    ----------
    language : str
        Its ISO 639-1 code.

    Returns
    -------
    mapping of str to str or tuple of str
        By the English text, or its singular; empty for English and for unknown languages.
    """
    if language not in LANGUAGES:
        return {}
    from cnnviz.utils.catalogues import translations  # Babel is not needed for English

    return translations(sorted((LOCALE / language).glob("*.po")), language)
