"""A layer as a call, as in "Conv2D(32, 3)": from its arguments to settings and their values."""

import re
from dataclasses import dataclass

from cnnviz.layers.settings import SETTINGS
from cnnviz.networks.text.drafts import setting_names
from cnnviz.networks.text.setting_words import Pairs, not_taken, setting_named
from cnnviz.networks.text.splitting import split
from cnnviz.networks.text.words import words_of
from cnnviz.utils.errors import InputError

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
            raise InputError("{given} is not available here; leave it out", given=given)
        name = setting_named(kind, given) if given else dict(enumerate(order)).get(place)
        if name and (given or SETTINGS[name].type.parse(text) is not None):
            pairs.append((name, text))
        elif given:
            raise InputError("{reason}", reason=not_taken(kind, given))
        elif order or text.lower() not in ("true", "false", "1"):  # nn.ReLU(True), nn.Flatten(1)
            words += words_of(text)
    return pairs, words


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
