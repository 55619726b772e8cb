"""Sentences that were written in English before, in a run's folder or by another process.

Why a run failed is kept as it was said, in English, also by versions that knew no other language.
Which text of the catalogues said it, and with which values, is found again here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from string import Formatter
from typing import Any

from cnnviz.utils import language
from cnnviz.utils.language import ENGLISH, current, table, using
from cnnviz.utils.local_numbers import localised

NUMBER = r"[-\N{MINUS SIGN}+\d.,e]+"
FEWEST_LETTERS = 3  # of a text around its values: "{a}, {b}" says nothing of a sentence


@dataclass(frozen=True, eq=False)
class _Said:
    """A text with values.

    Attributes
    ----------
    pattern : re.Pattern
        Of its sentences in English.
    longest : str
        The longest of its parts between values, which each of its sentences has.
    translated : str
    """

    pattern: re.Pattern[str]
    longest: str
    translated: str


class _WrittenValues(Formatter):
    """Puts values into a text that have been written as the text wants them."""

    def convert_field(self, value: object, conversion: str | None) -> object:
        return value

    def format_field(self, value: object, format_spec: str) -> str:
        return str(value)


def retold(sentence: str) -> str:
    """Translate a sentence that was written in English.

    Parameters
    ----------
    sentence : str
        As ``language._`` or an error wrote it, without a capital letter or full stop added.

    Returns
    -------
    str
        In the language in use; the same where no text of the catalogues can have written it.

    Examples
    --------
    >>> retold("its folder was deleted")
    'its folder was deleted'
    """
    code = current()
    return sentence if code == ENGLISH else language.put_in(_retold(sentence, code), {}, code)


@lru_cache(maxsize=2000)
def _retold(sentence: str, code: str) -> str:
    if re.fullmatch(NUMBER, sentence):
        return localised(sentence, code)
    whole = table(code).get(sentence)
    if isinstance(whole, str):
        return whole
    for said in _texts(code):
        if said.longest in sentence and (found := said.pattern.fullmatch(sentence)):
            values = {name: _retold(value, code) for name, value in found.groupdict().items()}
            return _WrittenValues().vformat(said.translated, (), values)
    return sentence


@cache
def _texts(code: str) -> list[_Said]:
    """All texts with values, those first that say the most besides their values."""
    said = [each for key, value in table(code).items() for each in _said(key, value)]
    said = [each for each in said if sum(map(str.isalpha, each.longest)) >= FEWEST_LETTERS]
    return sorted(said, key=lambda each: len(each.pattern.pattern), reverse=True)


def _said(key: str, translated: str | tuple[str, ...]) -> Iterator[_Said]:
    if "{" not in key:
        return
    try:
        if isinstance(translated, str):
            yield _of(key, translated)
        else:  # of the plural the catalogues have only the translation
            yield _of(key, translated[0], {"count": "1"})
            yield _of(f"{key}s", translated[1])
    except ValueError:  # a formula's braces name no value
        return


def _of(key: str, translated: str, given: Mapping[str, str] | None = None) -> _Said:
    parts: list[tuple[str, Any, Any, Any]] = list(Formatter().parse(key))
    pattern, seen = "", set()
    for literal, name, spec, _conversion in parts:
        pattern += re.escape(literal)
        if name in seen:
            pattern += f"(?P={name})"
        elif name is not None:
            if not name.isidentifier():
                raise ValueError
            seen.add(name)
            pattern += f"(?P<{name}>{(given or {}).get(name) or (NUMBER if spec else '.+?')})"
    longest = max((literal for literal, *_ in parts), key=len)
    return _Said(re.compile(pattern, re.DOTALL), longest, translated)


def told(text: str, /, **values: object) -> str:
    """Write a sentence in English, to be kept, and read by ``retold`` in any language.

    Parameters
    ----------
    text : str
        In English, as ``language._`` takes it.
    **values : object
        What is put in.

    Returns
    -------
    str

    Examples
    --------
    >>> told("{count:,} runs are there", count=3000)
    '3,000 runs are there'
    """
    return language.put_in(text, values, ENGLISH)


def in_english(error: Exception) -> str:
    """Return an error's message in English, to be kept, and read by ``retold``.

    Parameters
    ----------
    error : Exception

    Returns
    -------
    str
    """
    with using(ENGLISH):
        return str(error)
