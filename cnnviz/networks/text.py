"""Stacks of layers as text: "conv 32 3x3 same relu, max pool 2, flatten".

Calls of Keras and PyTorch are understood, too: ``Conv2D(32, (3, 3), activation="relu")``. The
words come from ``KINDS`` and ``SETTINGS``. What is read is one draft per layer, the settings that
``layer_from_json`` takes. A draft may describe an invalid layer; ``cost_table`` says why.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from difflib import get_close_matches
from typing import Any

from cnnviz.layers import KINDS, Shape
from cnnviz.layers import settings as layer_settings
from cnnviz.layers.settings import SETTINGS
from cnnviz.utils.errors import InputError

Draft = dict[str, Any]
MAX_STACK_LAYERS = 100
LARGEST_IMAGE = (1024, 1024, 4096)  # height, width, channels
MAX_TEXT = 6000  # characters
EXAMPLE = "conv 32 3x3 same relu, max pool 2, flatten, dense 10 softmax"
ARROWS = re.compile("->|→|⟶")
# What libraries also take, and what a drawing of a network does not depend on.
IGNORED = ("name", "input_shape", "inplace", "data_format", "in_channels", "in_features")
BARE = ("filters", "units", "rate", "slope", "over", "kernel", "size")  # numbers without a word
TORCH_ORDER = ("filters", "units", "kernel", "size", "stride", "padding", "dilation", "groups")
LEADING_CHANNELS = ("Conv2D", "Conv2DTranspose", "Dense", "BatchNorm")  # PyTorch's first argument


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


def settings_of(draft: Draft) -> Draft:
    """Return all settings of a draft, also those it does not name.

    Parameters
    ----------
    draft : dict

    Returns
    -------
    dict
        Names and values, without "layer".
    """
    known = fields(KINDS[draft["layer"]])
    return {field.name: draft.get(field.name, field.default) for field in known}


def read_stack(text: str) -> list[Draft]:
    """Read a stack; layers are separated by commas, lines or arrows.

    Parameters
    ----------
    text : str
        At most 6000 characters.

    Returns
    -------
    list of dict
        One draft per layer.

    Raises
    ------
    InputError
        If a layer is not understood, or there are more than 100. The nearest known word is offered.

    Examples
    --------
    >>> read_stack("conv 32 3x5 same -> MaxPooling2D(2)")
    ... # doctest: +NORMALIZE_WHITESPACE
    [{'layer': 'Conv2D', 'filters': 32, 'kernel': (3, 5), 'padding': 'same'},
     {'layer': 'MaxPool2D', 'size': 2}]
    """
    if len(text) > MAX_TEXT:
        raise InputError(f"a stack has at most {MAX_TEXT:,} characters, got {len(text):,}")
    items = list(_split(ARROWS.sub(",", text), ",\n;"))
    if len(items) > MAX_STACK_LAYERS:
        raise InputError(f"a stack has at most {MAX_STACK_LAYERS} layers, got {len(items)}")
    return [_read_layer(f'layer {n}, "{item[:40]}"', item) for n, item in enumerate(items, start=1)]


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
    >>> write_stack(read_stack("Conv2D(32, 3, padding='same'), MaxPooling2D()"))
    'conv 32 3x3 same, max pool 2x2'
    """
    return ", ".join(map(_write_layer, drafts))


def read_image(text: str) -> Shape:
    """Read an image's shape from text.

    Parameters
    ----------
    text : str
        "28x28x1": height, width, channels.

    Returns
    -------
    height, width, channels : int

    Raises
    ------
    InputError
        If it is not written so, or as ``check_image``.
    """
    if not re.fullmatch(r"\d{1,4}x\d{1,4}x\d{1,4}", text):
        raise InputError(f"an image is written like 28x28x1, got {text[:20]}")
    shape = tuple(map(int, text.split("x")))
    check_image(shape)
    return shape


def check_image(shape: Shape) -> None:
    """Check the shape of an image that goes into a stack.

    Parameters
    ----------
    shape : (int, int, int)
        Height, width, channels.

    Raises
    ------
    InputError
        If height or width lie outside 1..1024, or channels outside 1..4096.
    """
    names = ("height", "width", "channels")
    for name, value, most in zip(names, shape, LARGEST_IMAGE, strict=True):
        if not 1 <= value <= most:
            raise InputError(f"the input's {name} must lie in 1..{most:,}, got {value:,}")


def write_image(shape: Shape) -> str:
    """Write an image's shape as ``read_image`` reads it.

    Parameters
    ----------
    shape : (int, int, int)

    Returns
    -------
    str
    """
    return "x".join(map(str, shape))


def _split(text: str, separators: str) -> Iterator[str]:
    """Split text at separators that stand outside all brackets; empty parts are left out."""
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


def _squeezed(name: str) -> str:
    """Return a layer's name without what writers differ in: "Max-Pool2D" -> "maxpool"."""
    return re.sub(r"2d|[^a-z0-9]", "", name.lower())


