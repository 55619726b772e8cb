"""The kinds of layers that networks are made of: everything about each kind in one place.

A kind's fields are its settings (``settings.SETTINGS`` says how each is read and written). Its
window's arithmetic is ``WindowSettings``; its Keras layers are ``keras_calls``, which build the
network and write it as code. ``KINDS`` lists them all, in the order of the editor's menu.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar

from cnnviz.layers.base import Layer, Shape, image_shape
from cnnviz.layers.calls import NOTHING_WINS, PAD, Call, call, changed
from cnnviz.layers.settings import Extent, Padding, extent_text, pair, short
from cnnviz.layers.window import (
    AVERAGE_POOLING,
    CONVOLUTION,
    DEPTHWISE,
    GLOBAL_AVERAGE,
    GLOBAL_MAX,
    MAX_POOLING,
    SAME,
    TRANSPOSED,
    VALID,
    Sides,
    WindowSettings,
    checked,
)
from cnnviz.layers.window.padding import Padding as WindowPadding
from cnnviz.ops.activations import BY_KERAS_NAME
from cnnviz.utils.checks import at_least
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import plural

PLAIN = {
    "strides": 1,
    "padding": "valid",
    "activation": "linear",
    "use_bias": True,
    "dilation_rate": 1,
    "groups": 1,
    "depth_multiplier": 1,
}  # Keras's defaults, and ours


def check_steps(stride: Extent, dilation: Extent) -> None:
    """Raise InputError where Keras's convolution does not take both a stride and a dilation."""
    if max(pair(stride)) > 1 and max(pair(dilation)) > 1:
        raise InputError(
            f"Keras takes a stride or a dilation above 1, not both, got {stride} and {dilation}"
        )


def window_padding(padding: Padding) -> WindowPadding:
    """Return a padding as ``WindowSettings`` has it."""
    if padding == "valid":
        return VALID
    if padding == "same":
        return SAME
    if isinstance(padding, str):
        raise InputError(f"padding must be valid, same or numbers, got {padding!r}")
    return Sides.each(*pair(padding))


def sides(padding: Padding) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return numbers as ((top, bottom), (left, right)); None where Keras knows the padding."""
    if isinstance(padding, str) or pair(padding) == (0, 0):
        return None
    (height, width) = pair(padding)
    return (height, height), (width, width)


def keras_padding(padding: Padding) -> str:
    """Return the padding that Keras's own layer has; numbers are added by a layer before it."""
    return padding if isinstance(padding, str) else "valid"


# Layers with weights that slide.


class _Convolution(Layer):
    """What the three convolutions share."""

    activation: str
    use_bias: bool
    drawn_as: ClassVar[str] = "conv"

    def parameters(self, shape: Shape) -> int:
        window = self.window(shape)
        assert window is not None  # noqa: S101 - narrows the type
        return window.weight_count + self.use_bias * window.filters

    def _described(self, name: str, filters: str) -> str:
        settings = {key: value for key, value in self.to_json().items() if key != "layer"}
        if isinstance(settings["padding"], str):
            del settings["padding"]  # the output's shape shows it
        steps = short({**settings, "activation": "linear"})
        activation = BY_KERAS_NAME[self.activation].name
        ending = "" if self.activation == "linear" else f", {activation}"
        return f"{name} {steps}, {filters}{ending}"


