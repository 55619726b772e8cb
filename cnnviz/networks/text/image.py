"""The shape of a stack's input as text: "28x28x1"."""

import re

from cnnviz.layers import Shape
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _

LARGEST_IMAGE = (1024, 1024, 4096)  # height, width, channels


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
        raise InputError("an image is written like 28x28x1, got {value}", value=text[:20])
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
    names = (N_("height"), N_("width"), N_("channels"))
    for name, value, most in zip(names, shape, LARGEST_IMAGE, strict=True):
        if not 1 <= value <= most:
            raise InputError(
                "the input's {name} must lie in 1..{most:,}, got {value:,}",
                name=_(name),
                most=most,
                value=value,
            )


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
