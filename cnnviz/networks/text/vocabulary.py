"""What layers are called: the words of ``KINDS``, variants of them, and layers not here."""

import re
from dataclasses import dataclass, field
from difflib import get_close_matches

from cnnviz.layers import KINDS
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _

EXAMPLE = "conv 32 3x3 same relu, max pool 2, flatten, dense 10 softmax"

# Names that stand for a kind with a setting.
VARIANTS: dict[str, tuple[str, dict[str, str]]] = {
    "pointwise conv": ("Conv2D", {"kernel": "1"}),
    "pointwise convolution": ("Conv2D", {"kernel": "1"}),
    "conv relu": ("Conv2D", {"activation": "relu"}),
    "conv leaky relu": ("Conv2D", {"activation": "leaky_relu"}),
    "conv sigmoid": ("Conv2D", {"activation": "sigmoid"}),
    "conv tanh": ("Conv2D", {"activation": "tanh"}),
    "dense relu": ("Dense", {"activation": "relu"}),
    "dense softmax": ("Dense", {"activation": "softmax"}),
    "adaptive avg pool": ("GlobalAveragePool2D", {}),
    "adaptive average pool": ("GlobalAveragePool2D", {}),
    "adaptive max pool": ("GlobalMaxPool2D", {}),
}
# Names of a convolution that leave a number to be given.
NEEDED = {
    "dilated conv": ("dilation", "conv 32 3x3 dilation 2"),
    "dilated convolution": ("dilation", "conv 32 3x3 dilation 2"),
    "atrous conv": ("dilation", "conv 32 3x3 dilation 2"),
    "atrous convolution": ("dilation", "conv 32 3x3 dilation 2"),
    "grouped conv": ("groups", "conv 32 3x3 groups 4"),
    "grouped convolution": ("groups", "conv 32 3x3 groups 4"),
    "group conv": ("groups", "conv 32 3x3 groups 4"),
    "strided conv": ("stride", "conv 32 3x3 stride 2"),
    "strided convolution": ("stride", "conv 32 3x3 stride 2"),
}
_ACTIVATIONS = N_(
    "{word} is not available here; the activations are relu, leaky relu, sigmoid and tanh"
)
_ONLY_RESIDUAL = N_(
    "{word} is not available; layers follow one another here; only residual adds an earlier "
    "output: residual 2"
)
_UPSAMPLED = N_(
    "{word} is not available here; transposed conv 32 2x2 stride 2 doubles height and width"
)
_NORMALISED = N_("{word} is not available here; the normalisations are batch norm and layer norm")
NOT_HERE = {
    "softmax": N_("{word} is an activation here, not a layer: dense 10 softmax"),
    "separable conv": N_("{word} is two layers here: depthwise 3x3, conv 32 1x1"),
    "depthwise separable conv": N_("{word} is two layers here: depthwise 3x3, conv 32 1x1"),
    "conv bn relu": N_("{word} is three layers here: conv 32 3x3, batch norm, relu"),
    "conv bn": N_("{word} is two layers here: conv 32 3x3, batch norm"),
    "pool": N_("{word} is either max or average: max pool 2, average pool 2"),
    "pooling": N_("{word} is either max or average: max pool 2, average pool 2"),
    "activation": N_("{word} needs its name: relu, leaky relu, sigmoid or tanh"),
    "norm": N_("{word} is either batch norm or layer norm"),
    "add": N_(
        "{word} needs its number of layers; layers follow one another here; only residual adds an "
        "earlier output: residual 2"
    ),
    **dict.fromkeys(("concatenate", "concat", "multiply"), _ONLY_RESIDUAL),
    **dict.fromkeys(("upsample", "upsampling", "unpool", "max unpool"), _UPSAMPLED),
    **dict.fromkeys(("swish", "silu", "gelu", "elu", "selu", "prelu", "relu6"), _ACTIVATIONS),
    **dict.fromkeys(("mish", "softplus", "hardswish", "log softmax"), _ACTIVATIONS),
    **dict.fromkeys(("group norm", "instance norm", "lrn"), _NORMALISED),
    **dict.fromkeys(("group normalization", "local response norm"), _NORMALISED),
    **dict.fromkeys(
        ("pad", "padding", "zero padding", "zero pad"),
        N_("{word} is a setting of a layer here: conv 32 3x3 padding 1"),
    ),
    **dict.fromkeys(
        ("input", "input layer"), N_("{word} is no layer: the input's size is set beside the stack")
    ),
    **dict.fromkeys(
        ("conv1d", "conv3d", "max pool1d", "max pool3d"), N_("{word} is not available: 2-D only")
    ),
    **dict.fromkeys(
        ("reshape", "cropping", "permute", "lambda", "embedding", "lstm", "gru", "attention"),
        N_("{word} is not available here"),
    ),
    "identity": N_("{word} changes nothing: leave it out"),
}


