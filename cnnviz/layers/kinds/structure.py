"""Flattening, dense layers and residual connections."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar

from cnnviz.layers.base import Layer, Shape
from cnnviz.layers.calls import Call, call, changed
from cnnviz.layers.kinds.arguments import PLAIN
from cnnviz.ops.activations import BY_KERAS_NAME
from cnnviz.utils.checks import at_least
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _, _n
from cnnviz.utils.text import plural


@dataclass(frozen=True)
class Flatten(Layer):
    """The values of all cells and channels as one vector."""

    kind: ClassVar[str] = "flatten"
    words: ClassVar[tuple[str, ...]] = ("flatten",)

    def output_shape(self, shape: Shape) -> Shape:
        return (prod(shape),)

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("Flatten"),)

    def describe(self) -> str:
        return _("all cells in one row")


@dataclass(frozen=True)
class Dense(Layer):
    """Fully connected: every unit reads every input.

    Parameters
    ----------
    units : int
        At least 1.
    activation : str
        A name of Keras's, of ``BY_KERAS_NAME``.

    Raises
    ------
    InputError
        If there are no units; for a shape that is not flat, by the methods that take one.

    Examples
    --------
    >>> Dense(10, "softmax").parameters((784,))
    7850
    """

    units: int
    activation: str = "linear"
    kind: ClassVar[str] = "dense"
    words: ClassVar[tuple[str, ...]] = ("dense", "linear", "fully connected", "fc")
    drawn_as: ClassVar[str] = "dense"
    start: ClassVar[dict[str, Any]] = {"units": 10}

    def __post_init__(self) -> None:
        at_least(N_("units"), self.units, 1)

    def output_shape(self, shape: Shape) -> Shape:
        return (self.units,)

    def weight_shapes(self, shape: Shape) -> tuple[Shape, ...]:
        return (self._inputs(shape), self.units), (self.units,)

    def multiply_adds(self, shape: Shape) -> int:
        return self.units * self._inputs(shape)

    def _inputs(self, shape: Shape) -> int:
        if len(shape) != 1:
            raise InputError("a dense layer needs a flat input; flatten {shape} first", shape=shape)
        return shape[0]

    @property
    def fully_connected(self) -> bool:
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
    """Residual connection: adds the input of the last ``over`` layers to their output.

    Parameters
    ----------
    over : int
        Number of layers, at least 1; their input and output have the same shape.

    Raises
    ------
    InputError
        If it is below 1.

    References
    ----------
    K. He, X. Zhang, S. Ren, J. Sun, "Deep residual learning for image recognition", 2015,
    arXiv:1512.03385
    """

    over: int = 2
    kind: ClassVar[str] = "residual"
    words: ClassVar[tuple[str, ...]] = ("residual", "residual connection", "skip", "shortcut")

    def __post_init__(self) -> None:
        at_least(N_("layers of a residual connection"), self.over, 1)

    @property
    def adds_back(self) -> int:
        return self.over

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("Add"),)

    def connect(self, name: str, outputs: Sequence[Any]) -> Any:
        from keras import layers

        return layers.Add(name=name)([outputs[-1], outputs[-1 - self.over]])

    def describe(self) -> str:
        return _n(
            "adds the input of the last {count} layer",
            "adds the input of the last {count} layers",
            self.over,
        )
