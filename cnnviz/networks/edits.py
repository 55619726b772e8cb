"""Edits of a stack of layers: add, set, move and remove."""

from collections.abc import Mapping
from dataclasses import dataclass
from reprlib import repr as brief
from typing import Any

from cnnviz.layers import KINDS
from cnnviz.layers.settings import SETTINGS
from cnnviz.networks.text import MAX_STACK_LAYERS, Draft, defaults, settings_of
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _

ACTIONS = ("add", "set", "move", "remove")
LONGEST_WORD = 20


@dataclass(frozen=True)
class Edit:
    """One change of a stack.

    Attributes
    ----------
    do : {"add", "set", "move", "remove"}
    at : int
        Index of the layer; for "add" that of the layer before the new one, -1 for the first place.
    name : str
        The setting, for "set".
    value : object
        The new layer's kind, the setting's value, or -1 or 1 to move up or down.
    """

    do: str
    at: int
    name: str = ""
    value: Any = None


def read_edit(sent: Any) -> Edit | None:
    """Read an edit as a browser sends it.

    Parameters
    ----------
    sent : object
        Should be a dict with the fields of ``Edit``.

    Returns
    -------
    Edit or None
        None where it is no edit.
    """
    if not isinstance(sent, Mapping):
        return None
    edit = Edit(sent.get("do", ""), sent.get("at", -2), sent.get("name", ""), sent.get("value"))
    known = isinstance(edit.do, str) and edit.do in ACTIONS
    return edit if known and type(edit.at) is int and isinstance(edit.name, str) else None


def edited(drafts: list[Draft], edit: Edit) -> list[Draft]:
    """Apply an edit to a stack.

    Parameters
    ----------
    drafts : list of dict
        The layers as entered, valid or not.
    edit : Edit

    Returns
    -------
    list of dict
        A new stack; the same one where the edit does not apply to it.

    Raises
    ------
    InputError
        If a setting is set to what is no value of it. What is valid by itself but not in its place
        is kept: the layer explains it.

    Examples
    --------
    >>> edited([{"layer": "Flatten"}], Edit("add", -1, value="ReLU"))
    [{'layer': 'ReLU'}, {'layer': 'Flatten'}]
    """
    least = -1 if edit.do == "add" else 0
    if not least <= edit.at < len(drafts):
        return drafts
    layers = list(drafts)
    match edit.do:
        case "add" if (
            isinstance(edit.value, str) and edit.value in KINDS and len(layers) < MAX_STACK_LAYERS
        ):
            layers.insert(edit.at + 1, defaults(edit.value))
        case "set":
            layers[edit.at] = _set(layers[edit.at], edit)
        case "move" if (
            edit.value in (-1, 1)
            and type(edit.value) is int
            and 0 <= edit.at + edit.value < len(layers)
        ):
            layers.insert(edit.at + edit.value, layers.pop(edit.at))
        case "remove":
            del layers[edit.at]
    return layers


def _set(draft: Draft, edit: Edit) -> Draft:
    """Change a setting to a value of its type, which may be text."""
    if edit.name not in settings_of(draft):
        return draft
    setting, value = SETTINGS[edit.name], edit.value
    if not isinstance(value, str):
        return {**draft, edit.name: setting.type.read(setting.label, value)}
    read = setting.type.parse(value.strip()) if len(value) <= LONGEST_WORD else None
    if read is None:
        raise InputError(
            "{name} must be {rule}, got {value}",
            name=_(setting.label),
            rule=_(setting.type.rule),
            value=brief(value),
        )
    return {**draft, edit.name: read}
