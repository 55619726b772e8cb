"""Reading a stack's text: one draft per layer, or what is wrong with each faulty one."""

import re

from cnnviz.layers import KINDS
from cnnviz.layers.settings import SETTINGS
from cnnviz.networks.text.calls import CALL, Written, call_pairs, take_apart
from cnnviz.networks.text.drafts import Draft, missing, write_stack
from cnnviz.networks.text.setting_words import Pairs
from cnnviz.networks.text.splitting import MAX_STACK_LAYERS, split_stack
from cnnviz.networks.text.vocabulary import (
    EXAMPLE,
    Named,
    find_kind,
    nearest,
    squeezed,
    why_not_here,
)
from cnnviz.networks.text.words import is_number, word_pairs, words_of
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _, _n
from cnnviz.utils.text import sentence

MOST_FAULTS = 5  # described in one message
# Slopes that the libraries' own layers have; Keras's function and ours have another.
KERAS_LEAK, TORCH_LEAK = "0.3", "0.01"


def read_stack(text: str) -> list[Draft]:
    """Read a stack; layers are separated by commas, lines or arrows.

    Parameters
    ----------
    text : str
        At most 6000 characters.

    Returns
    -------
    list of dict
        One draft per layer: the settings that ``layer_from_json`` takes. It may describe a layer
        that is invalid in its place; ``cost_table`` says why.

    Raises
    ------
    InputError
        If layers are not understood, or there are more than 100. Each of them is named, with the
        nearest known word.

    Examples
    --------
    >>> read_stack("conv 32 3x5 same -> MaxPooling2D(2)")
    ... # doctest: +NORMALIZE_WHITESPACE
    [{'layer': 'Conv2D', 'filters': 32, 'kernel': (3, 5), 'padding': 'same'},
     {'layer': 'MaxPool2D', 'size': 2}]
    """
    items = _joined(split_stack(text))
    if len(items) > MAX_STACK_LAYERS:
        raise InputError(
            "a stack has at most {most} layers, got {count}",
            most=MAX_STACK_LAYERS,
            count=len(items),
        )
    drafts, faults = [], []
    for number, item in enumerate(items, start=1):
        try:
            drafts.append(_read_layer(item))
        except InputError as error:
            shown = re.sub(r"\s+", " ", item)[:40]
            faults.append(
                _('layer {number}, "{text}": {error}', number=number, text=shown, error=error)
            )
    if not faults:
        return drafts
    sentences = [faults[0], *map(sentence, faults[1:MOST_FAULTS])]
    if len(faults) > 1 and not sentences[0].endswith("?"):
        sentences[0] += "."
    if len(faults) > MOST_FAULTS:
        sentences.append(
            _n(
                "{count} more layer is not understood.",
                "{count} more layers are not understood.",
                len(faults) - MOST_FAULTS,
            )
        )
    raise InputError("{reason}", reason="\n\n".join(sentences))


def _joined(items: list[str]) -> list[str]:
    """Join settings that a comma separates from their layer: "conv 32 3x3, stride 2"."""
    layers: list[str] = []
    for item in items:
        if layers and _is_setting(item):
            layers[-1] += f" {item}"
        else:
            layers.append(item)
    return layers


def _is_setting(item: str) -> bool:
    """Whether an item begins with a setting and its value, or with a window's size."""
    if CALL.match(item):
        return False
    word, *after = [each.lower() for each in words_of(item)] or [""]
    for name, setting in SETTINGS.items():
        named = word in (name, setting.label, *setting.words)
        if named and after and setting.type.parse(after[0]) is not None:
            return True
    if word in ("valid", "same", "unbiased"):
        return True
    size = re.fullmatch(r"\d+x\d+", word) is not None
    return size and not any(re.match("[a-z]{3}", each) and _names_layer(each) for each in after)


def _names_layer(word: str) -> bool:
    """Whether a word begins the name of a layer."""
    try:
        return find_kind([word]) is not None
    except InputError:
        return True


def _read_layer(text: str) -> Draft:
    written = take_apart(text)
    if written.name:
        return _read_call(written)
    numbers = 0
    while numbers < len(written.words) and is_number(written.words[numbers]):
        numbers += 1
    leading, words = written.words[:numbers], written.words[numbers:]
    found = _found(words)
    rest = words[found.used :]
    if any(map(str.isdecimal, leading)) and any(map(str.isdecimal, rest)):
        raise InputError("write the numbers after the name, like conv 32 3x3")
    given = list(found.preset.items())
    return _draft(found, given + word_pairs(found.kind, leading + rest, list(found.preset)))


def _found(words: list[str]) -> Named:
    if found := find_kind(words):
        return found
    if not words:
        raise InputError(
            "a layer begins with its name; a stack is written like {example}",
            example=EXAMPLE,
        )
    if near := nearest(words):
        raise InputError('did you mean "{near}"?', near=near)
    raise InputError("this is no known layer; a stack is written like {example}", example=EXAMPLE)


def _read_call(call: Written) -> Draft:
    """Read a layer as Keras or PyTorch calls it."""
    own = call.name.split(".")[-1]
    if squeezed(own) == "activation" and call.arguments:
        return _read_layer(call.arguments[0].removeprefix("activation=").strip('" '))
    found = _found([own])
    if squeezed(own).startswith("adaptive"):
        _check_one_cell(call)
        return {"layer": found.kind}
    pairs, words = call_pairs(found.kind, call)
    pairs = [*found.preset.items(), *pairs]
    pairs += word_pairs(found.kind, words + call.words, [name for name, _ in pairs])
    if found.kind == "LeakyReLU" and own[0] == "L" and not pairs:
        pairs = [("slope", TORCH_LEAK if call.torch else KERAS_LEAK)]
    return _draft(found, pairs)


def _check_one_cell(call: Written) -> None:
    """Check that PyTorch's adaptive pooling makes one cell, as a global pooling does."""
    inside = "".join(call.arguments).replace(" ", "").removeprefix("output_size=")
    if inside not in ("1", "(1,1)", "(11)", "[1,1]"):
        raise InputError(
            "an adaptive pooling is available for one cell only: {name}(1)",
            name=call.name,
        )


def _draft(found: Named, pairs: Pairs) -> Draft:
    """Make a draft of settings' texts; the one place where they become values."""
    draft: Draft = {"layer": found.kind}
    for name, text in pairs:
        setting = SETTINGS[name]
        value = setting.type.parse(text)
        if value is None and name == "activation" and (why := why_not_here(text)):
            raise InputError("{reason}", reason=why)
        if value is None:
            raise InputError(
                '{name} must be {rule}, got "{value}"',
                name=_(setting.label),
                rule=_(setting.type.rule),
                value=text[:20],
            )
        if name in draft and draft[name] != value:
            raise InputError(
                "{name} is given twice: {first} and {given}",
                name=_(setting.label),
                first=setting.type.write(draft[name]),
                given=text,
            )
        draft[name] = value
    needed, example = found.needed
    if needed and needed not in draft:
        raise InputError(
            "it needs its {setting}: {example}",
            setting=_(SETTINGS[needed].label),
            example=example,
        )
    if lacking := missing(draft):
        kind = KINDS[found.kind]
        full = {**{name: kind.start[name] for name in lacking}, **draft}
        raise InputError(
            "{layer} needs the number of {settings}: {example}",
            layer=kind.words[0],
            settings=_(" and the number of ").join(_(SETTINGS[name].label) for name in lacking),
            example=write_stack([full]),
        )
    return draft
