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
    """Padding in numbers, in cells; 0 to 16 each."""

    top: int = 0
    bottom: int = 0
    left: int = 0
    right: int = 0

    @classmethod
    def each(cls, height: int, width: int) -> "Sides":
        """As much at the top as at the bottom, as much at the left as at the right."""
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
    """Cells that a padding by name adds before and after an input of ``size``."""
    if padding == SAME:
        return same_padding(size, kernel, stride, dilation)
    if padding == SAME_TORCH:
        return same_padding(size, kernel, 1, dilation)
    most = effective_kernel_size(kernel, dilation) - 1
    return (most, most) if padding == FULL else (0, 0)


def cut(padding: str, kernel: int, stride: int, dilation: int) -> tuple[int, int]:
    """Cells that a padding by name cuts before and after a transposed convolution's output."""
    return same_cut(kernel, stride, dilation) if padding == SAME else (0, 0)
