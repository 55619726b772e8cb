"""From the text of a layer's settings to pairs of a setting's name and its value's text."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from cnnviz.layers import KINDS
from cnnviz.layers.setting_types import Choice, Flag, SizeType
from cnnviz.layers.settings import SETTINGS
from cnnviz.networks.text.drafts import setting_names
from cnnviz.networks.text.splitting import split
from cnnviz.networks.text.vocabulary import why_not_here
from cnnviz.utils.errors import InputError

Pairs = list[tuple[str, str]]

CALL = re.compile(r"[A-Za-z_][\w.]*(?=\()|[\w.]*[A-Z][\w.]*(?=\s*\()")
TORCH_ORDER = ("filters", "units", "kernel", "size", "stride", "padding", "dilation", "groups")
LEADING_CHANNELS = ("Conv2D", "Conv2DTranspose", "Dense", "BatchNorm")  # PyTorch's first argument
# What libraries also take, and what neither sizes nor counts depend on.
IGNORED = re.compile(
    r"\w+_(initializer|regularizer|constraint)|(batch_)?input_shape|in_(channels|features)"
    r"|name|inplace|data_format|momentum|seed|noise_shape|dtype|device|trainable|eps|epsilon"
    r"|axis|center|scale|affine|track_running_stats|num_features|normalized_shape"
    r"|elementwise_affine|start_dim|end_dim|padding_mode|return_indices|count_include_pad"
)
# What sizes depend on and layers here lack; the value is the library's default.
LACKING = {"ceil_mode": "false", "output_padding": "0", "keepdims": "false", "max_value": "none"}
_FILLERS = ("with", "and", "of", "a", "an", "layer", "by", "function", "in")
_NUMBER = re.compile(r"-?\d+x-?\d+|-?[\d.]+(e-?\d+)?%?")
_SPELLINGS = (
    (r"(?i)\bleaky[ _-]?relu\b|\blrelu\b", "leaky_relu"),
    (r"(?i)\b(no|without)[ _-]?(a )?bias\b|\bnobias\b", "unbiased"),
    (r"(?i)(?<=\d)\s*(?:[x*]|\bby\b)\s*(?=-?\d)", "x"),  # 3 x 3
    (r"[(\[]\s*(-?\d+)\s*[,x]\s*(-?\d+)\s*[)\]]", r" \1x\2 "),  # (3, 3)
    (r"(?<=\d)\s+%", "%"),
    (r"(?<![^\s\d])/(?=\d)", " / "),  # 7x7/2
    (r"(?i)\b([kspdg])(\d+(?:x\d+)?)\b", r"\1 \2"),  # k3 s2 p1
    (r"(?i)\b([a-z]+)(\d+x\d+)\b", r"\1 \2"),  # conv3x3
    (r"(?i)^conv(\d{1,2})-(\d{1,5})\b", r"conv \2 \1x\1"),  # VGG's conv3-64
    (r'[()\[\]",=:+]', " "),
)


@dataclass(frozen=True)
class Written:
    """A layer as written: words of its name and settings, and arguments where it is a call."""

    words: list[str]
    name: str = ""
    arguments: tuple[str, ...] = ()

    @property
    def torch(self) -> bool:
        """Whether the call is PyTorch's."""
        *modules, own = self.name.split(".")
        return "nn" in modules or re.search(r"2d$|^Linear$", own) is not None


def words_of(text: str) -> list[str]:
    """Split the text of a layer into words and numbers.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str

    Examples
    --------
    >>> words_of("conv3x3 32 (stride=2), no bias")
    ['conv', '3x3', '32', 'stride', '2', 'unbiased']
    """
    for pattern, instead in _SPELLINGS:
        text = re.sub(pattern, instead, text)
    return text.split()


def take_apart(text: str) -> Written:
    """Split a layer's text into a call's arguments and words.

    Parameters
    ----------
    text : str
        Of one layer.

    Returns
    -------
    Written

    Raises
    ------
    InputError
        If a bracket is missing.
    """
    if text.count("(") != text.count(")") or text.count("[") != text.count("]"):
        raise InputError("a bracket is missing")
    if not (called := CALL.match(text)):
        return Written(words_of(text))
    inside, rest = _first_bracket(text[called.end() :].strip())
    if rest.startswith("("):  # Conv2D(32, 3)(x)
        _, rest = _first_bracket(rest)
    return Written(words_of(rest), called[0], tuple(split(inside, ",")))


def is_number(word: str) -> bool:
    """Whether a word is a number, a percentage or a size.

    Parameters
    ----------
    word : str

    Returns
    -------
    bool
    """
    return _NUMBER.fullmatch(word) is not None


def setting_named(kind: str, word: str) -> str | None:
    """Return the setting of a kind of layer that a word names.

    Parameters
    ----------
    kind : str
        A key of ``KINDS``.
    word : str
        In lower case.

    Returns
    -------
    str or None
    """
    for name in setting_names(kind):
        if word in (name, SETTINGS[name].label, *SETTINGS[name].words):
            return name
    return None


