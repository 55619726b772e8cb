"""The layers a network is made of, as frozen specs: shapes and counts in closed form.

Shapes are one image's, without the batch: (height, width, channels) or (units,). A spec computes
its output shape and parameters with integers alone, so that a page can show a network without
Keras; only ``keras_layers`` imports it, in a worker.
"""

from dataclasses import MISSING, asdict, dataclass, fields
from math import prod
from reprlib import repr as brief
from typing import Any, ClassVar

from cnnviz.ops.geometry import Axis, same_padding
from cnnviz.utils.errors import InputError

Shape = tuple[int, ...]
Axes = tuple[Axis, Axis]
PADDINGS = ("valid", "same")


@dataclass(frozen=True)
class Layer:
    """One layer's settings. ``kind`` is the word for it on screen and in names."""

    kind: ClassVar[str] = ""

    def output_shape(self, shape: Shape) -> Shape:
        """Shape that comes out for an input of ``shape``; the same unless a layer says else."""
        return shape

    def axes(self, shape: Shape) -> Axes | None:
        """How a layer's window goes over rows and columns; None for one without a window."""
        return None

    def parameters(self, shape: Shape) -> int:
        """Weights and biases for an input of ``shape``."""
        return 0

    def multiply_adds(self, shape: Shape) -> int:
        """Multiplications, each with its addition, for one image of ``shape``."""
        return 0

    def keras_layer(self, name: str) -> Any:
        """The Keras layer of these settings."""
        raise NotImplementedError

    def to_json(self) -> dict[str, Any]:
        """Settings as JSON values, read back by ``layer_from_json``."""
        return {"layer": type(self).__name__, **asdict(self)}


def image_shape(shape: Shape, kind: str) -> Shape:
    """Return ``shape`` if it is an image's (height, width, channels); raise InputError if not."""
    if len(shape) != 3:
        raise InputError(f"a {kind} layer needs (height, width, channels), got {shape}")
    return shape


def at_least(name: str, value: int, least: int) -> None:
    """Raise InputError where ``value`` is below ``least``."""
    if value < least:
        raise InputError(f"{name} must be at least {least}, got {value}")


def check_padding(padding: str) -> None:
    """Raise InputError where ``padding`` is not one of ``PADDINGS``."""
    if padding not in PADDINGS:
        raise InputError(f"padding must be valid or same, got {brief(padding)}")


def window_axes(shape: Shape, kernel: int, stride: int, padding: str, dilation: int = 1) -> Axes:
    """Rows and columns of a square window that goes over an image of ``shape``."""
    at_least("stride", stride, 1)

    def axis(size: int) -> Axis:
        same = padding == "same"
        pads = same_padding(size, kernel, stride, dilation) if same else (0, 0)
        return Axis(size, kernel, stride, *pads, dilation)

    return axis(shape[0]), axis(shape[1])


