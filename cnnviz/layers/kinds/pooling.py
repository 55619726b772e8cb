"""Pooling: one value per window and channel; nothing is learned."""

from dataclasses import dataclass
from typing import ClassVar

from cnnviz.layers.base import Layer, Shape, image_shape
from cnnviz.layers.calls import NOTHING_WINS, PAD, Call, call, changed
from cnnviz.layers.kinds.arguments import keras_padding, sides, window_padding
from cnnviz.layers.settings import Extent, Padding, pair, short
from cnnviz.layers.window import (
    AVERAGE_POOLING,
    GLOBAL_AVERAGE,
    GLOBAL_MAX,
    MAX_POOLING,
    WindowSettings,
    checked,
)
from cnnviz.utils.checks import at_least
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import times


@dataclass(frozen=True)
class Pool2D(Layer):
    """One value of each window, channel by channel.

    Parameters
    ----------
    size : int or (int, int)
        Of the window, one number for both or (height, width).
    stride : int or (int, int)
        0 for the window's size: windows touch and do not overlap.
    padding : {"valid", "same"}, int or (int, int)
        As Keras pads; numbers are cells added on both sides.

    Raises
    ------
    InputError
        If a setting is invalid.
    """

    size: Extent = 2
    stride: Extent = 0
    padding: Padding = "valid"
    operation: ClassVar[str] = ""
    keras: ClassVar[str] = ""
    of_blocks: ClassVar[str] = ""  # what it does, where windows do not overlap
    of_windows: ClassVar[str] = ""  # and where they may

    def __post_init__(self) -> None:
        at_least(N_("stride"), min(pair(self.stride)), 0)
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
            count_padding=True,
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
        size = times(pair(self.size))
        if self.steps == self.size:
            return _(self.of_blocks, size=size)
        return f"{_(self.of_windows, size=size)}, {short({'stride': self.stride})}"


@dataclass(frozen=True)
class MaxPool2D(Pool2D):
    """The largest value of each window; padding is never the largest.

    Settings as ``Pool2D``.

    References
    ----------
    https://keras.io/api/layers/pooling_layers/max_pooling2d/

    Examples
    --------
    >>> MaxPool2D(3, stride=2).output_shape((55, 55, 96))
    (27, 27, 96)
    """

    kind: ClassVar[str] = "max_pool"
    words: ClassVar[tuple[str, ...]] = ("max pool", "max pooling")
    operation: ClassVar[str] = MAX_POOLING
    keras: ClassVar[str] = "MaxPooling2D"
    of_blocks: ClassVar[str] = N_("largest of each {size} block")
    of_windows: ClassVar[str] = N_("largest of each {size} window")

    def _padded(self, pads: tuple[tuple[int, int], tuple[int, int]]) -> Call:
        return call(PAD, ((0, 0), *pads, (0, 0)), constant_values=NOTHING_WINS)


@dataclass(frozen=True)
class AveragePool2D(Pool2D):
    """The mean of each window; padding in numbers counts, that of "same" does not.

    So in Keras, where numbers are a ``ZeroPadding2D`` before the pooling, and so in PyTorch
    (``count_include_pad=True``, its default). Settings as ``Pool2D``.

    References
    ----------
    https://keras.io/api/layers/pooling_layers/average_pooling2d/
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
    of_blocks: ClassVar[str] = N_("mean of each {size} block")
    of_windows: ClassVar[str] = N_("mean of each {size} window")


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
    words: ClassVar[tuple[str, ...]] = (
        "global max",
        "global max pool",
        "global max pooling",
        "gmp",
    )
    operation: ClassVar[str] = GLOBAL_MAX

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("GlobalMaxPooling2D"),)

    def describe(self) -> str:
        return _("the largest value of each channel")


@dataclass(frozen=True)
class GlobalAveragePool2D(_GlobalPool):
    """The mean of each channel.

    References
    ----------
    M. Lin, Q. Chen, S. Yan, "Network in network", 2013, arXiv:1312.4400
    """

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
        return _("the mean of each channel")
