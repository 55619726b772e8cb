"""What a layer of Keras becomes: layers of ours, and their weights made from the stored ones."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from reprlib import repr as brief
from typing import Any

import numpy as np

from cnnviz.layers import Layer, Shape, layer_from_json
from cnnviz.models.uploads.graph import Node, quoted
from cnnviz.utils.errors import InputError

Arrays = tuple[np.ndarray, ...]
Shapes = tuple[Shape, ...]

# Arguments that only training reads, and a layer's own record.
TRAINING_ONLY = ("_initializer", "_regularizer", "_constraint")
RECORD = {"name", "trainable", "dtype", "batch_shape", "batch_input_shape", "seed", "autocast"}
FLOATS = ("float32", "mixed_float16", "mixed_bfloat16")  # of which the weights are float32


@dataclass(frozen=True, eq=False)
class Part:
    """One of our layers, and where its weights come from.

    Attributes
    ----------
    layer : Layer
    group : str
        Of the stored arrays in the HDF5 file.
    first : int
        Number of the first stored array.
    stored : callable or None
        From the layer's input shape to the stored arrays' shapes; None for those of the layer.
    finish : callable or None
        From the stored arrays and the layer's input shape to the layer's arrays; None where they
        are the same.
    """

    layer: Layer
    group: str = ""
    first: int = 0
    stored: Callable[[Shape], Shapes] | None = None
    finish: Callable[[Arrays, Shape], Arrays] | None = None

    def stored_shapes(self, shape: Shape) -> Shapes:
        """Shapes of the arrays to read, for an input shape."""
        return (self.stored or self.layer.weight_shapes)(shape)

    def weights(self, arrays: Arrays, shape: Shape) -> Arrays:
        """Make the layer's arrays from the stored ones."""
        return self.finish(arrays, shape) if self.finish else arrays


@dataclass(frozen=True)
class Settings:
    """A node's arguments: each is read once, and what nobody read must be without effect.

    Attributes
    ----------
    node : Node
    """

    node: Node
    _read: set[str] = field(default_factory=set)

    def get(self, name: str, default: Any = None) -> Any:
        """Return an argument, Keras's default where it is absent."""
        self._read.add(name)
        return self.node.settings.get(name, default)

    def must_be(self, name: str, *allowed: Any) -> None:
        """Refuse an argument that is none of these values, of which the first is the default."""
        value = self.get(name, allowed[0])
        if not any(type(value) is type(each) and value == each for each in allowed):
            shown = " or ".join(map(repr, allowed[:1]))
            raise InputError(
                "{layer}, {kind}: {name} must be {shown}, got {value}",
                layer=quoted(self.node),
                kind=self.node.kind,
                name=name,
                shown=shown,
                value=brief(value),
            )

    def done(self) -> None:
        """Refuse an argument that was not read and says something."""
        _check_type(self.node)
        for name, value in self.node.settings.items():
            if name in self._read or name in RECORD or name.endswith(TRAINING_ONLY):
                continue
            if value not in (None, False, [], {}):
                raise InputError(
                    "{layer}, {kind}: the setting {name} is not known",
                    layer=quoted(self.node),
                    kind=self.node.kind,
                    name=brief(name),
                )


def layer_of(node: Node, name: str, settings: Mapping[str, Any]) -> Layer:
    """Make one of our layers; an error names Keras's layer.

    Parameters
    ----------
    node : Node
    name : str
        Of our kind.
    settings : mapping
        Its settings as JSON values.

    Returns
    -------
    Layer

    Raises
    ------
    InputError
        If a setting is not one that our kind takes.
    """
    try:
        return layer_from_json({"layer": name, **settings})
    except InputError as error:
        raise InputError(
            "{layer}, {kind}: {error}",
            layer=quoted(node),
            kind=node.kind,
            error=error,
        ) from None


def _check_type(node: Node) -> None:
    """Refuse weights that are not float32."""
    policy = node.settings.get("dtype", "float32")
    if isinstance(policy, dict):
        config = policy.get("config")
        policy = config.get("name") if isinstance(config, dict) else None
    if policy not in (None, *FLOATS):
        raise InputError(
            "{layer}: its numbers must be float32, got {value}",
            layer=quoted(node),
            value=brief(policy),
        )
