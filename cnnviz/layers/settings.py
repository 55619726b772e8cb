"""The settings that layers have: what each is called, and which values it takes.

The one table for JSON files, for stacks written as text and for the editor's controls. A layer's
dataclass fields carry the names of this table.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from reprlib import repr as brief
from typing import Any

from cnnviz.ops.activations import BY_KERAS_NAME
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import Pair, either, percent, plural, times

Extent = int | Pair  # one number for height and width, or both
Padding = str | Extent

PADDINGS = ("valid", "same")
ACTIVATIONS = tuple(BY_KERAS_NAME)
_NUMBER = r"-?\d{1,9}(\.\d{1,20})?(e-\d{1,3})?"
_BOTH = r"\(?(-?\d{1,9})\s*[x,]\s*(-?\d{1,9})\)?"
MAX_SETTING = 100_000  # of a file's integers; what a network may cost is ``trace``'s to bound


def pair(extent: Extent) -> Pair:
    """Return height and width of an extent.

    Parameters
    ----------
    extent : int or (int, int)
        One number for both, or (height, width).

    Returns
    -------
    height, width : int
    """
    return (extent, extent) if isinstance(extent, int) else extent


@dataclass(frozen=True)
class Setting:
    """One setting of layers.

    Attributes
    ----------
    label : str
        What the editor calls it.
    read : callable
        Takes the setting's name and a value from a file; returns the value or raises InputError.
    written : str
        How it is written in a stack's text; ``{}`` is the value.
    words : tuple of str
        What libraries call it, besides its own name.
    options : tuple of str
        The words that it may be; empty where it is a number.
    least, step : float
        Of the editor's number field.
    """

    label: str
    read: Callable[[str, Any], Any]
    written: str
    words: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    least: float = 1
    step: float = 1

    @property
    def flag(self) -> bool:
        """Whether it is true or false."""
        return self.read is _flag

    @property
    def fractional(self) -> bool:
        """Whether it is a number with decimals."""
        return self.read is _share

    @property
    def per_axis(self) -> bool:
        """Whether height and width may differ."""
        return self.read in (_extent, _padding)


def _typed(name: str, value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise InputError(f"{name} must be of type {kind.__name__}, got {brief(value)}")
    if isinstance(value, int) and value > MAX_SETTING:
        raise InputError(f"{name} must be at most {MAX_SETTING:,}, got {brief(value)}")
    return value


def _count(name: str, value: Any) -> Any:
    return _typed(name, value, int)


def _share(name: str, value: Any) -> Any:
    return _typed(name, value, float)


def _flag(name: str, value: Any) -> Any:
    return _typed(name, value, bool)


def _extent(name: str, value: Any) -> Extent:
    if not isinstance(value, list | tuple):
        return _count(name, value)
    if len(value) != 2:
        raise InputError(f"{name} must be one integer or two, got {brief(value)}")
    height, width = (_count(name, side) for side in value)
    return height if height == width else (height, width)


def _padding(name: str, value: Any) -> Padding:
    if not isinstance(value, str):
        return _extent(name, value)
    if value not in PADDINGS:
        raise InputError(f"{name} must be valid, same or numbers, got {brief(value)}")
    return value


def _activation(name: str, value: Any) -> str:
    if value not in ACTIVATIONS:
        raise InputError(f"{name} must be {', '.join(ACTIVATIONS)}, got {brief(value)}")
    return value


SETTINGS: dict[str, Setting] = {
    "filters": Setting("filters", _count, "{}", ("out_channels",)),
    "units": Setting("units", _count, "{}", ("out_features",)),
    "kernel": Setting("window", _extent, "{}", ("kernel_size",)),
    "size": Setting("window", _extent, "{}", ("pool_size", "kernel_size")),
    "multiplier": Setting("per channel", _count, "multiplier {}", ("depth_multiplier",)),
    "stride": Setting("stride", _extent, "stride {}", ("strides",)),
    "padding": Setting("padding", _padding, "padding {}", options=PADDINGS, least=0),
    "activation": Setting("activation", _activation, "{}", options=ACTIVATIONS),
    "use_bias": Setting("bias", _flag, "unbiased", ("bias",)),
    "dilation": Setting("dilation", _extent, "dilation {}", ("dilation_rate",)),
    "groups": Setting("groups", _count, "groups {}"),
    "rate": Setting("share", _share, "{}", ("p",), least=0, step=0.05),
    "slope": Setting("slope", _share, "{}", ("negative_slope", "alpha"), least=0, step=0.05),
    "over": Setting("layers", _count, "{}", ("layers",)),
}


def parse(name: str, word: str) -> Any:
    """Read a setting's value from text.

    Parameters
    ----------
    name : str
        A key of ``SETTINGS``.
    word : str
        "3x5", "same", "0.2".

    Returns
    -------
    object or None
        The value; None where the text is no value of this setting. Whether it is allowed is checked
        when the layer is made.

    Examples
    --------
    >>> parse("kernel", "3x5"), parse("padding", "same"), parse("filters", "many")
    ((3, 5), 'same', None)
    """
    read = SETTINGS[name].read
    if read is _flag:
        return {"true": True, "false": False}.get(word.lower())
    if read is _activation:
        return word if word in ACTIVATIONS else None
    if read is _padding and word in PADDINGS:
        return word
    if read is _share:
        return float(word) if re.fullmatch(_NUMBER, word) else None
    if read in (_extent, _padding) and (both := re.fullmatch(_BOTH, word)):
        height, width = map(int, both.groups())
        return height if height == width else (height, width)
    if re.fullmatch(_NUMBER, word):
        return int(word) if word.lstrip("-").isdecimal() else float(word)
    return None


def write(name: str, value: Any) -> str:
    """Write a setting as ``parse`` reads it, with its word in a stack's text.

    Parameters
    ----------
    name : str
        A key of ``SETTINGS``.
    value : object
        One of its values.

    Returns
    -------
    str

    Examples
    --------
    >>> write("kernel", (3, 5)), write("stride", 2)
    ('3x5', 'stride 2')
    """
    setting = SETTINGS[name]
    if setting.per_axis and not isinstance(value, str):
        height, width = pair(value)
        joined = f"{height}x{width}"
        value = joined if height != width or setting.written == "{}" else str(height)
    elif setting.options:
        return str(value)
    return setting.written.format(value)


def read_setting(layer: str, name: str, value: Any) -> Any:
    """Read a setting of a layer from a JSON value, trusting nothing in it.

    Parameters
    ----------
    layer : str
        Name of the layer, for the error.
    name : str
        A key of ``SETTINGS``.
    value : object
        As ``json.loads`` returned it.

    Returns
    -------
    object
        The value; pairs as tuples.

    Raises
    ------
    InputError
        If the value is of another type, too large, or none of the allowed words.
    """
    return SETTINGS[name].read(f"{layer} {name}", value)


def short(settings: dict[str, Any]) -> str:
    """Summarise a layer's settings in a few words.

    Parameters
    ----------
    settings : dict
        Names and values.

    Returns
    -------
    str
        Without counts that a table shows as the output's shape, and without defaults.

    Examples
    --------
    >>> short({"kernel": 3, "padding": "same", "stride": 2, "activation": "relu"})
    '3 × 3 same, stride 2, ReLU'
    """
    window = settings.get("kernel") or settings.get("size")
    padding = settings.get("padding", "valid")
    named = f" {padding}" if isinstance(padding, str) and padding != "valid" else ""
    words = [f"{times(pair(window))}{named}"] if window else []
    if not isinstance(padding, str) and pair(padding) != (0, 0):
        words.append(f"padding {either(pair(padding))}")
    plain = {"stride": settings.get("size", 1)}
    for name in ("stride", "dilation", "groups", "multiplier"):
        value = settings.get(name, 1)
        if value not in (1, 0, plain.get(name)):
            words.append(f"{name} {either(pair(value))}")
    for name in ("rate", "slope"):
        if name in settings:
            value = settings[name]
            words.append(percent(value, 0) if name == "rate" else f"slope {value:g}")
    if "over" in settings:
        words.append(f"over {plural(settings['over'], 'layer')}")
    if settings.get("activation", "linear") != "linear":
        words.append(BY_KERAS_NAME[settings["activation"]].name)
    return ", ".join(words)
