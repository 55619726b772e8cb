"""Renew the catalogues of the languages from the code: ``python -m cnnviz.publish.texts``.

New texts are added without a translation, those that are gone are taken out; what is translated
stays. A text that another file of the language has translated already is taken from there.
"""

import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from cnnviz.publish.extraction import Text, texts_of
from cnnviz.utils.catalogues import empty, translations
from cnnviz.utils.language import LANGUAGES, LOCALE, Table, table
from cnnviz.utils.paths import ROOT

# Each file of a language, and the folders and files whose texts it has. A file belongs to the
# longest of the paths that it is in.
SOURCES: Mapping[str, tuple[str, ...]] = {
    "app": ("app.py", "cnnviz/ui", "cnnviz/utils", "cnnviz/images", "cnnviz/ops"),
    "home": ("pages/home.py", "cnnviz/ui/home"),
    "course": (
        "pages/course.py",
        "pages/join.py",
        "pages/lead.py",
        "cnnviz/course",
        "cnnviz/ui/course",
    ),
    "playground": ("pages/kernel_playground.py", "cnnviz/ui/playground", "cnnviz/filters"),
    "calculator": ("pages/layer_calculator.py", "cnnviz/ui/calculator", "cnnviz/layers"),
    "trainer": ("pages/trainer.py", "cnnviz/ui/trainer"),
    "training": ("cnnviz/training", "cnnviz/networks", "cnnviz/models", "cnnviz/evaluation"),
    "feature_maps": ("pages/feature_maps.py", "cnnviz/ui/feature_maps", "cnnviz/explain"),
    "data": ("cnnviz/data",),
    "classroom": ("pages/teacher.py", "cnnviz/ui/teacher", "cnnviz/classroom", "cnnviz/engine"),
    "components": ("cnnviz/ui/components",),
}
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
WIDTH = 100  # of a line
FOR_BROWSERS = ROOT / "cnnviz" / "ui" / "components" / "_js" / "texts"
FORM: dict[str, Any] = {"ensure_ascii": False, "indent": 2}


def file_of(path: Path) -> str | None:
    """Return the name of the catalogue that a source file's texts are in; None where in none."""
    name = path.relative_to(ROOT).as_posix()
    fitting = [
        (len(source), catalogue)
        for catalogue, sources in SOURCES.items()
        for source in sources
        if name == source or name.startswith(f"{source}/")
    ]
    return max(fitting)[1] if fitting else None


def found() -> dict[str, list[Text]]:
    """Return all texts of the code by the catalogue that they belong to, in their order."""
    return {
        name: [text for path in _source_files(name) for text in texts_of(path)] for name in SOURCES
    }


def _source_files(catalogue: str) -> Iterator[Path]:
    for source in SOURCES[catalogue]:
        path = ROOT / source
        inside = sorted(path.rglob("*.*")) if path.is_dir() else [path]
        yield from (each for each in inside if file_of(each) == catalogue)


def renewed(texts: list[Text], known: Table, language: str) -> Catalog:
    """Return a catalogue of these texts with the translations that are known."""
    catalog = empty(language)
    for text in texts:
        catalog.add(
            text.key, known.get(text.singular), [(text.path.relative_to(ROOT).as_posix(), 0)]
        )
    return catalog


def written(catalog: Catalog, language: str) -> str:
    """Return a catalogue as its file has it."""
    file = io.BytesIO()
    write_po(file, catalog, width=WIDTH, omit_header=True, include_lineno=False)
    return HEADER.format(language=language) + file.getvalue().decode()


def update(language: str, texts: Mapping[str, list[Text]]) -> None:
    """Renew the files of a language."""
    folder = LOCALE / language
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / f"{name}.po" for name in texts}
    everywhere = translations(paths.values(), language)
    for name, path in paths.items():
        known = {**everywhere, **translations([path], language)}
        if texts[name]:
            catalog = renewed(texts[name], known, language)
            path.write_text(written(catalog, language), encoding="utf-8", newline="\n")
            missing = len(catalog) - len(translations([path], language))
            print(f"{language}/{path.name}: {len(catalog)} texts, {missing} to be translated")
        else:
            path.unlink(missing_ok=True)


def update_for_browsers(language: str, texts: Mapping[str, list[Text]]) -> None:
    """Write the texts of JavaScript and of the components' pages as browsers fetch them."""
    shown = {each.singular for each in texts["components"] if each.path.suffix != ".py"}
    known = table(language)
    text = json.dumps({key: known[key] for key in sorted(shown & set(known))}, **FORM)
    path = FOR_BROWSERS / f"{language}.json"
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")


def main() -> None:
    """Renew the catalogues of all languages, and say what is still to be translated."""
    texts = found()
    for language in LANGUAGES:
        update(language, texts)
        update_for_browsers(language, texts)


if __name__ == "__main__":
    main()
