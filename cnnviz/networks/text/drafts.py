"""Drafts: the settings of a layer as entered, valid or not, and their text."""

from collections.abc import Iterable
from dataclasses import MISSING, fields
from typing import Any

from cnnviz.layers import KINDS
from cnnviz.layers import settings as layer_settings
from cnnviz.layers.settings import SETTINGS

Draft = dict[str, Any]


def defaults(name: str) -> Draft:
    """Return the settings of a layer that has just been added.

    Parameters
    ----------
    name : str
        A key of ``KINDS``.

    Returns
    -------
    dict
        A draft: the kind under "layer", and the settings that differ from the defaults.
    """
    return {"layer": name, **KINDS[name].start}


def setting_names(kind: str) -> list[str]:
    """Return the settings of a kind of layer, in order.

    Parameters
    ----------
    kind : str
        A key of ``KINDS``.

    Returns
    -------
    list of str
        Keys of ``SETTINGS``.
    """
    return [field.name for field in fields(KINDS[kind])]


def settings_of(draft: Draft) -> Draft:
    """Return all settings of a draft, also those it does not name.

    Parameters
    ----------
    draft : dict

    Returns
    -------
    dict
        Names and values, without "layer". A required setting that the draft lacks is left out.
    """
    known = {field.name: field.default for field in fields(KINDS[draft["layer"]])}
    values = {name: draft.get(name, default) for name, default in known.items()}
    return {name: value for name, value in values.items() if value is not MISSING}


def missing(draft: Draft) -> list[str]:
    """Return the required settings that a draft lacks.

    Parameters
    ----------
    draft : dict

    Returns
    -------
    list of str
    """
    given = settings_of(draft)
    return [name for name in setting_names(draft["layer"]) if name not in given]


def write_stack(drafts: Iterable[Draft]) -> str:
    """Write a stack as ``read_stack`` reads it.

    Parameters
    ----------
    drafts : iterable of dict

    Returns
    -------
    str

    Examples
    --------
    >>> write_stack([{"layer": "Conv2D", "filters": 32, "padding": "same"}, {"layer": "MaxPool2D"}])
    'conv 32 3x3 same, max pool 2x2'
    """
    return ", ".join(map(_write_layer, drafts))


def _write_layer(draft: Draft) -> str:
    kind = KINDS[draft["layer"]]
    words, plain = [kind.words[0]], settings_of({"layer": draft["layer"]})
    for name, value in settings_of(draft).items():
        if SETTINGS[name].bare or value != plain[name]:
            words.append(layer_settings.write(name, value))
    return " ".join(words)
