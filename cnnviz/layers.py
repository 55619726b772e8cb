"""The layers a network is made of, as frozen specs: shapes and counts in closed form.

Shapes are one image's, without the batch: (height, width, channels) or (units,). A spec computes
its output shape and parameters with integers alone, so that a page can show a network without
Keras; only ``keras_layers`` imports it, in a worker.
"""

from dataclasses import MISSING, asdict, dataclass, fields
from math import prod
from reprlib import repr as brief
from typing import Any, ClassVar

from cnnviz.errors import InputError
from cnnviz.geometry import Axis, same_padding

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Layer:
    """One layer's settings. ``kind`` is the word for it on screen and in names."""

    kind: ClassVar[str] = ""

    def output_shape(self, shape: Shape) -> Shape:
        """Shape that comes out for an input of ``shape``; the same unless a layer says else."""
        return shape

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


@dataclass(frozen=True)
class Conv2D(Layer):
    """Square convolution: ``kernel`` × ``kernel`` windows over all input channels."""

    filters: int
    kernel: int = 3
    stride: int = 1
    padding: str = "valid"
    activation: str = "linear"
    use_bias: bool = True
    kind: ClassVar[str] = "conv"

    def __post_init__(self) -> None:
        at_least("filters", self.filters, 1)
        if self.padding not in ("valid", "same"):
            raise InputError(f"padding must be valid or same, got {brief(self.padding)}")

    def output_shape(self, shape: Shape) -> Shape:
        height, width, _ = image_shape(shape, self.kind)
        return (*(self._axis(size).output for size in (height, width)), self.filters)

    def _axis(self, size: int) -> Axis:
        pads = same_padding(size, self.kernel, self.stride) if self.padding == "same" else (0, 0)
        return Axis(size, self.kernel, self.stride, *pads)

    def parameters(self, shape: Shape) -> int:
        channels = image_shape(shape, self.kind)[2]
        return self.filters * (self.kernel**2 * channels + self.use_bias)

    def multiply_adds(self, shape: Shape) -> int:
        return prod(self.output_shape(shape)) * self.kernel**2 * shape[2]

    def keras_layer(self, name: str) -> Any:
        from keras import layers

        return layers.Conv2D(
            self.filters, self.kernel, strides=self.stride, padding=self.padding,
            activation=self.activation, use_bias=self.use_bias, name=name,
        )  # fmt: skip


@dataclass(frozen=True)
class MaxPool2D(Layer):
    """The largest value of each ``size`` × ``size`` block; blocks do not overlap."""

    size: int = 2
    kind: ClassVar[str] = "max_pool"

    def output_shape(self, shape: Shape) -> Shape:
        height, width, channels = image_shape(shape, self.kind)
        return (*(Axis(n, self.size, self.size).output for n in (height, width)), channels)

    def keras_layer(self, name: str) -> Any:
        from keras import layers

        return layers.MaxPooling2D(self.size, name=name)


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
    for cls in (Conv2D, MaxPool2D, BatchNorm, ReLU, Flatten, GlobalAveragePool2D, Dense, Dropout)
}
ACTIVATIONS = ("linear", "relu", "softmax")
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