def _read_layer(where: str, item: str) -> Draft:
    text = item.replace("×", "x").replace("\N{MINUS SIGN}", "-").replace("'", '"')
    text = re.sub(r"(\d)\s+x\s+(?=\d)", r"\1x", re.sub(r"(?i)leaky[ _-]relu", "leaky_relu", text))
    if text.count("(") != text.count(")"):
        raise InputError(f"{where}: a bracket is missing")
    if called := re.fullmatch(r"([\w.]+)\s*\((.*)\)", text, re.DOTALL):
        return _read_call(where, called[1], list(_split(called[2], ",")))
    words = text.split()
    kind, used = _find_kind(where, words)
    return _read_words(where, kind, words[used:])


def _find_kind(where: str, words: list[str]) -> tuple[str, int]:
    """Return the kind of layer that the first words name, and how many words they are."""
    names = {_squeezed(word): name for name, kind in KINDS.items() for word in (name, *kind.words)}
    for used in range(min(len(words), 4), 0, -1):
        if kind := names.get(_squeezed("".join(words[:used]))):
            return kind, used
    for used in range(min(len(words), 3), 0, -1):
        if near := get_close_matches(_squeezed("".join(words[:used])), names, 1, 0.6):
            raise InputError(f'{where}: did you mean "{KINDS[names[near[0]]].words[0]}"?')
    raise InputError(f"{where}, is no known layer; a stack is written like {EXAMPLE}")


def _read_words(where: str, kind: str, words: list[str]) -> Draft:
    """Read settings one after another: "32 3x3 stride 2 same relu"."""
    draft: Draft = {"layer": kind}
    tokens = [token.strip('"') for word in words for token in word.split("=")]
    while tokens:
        word = tokens[0].lower()
        name = _setting_named(kind, word)
        if name and len(tokens) > 1 and (value := _parse(name, tokens[1])) is not None:
            draft[name], tokens = value, tokens[2:]
            continue
        name, value = _setting_of(draft, word)
        if name is None:
            raise InputError(f"{where}: {_not_taken(kind, tokens[0])}")
        draft[name], tokens = value, tokens[1:]
    return draft


def _setting_of(draft: Draft, word: str) -> tuple[str | None, Any]:
    """Return the setting that a word stands for by itself, and its value; None for none."""
    known = [field.name for field in fields(KINDS[draft["layer"]])]
    for name in known:
        setting = SETTINGS[name]
        if setting.flag and word == setting.written:
            return name, False
        if word in setting.options:
            return name, word
    free = [name for name in BARE if name in known and name not in draft]
    if "x" in word:
        free = [name for name in ("kernel", "size") if name in known]
    for name in free:
        if (value := _parse(name, word)) is not None:
            return name, value
    return None, None


def _read_call(where: str, name: str, arguments: list[str]) -> Draft:
    """Read a layer as Keras or PyTorch calls it."""
    *modules, own = name.split(".")
    if _squeezed(own) == "activation" and len(arguments) == 1:
        return _read_layer(where, arguments[0].strip('"'))
    kind, _ = _find_kind(where, [own])
    torch = "nn" in modules or re.search(r"2d$|^Linear$", own) is not None
    order = [field.name for field in fields(KINDS[kind])]
    if torch:
        order = [each for each in TORCH_ORDER if each in order] or order
    draft: Draft = {"layer": kind}
    if torch and kind in LEADING_CHANNELS and arguments and "=" not in arguments[0]:
        arguments = arguments[1:]
    for place, argument in enumerate(arguments):
        given, _, text = argument.rpartition("=")
        given, text = given.strip(), text.strip().strip('"')
        if given in IGNORED:
            continue
        setting = _setting_named(kind, given) if given else dict(enumerate(order)).get(place)
        value = _parse(setting, text) if setting else None
        if setting is None or value is None:
            raise InputError(f"{where}: {_not_taken(kind, given or text)}")
        draft[setting] = value
    return draft


def _setting_named(kind: str, word: str) -> str | None:
    """Return the setting of a kind of layer that a word names."""
    for field in fields(KINDS[kind]):
        setting = SETTINGS[field.name]
        if word in (field.name, setting.label, *setting.words):
            return field.name
    return None


def _parse(name: str, text: str) -> Any:
    if SETTINGS[name].options:
        text = text.lower()
    return layer_settings.parse(name, re.sub(r"\[(.*)\]", r"(\1)", text))


def _not_taken(kind: str, word: str) -> str:
    """Say that a layer has no such setting, and which one is near."""
    known: list[str] = []
    for field in fields(KINDS[kind]):
        setting = SETTINGS[field.name]
        known += [field.name, *setting.options, *([setting.written] if setting.flag else [])]
    if word in known:
        return f'{KINDS[kind].words[0]}: what comes after "{word}" is no value of it'
    near = get_close_matches(word.lower(), known, 1, 0.6)
    hint = f': did you mean "{near[0]}"?' if near else ""
    return f'{KINDS[kind].words[0]} takes no "{word[:20]}"{hint}'


def _write_layer(draft: Draft) -> str:
    kind = KINDS[draft["layer"]]
    words, plain = [kind.words[0]], settings_of({"layer": draft["layer"]})
    for name, value in settings_of(draft).items():
        if name in BARE or value != plain[name]:
            words.append(layer_settings.write(name, value))
    return " ".join(words)
