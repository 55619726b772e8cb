"""Activation functions as layers of their own."""

from dataclasses import dataclass
from typing import ClassVar

from cnnviz.layers.base import Layer
from cnnviz.layers.calls import Call, call
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _


@dataclass(frozen=True)
class ReLU(Layer):
    """Negative values become 0."""

    kind: ClassVar[str] = "relu"
    words: ClassVar[tuple[str, ...]] = ("relu",)

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("ReLU"),)

    def describe(self) -> str:
        return _("ReLU: negative values become 0")


@dataclass(frozen=True)
class LeakyReLU(Layer):
    """Negative values are multiplied by ``slope``.

    Parameters
    ----------
    slope : float
        In 0..1.

    Raises
    ------
    InputError
        If the slope is out of range.
    """

    slope: float = 0.2
    kind: ClassVar[str] = "leaky_relu"
    words: ClassVar[tuple[str, ...]] = ("leaky relu",)

    def __post_init__(self) -> None:
        if not 0 <= self.slope <= 1:
            raise InputError("slope must lie in 0..1, got {slope}", slope=self.slope)

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("LeakyReLU", negative_slope=self.slope),)

    def describe(self) -> str:
        return _("leaky ReLU: negative values times {slope:g}", slope=self.slope)


@dataclass(frozen=True)
class Sigmoid(Layer):
    """Maps every value into 0..1: 1 / (1 + exp(-x))."""

    kind: ClassVar[str] = "sigmoid"
    words: ClassVar[tuple[str, ...]] = ("sigmoid",)

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("Activation", "sigmoid"),)

    def describe(self) -> str:
        return _("sigmoid: every value between 0 and 1")


@dataclass(frozen=True)
class Tanh(Layer):
    """Maps every value into -1..1."""

    kind: ClassVar[str] = "tanh"
    words: ClassVar[tuple[str, ...]] = ("tanh",)

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("Activation", "tanh"),)

    def describe(self) -> str:
        return _("tanh: every value between −1 and 1")
