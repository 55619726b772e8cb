"""Edits of a stack of layers: add, set, move and remove."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cnnviz.layers import KINDS
from cnnviz.layers.settings import SETTINGS, parse
from cnnviz.networks.text import MAX_LAYERS, Draft, defaults, settings_of

LARGEST = 10**9
LONGEST_WORD = 20


@dataclass(frozen=True)
class Edit:
    """One change; ``at`` is the layer's index, for "add" that of the layer before the new one."""

    do: str
    at: int
    name: str = ""
    value: Any = None


def read_edit(sent: Any) -> Edit | None:
    """Read an edit as a browser sends it; None if it is none."""
    if not isinstance(sent, Mapping):
        return None
    edit = Edit(sent.get("do", ""), sent.get("at", -2), sent.get("name", ""), sent.get("value"))
    known = isinstance(edit.do, str) and edit.do in DOING
    return edit if known and type(edit.at) is int and isinstance(edit.name, str) else None


def edited(drafts: list[Draft], edit: Edit) -> list[Draft]:
    """The stack after an edit; the same where the edit does not fit it."""
    least = -1 if edit.do == "add" else 0
    if not least <= edit.at < len(drafts):
        return drafts
    layers = list(drafts)
    DOING[edit.do](layers, edit)
    return layers


def _add(layers: list[Draft], edit: Edit) -> None:
    if edit.value in KINDS and len(layers) < MAX_LAYERS:
        layers.insert(edit.at + 1, defaults(edit.value))


def _set(layers: list[Draft], edit: Edit) -> None:
    draft, value = layers[edit.at], edit.value
    if edit.name not in settings_of(draft) or not _is_setting(value):
        return
    setting = SETTINGS[edit.name]
    if setting.fractional and not isinstance(value, str):
        value = float(value)
    elif setting.per_axis and isinstance(value, str):
        value = parse(edit.name, value) or value  # "3x5", or a word that the layer explains
    layers[edit.at] = {**draft, edit.name: value}


def _is_setting(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST_WORD
    return isinstance(value, int | float) and abs(value) <= LARGEST


def _move(layers: list[Draft], edit: Edit) -> None:
    if edit.value in (-1, 1) and 0 <= edit.at + edit.value < len(layers):
        layers.insert(edit.at + edit.value, layers.pop(edit.at))


def _remove(layers: list[Draft], edit: Edit) -> None:
    del layers[edit.at]


DOING = {"add": _add, "set": _set, "move": _move, "remove": _remove}
