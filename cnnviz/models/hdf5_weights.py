"""Bounded reader for the weights of a network in an untrusted HDF5 file.

Keras writes one group per layer, ``layers/<class>_<n>/vars``, with the layer's name as an attribute
and its arrays as "0", "1", ... (https://keras.io/guides/serialization_and_saving). HDF5 can
link to other files and expand little data into much, so only plain arrays of the expected shape
are read.
"""

from collections.abc import Callable, Sequence
from typing import Any, BinaryIO, TypeVar

import h5py
import numpy as np

from cnnviz.networks import LayerSummary
from cnnviz.utils.errors import InputError

T = TypeVar("T")


def read(file: BinaryIO, model: Any) -> None:
    """Set the weights of a Keras model from a file.

    Parameters
    ----------
    file : file object
        An HDF5 file, opened in binary mode.
    model : keras.Model
        The network; its weights are replaced.

    Raises
    ------
    InputError
        If the file cannot be read, or its arrays are not those of the model's layers.
    """

    def assign(groups: dict[str, h5py.Group]) -> None:
        for layer in model.layers:
            if layer.weights:
                _set(layer, groups)

    _with_groups(file, assign)


def read_arrays(file: BinaryIO, rows: Sequence[LayerSummary]) -> dict[str, tuple[np.ndarray, ...]]:
    """Read the weights of a network from a file, without Keras.

    Parameters
    ----------
    file : file object
        An HDF5 file, opened in binary mode.
    rows : sequence of LayerSummary
        The network.

    Returns
    -------
    dict of str to tuple of ndarray
        float32 arrays by the name of their layer, as ``Layer.weight_shapes`` lists them.

    Raises
    ------
    InputError
        If the file cannot be read, or its arrays are not those of the network's layers.
    """
    return _with_groups(file, lambda groups: {row.name: _arrays_of(row, groups) for row in rows})


def _with_groups(file: BinaryIO, use: Callable[[dict[str, h5py.Group]], T]) -> T:
    """Open a file and use its groups; whatever a damaged file raises is one InputError."""
    try:
        with h5py.File(file, "r") as h5:
            return use(_groups_by_layer(h5))
    except InputError:
        raise
    except (OSError, RuntimeError, ValueError, LookupError, TypeError, AttributeError):
        raise InputError("its weights are damaged") from None


def _arrays_of(row: LayerSummary, groups: dict[str, h5py.Group]) -> tuple[np.ndarray, ...]:
    """The arrays of one of our layers, of which one of Keras's has them: see ``Layer.connect``."""
    shapes = row.layer.weight_shapes(row.input_shape)
    if not shapes:
        return ()
    steps = range(1, len(row.layer.keras_calls()))
    names = (row.name, *(f"{row.name}_step_{number}" for number in steps))
    found = [groups[name] for name in names if name in groups and len(groups[name])]
    if len(found) != 1:
        raise InputError(f"weights of {row.name} are missing")
    return tuple(_array(found[0], str(at), shape) for at, shape in enumerate(shapes))


def _groups_by_layer(h5: h5py.File) -> dict[str, h5py.Group]:
    layers = _child(h5, "layers")
    groups = [_child(_child(layers, name), "vars") for name in layers]
    return {str(group.attrs.get("name")): group for group in groups}


def _set(layer: Any, groups: dict[str, h5py.Group]) -> None:
    if layer.name not in groups:
        raise InputError(f"weights of {layer.name} are missing")
    shapes = [weight.shape for weight in layer.weights]
    group = groups[layer.name]
    layer.set_weights([_array(group, str(i), shape) for i, shape in enumerate(shapes)])


def _child(group: h5py.Group, name: str) -> Any:
    """Open a member of a group, unless it is a link, which could refer to any file."""
    if not isinstance(group.get(name, getlink=True), h5py.HardLink):
        raise InputError(f"{group.name} links to something else")
    return group[name]


def _array(group: h5py.Group, name: str, shape: tuple[int, ...]) -> np.ndarray:
    """Read a float32 array of exactly this shape, stored in the file itself as one block."""
    data = _child(group, name)
    if data.shape != shape or data.dtype != np.float32:
        raise InputError(f"{data.name} must be float32 {shape}, got {data.dtype} {data.shape}")
    if data.chunks is not None or data.external is not None or data.is_virtual:
        raise InputError(f"{data.name} does not lie in the file as one block")
    return data[()]
