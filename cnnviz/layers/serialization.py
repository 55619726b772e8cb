"""Layers from JSON: files come from anywhere, so nothing in them is trusted."""

from dataclasses import MISSING, fields
from difflib import get_close_matches
from reprlib import repr as brief
from typing import Any

from cnnviz.layers.base import Layer
from cnnviz.layers.kinds import KINDS
from cnnviz.layers.settings import read_setting
from cnnviz.utils.errors import InputError


def layer_from_json(settings: Any) -> Layer:
    """Read one layer that ``Layer.to_json`` wrote.

    Parameters
    ----------
    settings : object
        Should be a dict: "layer" names the kind, the other keys are its settings.

    Returns
    -------
    Layer

    Raises
    ------
    InputError
        If the layer or a setting is not one of ours, is missing, too large, or of another type.

    Examples
    --------
    >>> layer_from_json({"layer": "Conv2D", "filters": 8, "kernel": [3, 5]})
    ... # doctest: +ELLIPSIS
    Conv2D(filters=8, kernel=(3, 5), stride=1, padding='valid', ...)
    """
    name = settings.get("layer") if isinstance(settings, dict) else None
    if not isinstance(name, str) or name not in KINDS:
        near = get_close_matches(str(name)[:40], KINDS, 1)
        if near:
            raise InputError(
                "unknown layer {name}: did you mean {near}?", name=brief(name), near=near[0]
            )
        raise InputError("unknown layer {name}", name=brief(name))
    known = {field.name: field for field in fields(KINDS[name])}
    given = {}
    for key, value in settings.items():
        if key == "layer":
            continue
        if key not in known:
            raise InputError("{name} has no setting {key}", name=name, key=brief(key))
        given[key] = read_setting(name, key, value)
    for key, field in known.items():
        if field.default is MISSING and key not in given:
            raise InputError("{name} needs {key}", name=name, key=key)
    return KINDS[name](**given)
