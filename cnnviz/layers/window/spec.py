"""One layer whose window slides over planes: its settings, and every number that follows.

Any size is allowed here: nothing is drawn, and nothing is stored cell by cell.
"""

from dataclasses import dataclass, replace
from functools import cached_property

from cnnviz.layers.window import padding
from cnnviz.layers.window.padding import VALID, Padding, Sides
from cnnviz.ops.geometry import Axis, TransposedAxis, effective_kernel_size
from cnnviz.utils.language import N_
from cnnviz.utils.text import Pair

CONVOLUTION = N_("convolution")
DEPTHWISE = N_("depthwise convolution")
TRANSPOSED = N_("transposed convolution")
MAX_POOLING = N_("max pooling")
AVERAGE_POOLING = N_("average pooling")
GLOBAL_MAX = N_("global max pooling")
GLOBAL_AVERAGE = N_("global average pooling")

CONVOLUTIONS = (CONVOLUTION, DEPTHWISE, TRANSPOSED)  # these have weights
GLOBALS = (GLOBAL_MAX, GLOBAL_AVERAGE)  # one window as large as the input
MAXIMA = (MAX_POOLING, GLOBAL_MAX)
MEANS = (AVERAGE_POOLING, GLOBAL_AVERAGE)
OPERATIONS = (*CONVOLUTIONS, MAX_POOLING, AVERAGE_POOLING, *GLOBALS)

SHOWN_DEPTH = 4
FLOAT_BYTES = 4


