"""The language that a visitor reads, and the texts of the catalogues in it.

A text is written in English where it is shown, inside ``_``; its translations are in
``cnnviz/locale``, in the form of GNU gettext. Values are named in the text and put in after it was
translated, since other languages may order them differently.
"""

import gettext
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).parents[1] / "locale"
DOMAIN = "cnnviz"
ENGLISH = "en"
LANGUAGES = ("de", "es")  # besides English

_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


def use(language: str) -> None:
    """Have the texts of this thread, or of this task, written in a language.

    Parameters
    ----------
    language : str
        Its ISO 639-1 code; of one without a catalogue the texts are English.
    """
    _language.set(language)


def current() -> str:
    """Return the language in use.

    Returns
    -------
    str
        Its ISO 639-1 code.
    """
    return _language.get()


def _(text: str, **values: object) -> str:
    """Translate a text, and put values into it.

    Parameters
    ----------
    text : str
        In English; it names each value in braces, as ``str.format`` has them.
    **values : object
        What is put in; without values the text is taken as it is, braces included.

    Returns
    -------
    str
        In the language in use; in English where its catalogue lacks the text.

    Examples
    --------
    >>> _("A kernel of {size}", size="3 × 3")
    'A kernel of 3 × 3'
    """
    translated = _catalogue(current()).gettext(text)
    return translated.format(**values) if values else translated


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE, [language], fallback=True)
