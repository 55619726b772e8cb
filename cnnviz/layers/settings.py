"""The settings that layers have: what each is called, how it is written, and its type.

The one table for JSON files, for stacks written as text and for the editor's controls. A layer's
dataclass fields carry the names of this table.
"""

from dataclasses import dataclass
from typing import Any

from cnnviz.layers.setting_types import (
    MAX_SETTING,
    Choice,
    Extent,
    Flag,
    Padding,
    PaddingType,
    SettingType,
    Share,
    SizeType,
    Whole,
    pair,
)
from cnnviz.ops.activations import BY_KERAS_NAME
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import either, percent, plural, times

__all__ = [
    "ACTIVATIONS",
    "MAX_SETTING",
    "SETTINGS",
    "Extent",
    "Padding",
    "Setting",
    "pair",
    "read_setting",
    "short",
    "write",
]

ACTIVATIONS = tuple(BY_KERAS_NAME)


@dataclass(frozen=True)
class Setting:
    """One setting of layers.

    Attributes
    ----------
    label : str
        What the editor calls it.
    type : SettingType
        Which values it takes.
    written : str
        How it is written in a stack's text; ``{}`` is the value.
    words : tuple of str
        What people and libraries call it, besides its own name and label.
    bare : bool
        Whether its value is written without a word, and read so.
    """

    label: str
    type: SettingType
    written: str = "{}"
    words: tuple[str, ...] = ()
    bare: bool = False


_WINDOW = ("kernel_size", "window", "size", "k", "ks")

SETTINGS: dict[str, Setting] = {
    "filters": Setting(
        "filters", Whole(), words=("out_channels", "channels", "kernels", "maps"), bare=True
    ),
    "units": Setting(
        "units", Whole(), words=("out_features", "neurons", "nodes", "outputs"), bare=True
    ),
    "kernel": Setting("window", SizeType(), words=_WINDOW, bare=True),
    "size": Setting("window", SizeType(), words=("pool_size", "kernel", *_WINDOW), bare=True),
    "multiplier": Setting("per channel", Whole(), "multiplier {}", ("depth_multiplier",)),
    "stride": Setting("stride", SizeType(), "stride {}", ("strides", "s", "/")),
    "padding": Setting("padding", PaddingType(), "padding {}", ("pad", "p")),
    "activation": Setting("activation", Choice(ACTIVATIONS), words=("act",)),
    "use_bias": Setting("bias", Flag(), "unbiased"),
    "dilation": Setting("dilation", SizeType(), "dilation {}", ("dilation_rate", "d")),
    "groups": Setting("groups", Whole(), "groups {}", ("g",)),
    "rate": Setting("share", Share(), words=("p",), bare=True),
    "slope": Setting("slope", Share(), words=("negative_slope", "alpha"), bare=True),
    "over": Setting("layers", Whole(), words=("layer",), bare=True),
}


def write(name: str, value: Any) -> str:
    """Write a setting as a stack's text has it.

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
    >>> write("kernel", 3), write("kernel", (3, 5)), write("stride", 2), write("padding", "same")
    ('3x3', '3x5', 'stride 2', 'same')
    """
    setting = SETTINGS[name]
    if isinstance(value, str):
        return value
    if setting.bare and isinstance(setting.type, SizeType):
        height, width = pair(value)
        return f"{height}x{width}"
    return setting.written.format(setting.type.write(value))


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
    return SETTINGS[name].type.read(f"{layer} {name}", value)


IN_WORDS = {
    "stride": N_("stride {value}"),
    "dilation": N_("dilation {value}"),
    "groups": N_("groups {value}"),
    "multiplier": N_("multiplier {value}"),
}


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
        words.append(_("padding {value}", value=either(pair(padding))))
    plain = {"stride": settings.get("size", 1)}
    for name in ("stride", "dilation", "groups", "multiplier"):
        value = settings.get(name, 1)
        if value not in (1, 0, plain.get(name)):
            words.append(_(IN_WORDS[name], value=either(pair(value))))
    for name in ("rate", "slope"):
        if name in settings:
            value = settings[name]
            words.append(percent(value, 0) if name == "rate" else f"slope {value:g}")
    if "over" in settings:
        words.append(f"over {plural(settings['over'], 'layer')}")
    if settings.get("activation", "linear") != "linear":
        words.append(BY_KERAS_NAME[settings["activation"]].name)
    return ", ".join(words)
