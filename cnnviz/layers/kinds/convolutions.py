"""Convolutions: layers with weights that slide over all places of a map."""

from dataclasses import dataclass
from typing import Any, ClassVar

from cnnviz.layers.base import Layer, Shape, image_shape
from cnnviz.layers.calls import Call, call, changed
from cnnviz.layers.kinds.arguments import PLAIN, check_steps, keras_padding, sides, window_padding
from cnnviz.layers.settings import Extent, Padding, pair, short
from cnnviz.layers.window import (
    CONVOLUTION,
    DEPTHWISE,
    TRANSPOSED,
    WindowSettings,
    checked,
)
from cnnviz.ops.activations import BY_KERAS_NAME
from cnnviz.utils.checks import at_least
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import plural


class _Convolution(Layer):
    """What the three convolutions share."""

    kernel: Extent
    stride: Extent
    padding: Padding
    activation: str
    use_bias: bool
    operation: ClassVar[str] = ""
    drawn_as: ClassVar[str] = "conv"

    def depth(self, channels: int) -> dict[str, Any]:
        """Return the window's settings that only some convolutions have, ``filters`` among them."""
        raise NotImplementedError

    def window(self, shape: Shape) -> WindowSettings:
        height, width, channels = image_shape(shape, self.words[0])
        settings = WindowSettings(
            self.operation,
            size=(height, width),
            kernel=pair(self.kernel),
            stride=pair(self.stride),
            padding=window_padding(self.padding),
            channels=channels,
            **self.depth(channels),
        )
        return checked(settings)

    def kernel_shape(self, window: WindowSettings) -> Shape:
        """Return the shape of Keras's kernel, (height, width, channels / groups, filters)."""
        return *window.kernel, window.channels // window.groups, window.filters

    def weight_shapes(self, shape: Shape) -> tuple[Shape, ...]:
        window = self.window(shape)
        kernel = self.kernel_shape(window)
        return (kernel, (window.filters,)) if self.use_bias else (kernel,)

    def _arguments(self, **more: Any) -> dict[str, Any]:
        """Arguments of Keras's layer, without its defaults."""
        return changed(
            PLAIN,
            strides=self.stride,
            padding=keras_padding(self.padding),
            activation=self.activation,
            use_bias=self.use_bias,
            **more,
        )

    def _padded(self, conv: Call) -> tuple[Call, ...]:
        """Keras's layer after the zeros that a padding in numbers adds."""
        pads = sides(self.padding)
        return (call("ZeroPadding2D", pads), conv) if pads else (conv,)

    def _described(self, name: str, filters: str) -> str:
        # The output's shape shows a padding that has a name.
        padding = "valid" if isinstance(self.padding, str) else self.padding
        steps = short({**vars(self), "padding": padding, "activation": "linear"})
        activation = BY_KERAS_NAME[self.activation].name
        ending = "" if self.activation == "linear" else f", {activation}"
        return f"{name} {steps}, {filters}{ending}"


@dataclass(frozen=True)
class Conv2D(_Convolution):
    """Convolution: windows over all input channels.

    Parameters
    ----------
    filters : int
        Output channels, at least 1.
    kernel : int or (int, int)
        One number for both, or (height, width); so are stride, dilation and padding in numbers.
    stride : int or (int, int)
    padding : {"valid", "same"}, int or (int, int)
        As Keras pads; numbers are zeros added on both sides.
    activation : str
        A name of Keras's, of ``BY_KERAS_NAME``.
    use_bias : bool
        Whether each filter has a bias.
    dilation : int or (int, int)
        Keras's convolutions take a stride or a dilation above 1, not both.
    groups : int
        Parts that channels and filters are split into; a filter reads its own part only.

    Raises
    ------
    InputError
        If settings exclude one another.

    References
    ----------
    https://keras.io/api/layers/convolution_layers/convolution2d/

    Examples
    --------
    The first layer of ResNet:

    >>> layer = Conv2D(64, kernel=7, stride=2, padding=3)
    >>> layer.output_shape((224, 224, 3)), layer.parameters((224, 224, 3))
    ((112, 112, 64), 9472)
    """

    filters: int
    kernel: Extent = 3
    stride: Extent = 1
    padding: Padding = "valid"
    activation: str = "linear"
    use_bias: bool = True
    dilation: Extent = 1
    groups: int = 1
    operation: ClassVar[str] = CONVOLUTION
    kind: ClassVar[str] = "conv"
    words: ClassVar[tuple[str, ...]] = ("conv", "convolution")
    start: ClassVar[dict[str, Any]] = {"filters": 32, "padding": "same", "activation": "relu"}

    def __post_init__(self) -> None:
        at_least(N_("filters"), self.filters, 1)
        at_least(N_("groups"), self.groups, 1)
        window_padding(self.padding)
        if self.filters % self.groups:
            raise InputError(
                "groups must divide the {filters} filters, got {groups}",
                filters=self.filters,
                groups=self.groups,
            )
        check_steps(self.stride, self.dilation)

    def depth(self, channels: int) -> dict[str, Any]:
        return {"filters": self.filters, "dilation": pair(self.dilation), "groups": self.groups}

    def keras_calls(self) -> tuple[Call, ...]:
        named = self._arguments(dilation_rate=self.dilation, groups=self.groups)
        return self._padded(call("Conv2D", self.filters, self.kernel, **named))

    def describe(self) -> str:
        return self._described("conv", plural(self.filters, "filter"))


