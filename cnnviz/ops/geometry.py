"""Where windows go: output sizes, padding, window positions, receptive fields. Integers only.

One axis at a time; height and width are two axes. Source: V. Dumoulin and F. Visin, "A guide to
convolution arithmetic for deep learning", arXiv:1603.07285.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _


@dataclass(frozen=True)
class _Windows:
    """Windows of ``kernel`` cells, ``dilation`` apart, that start every ``stride`` cells.

    What both kinds of axes share; see them for the fields.
    """

    size: int
    kernel: int
    stride: int = 1
    before: int = 0
    after: int = 0
    dilation: int = 1

    def __post_init__(self) -> None:
        for name, least in (
            (N_("size"), 1),
            (N_("kernel"), 1),
            (N_("stride"), 1),
            (N_("dilation"), 1),
        ):
            if getattr(self, name) < least:
                raise InputError(
                    "{name} must be at least {least}, got {value}",
                    name=_(name),
                    least=least,
                    value=getattr(self, name),
                )
        if min(self.before, self.after) < 0:
            raise InputError(
                "padding must be at least 0, got {least}", least=min(self.before, self.after)
            )

    @property
    def effective_kernel(self) -> int:
        """Cells from a window's first to its last, gaps included: d(k - 1) + 1."""
        return effective_kernel_size(self.kernel, self.dilation)

    @property
    def positions(self) -> int:
        """How many windows there are."""
        raise NotImplementedError

    def window(self, position: int) -> tuple[int, ...]:
        """Cells that the window at ``position`` covers, in order."""
        if not 0 <= position < self.positions:
            raise InputError(
                "position must lie in 0..{last}, got {position}",
                last=self.positions - 1,
                position=position,
            )
        start = position * self.stride
        return tuple(start + tap * self.dilation for tap in range(self.kernel))

    @property
    def windows(self) -> tuple[tuple[int, ...], ...]:
        """Every window in order, each as ``window`` gives it."""
        return tuple(self.window(position) for position in range(self.positions))

    def under(self, tap: int) -> slice:
        """Cells that lie under one tap of the windows, window after window."""
        start = tap * self.dilation
        return slice(start, start + (self.positions - 1) * self.stride + 1, self.stride)

    @property
    def length(self) -> int:
        """Number of cells that windows are laid on, padding included."""
        raise NotImplementedError

    @cached_property
    def covers(self) -> np.ndarray:
        """How many windows cover each cell that windows are laid on, (length,) int."""
        counts = np.zeros(self.length, int)
        if self.kernel <= self.positions:
            for tap in range(self.kernel):
                counts[self.under(tap)] += 1
        else:
            for start in range(0, self.positions * self.stride, self.stride):
                counts[start : start + self.effective_kernel : self.dilation] += 1
        return counts