@dataclass(frozen=True)
class Conv2D(_Convolution):
    """Convolution: windows over all input channels.

    ``kernel``, ``stride``, ``dilation`` and ``padding`` in numbers are one number or (height,
    width). With ``groups``, channels and filters are split alike, and a filter reads its own part
    only.
    """

    filters: int
    kernel: Extent = 3
    stride: Extent = 1
    padding: Padding = "valid"
    activation: str = "linear"
    use_bias: bool = True
    dilation: Extent = 1
    groups: int = 1
    kind: ClassVar[str] = "conv"
    words: ClassVar[tuple[str, ...]] = ("conv", "convolution")
    start: ClassVar[dict[str, Any]] = {"filters": 32, "padding": "same", "activation": "relu"}

    def __post_init__(self) -> None:
        at_least("filters", self.filters, 1)
        at_least("groups", self.groups, 1)
        window_padding(self.padding)
        if self.filters % self.groups:
            raise InputError(f"groups must divide the {self.filters} filters, got {self.groups}")
        check_steps(self.stride, self.dilation)

    def window(self, shape: Shape) -> WindowSettings:
        height, width, channels = image_shape(shape, self.words[0])
        settings = WindowSettings(
            CONVOLUTION,
            size=(height, width),
            kernel=pair(self.kernel),
            stride=pair(self.stride),
            padding=window_padding(self.padding),
            dilation=pair(self.dilation),
            channels=channels,
            filters=self.filters,
            groups=self.groups,
        )
        return checked(settings)

    def keras_calls(self) -> tuple[Call, ...]:
        named = changed(
            PLAIN,
            strides=self.stride,
            padding=keras_padding(self.padding),
            activation=self.activation,
            use_bias=self.use_bias,
            dilation_rate=self.dilation,
            groups=self.groups,
        )
        conv = call("Conv2D", self.filters, self.kernel, **named)
        pads = sides(self.padding)
        return (call("ZeroPadding2D", pads), conv) if pads else (conv,)

    def describe(self) -> str:
        return self._described("conv", plural(self.filters, "filter"))


@dataclass(frozen=True)
class DepthwiseConv2D(_Convolution):
    """Depthwise convolution: each channel has kernels of its own, ``multiplier`` of them."""

    kernel: Extent = 3
    stride: Extent = 1
    padding: Padding = "valid"
    activation: str = "linear"
    use_bias: bool = True
    dilation: Extent = 1
    multiplier: int = 1
    kind: ClassVar[str] = "depthwise_conv"
    words: ClassVar[tuple[str, ...]] = ("depthwise conv", "depthwise convolution", "depthwise")
    start: ClassVar[dict[str, Any]] = {"padding": "same", "activation": "relu"}

    def __post_init__(self) -> None:
        at_least("multiplier", self.multiplier, 1)
        window_padding(self.padding)
        check_steps(self.stride, self.dilation)
        if len(set(pair(self.stride))) > 1:
            raise InputError(
                "TensorFlow's depthwise convolution takes equal strides of height and width, got "
                f"{self.stride}"
            )

    def window(self, shape: Shape) -> WindowSettings:
        height, width, channels = image_shape(shape, self.words[0])
        settings = WindowSettings(
            DEPTHWISE,
            size=(height, width),
            kernel=pair(self.kernel),
            stride=pair(self.stride),
            padding=window_padding(self.padding),
            dilation=pair(self.dilation),
            channels=channels,
            filters=channels * self.multiplier,
        )
        return checked(settings)

    def keras_calls(self) -> tuple[Call, ...]:
        named = changed(
            PLAIN,
            strides=self.stride,
            padding=keras_padding(self.padding),
            depth_multiplier=self.multiplier,
            activation=self.activation,
            use_bias=self.use_bias,
            dilation_rate=self.dilation,
        )
        conv = call("DepthwiseConv2D", self.kernel, **named)
        pads = sides(self.padding)
        return (call("ZeroPadding2D", pads), conv) if pads else (conv,)

    def describe(self) -> str:
        return self._described("depthwise conv", f"{plural(self.multiplier, 'filter')} per channel")


