"""Bounded reader for the weights of a network in an untrusted HDF5 file; in workers.

Keras writes one group per layer, ``layers/<class>_<n>/vars``, with the layer's name as an attribute
and its arrays as "0", "1", ... (https://keras.io/guides/serialization_and_saving). HDF5 can
link to other files and expand little data into much, so only plain arrays of the expected shape
are read.
"""

from typing import Any, BinaryIO

import h5py
import numpy as np

from cnnviz.utils.errors import InputError


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
    try:
        with h5py.File(file, "r") as h5:
            groups = _groups_by_layer(h5)
            for layer in model.layers:
                if layer.weights:
                    _set(layer, groups)
    except InputError:
        raise
    except (OSError, RuntimeError, ValueError, LookupError, TypeError, AttributeError):
        raise InputError("its weights are damaged") from None


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
