"""What is added around the input, or, in a transposed convolution, cut from the output."""

from dataclasses import dataclass
from typing import Literal

from cnnviz.ops.geometry import effective_kernel_size, same_cut, same_padding

VALID: Literal["valid"] = "valid"
SAME: Literal["same"] = "same"
SAME_TORCH: Literal["same, PyTorch"] = "same, PyTorch"
FULL: Literal["full"] = "full"


@dataclass(frozen=True)
class Sides:
    """Padding in numbers, in cells; each at least 0.

    Attributes
    ----------
    top, bottom, left, right : int
    """

    top: int = 0
    bottom: int = 0
    left: int = 0
    right: int = 0

    @classmethod
    def each(cls, height: int, width: int) -> "Sides":
        """Pad opposite sides alike.

        Parameters
        ----------
        height : int
            Cells at the top, and at the bottom.
        width : int
            Cells at the left, and at the right.

        Returns
        -------
        Sides
        """
        return cls(height, height, width, width)

    @property
    def rows(self) -> tuple[int, int]:
        """Above and below."""
        return self.top, self.bottom

    @property
    def cols(self) -> tuple[int, int]:
        """At the left and at the right."""
        return self.left, self.right

    @property
    def even(self) -> bool:
        """Whether opposite sides agree, as PyTorch's layers want it."""
        return self.top == self.bottom and self.left == self.right


Padding = Literal["valid", "same", "same, PyTorch", "full"] | Sides


def added(padding: str, size: int, kernel: int, stride: int, dilation: int) -> tuple[int, int]:
    """Compute what a padding by name adds to an axis.

    Parameters
    ----------
    padding : {"valid", "same", "same, PyTorch", "full"}
    size, kernel, stride, dilation : int
        Of the axis, in cells.

    Returns
    -------
    before, after : int
        Cells.
    """
    if padding == SAME:
        return same_padding(size, kernel, stride, dilation)
    if padding == SAME_TORCH:
        return same_padding(size, kernel, 1, dilation)
    most = effective_kernel_size(kernel, dilation) - 1
    return (most, most) if padding == FULL else (0, 0)


def cut(padding: str, kernel: int, stride: int, dilation: int) -> tuple[int, int]:
    """Compute what a padding by name cuts from a transposed convolution's output.

    Parameters
    ----------
    padding : {"valid", "same"}
    kernel, stride, dilation : int
        Of the axis, in cells.

    Returns
    -------
    before, after : int
        Cells.
    """
    return same_cut(kernel, stride, dilation) if padding == SAME else (0, 0)