@dataclass(frozen=True)
class Conv2DTranspose(_Convolution):
    """Transposed convolution: each input cell stamps the kernels; a stride makes the map larger.

    Padding in numbers is cut from the output, as in PyTorch.
    """

    filters: int
    kernel: Extent = 3
    stride: Extent = 1
    padding: Padding = "valid"
    activation: str = "linear"
    use_bias: bool = True
    kind: ClassVar[str] = "transposed_conv"
    words: ClassVar[tuple[str, ...]] = (
        "transposed conv",
        "transposed convolution",
        "conv transpose",
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
        at_least("filters", self.filters, 1)
        window_padding(self.padding)

    def window(self, shape: Shape) -> WindowSettings:
        height, width, channels = image_shape(shape, self.words[0])
        settings = WindowSettings(
            TRANSPOSED,
            size=(height, width),
            kernel=pair(self.kernel),
            stride=pair(self.stride),
            padding=window_padding(self.padding),
            channels=channels,
            filters=self.filters,
        )
        return checked(settings)

    def keras_calls(self) -> tuple[Call, ...]:
        cut = sides(self.padding)
        named = changed(
            PLAIN,
            strides=self.stride,
            padding=keras_padding(self.padding),
            activation=self.activation,
            use_bias=self.use_bias,
        )
        if not isinstance(self.padding, str):  # without it, Keras fills the last stride with 0
            named["output_padding"] = 0
        conv = call("Conv2DTranspose", self.filters, self.kernel, **named)
        return (conv, call("Cropping2D", cut)) if cut else (conv,)

    def describe(self) -> str:
        return self._described("transposed conv", plural(self.filters, "filter"))


# Pooling.


@dataclass(frozen=True)
class Pool2D(Layer):
    """One value of each window; with stride 0, windows do not overlap."""

    size: Extent = 2
    stride: Extent = 0
    padding: Padding = "valid"
    operation: ClassVar[str] = ""
    keras: ClassVar[str] = ""
    noun: ClassVar[str] = ""

    def __post_init__(self) -> None:
        at_least("stride", min(pair(self.stride)), 0)
        window_padding(self.padding)

    @property
    def steps(self) -> Extent:
        """The stride that the window takes."""
        return self.size if pair(self.stride) == (0, 0) else self.stride

    def window(self, shape: Shape) -> WindowSettings:
        height, width, channels = image_shape(shape, self.words[0])
        settings = WindowSettings(
            self.operation,
            size=(height, width),
            kernel=pair(self.size),
            stride=pair(self.steps),
            padding=window_padding(self.padding),
            channels=channels,
        )
        return checked(settings)

    def keras_calls(self) -> tuple[Call, ...]:
        named = changed({"padding": "valid"}, padding=keras_padding(self.padding))
        if pair(self.stride) != (0, 0):
            named["strides"] = self.stride
        pool, pads = call(self.keras, self.size, **named), sides(self.padding)
        return (self._padded(pads), pool) if pads else (pool,)

    def _padded(self, pads: tuple[tuple[int, int], tuple[int, int]]) -> Call:
        return call("ZeroPadding2D", pads)

    def describe(self) -> str:
        window = f"{extent_text(self.size)} {'block' if self.steps == self.size else 'window'}"
        stride = "" if self.steps == self.size else f", {short({'stride': self.stride})}"
        return f"{self.noun} of each {window}{stride}"


@dataclass(frozen=True)
class MaxPool2D(Pool2D):
    """The largest value of each window; padding is never the largest."""

    kind: ClassVar[str] = "max_pool"
    words: ClassVar[tuple[str, ...]] = ("max pool", "max pooling")
    operation: ClassVar[str] = MAX_POOLING
    keras: ClassVar[str] = "MaxPooling2D"
    noun: ClassVar[str] = "largest"

    def _padded(self, pads: tuple[tuple[int, int], tuple[int, int]]) -> Call:
        return call(PAD, ((0, 0), *pads, (0, 0)), constant_values=NOTHING_WINS)


@dataclass(frozen=True)
class AveragePool2D(Pool2D):
    """The mean of each window's cells inside the image; zeros count where padding is in numbers.

    So Keras does with ``padding="same"``, and PyTorch with numbers (``count_include_pad``).
    """

    kind: ClassVar[str] = "average_pool"
    words: ClassVar[tuple[str, ...]] = (
        "average pool",
        "average pooling",
        "avg pool",
        "avg pooling",
        "mean pool",
        "mean pooling",
    )
    operation: ClassVar[str] = AVERAGE_POOLING
    keras: ClassVar[str] = "AveragePooling2D"
    noun: ClassVar[str] = "mean"


class _GlobalPool(Layer):
    """One value of each channel."""

    operation: ClassVar[str] = ""

    def window(self, shape: Shape) -> WindowSettings:
        height, width, channels = image_shape(shape, self.words[0])
        return checked(WindowSettings(self.operation, (height, width), channels=channels))

    def output_shape(self, shape: Shape) -> Shape:
        return image_shape(shape, self.words[0])[2:]


@dataclass(frozen=True)
class GlobalMaxPool2D(_GlobalPool):
    """The largest value of each channel."""

    kind: ClassVar[str] = "global_max"
    words: ClassVar[tuple[str, ...]] = ("global max", "global max pool", "global max pooling")
    operation: ClassVar[str] = GLOBAL_MAX

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("GlobalMaxPooling2D"),)

    def describe(self) -> str:
        return "the largest value of each channel"


