"""A stack as people type it and a link carries it: "conv 32 3x3 same relu, max pool 2, flatten".

What is read is a draft a layer, ``layer_from_json``'s settings: it may ask for a layer that cannot
be, which is found out, and explained, when the stack is followed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from cnnviz.layers import ACTIVATIONS, LAYERS, PADDINGS, Shape
from cnnviz.utils.errors import InputError

Draft = dict[str, Any]
MAX_LAYERS = 100
LARGEST_IMAGE = (1024, 1024, 4096)  # height, width, channels
MAX_TEXT = 6000  # characters
WORDS = {
    "Conv2D": "conv",
    "MaxPool2D": "max pool",
    "AveragePool2D": "average pool",
    "GlobalAveragePool2D": "global average",
    "BatchNorm": "batch norm",
    "LayerNorm": "layer norm",
    "ReLU": "relu",
    "Dropout": "dropout",
    "Flatten": "flatten",
    "Dense": "dense",
}
STARTS: dict[str, Draft] = {
    "Conv2D": {"layer": "Conv2D", "filters": 32, "padding": "same", "activation": "relu"},
    "Dense": {"layer": "Dense", "units": 10},
}
NUMBERED = ("stride", "dilation", "groups")
UNBIASED = "unbiased"
EXAMPLE = "conv 32 3x3 same relu, max pool 2, flatten, dense 10 softmax"


def defaults(name: str) -> Draft:
    """The settings of a layer of ``LAYERS`` that has just been added."""
    return dict(STARTS.get(name, {"layer": name}))


def settings_of(draft: Draft) -> Draft:
    """All settings of a draft, also those it does not name."""
    known = fields(LAYERS[draft["layer"]])
    return {field.name: draft.get(field.name, field.default) for field in known}


def read_stack(text: str) -> list[Draft]:
    """Read a stack; layers are parted by commas or lines.

    Raises
    ------
    InputError
        If a layer cannot be read, or there are more than 100.
    """
    items = [item.strip() for item in re.split(r"[,\n]", text) if item.strip()]
    if len(items) > MAX_LAYERS or len(text) > MAX_TEXT:
        raise InputError(f"a stack has at most {MAX_LAYERS} layers, got {len(items)}")
    return [_read_layer(number, item) for number, item in enumerate(items, start=1)]


def write_stack(drafts: Iterable[Draft]) -> str:
    """Write a stack as ``read_stack`` reads it."""
    return ", ".join(map(_write_layer, drafts))


def read_image(text: str) -> Shape:
    """Read an image's "height x width x channels".

    Raises
    ------
    InputError
        If it is none.
    """
    if not re.fullmatch(r"\d{1,4}x\d{1,4}x\d{1,4}", text):
        raise InputError(f"an image is written like 28x28x1, got {text[:20]}")
    shape = tuple(map(int, text.split("x")))
    check_image(shape)
    return shape


def check_image(shape: Shape) -> None:
    """Raise InputError where an image (height, width, channels) is too small or too large."""
    names = ("height", "width", "channels")
    for name, value, most in zip(names, shape, LARGEST_IMAGE, strict=True):
        if not 1 <= value <= most:
            raise InputError(f"the input's {name} must lie in 1..{most:,}, got {value:,}")


def write_image(shape: Shape) -> str:
    """Write an image's shape as ``read_image`` reads it."""
    return "x".join(map(str, shape))


def _read_layer(number: int, item: str) -> Draft:
    text = item.lower().replace("×", "x").replace("\u2212", "-")
    for name, word in WORDS.items():
        if re.match(rf"{word}\b", text):
            draft, left = _read_settings({"layer": name}, text.removeprefix(word).split())
            if not left:
                return draft
            raise InputError(f'layer {number}, "{item[:40]}": {word} takes no "{left[0][:20]}"')
    known = ", ".join(WORDS.values())
    raise InputError(f'layer {number}, "{item[:40]}", is none of {known}')


def _read_settings(draft: Draft, tokens: list[str]) -> tuple[Draft, list[str]]:
    """Read one setting after another; returns what could not be read, too."""
    known = [field.name for field in fields(LAYERS[draft["layer"]])]
    while tokens and (read := _read_setting(known, draft, tokens)):
        draft |= read[0]
        tokens = tokens[read[1] :]
    return draft, tokens


def _read_setting(
    known: Sequence[str], draft: Draft, tokens: list[str]
) -> tuple[Draft, int] | None:
    """A setting and how many words it took; None where the first word is no setting."""
    word = tokens[0]
    if word in NUMBERED and word in known and len(tokens) > 1 and _is_number(tokens[1]):
        return {word: _number(word, tokens[1])}, 2
    if word in PADDINGS and "padding" in known:
        return {"padding": word}, 1
    if word in ACTIVATIONS and "activation" in known:
        return {"activation": word}, 1
    if word == UNBIASED and "use_bias" in known:
        return {"use_bias": False}, 1
    return _read_number(known, draft, word)


def _read_number(known: Sequence[str], draft: Draft, word: str) -> tuple[Draft, int] | None:
    """Read a number: "5x5" is the window, a bare one the first setting or the window behind it."""
    height, _, width = word.partition("x")
    window = next((name for name in ("kernel", "size") if name in known), None)
    if width and height == width and window and _is_number(height):
        return {window: _number(window, height)}, 1
    bare = [name for name in ("filters", "units", "rate", "kernel", "size") if name in known]
    free = next((name for name in bare if name not in draft), None)
    return ({free: _number(free, word)}, 1) if free and _is_number(word) else None


def _is_number(word: str) -> bool:
    return re.fullmatch(r"-?\d{1,9}(\.\d{1,20})?(e-\d{1,3})?", word) is not None


def _number(name: str, word: str) -> float:
    return int(word) if word.lstrip("-").isdecimal() and name != "rate" else float(word)


def _write_layer(draft: Draft) -> str:
    words, plain = [WORDS[draft["layer"]]], settings_of({"layer": draft["layer"]})
    for name, value in settings_of(draft).items():
        if name in ("filters", "units", "rate"):
            words.append(str(value))
        elif name in ("kernel", "size"):
            words.append(f"{value}x{value}")
        elif value != plain[name]:
            words.append(_write_setting(name, value))
    return " ".join(words)


def _write_setting(name: str, value: Any) -> str:
    if name in NUMBERED:
        return f"{name} {value}"
    return UNBIASED if name == "use_bias" else str(value)
