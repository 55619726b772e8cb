"""Where windows go: output sizes, padding, window positions, receptive fields. Integers only.

One axis at a time; height and width are two axes. Source: V. Dumoulin and F. Visin, "A guide to
convolution arithmetic for deep learning", arXiv:1603.07285.
"""

from dataclasses import dataclass

from cnnviz.errors import InputError


@dataclass(frozen=True)
class Axis:
    """One axis of a window layer (convolution or pooling), lengths in cells.

    Raises
    ------
    InputError
        If a length is below its bound, or the window does not fit the padded input.
    """

    size: int
    kernel: int
    stride: int = 1
    before: int = 0
    after: int = 0
    dilation: int = 1

    def __post_init__(self) -> None:
        for name, least in (("size", 1), ("kernel", 1), ("stride", 1), ("dilation", 1)):
            if getattr(self, name) < least:
                raise InputError(f"{name} must be at least {least}, got {getattr(self, name)}")
        if min(self.before, self.after) < 0:
            raise InputError(f"padding must be at least 0, got {min(self.before, self.after)}")
        if self.effective_kernel > self.padded:
            raise InputError(
                f"a window {self.effective_kernel} wide does not fit a padded input "
                f"{self.padded} wide; pad by {self.effective_kernel - self.padded} more"
            )

    @property
    def effective_kernel(self) -> int:
        """Cells from a window's first to its last, gaps included: d(k - 1) + 1."""
        return effective_kernel_size(self.kernel, self.dilation)

    @property
    def padded(self) -> int:
        """Length of the padded input."""
        return self.size + self.before + self.after

    @property
    def output(self) -> int:
        """How many windows fit: floor((padded - effective kernel) / stride) + 1."""
        return (self.padded - self.effective_kernel) // self.stride + 1

    @property
    def unread(self) -> int:
        """Padded cells at the end that no window reads, because the stride does not divide."""
        return (self.padded - self.effective_kernel) % self.stride

    def window(self, position: int) -> tuple[int, ...]:
        """Cells of the padded input that output cell ``position`` reads, in order."""
        if not 0 <= position < self.output:
            raise InputError(f"position must lie in 0..{self.output - 1}, got {position}")
        start = position * self.stride
        return tuple(start + tap * self.dilation for tap in range(self.kernel))

    @property
    def windows(self) -> tuple[tuple[int, ...], ...]:
        """Every window in order, each as ``window`` gives it."""
        return tuple(self.window(position) for position in range(self.output))

    @property
    def read(self) -> frozenset[int]:
        """Cells of the padded input that at least one window reads."""
        return frozenset(cell for window in self.windows for cell in window)

    def holds_input(self, cell: int) -> bool:
        """Whether ``cell`` of the padded input is a cell of the input, not padding."""
        return self.before <= cell < self.before + self.size


def effective_kernel_size(kernel: int, dilation: int) -> int:
    """Cells that a dilated kernel spans: d(k - 1) + 1."""
    return dilation * (kernel - 1) + 1


def same_padding(size: int, kernel: int, stride: int = 1, dilation: int = 1) -> tuple[int, int]:
    """Zeros before and after that make the output ceil(size / stride) long, as Keras pads.

    An odd total puts the extra cell after the input (PyTorch's ``padding="same"`` agrees, and
    takes stride 1 only).
    """
    output = -(-size // stride)
    total = max((output - 1) * stride + effective_kernel_size(kernel, dilation) - size, 0)
    return total // 2, total - total // 2