@dataclass(frozen=True)
class GlobalAveragePool2D(_GlobalPool):
    """The mean of each channel (Lin, Chen, Yan 2013, "Network in network")."""

    kind: ClassVar[str] = "global_average"
    words: ClassVar[tuple[str, ...]] = (
        "global average",
        "global average pool",
        "global average pooling",
        "global avg pool",
        "global avg pooling",
        "gap",
    )
    operation: ClassVar[str] = GLOBAL_AVERAGE

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("GlobalAveragePooling2D"),)

    def describe(self) -> str:
        return "the mean of each channel"


# Activations.


@dataclass(frozen=True)
class ReLU(Layer):
    """Negative values become 0."""

    kind: ClassVar[str] = "relu"
    words: ClassVar[tuple[str, ...]] = ("relu",)

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("ReLU"),)

    def describe(self) -> str:
        return "ReLU: negative values become 0"


@dataclass(frozen=True)
class LeakyReLU(Layer):
    """Negative values are multiplied by ``slope``."""

    slope: float = 0.2
    kind: ClassVar[str] = "leaky_relu"
    words: ClassVar[tuple[str, ...]] = ("leaky relu",)

    def __post_init__(self) -> None:
        if not 0 <= self.slope <= 1:
            raise InputError(f"slope must lie in 0..1, got {self.slope}")

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("LeakyReLU", negative_slope=self.slope),)

    def describe(self) -> str:
        return f"leaky ReLU: negative values times {self.slope:g}"


@dataclass(frozen=True)
class Sigmoid(Layer):
    """Every value is brought between 0 and 1: 1 / (1 + exp(-x))."""

    kind: ClassVar[str] = "sigmoid"
    words: ClassVar[tuple[str, ...]] = ("sigmoid",)

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("Activation", "sigmoid"),)

    def describe(self) -> str:
        return "sigmoid: every value between 0 and 1"


@dataclass(frozen=True)
class Tanh(Layer):
    """Every value is brought between -1 and 1."""

    kind: ClassVar[str] = "tanh"
    words: ClassVar[tuple[str, ...]] = ("tanh",)

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("Activation", "tanh"),)

    def describe(self) -> str:
        return "tanh: every value between −1 and 1"


# Normalisation and regularisation.


@dataclass(frozen=True)
class BatchNorm(Layer):
    """Each channel brought to mean 0 and variance 1, then scaled and shifted (Ioffe, Szegedy 2015).

    Four numbers per channel: scale and shift are learned, mean and variance are running averages.
    """

    kind: ClassVar[str] = "batch_norm"
    words: ClassVar[tuple[str, ...]] = (
        "batch norm",
        "batch normalization",
        "batch normalisation",
        "bn",
    )

    def parameters(self, shape: Shape) -> int:
        return 4 * shape[-1]

    def keras_calls(self) -> tuple[Call, ...]:
        # Keras's default momentum of 0.99 forgets over hundreds of steps; NEU has 40 per epoch,
        # and its averages then lag so far behind that validation is at chance level for ten epochs.
        return (call("BatchNormalization", momentum=0.9),)

    def describe(self) -> str:
        return "each channel scaled and shifted"


