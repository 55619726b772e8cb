"""The base class of layers: shapes, counts, and the Keras layers that compute them.

Shapes are one image's, without the batch: (height, width, channels) or (units,). A spec computes
its output shape and parameters with integers alone, so that a page can show a network without
Keras; only ``connect`` imports it, in a worker.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import prod
from typing import Any, ClassVar

from cnnviz.layers.calls import Call
from cnnviz.layers.window import WindowSettings
from cnnviz.utils.errors import InputError

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Layer:
    """One layer's settings. A new kind of layer is a subclass, listed in ``kinds.KINDS``.

    Attributes
    ----------
    kind : str
        The first part of its name in a network, "conv" in "conv_1". Models are saved with it.
    words : tuple of str
        What people call it in a stack's text; the first is its name on screen.
    drawn_as : {"conv", "dense", "other"}
        Its colour in the picture of volumes.
    start : dict
        Settings of a layer that has just been added, where they differ from the defaults.
    """

    kind: ClassVar[str] = ""
    words: ClassVar[tuple[str, ...]] = ()
    drawn_as: ClassVar[str] = "other"
    start: ClassVar[dict[str, Any]] = {}

    def keras_calls(self) -> tuple[Call, ...]:
        """Return the layers that Keras has for this one, in order; the last gets its name."""
        raise NotImplementedError

    def describe(self) -> str:
        """Say what the layer does, in a few words."""
        raise NotImplementedError

    def window(self, shape: Shape) -> WindowSettings | None:
        """Return the window that slides over an input.

        Parameters
        ----------
        shape : tuple of int
            Of the input.

        Returns
        -------
        WindowSettings or None
            None where no window slides, as in a dense layer.

        Raises
        ------
        InputError
            If the layer does not fit the shape.
        """
        return None

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape that comes out; by default the same.

        Parameters
        ----------
        shape : tuple of int
            Of the input: (height, width, channels) or (units,).

        Returns
        -------
        tuple of int

        Raises
        ------
        InputError
            If the layer does not fit the shape.
        """
        window = self.window(shape)
        return (*window.output, window.filters) if window else shape

    def weight_shapes(self, shape: Shape) -> tuple[Shape, ...]:
        """Return the shapes of its arrays of weights, in the order in which Keras lists them.

        Parameters
        ----------
        shape : tuple of int
            Of the input.

        Returns
        -------
        tuple of tuple of int
            Kernel, then bias; of a batch norm scale, shift, mean and variance. Empty where nothing
            is learned.

        Raises
        ------
        InputError
            If the layer does not fit the shape.
        """
        return ()

    def parameters(self, shape: Shape) -> int:
        """Count weights and biases; a batch norm's running averages, too.

        Parameters
        ----------
        shape : tuple of int
            Of the input.

        Returns
        -------
        int
            As Keras's ``count_params``.

        Raises
        ------
        InputError
            If the layer does not fit the shape.
        """
        return sum(map(prod, self.weight_shapes(shape)))

    def multiply_adds(self, shape: Shape) -> int:
        """Count multiplications, each with its addition, for one image.

        Parameters
        ----------
        shape : tuple of int
            Of the input.

        Returns
        -------
        int

        Raises
        ------
        InputError
            If the layer does not fit the shape.
        """
        window = self.window(shape)
        return window.multiply_adds if window else 0

    @property
    def adds_back(self) -> int:
        """Number of layers before this one that its second input skips; 0 where it has one."""
        return 0

    @property
    def fully_connected(self) -> bool:
        """Whether each of its units reads all of its input."""
        return False

    def connect(self, name: str, outputs: Sequence[Any]) -> Any:
        """Apply the Keras layers in a network; the only method that imports Keras.

        Parameters
        ----------
        name : str
            Name of the layer in the network.
        outputs : sequence of KerasTensor
            The network's input, and the output of each layer before this one.

        Returns
        -------
        KerasTensor
            The layer's output.
        """
        tensor, calls = outputs[-1], self.keras_calls()
        for number, each in enumerate(calls, start=1):
            tensor = each.keras(tensor, name if number == len(calls) else f"{name}_step_{number}")
        return tensor

    def to_json(self) -> dict[str, Any]:
        """Return the settings as JSON values, read back by ``layer_from_json``."""
        return {"layer": type(self).__name__, **asdict(self)}


def image_shape(shape: Shape, word: str) -> Shape:
    """Check that a shape is an image's.

    Parameters
    ----------
    shape : tuple of int
    word : str
        What the layer that needs an image is called.

    Returns
    -------
    height, width, channels : int
        The shape itself.

    Raises
    ------
    InputError
        If the shape does not have three axes.
    """
    if len(shape) != 3:
        raise InputError(
            "a {word} layer needs (height, width, channels), got {shape}", word=word, shape=shape
        )
    return shape