@dataclass(frozen=True)
class Axis(_Windows):
    """One axis of a window layer (convolution or pooling), lengths in cells.

    A window at ``position`` covers cells of the padded input and makes output cell ``position``.

    Parameters
    ----------
    size : int
        Of the input, at least 1.
    kernel, stride, dilation : int
        At least 1.
    before, after : int
        Padding, at least 0.
    ceil : bool
        Whether the last window may extend beyond the padding, as in PyTorch's ``ceil_mode``, if it
        starts in the input or in the padding before it.

    Raises
    ------
    InputError
        If a length is below its bound, or the window does not fit the padded input.

    Examples
    --------
    The first layer of ResNet, along the image's height:

    >>> Axis(224, 7, stride=2, before=3, after=3).output
    112
    """

    ceil: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.missing > 0:
            raise InputError(
                "a window {window} wide does not fit a padded input {size} "
                "wide; pad by {missing} more",
                window=self.effective_kernel,
                size=self.size + self.before + self.after,
                missing=self.missing,
            )

    @property
    def room(self) -> int:
        """Cells after the first window: padded input - effective kernel; may be below 0."""
        return self.size + self.before + self.after - self.effective_kernel

    @property
    def missing(self) -> int:
        """Cells by which the padded input is too short for one window; 0 or less where it fits."""
        return -self.room - (self.stride - 1 if self.ceil else 0)

    @property
    def output(self) -> int:
        """How many windows fit: floor((padded - effective kernel) / stride) + 1, or the ceiling.

        The ceiling is PyTorch's: a last window that would start behind the input is left out.
        """
        if not self.ceil:
            return self.room // self.stride + 1
        windows = -(-self.room // self.stride) + 1
        return windows - self.drops_last

    @property
    def drops_last(self) -> bool:
        """Whether the ceiling's last window would start in the padding after the input."""
        last_start = -(-self.room // self.stride) * self.stride
        return self.ceil and last_start >= self.before + self.size

    @property
    def positions(self) -> int:
        """As many windows as output cells."""
        return self.output

    @property
    def end(self) -> int:
        """Cells of the padded input up to the last window's last cell."""
        return (self.output - 1) * self.stride + self.effective_kernel

    @property
    def overhang(self) -> int:
        """Cells by which the last window extends beyond the padding (``ceil`` only)."""
        return max(self.end - self.size - self.before - self.after, 0)

    @property
    def needed(self) -> tuple[int, int]:
        """Cells before and after the input that make windows which round down come out the same."""
        after = max(self.end - self.before - self.size, 0)
        return self.before, after if self.ceil else self.after

    @property
    def padded(self) -> int:
        """Length of the padded input, with the overhang."""
        return self.size + self.before + self.after + self.overhang

    @property
    def length(self) -> int:
        """Length of the padded input."""
        return self.padded

    @property
    def unread(self) -> int:
        """Padded cells at the end that no window reads, because the stride does not divide."""
        return self.padded - self.end

    @cached_property
    def uses(self) -> np.ndarray:
        """How often each input cell is read, (size,) int."""
        return self.covers[self.before : self.before + self.size]

    @cached_property
    def every_window_holds_input(self) -> bool:
        """Whether each window reads a cell of the input; padding alone is not enough to pool."""
        starts = np.arange(self.output) * self.stride
        skipped = np.maximum(-(-(self.before - starts) // self.dilation), 0)  # taps in the padding
        first = starts + skipped * self.dilation
        return bool(np.all((skipped < self.kernel) & (first < self.before + self.size)))

    @property
    def unread_cells(self) -> tuple[int, ...]:
        """Input cells that no window reads."""
        return tuple(np.flatnonzero(self.uses == 0).tolist())

    @property
    def field(self) -> int:
        """Receptive field of one output cell, from the first cell that it sees to the last."""
        return self.effective_kernel


@dataclass(frozen=True)
class TransposedAxis(_Windows):
    """One axis of a transposed convolution: every input cell stamps the kernel into the output.

    The stamps lie on the uncut output. A window at ``position`` covers the cells of it that input
    cell ``position`` stamps, as in the convolution that this one transposes.

    Parameters
    ----------
    size : int
        Of the input, at least 1.
    kernel, stride, dilation : int
        At least 1.
    before, after : int
        Cells that are cut from the output, at least 0.
    extra : int
        Cells behind the last stamp, at least 0.

    Raises
    ------
    InputError
        If a length is below its bound, or nothing of the output is left.

    Examples
    --------
    A stride of 2 doubles the map, as in DCGAN:

    >>> TransposedAxis(4, 4, stride=2, before=1, after=1).output
    8
    """

    extra: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.extra < 0:
            raise InputError("output padding must be at least 0, got {extra}", extra=self.extra)
        if self.output < 1:
            raise InputError(
                "cutting {cut} cells leaves nothing of an output {uncut} wide; cut {excess} less",
                cut=self.before + self.after,
                uncut=self.uncut,
                excess=1 - self.output,
            )

    @property
    def uncut(self) -> int:
        """Length of the output before it is cut: (n - 1)s + effective kernel + extra."""
        return (self.size - 1) * self.stride + self.effective_kernel + self.extra

    @property
    def length(self) -> int:
        """Length of the uncut output."""
        return self.uncut

    @property
    def output(self) -> int:
        """Length of the output."""
        return self.uncut - self.before - self.after

    @property
    def positions(self) -> int:
        """As many windows, that is stamps, as input cells."""
        return self.size

    @property
    def padded(self) -> int:
        """Length of the input, which gets no padding."""
        return self.size

    @cached_property
    def uses(self) -> np.ndarray:
        """How many stamps each output cell gets, (output,) int: uneven in a checkerboard."""
        return self.covers[self.before : self.before + self.output]

    @property
    def unread_cells(self) -> tuple[int, ...]:
        """Input cells whose whole stamp is cut away or lies in no output cell."""
        kept = slice(self.before, self.before + self.output)
        written = np.zeros(self.size, bool)
        for tap in range(self.kernel):
            cells = np.arange(self.size) * self.stride + tap * self.dilation
            written |= (kept.start <= cells) & (cells < kept.stop)
        return tuple(np.flatnonzero(~written).tolist())

    @cached_property
    def field(self) -> int:
        """Largest receptive field of an output cell, from the first cell that it sees to the last.

        0 where no output cell sees any.
        """
        first, last = np.full(self.uncut, self.size), np.full(self.uncut, -1)
        positions = np.arange(self.size)
        for tap in range(self.kernel):  # a later tap of the same cell belongs to an earlier stamp
            under = self.under(tap)
            first[under] = positions
            last[under] = np.maximum(last[under], positions)
        kept = slice(self.before, self.before + self.output)
        return max(int((last - first)[kept].max()) + 1, 0)


def effective_kernel_size(kernel: int, dilation: int) -> int:
    """Count the cells that a dilated kernel spans: d(k - 1) + 1.

    Parameters
    ----------
    kernel : int
        Cells of the kernel.
    dilation : int
        Distance from one of them to the next.

    Returns
    -------
    int

    Examples
    --------
    >>> effective_kernel_size(3, 2)
    5
    """
    return dilation * (kernel - 1) + 1


def same_padding(size: int, kernel: int, stride: int = 1, dilation: int = 1) -> tuple[int, int]:
    """Compute the zeros that make the output ceil(size / stride) long, as Keras pads.

    Parameters
    ----------
    size : int
        Cells of the input.
    kernel, stride, dilation : int

    Returns
    -------
    before, after : int
        Cells. An odd total puts the extra one after the input; PyTorch's ``padding="same"`` agrees,
        and takes stride 1 only.

    Examples
    --------
    >>> same_padding(28, 3), same_padding(28, 3, stride=2)
    ((1, 1), (0, 1))
    """
    output = -(-size // stride)
    return halves((output - 1) * stride + effective_kernel_size(kernel, dilation) - size)


def same_cut(kernel: int, stride: int = 1, dilation: int = 1) -> tuple[int, int]:
    """Compute the cells that Keras's "same" transposed convolution cuts from its output.

    Parameters
    ----------
    kernel, stride, dilation : int

    Returns
    -------
    before, after : int
        Cells. What is left is size × stride long; an odd total takes the extra one from the end.

    Examples
    --------
    >>> same_cut(3, stride=2)
    (0, 1)
    """
    return halves(effective_kernel_size(kernel, dilation) - stride)


def halves(total: int) -> tuple[int, int]:
    """Share cells between two sides.

    Parameters
    ----------
    total : int
        Cells; none are shared where it is negative.

    Returns
    -------
    before, after : int
        The extra cell of an odd total comes after.
    """
    total = max(total, 0)
    return total // 2, total - total // 2
