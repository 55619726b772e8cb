"""A language whose texts are marked, and what a page shows besides them: texts without ``_``.

Every text of the catalogues comes as ⟦text⟧, with the values that are put in outside of the
brackets, so that a value which is words has to be translated, too.
"""

import html
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser

import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from cnnviz.publish.extraction import ATTRIBUTES
from cnnviz.utils import language

CODE = "fr"  # no other test has it, so that no cache keeps marked texts for one
BEGIN, END = "⟦", "⟧"
VALUE = re.compile(r"(?<!\{)\{[^{}]*\}(?!\})")
MARKED = re.compile(r"⟦[^⟦⟧]*⟧")

# Fields of Streamlit's messages that visitors read.
FIELDS = {
    *("body", "caption", "captions", "content", "delta", "delta_description", "help", "label"),
    *("options", "placeholder", "text", "title", "tooltip", "alt"),
}
APART = {"code"}  # elements whose text is code
# In a component's data: what is for its script, not for the eye.
DATA_KEYS = {"id", "key", "kind", "name", "mode", "type", "dataset", "path", "order", "search"}

# Of markdown, HTML and formulas: what is no word.
IGNORED = (
    re.compile(r"<style.*?</style>|<script.*?</script>|<code.*?</code>|<pre.*?</pre>", re.S),
    re.compile(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$\n]*\$", re.S),
    re.compile(r":material/\w+:|:[a-z]+(?:-badge|-background)?\[|&\w+;|&#\w+;"),
    re.compile(r"\]\([^)]*\)"),
    re.compile(r"[\w./-]*[/_=][\w./=-]*|[\w-]+\.npz"),  # links, paths, settings
)
WORD = re.compile(r"[^\W\d_]{3,}(?:[-'’][^\W\d_]+)*")


def _marked(text: str) -> str:
    return "".join(
        part if VALUE.fullmatch(part) or not part.strip() else f"{BEGIN}{part}{END}"
        for part in re.split(f"({VALUE.pattern})", text)
    )


@contextmanager
def pseudo_language() -> Iterator[None]:
    """Show the marked texts, in a page whose link has ``language=fr``."""
    put_in = language.put_in

    def marking(text: str, values: dict[str, object], code: str) -> str:
        if code != CODE:
            return put_in(text, values, code)
        return put_in(_marked(text), values, code) if values else f"{BEGIN}{text}{END}"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(language, "put_in", marking)
        patch.setitem(language.NAMES, CODE, "Français")
        yield


def unmarked(page: AppTest, allowed: set[str] | frozenset[str] = frozenset()) -> list[str]:
    """The texts of a page that have words outside of the marks, each as it is shown.

    Parameters
    ----------
    page : AppTest
        After a run.
    allowed : set of str
        Words that are no texts: names of the field, of data, of files.
    """
    found = []
    for shown in dict.fromkeys(_texts(page)):
        if words := [word for word in words_of(shown) if word not in allowed]:
            found.append(f"{' '.join(words)[:60]} — in: {_brief(shown)}")
    return found


def words_of(text: str) -> list[str]:
    """The words of a text that are outside of the marks."""
    while MARKED.search(text):
        text = MARKED.sub(" ", text)
    for pattern in IGNORED[:1]:
        text = pattern.sub(" ", text)
    if "<" in text:
        text = _read(text)
    text = html.unescape(text)
    for pattern in IGNORED[1:]:
        text = pattern.sub(" ", text)
    return [word for word in WORD.findall(text) if not re.search(r"[^\W\d_][A-Z]", word)]


def _brief(text: str) -> str:
    text = re.sub(r"<style.*?</style>", "", text, flags=re.S)
    return " ".join(text.split())[:160]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ATTRIBUTES and value]

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def _read(text: str) -> str:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return " ".join(reader.found)


def _texts(page: AppTest) -> Iterator[str]:
    for node in _nodes(page._tree):  # AppTest lists no blocks
        proto = getattr(node, "proto", None)
        if proto is None or node.type in APART:
            continue
        if node.type == "bidi_component":
            yield from _of_data(proto)
        elif node.type == "plotly_chart":
            yield from _of_chart(json.loads(proto.spec))
        else:
            yield from _of_message(proto)


def _nodes(node) -> Iterator:
    yield node
    for child in getattr(node, "children", {}).values():
        yield from _nodes(child)


def _of_message(message: Message) -> Iterator[str]:
    for field, value in message.ListFields():
        several = value if field.is_repeated else [value]
        if field.type == field.TYPE_STRING:
            yield from (each for each in several if field.name in FIELDS)
        elif field.type == field.TYPE_MESSAGE and not field.message_type.GetOptions().map_entry:
            for each in several:
                if isinstance(each, Message):
                    yield from _of_message(each)


def _of_chart(value: object, key: str = "") -> Iterator[str]:
    """The titles, names and notes of a Plotly chart."""
    if isinstance(value, dict):
        for name, inside in value.items():
            yield from _of_chart(inside, "title" if key == "title" else name)
    elif isinstance(value, list):
        for inside in value:
            yield from _of_chart(inside, key)
    elif isinstance(value, str) and key in {"title", "text", "hovertemplate", "name"}:
        yield value


def _of_data(proto: Message) -> Iterator[str]:
    """The sentences and phrases in a component's data: values of at least two words."""
    if proto.WhichOneof("data") == "bytes":
        message = proto.bytes[:3] + b"\0" + proto.bytes[4:]
        try:
            data = json.loads(message[4 : 4 + int.from_bytes(message[:4], "little")])
        except ValueError:
            return
    else:
        data = json.loads(proto.json or proto.mixed.json or "null")
    for key, text in _strings(data):
        if key not in DATA_KEYS and (" " in text.strip() or BEGIN in text):
            yield text


def _strings(data: object, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield from _strings(value, name)
    elif isinstance(data, list):
        for value in data:
            yield from _strings(value, key)
    elif isinstance(data, str):
        yield key, data