@dataclass(frozen=True)
class Named:
    """A kind of layer, found by its name.

    Attributes
    ----------
    kind : str
        A key of ``KINDS``.
    used : int
        Number of words of the name.
    preset : dict
        Settings that the name stands for, as text.
    needed : (str, str)
        A setting that the name leaves to be given, and an example; ("", "") for none.
    """

    kind: str
    used: int
    preset: dict[str, str] = field(default_factory=dict)
    needed: tuple[str, str] = ("", "")


def squeezed(name: str) -> str:
    """Return a layer's name without what writers differ in.

    Parameters
    ----------
    name : str

    Returns
    -------
    str
        Letters and digits, in lower case, without "2d".

    Examples
    --------
    >>> squeezed("Max-Pool2D")
    'maxpool'
    """
    return re.sub(r"2d|^lazy|[^a-z0-9]", "", name.lower())


_VARIANTS = {squeezed(name): variant for name, variant in VARIANTS.items()}
_NEEDED = {squeezed(name): needed for name, needed in NEEDED.items()}
_NOT_HERE = {squeezed(name): why for name, why in NOT_HERE.items()}


def _kind_names() -> dict[str, str]:
    """Every word of ``KINDS``, squeezed, with its kind's name there."""
    return {squeezed(word): name for name, kind in KINDS.items() for word in (name, *kind.words)}


def why_not_here(word: str) -> str:
    """Say why a word is no layer or activation here.

    Parameters
    ----------
    word : str

    Returns
    -------
    str
        "" where nothing is known of it.
    """
    why = _NOT_HERE.get(squeezed(word), "")
    return why and _(why, word=word)


def find_kind(words: list[str]) -> Named | None:
    """Find the kind of layer that the first words name.

    Parameters
    ----------
    words : list of str

    Returns
    -------
    Named or None
        None where they name no layer.

    Raises
    ------
    InputError
        If the words name a layer that is not here.
    """
    known = _kind_names()
    for used in range(min(len(words), 4), 0, -1):
        name = squeezed("".join(words[:used]))
        if name in known:
            return Named(known[name], used)
        if name in _VARIANTS:
            kind, preset = _VARIANTS[name]
            return Named(kind, used, preset)
        if name in _NEEDED:
            return Named("Conv2D", used, needed=_NEEDED[name])
        if why := why_not_here(" ".join(words[:used])):
            raise InputError("{reason}", reason=why)
    return None


def nearest(words: list[str]) -> str:
    """Find the name of a layer that is spelled like the first words.

    Parameters
    ----------
    words : list of str

    Returns
    -------
    str
        "" where none is.
    """
    names = {name: KINDS[kind].words[0] for name, kind in _kind_names().items()}
    names |= {squeezed(name): name for name in (*VARIANTS, *NEEDED, *NOT_HERE)}
    letters = [word for word in words[:3] if word[0].isalpha()]
    for used in range(len(letters), 0, -1):
        if near := get_close_matches(squeezed("".join(letters[:used])), names, 1, 0.65):
            return names[near[0]]
    return ""