@dataclass(frozen=True)
class Conv2D(Layer):
    """Square convolution: ``kernel`` × ``kernel`` windows over all input channels.

    With ``groups``, channels and filters are parted alike, and a filter reads its own part only.
    """

    filters: int
    kernel: int = 3
    stride: int = 1
    padding: str = "valid"
    activation: str = "linear"
    use_bias: bool = True
    dilation: int = 1
    groups: int = 1
    kind: ClassVar[str] = "conv"

    def __post_init__(self) -> None:
        at_least("filters", self.filters, 1)
        at_least("groups", self.groups, 1)
        check_padding(self.padding)
        if self.filters % self.groups:
            raise InputError(f"groups must divide the {self.filters} filters, got {self.groups}")
        if self.stride > 1 and self.dilation > 1:
            raise InputError(
                f"Keras takes a stride or a dilation above 1, not both, got {self.stride} "
                f"and {self.dilation}"
            )

    def axes(self, shape: Shape) -> Axes:
        image_shape(shape, self.kind)
        return window_axes(shape, self.kernel, self.stride, self.padding, self.dilation)

    def output_shape(self, shape: Shape) -> Shape:
        rows, cols = self.axes(shape)
        self._channels_read(shape)
        return rows.output, cols.output, self.filters

    def _channels_read(self, shape: Shape) -> int:
        """Channels that one filter reads."""
        channels = image_shape(shape, self.kind)[2]
        if channels % self.groups:
            raise InputError(f"groups must divide the {channels} channels, got {self.groups}")
        return channels // self.groups

    def parameters(self, shape: Shape) -> int:
        return self.filters * (self.kernel**2 * self._channels_read(shape) + self.use_bias)

    def multiply_adds(self, shape: Shape) -> int:
        return prod(self.output_shape(shape)) * self.kernel**2 * self._channels_read(shape)

    def keras_layer(self, name: str) -> Any:
        from keras import layers

        return layers.Conv2D(
            self.filters,
            self.kernel,
            strides=self.stride,
            padding=self.padding,
            activation=self.activation,
            use_bias=self.use_bias,
            dilation_rate=self.dilation,
            groups=self.groups,
            name=name,
        )


@dataclass(frozen=True)
class Pool2D(Layer):
    """One value of each ``size`` × ``size`` window; with stride 0, windows do not overlap."""

    size: int = 2
    stride: int = 0
    padding: str = "valid"

    def __post_init__(self) -> None:
        at_least("stride", self.stride, 0)
        check_padding(self.padding)

    def axes(self, shape: Shape) -> Axes:
        image_shape(shape, self.kind)
        return window_axes(shape, self.size, self.stride or self.size, self.padding)

    def output_shape(self, shape: Shape) -> Shape:
        rows, cols = self.axes(shape)
        return rows.output, cols.output, shape[2]

    def _keras_settings(self, name: str) -> dict[str, Any]:
        strides = self.stride or self.size
        return {"strides": strides, "padding": self.padding, "name": name}


@dataclass(frozen=True)
class MaxPool2D(Pool2D):
    """The largest value of each window."""

    kind: ClassVar[str] = "max_pool"

    def keras_layer(self, name: str) -> Any:
        from keras import layers

        return layers.MaxPooling2D(self.size, **self._keras_settings(name))


@dataclass(frozen=True)
class AveragePool2D(Pool2D):
    """The mean of each window's cells inside the image."""

    kind: ClassVar[str] = "average_pool"

    def keras_layer(self, name: str) -> Any:
        from keras import layers

        return layers.AveragePooling2D(self.size, **self._keras_settings(name))


@dataclass(frozen=True)
class BatchNorm(Layer):
    """Each channel brought to mean 0 and variance 1, then scaled and shifted (Ioffe, Szegedy 2015).

    Four numbers a channel: scale and shift are learned, mean and variance are running averages.
    """

    kind: ClassVar[str] = "batch_norm"

    def parameters(self, shape: Shape) -> int:
        return 4 * shape[-1]

    def keras_layer(self, name: str) -> Any:
        from keras import layers

        # Keras's default momentum of 0.99 forgets over hundreds of steps; NEU has 40 an epoch, and
        # its averages then lag so far behind that validation is at chance level for ten epochs.
        return layers.BatchNormalization(momentum=0.9, name=name)


@dataclass(frozen=True)
class LayerNorm(Layer):
    """Each image brought to mean 0 and variance 1, all channels at once (Ba, Kiros, Hinton 2016).

    Nothing is learned. As the first layer it takes away how light a picture is, and how strong its
    contrast: a plate in other light is then the same plate.
    """

    kind: ClassVar[str] = "layer_norm"

    def output_shape(self, shape: Shape) -> Shape:
        return image_shape(shape, self.kind)

    def keras_layer(self, name: str) -> Any:
        from keras import layers

        return layers.LayerNormalization(axis=(1, 2, 3), center=False, scale=False, name=name)


