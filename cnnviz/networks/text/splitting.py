"""From the text of a stack to the text of each layer."""

import re
from collections.abc import Iterator

from cnnviz.utils.errors import InputError

MAX_STACK_LAYERS = 100
MAX_TEXT = 6000  # characters
MOST_NESTED = 20  # models in models

_REPLACED = (
    (r"#[^\n]*|//[^\n]*", ""),  # comments
    ("->|=>|[→⟶⇒➔]", ";"),
    ("[×✕]", "x"),
    ("[\N{MINUS SIGN}\N{EN DASH}]", "-"),
    ("['‘’“”`]", '"'),
    (r"\t|\r|\N{NO-BREAK SPACE}", " "),
    (r"(?m)^\s*(?:import|from)\s[^\n]*", ""),
)
# A list number or a bullet before a layer, as in PyTorch's "(0): Conv2d(...)".
_BULLET = re.compile(r"^(?:\(?\d{1,3}\)?[.:)]*[.:)]\s*(?=[A-Za-z])|[-*•]\s+)")
_ASSIGNED = re.compile(r"^[A-Za-z_][\w.]*\s*=\s*(?=[A-Za-z_][\w.]*\s*\(|\[)")
_ADDED = re.compile(r"[\w.]*\w\.(?:add|append)\s*\((.*)\)", re.DOTALL)
_SEQUENCE = re.compile(r"(?:[\w.]*\b(?:Sequential|ModuleList)\s*\((.*)\)|\[(.*)\])", re.DOTALL)


def split_stack(text: str) -> list[str]:
    """Split a stack into its layers: at commas, semicolons, lines and arrows outside brackets.

    Parameters
    ----------
    text : str
        At most ``MAX_TEXT`` characters. List numbers, comments, assignments and the models around
        layers, ``Sequential([...])`` and ``model.add(...)``, are taken off.

    Returns
    -------
    list of str

    Raises
    ------
    InputError
        If the text is too long.

    Examples
    --------
    >>> split_stack("keras.Sequential([Conv2D(8, 3), Flatten()]) -> dense 3")
    ['Conv2D(8, 3)', 'Flatten()', 'dense 3']
    """
    if len(text) > MAX_TEXT:
        raise InputError(
            "a stack has at most {most:,} characters, got {length:,}",
            most=MAX_TEXT,
            length=len(text),
        )
    for pattern, instead in _REPLACED:
        text = re.sub(pattern, instead, text)
    return [layer for item in split(text, ",\n;") for layer in _layers_in(item)]


def split(text: str, separators: str) -> Iterator[str]:
    """Split text at separators that stand outside all brackets; empty parts are left out.

    Parameters
    ----------
    text : str
    separators : str
        One character each.

    Yields
    ------
    str
        A part, without the space around it.
    """
    depth, part = 0, ""
    for letter in f"{text}{separators[0]}":
        depth = max(depth + (letter in "([") - (letter in ")]"), 0)
        if letter in separators and not depth:
            if part.strip():
                yield part.strip()
            part = ""
        else:
            part += letter
    if part.strip():  # a bracket that was never closed
        yield part.strip(f" {separators[0]}")


def _layers_in(item: str, depth: int = 0) -> Iterator[str]:
    """Take list numbers, assignments and models off an item; a model holds several layers."""
    item = _ASSIGNED.sub("", _BULLET.sub("", item))
    if depth > MOST_NESTED:
        yield item
    elif added := _ADDED.fullmatch(item):
        yield from _layers_in(added[1].strip(), depth + 1)
    elif sequence := _SEQUENCE.fullmatch(item):
        for part in split(sequence[1] or sequence[2] or "", ",\n"):
            if not re.match(r"name\s*=", part):
                yield from _layers_in(part, depth + 1)
    elif item:
        yield item
