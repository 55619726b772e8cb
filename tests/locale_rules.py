"""What is in the catalogues."""

from collections.abc import Iterator
from string import Formatter

from cnnviz.publish.texts import SOURCES
from cnnviz.utils.catalogues import read
from cnnviz.utils.language import LANGUAGES, LOCALE

CATALOGUES = [(language, name) for language in LANGUAGES for name in SOURCES]

Forms = tuple[str, ...]


def entries(language: str, name: str) -> Iterator[tuple[Forms, Forms]]:
    """Yield the English and the translated forms of each text of a catalogue."""
    assert name in SOURCES
    for message in read(LOCALE / language / f"{name}.po", language):
        if message.id:
            yield _forms(message.id), _forms(message.string or "")


def _forms(text: str | list[str] | tuple[str, ...]) -> Forms:
    return (text,) if isinstance(text, str) else tuple(text)


def values_in(text: str) -> set[str]:
    """Return the names of the values that a text puts in; a formula's braces name none."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name}
    except ValueError:
        return set()