@dataclass(frozen=True)
class ReLU(Layer):
    """Negative values become 0."""

    kind: ClassVar[str] = "relu"

    def keras_layer(self, name: str) -> Any:
        from keras import layers

        return layers.ReLU(name=name)


@dataclass(frozen=True)
class Flatten(Layer):
    """The cells of all channels in one row."""

    kind: ClassVar[str] = "flatten"

    def output_shape(self, shape: Shape) -> Shape:
        return (prod(shape),)

    def keras_layer(self, name: str) -> Any:
        from keras import layers

        return layers.Flatten(name=name)


@dataclass(frozen=True)
class GlobalAveragePool2D(Layer):
    """The mean of each channel (Lin, Chen, Yan 2013, "Network in network")."""

    kind: ClassVar[str] = "global_average"

    def axes(self, shape: Shape) -> Axes:
        height, width, _ = image_shape(shape, self.kind)
        return Axis(height, height), Axis(width, width)

    def output_shape(self, shape: Shape) -> Shape:
        return image_shape(shape, self.kind)[2:]

    def keras_layer(self, name: str) -> Any:
        from keras import layers

        return layers.GlobalAveragePooling2D(name=name)


@dataclass(frozen=True)
class Dense(Layer):
    """Every unit reads every input."""

    units: int
    activation: str = "linear"
    kind: ClassVar[str] = "dense"

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

    def keras_layer(self, name: str) -> Any:
        from keras import layers

        return layers.Dense(self.units, activation=self.activation, name=name)


@dataclass(frozen=True)
class Dropout(Layer):
    """In training, each value is set to 0 with probability ``rate`` (Srivastava et al. 2014)."""

    rate: float = 0.5
    kind: ClassVar[str] = "dropout"

    def __post_init__(self) -> None:
        if not 0 <= self.rate < 1:
            raise InputError(f"dropout rate must lie in 0..1, below 1, got {self.rate}")

    def keras_layer(self, name: str) -> Any:
        from keras import layers

        return layers.Dropout(self.rate, name=name)


LAYERS: dict[str, type[Layer]] = {
    cls.__name__: cls
    for cls in (
        Conv2D,
        MaxPool2D,
        AveragePool2D,
        GlobalAveragePool2D,
        BatchNorm,
        LayerNorm,
        ReLU,
        Dropout,
        Flatten,
        Dense,
    )
}
ACTIVATIONS = ("linear", "relu", "tanh", "sigmoid", "softmax")
MAX_SETTING = 100_000  # of a file's whole numbers; what a network may cost is ``trace``'s to bound


def layer_from_json(settings: Any) -> Layer:
    """Read one layer that ``Layer.to_json`` wrote, trusting nothing in it.

    Raises
    ------
    InputError
        If the layer or a setting is not one of ours, is missing, too large, or of another type.
    """
    name = settings.get("layer") if isinstance(settings, dict) else None
    if not isinstance(name, str) or name not in LAYERS:
        raise InputError(f"unknown layer {brief(name)}; known are {', '.join(LAYERS)}")
    given = {key: value for key, value in settings.items() if key != "layer"}
    known = {field.name: field for field in fields(LAYERS[name])}
    for key, value in given.items():
        if key not in known:
            raise InputError(f"{name} has no setting {brief(key)}")
        _check_setting(f"{name} {key}", value, known[key].type)
    for key, field in known.items():
        if field.default is MISSING and key not in given:
            raise InputError(f"{name} needs {key}")
    return LAYERS[name](**given)


def _check_setting(name: str, value: Any, kind: Any) -> None:
    if type(value) is not kind:
        raise InputError(f"{name} must be of type {kind.__name__}, got {brief(value)}")
    if kind is int and value > MAX_SETTING:
        raise InputError(f"{name} must be at most {MAX_SETTING:,}, got {brief(value)}")
    if name.endswith(" activation") and value not in ACTIVATIONS:
        raise InputError(f"{name} must be {', '.join(ACTIVATIONS)}, got {brief(value)}")