@dataclass(frozen=True)
class LayerNorm(Layer):
    """Each image brought to mean 0 and variance 1, all channels at once (Ba, Kiros, Hinton 2016).

    Nothing is learned. As the first layer it takes away how bright a picture is, and how strong its
    contrast: a plate in other light is then the same plate.
    """

    kind: ClassVar[str] = "layer_norm"
    words: ClassVar[tuple[str, ...]] = ("layer norm", "layer normalization", "layer normalisation")

    def output_shape(self, shape: Shape) -> Shape:
        return image_shape(shape, self.words[0])

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("LayerNormalization", axis=(1, 2, 3), center=False, scale=False),)

    def describe(self) -> str:
        return "the whole image brought to mean 0 and variance 1"


@dataclass(frozen=True)
class Dropout(Layer):
    """In training, each value is set to 0 with probability ``rate`` (Srivastava et al. 2014)."""

    rate: float = 0.5
    kind: ClassVar[str] = "dropout"
    words: ClassVar[tuple[str, ...]] = ("dropout",)

    def __post_init__(self) -> None:
        if not 0 <= self.rate < 1:
            raise InputError(f"dropout rate must lie in 0..1, below 1, got {self.rate}")

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("Dropout", self.rate),)

    def describe(self) -> str:
        return f"sets {self.rate * 100:g} % to 0, in training only"


# From maps to units.


@dataclass(frozen=True)
class Flatten(Layer):
    """The cells of all channels in one row."""

    kind: ClassVar[str] = "flatten"
    words: ClassVar[tuple[str, ...]] = ("flatten",)

    def output_shape(self, shape: Shape) -> Shape:
        return (prod(shape),)

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("Flatten"),)

    def describe(self) -> str:
        return "all cells in one row"


@dataclass(frozen=True)
class Dense(Layer):
    """Fully connected: every unit reads every input."""

    units: int
    activation: str = "linear"
    kind: ClassVar[str] = "dense"
    words: ClassVar[tuple[str, ...]] = ("dense", "linear", "fully connected", "fc")
    drawn_as: ClassVar[str] = "dense"
    start: ClassVar[dict[str, Any]] = {"units": 10}

    def __post_init__(self) -> None:
        at_least("units", self.units, 1)

    def output_shape(self, shape: Shape) -> Shape:
        return (self.units,)

    def parameters(self, shape: Shape) -> int:
        return self.units * (self._inputs(shape) + 1)

    def multiply_adds(self, shape: Shape) -> int:
        return self.units * self._inputs(shape)

    def _inputs(self, shape: Shape) -> int:
        if len(shape) != 1:
            raise InputError(f"a dense layer needs a flat input; flatten {shape} first")
        return shape[0]

    def gathers(self) -> bool:
        return True

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("Dense", self.units, **changed(PLAIN, activation=self.activation)),)

    def describe(self) -> str:
        name = BY_KERAS_NAME[self.activation].name
        activation = "" if self.activation == "linear" else f", {name}"
        return f"dense, {plural(self.units, 'unit')}{activation}"


# Connections.


@dataclass(frozen=True)
class Residual(Layer):
    """Residual connection: adds what went into the last ``over`` layers to what came out of them.

    Both have to have the same shape (He et al. 2015, "Deep residual learning").
    """

    over: int = 2
    kind: ClassVar[str] = "residual"
    words: ClassVar[tuple[str, ...]] = ("residual", "residual connection", "skip", "shortcut")

    def __post_init__(self) -> None:
        at_least("layers of a residual connection", self.over, 1)

    @property
    def adds_back(self) -> int:
        return self.over

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("Add"),)

    def connect(self, name: str, outputs: Sequence[Any]) -> Any:
        from keras import layers

        return layers.Add(name=name)([outputs[-1], outputs[-1 - self.over]])

    def describe(self) -> str:
        return f"adds the input of the last {plural(self.over, 'layer')}"


KINDS: dict[str, type[Layer]] = {
    kind.__name__: kind
    for kind in (
        Conv2D,
        DepthwiseConv2D,
        Conv2DTranspose,
        MaxPool2D,
        AveragePool2D,
        GlobalMaxPool2D,
        GlobalAveragePool2D,
        ReLU,
        LeakyReLU,
        Sigmoid,
        Tanh,
        BatchNorm,
        LayerNorm,
        Dropout,
        Flatten,
        Dense,
        Residual,
    )
}
