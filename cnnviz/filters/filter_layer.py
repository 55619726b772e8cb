"""What a layer does with a kernel: how it slides, and what becomes of the sums."""

import math
from dataclasses import dataclass

from cnnviz.ops.activations import ACTIVATIONS
from cnnviz.ops.convolution import BORDERS, MAX_MAGNITUDE
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _

OPERATIONS = ("correlate", "convolve")
POOLINGS = ("none", "max", "average")
WHITES = (1.0, 255.0)


@dataclass(frozen=True)
class FilterLayer:
    """Convolution, bias, activation and pooling, as they follow one another in a CNN.

    Attributes
    ----------
    operation : {"correlate", "convolve"}
        Whether the kernel is laid on the window as it is, or rotated by 180 degrees first.
    stride, dilation : int
        At least 1, the same for rows and columns.
    border : {"valid", "zero", "reflect", "replicate", "wrap"}
    bias : float
        Added to every sum.
    activation : a key of ``ACTIVATIONS``
    pooling : {"none", "max", "average"}
    pool : int
        Side length of the pooling window, which moves by as much.
    white : float
        The value of a white pixel, 1 or 255: the picture's values run from 0 to it, and those of
        a picture as a file stores it are scaled so. A bias is in the same unit.

    Raises
    ------
    InputError
        If a name is unknown or a number breaks its bound.
    """

    operation: str = "correlate"
    stride: int = 1
    dilation: int = 1
    border: str = "valid"
    bias: float = 0.0
    activation: str = "none"
    pooling: str = "none"
    pool: int = 2
    white: float = 1.0

    def __post_init__(self) -> None:
        for name, known in (
            (N_("operation"), OPERATIONS),
            (N_("border"), BORDERS),
            (N_("activation"), tuple(ACTIVATIONS)),
            (N_("pooling"), POOLINGS),
        ):
            if getattr(self, name) not in known:
                raise InputError(
                    "{name} must be one of {known}, got {value!r}",
                    name=_(name),
                    known=", ".join(known),
                    value=getattr(self, name),
                )
        for name in (N_("stride"), N_("dilation"), N_("pool")):
            if getattr(self, name) < 1:
                raise InputError(
                    "{name} must be at least 1, got {value}",
                    name=_(name),
                    value=getattr(self, name),
                )
        if self.white not in WHITES:
            raise InputError(
                "a white pixel must have the value 1 or 255, got {white:g}", white=self.white
            )
        if not math.isfinite(self.bias) or abs(self.bias) > MAX_MAGNITUDE:
            raise InputError(
                "a bias must be a number up to ±{most:,.0f}, got {bias:g}",
                most=MAX_MAGNITUDE,
                bias=self.bias,
            )

    @property
    def keeps_sums(self) -> bool:
        """Whether the output is the bare sum of products."""
        return self.bias == 0 and self.activation == "none"
