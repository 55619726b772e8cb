"""Reading the catalogues of a language: files in the form of GNU gettext."""

import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po


def read(path: Path, language: str) -> Catalog:
    """Read a catalogue.

    Parameters
    ----------
    path : Path
        Of a file; one that is not there is taken as empty.
    language : str
        Its ISO 639-1 code.

    Returns
    -------
    Catalog
    """
    if not path.exists():
        return empty(language)
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


def empty(language: str) -> Catalog:
    """Return a catalogue without texts, whose plurals have two forms.

    CLDR has a third one in Spanish, for round millions, which no text here needs.

    Parameters
    ----------
    language : str
        Its ISO 639-1 code.

    Returns
    -------
    Catalog
    """
    catalog = Catalog(locale=language)
    catalog.mime_headers = [("Plural-Forms", "nplurals=2; plural=(n != 1);")]
    return catalog


def translations(paths: Iterable[Path], language: str) -> Mapping[str, str | tuple[str, ...]]:
    """Return what catalogues of a language translate.

    Parameters
    ----------
    paths : iterable of Path
        Of the files.
    language : str
        Its ISO 639-1 code.

    Returns
    -------
    mapping of str to str or tuple of str
        Translations by the English text; singular and plural by the English singular.
    """
    found: dict[str, str | tuple[str, ...]] = {}
    for path in paths:
        for message in read(path, language):
            singular = message.id if isinstance(message.id, str) else message.id[0]
            translated = message.string or ""
            translated = translated if isinstance(translated, str) else tuple(translated)
            if singular and all((translated,) if isinstance(translated, str) else translated):
                found[singular] = translated
    return found