@dataclass(frozen=True)
class DepthwiseConv2D(_Convolution):
    """Depthwise convolution: each channel has kernels of its own.

    Parameters
    ----------
    kernel, stride, padding, activation, use_bias, dilation
        As in ``Conv2D``; TensorFlow takes equal strides of height and width only.
    multiplier : int
        Kernels, and output channels, per input channel.

    Raises
    ------
    InputError
        If settings exclude one another.

    References
    ----------
    https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/

    Examples
    --------
    >>> DepthwiseConv2D(3, multiplier=2).output_shape((8, 8, 3))
    (6, 6, 6)
    """

    kernel: Extent = 3
    stride: Extent = 1
    padding: Padding = "valid"
    activation: str = "linear"
    use_bias: bool = True
    dilation: Extent = 1
    multiplier: int = 1
    operation: ClassVar[str] = DEPTHWISE
    kind: ClassVar[str] = "depthwise_conv"
    words: ClassVar[tuple[str, ...]] = (
        "depthwise conv",
        "depthwise convolution",
        "depthwise",
        "dw conv",
    )
    start: ClassVar[dict[str, Any]] = {"padding": "same", "activation": "relu"}

    def __post_init__(self) -> None:
        at_least(N_("multiplier"), self.multiplier, 1)
        window_padding(self.padding)
        check_steps(self.stride, self.dilation)
        if len(set(pair(self.stride))) > 1:
            raise InputError(
                "TensorFlow's depthwise convolution takes equal strides of height and"
                " width, got {stride}",
                stride=self.stride,
            )

    def depth(self, channels: int) -> dict[str, Any]:
        return {"filters": channels * self.multiplier, "dilation": pair(self.dilation)}

    def kernel_shape(self, window: WindowSettings) -> Shape:
        return *window.kernel, window.channels, self.multiplier

    def keras_calls(self) -> tuple[Call, ...]:
        named = self._arguments(dilation_rate=self.dilation, depth_multiplier=self.multiplier)
        return self._padded(call("DepthwiseConv2D", self.kernel, **named))

    def describe(self) -> str:
        filters = plural(self.multiplier, "filter")
        per_channel = _("{filters} per channel", filters=filters)
        return self._described("depthwise conv", per_channel)


@dataclass(frozen=True)
class Conv2DTranspose(_Convolution):
    """Transposed convolution: each input cell stamps the kernels; a stride makes the map larger.

    Parameters
    ----------
    filters, kernel, stride, activation, use_bias
        As in ``Conv2D``.
    padding : {"valid", "same"}, int or (int, int)
        What is cut from the output: by name as in Keras, in numbers as in PyTorch.

    Raises
    ------
    InputError
        If a setting is invalid.

    References
    ----------
    https://keras.io/api/layers/convolution_layers/convolution2d_transpose/

    Examples
    --------
    >>> Conv2DTranspose(16, kernel=3, stride=2, padding="same").output_shape((7, 7, 32))
    (14, 14, 16)
    """

    filters: int
    kernel: Extent = 3
    stride: Extent = 1
    padding: Padding = "valid"
    activation: str = "linear"
    use_bias: bool = True
    operation: ClassVar[str] = TRANSPOSED
    kind: ClassVar[str] = "transposed_conv"
    words: ClassVar[tuple[str, ...]] = (
        "transposed conv",
        "transposed convolution",
        "conv transpose",
        "transpose conv",
        "transpose convolution",
        "deconv",
        "deconvolution",
    )
    start: ClassVar[dict[str, Any]] = {
        "filters": 32,
        "stride": 2,
        "padding": "same",
        "activation": "relu",
    }

    def __post_init__(self) -> None:
        at_least(N_("filters"), self.filters, 1)
        window_padding(self.padding)

    def depth(self, channels: int) -> dict[str, Any]:
        return {"filters": self.filters}

    def kernel_shape(self, window: WindowSettings) -> Shape:
        return *window.kernel, window.filters, window.channels

    def keras_calls(self) -> tuple[Call, ...]:
        conv = call("Conv2DTranspose", self.filters, self.kernel, **self._arguments())
        if isinstance(self.padding, str):
            return (conv,)
        # Keras fills the last stride with 0 where the kernel is shorter; that is cut off, too.
        # (output_padding=0 would do so too, but Keras 3.8 refuses it.)
        sizes = zip(pair(self.padding), pair(self.kernel), pair(self.stride), strict=True)
        cut = tuple((pad, pad + max(stride - kernel, 0)) for pad, kernel, stride in sizes)
        return (conv, call("Cropping2D", cut)) if any(map(sum, cut)) else (conv,)

    def describe(self) -> str:
        return self._described("transposed conv", plural(self.filters, "filter"))
