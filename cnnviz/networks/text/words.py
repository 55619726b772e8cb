"""A layer in words, as in "conv 32 3x3 stride 2": from the words to settings and their values."""

import re

from cnnviz.layers import KINDS
from cnnviz.layers.setting_types import Choice, Flag, SizeType
from cnnviz.layers.settings import SETTINGS
from cnnviz.networks.text.drafts import setting_names
from cnnviz.networks.text.setting_words import Pairs, not_taken, setting_named
from cnnviz.networks.text.vocabulary import why_not_here
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _

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
    raise InputError("{reason}", reason=not_taken(kind, words[0]))


def _belongs(name: str, words: list[str]) -> bool:
    """Whether the first word is the value of the setting after it: "same padding", "32 filters"."""
    kind_of_value = SETTINGS[name].type
    countable = SETTINGS[name].bare or words[0].lower() in kind_of_value.options
    own_value = len(words) > 2 and kind_of_value.parse(words[2]) is not None
    return countable and kind_of_value.parse(words[0]) is not None and not own_value


def _without_value(kind: str, name: str, words: list[str]) -> tuple[str, str, int]:
    """A setting's name that no value follows: an error, or no more than a noun."""
    rule, word = _(SETTINGS[name].type.rule), words[0]
    if len(words) == 1:
        raise InputError(
            '{layer}: "{word}" needs a value after it, {rule}',
            layer=KINDS[kind].words[0],
            word=word,
            rule=rule,
        )
    if isinstance(SETTINGS[name].type, Choice) and (why := why_not_here(words[1])):
        raise InputError("{reason}", reason=why)
    raise InputError(
        '{word} must be {rule}, got "{value}"',
        word=word,
        rule=rule,
        value=words[1][:20],
    )


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
        raise InputError(
            "{name} must be {rule}, got {value}",
            name=_(setting.label),
            rule=_(setting.type.rule),
            value=word[:20],
        )
    raise InputError("{reason}", reason=not_taken(kind, word))
