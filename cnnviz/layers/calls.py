"""Calls of a library's layers: run by it, or written as code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NOTHING_WINS = float("-inf")  # padding that never is the largest cell
PAD = "pad"  # a function in Keras, not a layer


@dataclass(frozen=True)
class Call:
    """One layer, or a function of the input: its name in the library and its arguments."""

    name: str
    arguments: tuple[Any, ...] = ()
    named: tuple[tuple[str, Any], ...] = ()

    @property
    def written(self) -> str:
        """The arguments as code."""
        named = [f"{name}={_written(value)}" for name, value in self.named]
        return ", ".join([*map(_written, self.arguments), *named])

    def code(self, module: str) -> str:
        """Write the layer as code; ``module`` is where the library's layers are."""
        if self.name == PAD:
            return f"{module}.Lambda(lambda x: keras.ops.pad(x, {self.written}))"
        return f"{module}.{self.name}({self.written})"

    def keras(self, tensor: Any, name: str) -> Any:
        """Apply the Keras layer to a symbolic tensor."""
        import keras

        if self.name == PAD:
            return keras.ops.pad(tensor, *self.arguments, **dict(self.named))
        make = getattr(keras.layers, self.name)
        return make(*self.arguments, **dict(self.named), name=name)(tensor)


def call(name: str, *arguments: Any, **named: Any) -> Call:
    """Make a ``Call``; arguments that are None are the library's defaults and left out."""
    kept = ((key, value) for key, value in named.items() if value is not None)
    return Call(name, arguments, tuple(kept))


def changed(defaults: Mapping[str, Any], **given: Any) -> dict[str, Any]:
    """Return the arguments of a call without those that are the library's defaults."""
    return {name: value for name, value in given.items() if value != defaults.get(name)}


def _written(value: Any) -> str:
    if value == NOTHING_WINS:
        return 'float("-inf")'
    return f'"{value}"' if isinstance(value, str) else repr(value)
