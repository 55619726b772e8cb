"""Calls of a library's layers: run by it, or written as code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NOTHING_WINS = float("-inf")  # padding that never is the largest cell
PAD = "pad"  # a function in Keras, not a layer


@dataclass(frozen=True)
class Call:
    """One layer of a library, or a function of the input, and its arguments.

    Attributes
    ----------
    name : str
        In the library: "Conv2D"; ``PAD`` for a function that pads.
    arguments : tuple
        By position.
    named : tuple of (str, object)
        By name, in the order in which they are written.

    Examples
    --------
    >>> call("Conv2D", 8, 3, padding="same").code("layers")
    'layers.Conv2D(8, 3, padding="same")'
    """

    name: str
    arguments: tuple[Any, ...] = ()
    named: tuple[tuple[str, Any], ...] = ()

    @property
    def written(self) -> str:
        """The arguments as code."""
        named = [f"{name}={_written(value)}" for name, value in self.named]
        return ", ".join([*map(_written, self.arguments), *named])

    def code(self, module: str) -> str:
        """Write the layer as code.

        Parameters
        ----------
        module : str
            Where the library's layers are: "keras.layers", "nn".

        Returns
        -------
        str
        """
        if self.name == PAD:
            return f"{module}.Lambda(lambda x: keras.ops.pad(x, {self.written}))"
        return f"{module}.{self.name}({self.written})"

    def keras(self, tensor: Any, name: str) -> Any:
        """Apply the Keras layer to a symbolic tensor.

        Parameters
        ----------
        tensor : KerasTensor
        name : str
            Of the layer in the network.

        Returns
        -------
        KerasTensor
        """
        import keras

        if self.name == PAD:
            return keras.ops.pad(tensor, *self.arguments, **dict(self.named))
        make = getattr(keras.layers, self.name)
        return make(*self.arguments, **dict(self.named), name=name)(tensor)


def call(name: str, *arguments: Any, **named: Any) -> Call:
    """Make a ``Call``.

    Parameters
    ----------
    name : str
        Of the layer in the library.
    *arguments : object
        By position.
    **named : object
        By name. None stands for the library's default and is left out.

    Returns
    -------
    Call
    """
    kept = ((key, value) for key, value in named.items() if value is not None)
    return Call(name, arguments, tuple(kept))


def changed(defaults: Mapping[str, Any], **given: Any) -> dict[str, Any]:
    """Leave out the arguments that are the library's defaults.

    Parameters
    ----------
    defaults : mapping of str to object
    **given : object
        Arguments by name.

    Returns
    -------
    dict of str to object
        Those of ``given`` that differ from ``defaults``, or are not in it.
    """
    return {name: value for name, value in given.items() if value != defaults.get(name)}


def _written(value: Any) -> str:
    if value == NOTHING_WINS:
        return 'float("-inf")'
    return f'"{value}"' if isinstance(value, str) else repr(value)
