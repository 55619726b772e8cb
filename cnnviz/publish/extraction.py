"""The texts that visitors read, found in the code: the keys of the catalogues."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

ERRORS = ("InputError", "NewerVersionError", "TakenError", "TooLargeError", "EngineError")
# Functions of utils/language.py and _js/language.js, and errors; 2 where a plural comes second.
MARKS = {"_": 1, "N_": 1, "Message": 1, "_n": 2, "N_n": 2, "told": 1, **dict.fromkeys(ERRORS, 1)}
ATTRIBUTES = ("title", "aria-label", "placeholder", "alt")
JS_COMMENT = re.compile(r"^\s*(//|/?\*).*", re.MULTILINE)
JS_STRING = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
JS_CALL = re.compile(
    rf"\b(?P<mark>{'|'.join(MARKS)})\(\s*(?P<one>{JS_STRING})(?:\s*,\s*(?P<others>{JS_STRING}))?"
)
Key = str | tuple[str, str]  # with its plural, where it has one


@dataclass(frozen=True)
class Text:
    """A text of a file.

    Attributes
    ----------
    key : str or tuple of two str
        In English; singular and plural, where it counts something.
    path : Path
        Of the file.
    """

    key: Key
    path: Path

    @property
    def singular(self) -> str:
        """The text, or its singular, by which a translation is looked up."""
        return self.key if isinstance(self.key, str) else self.key[0]


def texts_of(path: Path) -> Iterator[Text]:
    """Yield the texts of a Python, JavaScript or HTML file in their order; some occur twice.

    Parameters
    ----------
    path : Path
        Of HTML only a component's ``component.html``; other kinds of files have no texts.

    Yields
    ------
    Text
    """
    readers = {".py": _of_python, ".js": _of_javascript, "component.html": _of_html}
    if reader := readers.get(path.suffix) or readers.get(path.name):
        for key in reader(path):
            yield Text(key, path)


def _of_python(path: Path) -> Iterator[Key]:
    # Not Babel's own reader, which does not look into f-strings.
    calls = [
        node
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS
    ]
    for call in sorted(calls, key=lambda each: (each.lineno, each.col_offset)):
        assert isinstance(call.func, ast.Name)  # noqa: S101  by the line above
        values = [
            argument.value
            for argument in call.args[: MARKS[call.func.id]]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        ]
        if len(values) == MARKS[call.func.id]:
            yield values[0] if len(values) == 1 else (values[0], values[1])


def _of_javascript(path: Path) -> Iterator[Key]:
    # Not Babel's reader, which does not look into calls and templates. ESLint has the texts be
    # string literals, and Prettier their quotes.
    for call in JS_CALL.finditer(JS_COMMENT.sub("", path.read_text(encoding="utf-8"))):
        texts = [ast.literal_eval(call[name]) for name in ("one", "others") if call[name]]
        if MARKS[call["mark"]] == 1:
            yield texts[0]
        elif len(texts) > 1:
            yield texts[0], texts[1]


class _Page(HTMLParser):
    """Collects what ``translateHtml`` of ``_js/language.js`` translates."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Key] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ATTRIBUTES and value:
                self.handle_data(value)

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if any(sign.isalpha() for sign in text):
            self.found.append(text)


def _of_html(path: Path) -> Iterator[Key]:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    page.close()
    yield from page.found