@dataclass(frozen=True)
class WindowSettings:
    """A convolution or pooling; every pair is (height, width), in cells.

    The settings are taken as they are given. ``checks.checked`` returns them with what follows
    from others filled in, or raises where they contradict one another.

    Parameters
    ----------
    operation : str
        One of ``OPERATIONS``.
    size, kernel, stride, dilation : (int, int)
        At least 1 each. The height of a one-dimensional layer is 1; the window of a global
        pooling is its input.
    padding : "valid", "same", "same, PyTorch", "full" or Sides
        "same" as Keras pads; PyTorch's takes stride 1 only; "full" lets the window meet the input
        with one cell; numbers are cells per side. In a transposed convolution it is what is cut
        from the output: "valid" and "same" as Keras does, numbers as PyTorch.
    channels, filters : int
        Depth of the input and of the output. Pooling keeps the depth.
    groups : int
        Parts that channels and filters are split into, each convolved separately; a depthwise
        convolution has one per channel, and so has a pooling.
    output_padding : (int, int)
        Rows and columns added behind a transposed convolution's stamps, below stride or dilation.
    ceil : bool
        Whether a pooling's last window may extend beyond the padding, as in PyTorch's
        ``ceil_mode``.
    dims : {1, 2}
        Number of spatial dimensions.
    count_padding : bool
        Whether padding in numbers counts as cells of a mean, as PyTorch's ``count_include_pad``
        and zeros from a layer before the pooling do; otherwise the mean is over cells of the
        input.

    Examples
    --------
    The first layer of ResNet:

    >>> stem = WindowSettings(
    ...     size=(224, 224), kernel=(7, 7), stride=(2, 2), padding=Sides.each(3, 3),
    ...     channels=3, filters=64,
    ... )
    >>> stem.output, stem.weight_count, stem.multiply_adds
    ((112, 112), 9408, 118013952)
    """

    operation: str = CONVOLUTION
    size: Pair = (7, 7)
    kernel: Pair = (3, 3)
    stride: Pair = (1, 1)
    padding: Padding = VALID
    dilation: Pair = (1, 1)
    channels: int = 1
    filters: int = 1
    groups: int = 1
    output_padding: Pair = (0, 0)
    ceil: bool = False
    dims: int = 2
    count_padding: bool = False

    def _lengths(self, side: int) -> tuple[int, int, int, int]:
        return self.size[side], self.kernel[side], self.stride[side], self.dilation[side]

    def pads(self, side: int) -> Pair:
        """Cells before and after on one axis (0 height, 1 width): added, or cut if transposed."""
        if isinstance(self.padding, Sides):
            return (self.padding.rows, self.padding.cols)[side]
        size, kernel, stride, dilation = self._lengths(side)
        if self.transposed:
            return padding.cut(self.padding, kernel, stride, dilation)
        return padding.added(self.padding, size, kernel, stride, dilation)

    def axis(self, side: int) -> Axis | TransposedAxis:
        """The geometry of one axis (0 height, 1 width)."""
        size, kernel, stride, dilation = self._lengths(side)
        before, after = self.pads(side)
        if self.transposed:
            extra = self.extra_cells(side)
            return TransposedAxis(size, kernel, stride, before, after, dilation, extra)
        return Axis(size, kernel, stride, before, after, dilation, self.ceil)

    def extra_cells(self, side: int) -> int:
        """Cells behind the last stamp: Keras fills the last stride where the kernel is shorter.

        Source: ``compute_conv_transpose_output_length`` in Keras.
        """
        if isinstance(self.padding, Sides):
            return self.output_padding[side]
        return max(self.stride[side] - self.effective_kernel[side], 0)

    @cached_property
    def rows(self) -> Axis | TransposedAxis:
        """The vertical axis."""
        return self.axis(0)

    @cached_property
    def cols(self) -> Axis | TransposedAxis:
        """The horizontal axis."""
        return self.axis(1)

    @property
    def transposed(self) -> bool:
        """Whether input cells stamp the output, instead of windows reading the input."""
        return self.operation == TRANSPOSED

    @property
    def weighted(self) -> bool:
        """Whether it has weights; pooling has none."""
        return self.operation in CONVOLUTIONS

    @property
    def whole(self) -> bool:
        """Whether its one window is the whole input: global pooling."""
        return self.operation in GLOBALS

    @property
    def noun(self) -> str:
        """What moves over the input: a kernel has weights, a window has none."""
        return "kernel" if self.weighted else "window"

    @property
    def effective_kernel(self) -> Pair:
        """Cells that the dilated kernel spans, (height, width)."""
        height, width = map(effective_kernel_size, self.kernel, self.dilation)
        return height, width

    @property
    def padded(self) -> Pair:
        """Size of the padded input, (height, width); of the input itself if transposed."""
        return self.rows.padded, self.cols.padded

    @property
    def output(self) -> Pair:
        """Output size, (height, width)."""
        return self.rows.output, self.cols.output

    @property
    def unread_cells(self) -> int:
        """Cells of the input (padding not counted) that no window reads, in one channel."""
        read = [
            size - len(axis.unread_cells)
            for size, axis in zip(self.size, (self.rows, self.cols), strict=True)
        ]
        return self.size[0] * self.size[1] - read[0] * read[1]

    @property
    def receptive_field(self) -> Pair:
        """Cells that one output cell sees at most, from first to last, (height, width)."""
        return self.rows.field, self.cols.field

    @property
    def multiplier(self) -> int:
        """Filters per channel of a depthwise convolution."""
        return self.filters // self.channels

    @property
    def weight_shape(self) -> tuple[int, int, int, int]:
        """(filters, channels / groups, kernel height, kernel width); pooling uses none of them."""
        return self.filters, self.channels // self.groups, *self.kernel

    @property
    def weight_count(self) -> int:
        """Weights: kernel height × kernel width × channels / groups × filters; pooling has none."""
        filters, channels, height, width = self.weight_shape
        return filters * channels * height * width if self.weighted else 0

    @property
    def bias_count(self) -> int:
        """Biases: one per filter; a pooling has none."""
        return self.filters if self.weighted else 0

    @property
    def multiply_adds(self) -> int:
        """Multiplications of one forward pass: every weight once per window, padding included.

        A transposed convolution multiplies every weight once per input cell.
        """
        height, width = self.size if self.transposed else self.output
        return self.weight_count * height * width

    @property
    def input_values(self) -> int:
        """Values that go in: height × width × channels."""
        return self.size[0] * self.size[1] * self.channels

    @property
    def output_values(self) -> int:
        """Values that come out: height × width × filters."""
        return self.output[0] * self.output[1] * self.filters

    @property
    def output_bytes(self) -> int:
        """Memory of the activations of one input as float32."""
        return FLOAT_BYTES * self.output_values

    @property
    def dense_weights(self) -> int:
        """Weights of a dense layer of the same sizes, which are also its multiply-adds."""
        return self.input_values * self.output_values

    @cached_property
    def shown(self) -> "WindowSettings":
        """The part of the layer that is drawn: all of it up to ``SHOWN_DEPTH`` planes.

        Of a deeper one, the first filter with the channels that it reads, or one of them if they
        are too many.
        """
        if max(self.channels, self.filters) <= SHOWN_DEPTH:
            return self
        channels = self.channels // self.groups
        channels = channels if channels <= SHOWN_DEPTH else 1
        return replace(self, channels=channels, filters=1, groups=1)