def call_pairs(kind: str, call: Written) -> tuple[Pairs, list[str]]:
    """Pair a call's arguments with settings.

    Parameters
    ----------
    kind : str
        A key of ``KINDS``.
    call : Written

    Returns
    -------
    pairs : list of (str, str)
        Names of settings and texts of their values.
    words : list of str
        What stands in the call without being an argument of Keras or PyTorch.

    Raises
    ------
    InputError
        If the kind lacks an argument.
    """
    order, arguments = setting_names(kind), list(call.arguments)
    if call.torch:
        order = [each for each in TORCH_ORDER if each in order] or order
        leading = kind in LEADING_CHANNELS and not re.search(r"\bLazy", call.name)
        if leading and arguments and "=" not in arguments[0]:
            del arguments[0]
    pairs, words = [], []
    for place, argument in enumerate(arguments):
        keyword = re.fullmatch(r"([A-Za-z_]\w*)\s*=\s*(.*)", argument, re.DOTALL)
        given, text = (keyword[1], keyword[2]) if keyword else ("", argument)
        text = _plain(text)
        if IGNORED.fullmatch(given) or text == "None" or LACKING.get(given) == text.lower():
            continue
        if given in LACKING:
            raise InputError(f"{given} is not available here; leave it out")
        name = setting_named(kind, given) if given else dict(enumerate(order)).get(place)
        if name and (given or SETTINGS[name].type.parse(text) is not None):
            pairs.append((name, text))
        elif given:
            raise InputError(not_taken(kind, given))
        elif order or text.lower() not in ("true", "false", "1"):  # nn.ReLU(True), nn.Flatten(1)
            words += words_of(text)
    return pairs, words


def word_pairs(kind: str, words: list[str], given: list[str]) -> Pairs:
    """Pair words with settings: "32 3x3 stride 2 same relu".

    Parameters
    ----------
    kind : str
        A key of ``KINDS``.
    words : list of str
    given : list of str
        Settings that already have a value; a number without a word is another one's.

    Returns
    -------
    list of (str, str)

    Raises
    ------
    InputError
        If a word is no setting of this kind, and no value of one.
    """
    pairs: Pairs = []
    rest = words
    while rest:
        taken = {*given, *(name for name, _ in pairs)}
        name, value, used = _next_pair(kind, rest, taken)
        if name:
            pairs.append((name, value))
        rest = rest[used:]
    return pairs


def not_taken(kind: str, word: str) -> str:
    """Say that a layer has no such setting, and which one is near.

    Parameters
    ----------
    kind : str
        A key of ``KINDS``.
    word : str

    Returns
    -------
    str
    """
    if why := why_not_here(word):
        return why
    known: list[str] = []
    for name in setting_names(kind):
        setting = SETTINGS[name]
        known += [name, *setting.words, *setting.type.options]
        known += [setting.written] if isinstance(setting.type, Flag) else []
    near = get_close_matches(word.lower(), known, 1, 0.6)
    hint = f': did you mean "{near[0]}"?' if near else ""
    return f'{KINDS[kind].words[0]} takes no "{word[:20]}"{hint}'


def _first_bracket(text: str) -> tuple[str, str]:
    """What stands in the bracket that a text begins with, and after it."""
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if not depth:
            return text[1:at], text[at + 1 :].strip()
    raise InputError("a bracket is missing")


def _plain(text: str) -> str:
    """The text of an argument's value: quotes, modules and calls taken off."""
    text = text.strip().strip('"')
    if dotted := re.fullmatch(r"(?:[A-Za-z_]\w*\.)*([A-Za-z_]\w*)(?:\(\))?", text):
        text = dotted[1]
    return words[0] if len(words := words_of(text)) == 1 else text


def _next_pair(kind: str, words: list[str], taken: set[str]) -> tuple[str, str, int]:
    """The first setting that words name, its value's text, and how many words they are."""
    word, after = words[0].lower(), words[1] if len(words) > 1 else ""
    if name := setting_named(kind, word):
        if after and SETTINGS[name].type.parse(after) is not None:
            return name, after, 2
        if isinstance(SETTINGS[name].type, Flag):
            return name, "true", 1
        return _without_value(kind, name, words)
    following = setting_named(kind, after.lower())
    if following and _belongs(following, words):
        return following, word, 2
    for name in setting_names(kind):
        kind_of_value = SETTINGS[name].type
        if isinstance(kind_of_value, Flag) and word == SETTINGS[name].written:
            return name, "false", 1
        if word in kind_of_value.options:
            return name, word, 1
    if is_number(word):
        return _bare_number(kind, word, taken), word, 1
    if word in _FILLERS:
        return "", "", 1
    raise InputError(not_taken(kind, words[0]))


def _belongs(name: str, words: list[str]) -> bool:
    """Whether the first word is the value of the setting after it: "same padding", "32 filters"."""
    kind_of_value = SETTINGS[name].type
    countable = SETTINGS[name].bare or words[0].lower() in kind_of_value.options
    own_value = len(words) > 2 and kind_of_value.parse(words[2]) is not None
    return countable and kind_of_value.parse(words[0]) is not None and not own_value


def _without_value(kind: str, name: str, words: list[str]) -> tuple[str, str, int]:
    """A setting's name that no value follows: an error, or no more than a noun."""
    rule, word = SETTINGS[name].type.rule, words[0]
    if len(words) == 1:
        raise InputError(f'{KINDS[kind].words[0]}: "{word}" needs a value after it, {rule}')
    if isinstance(SETTINGS[name].type, Choice) and (why := why_not_here(words[1])):
        raise InputError(why)
    raise InputError(f'{word} must be {rule}, got "{words[1][:20]}"')


def _bare_number(kind: str, word: str, taken: set[str]) -> str:
    """The setting that a number without a word belongs to."""
    names = setting_names(kind)
    bare = [name for name in names if SETTINGS[name].bare]
    bare += ["stride"] if "size" in names else []
    free = [name for name in bare if name not in taken]
    for name in free:
        if "x" in word and not isinstance(SETTINGS[name].type, SizeType):
            continue
        if SETTINGS[name].type.parse(word) is not None:
            return name
    if free:
        setting = SETTINGS[free[0]]
        raise InputError(f"{setting.label} must be {setting.type.rule}, got {word[:20]}")
    raise InputError(not_taken(kind, word))
