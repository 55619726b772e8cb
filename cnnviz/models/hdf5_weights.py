"""Bounded reader for the weights of a network in an untrusted HDF5 file.

Keras writes one group per layer, ``layers/<class>_<n>/vars``, with the layer's name as an attribute
and its arrays as "0", "1", ... (https://keras.io/guides/serialization_and_saving). HDF5 can
link to other files and expand little data into much, so only plain arrays of the expected shape
are read, and in all no more than the file has: layers may not share an array.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any, BinaryIO, TypeVar

import h5py
import numpy as np

from cnnviz.layers import Shape
from cnnviz.layers.calls import PAD
from cnnviz.models.keras_format import WEIGHTS
from cnnviz.networks import LayerSummary
from cnnviz.utils.errors import InputError

T = TypeVar("T")
NO_WEIGHTS = {PAD, "ZeroPadding2D", "Cropping2D"}  # what a layer of ours is made of, besides one


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
    counted = _counting(file)
    return _with_groups(
        file, lambda groups: {row.name: counted(_arrays_of(row, groups)) for row in rows}
    )


def read_stored(
    file: BinaryIO, wanted: Sequence[tuple[str, int, Sequence[Shape]]]
) -> list[tuple[np.ndarray, ...]]:
    """Read arrays by their place in a file.

    Parameters
    ----------
    file : file object
        An HDF5 file, opened in binary mode.
    wanted : sequence of (str, int, sequence of tuple of int)
        For each layer, its group ("layers/conv2d_1/vars"), the number of its first array, and the
        arrays' shapes.

    Returns
    -------
    list of tuple of ndarray
        float32 arrays of these shapes, one tuple per layer.

    Raises
    ------
    InputError
        If the file cannot be read, or an array is missing or of another shape or type.
    """
    counted = _counting(file)

    def take(h5: h5py.File) -> list[tuple[np.ndarray, ...]]:
        return [
            counted(
                tuple(
                    _array(_at(h5, group), str(first + number), shape)
                    for number, shape in enumerate(shapes)
                )
            )
            for group, first, shapes in wanted
        ]

    return _opened(file, take)


def write_arrays(
    file: BinaryIO, rows: Sequence[LayerSummary], arrays: Mapping[str, Sequence[np.ndarray]]
) -> None:
    """Write the weights of a network as Keras does, for ``read`` and ``read_arrays``.

    Parameters
    ----------
    file : file object
        An empty file, opened in binary mode.
    rows : sequence of LayerSummary
        The network.
    arrays : mapping of str to sequence of ndarray
        float32 arrays by the name of their layer, as ``Layer.weight_shapes`` lists them.
    """
    with h5py.File(file, "w") as h5:
        for row in rows:
            name = _holder(row)
            group = h5.create_group(f"layers/{name}/vars")
            group.attrs["name"] = name
            for number, array in enumerate(arrays[row.name]):
                group.create_dataset(str(number), data=array)


def _holder(row: LayerSummary) -> str:
    """The name of that layer of Keras which holds the weights of one of ours."""
    calls = row.layer.keras_calls()
    held = next((at for at, each in enumerate(calls, 1) if each.name not in NO_WEIGHTS), len(calls))
    return row.name if held == len(calls) else f"{row.name}_step_{held}"


def _at(h5: h5py.File, path: str) -> Any:
    group = h5
    for name in path.split("/"):
        if not isinstance(group, h5py.Group) or name not in group:
            raise InputError("its weights have no {path}", path=path)
        group = _child(group, name)
    return group


def _with_groups(file: BinaryIO, use: Callable[[dict[str, h5py.Group]], T]) -> T:
    return _opened(file, lambda h5: use(_groups_by_layer(h5)))


def _opened(file: BinaryIO, use: Callable[[h5py.File], T]) -> T:
    """Open a file and use it; whatever a damaged file raises is one InputError."""
    try:
        with h5py.File(file, "r") as h5:
            return use(h5)
    except InputError:
        raise
    except (OSError, RuntimeError, ValueError, LookupError, TypeError, AttributeError):
        raise InputError("its weights are damaged") from None


def _counting(file: BinaryIO) -> Callable[[tuple[np.ndarray, ...]], tuple[np.ndarray, ...]]:
    """Return what passes the arrays of each layer on, until they are more than the file has."""
    left = file.seek(0, io.SEEK_END)

    def counted(arrays: tuple[np.ndarray, ...]) -> tuple[np.ndarray, ...]:
        nonlocal left
        left -= sum(array.nbytes for array in arrays)
        if left < 0:
            raise InputError("{part} is declared larger than what is stored of it", part=WEIGHTS)
        return arrays

    return counted


def _arrays_of(row: LayerSummary, groups: dict[str, h5py.Group]) -> tuple[np.ndarray, ...]:
    """The arrays of one of our layers, of which one of Keras's has them: see ``Layer.connect``."""
    shapes = row.layer.weight_shapes(row.input_shape)
    if not shapes:
        return ()
    steps = range(1, len(row.layer.keras_calls()))
    names = (row.name, *(f"{row.name}_step_{number}" for number in steps))
    found = [groups[name] for name in names if name in groups and len(groups[name])]
    if len(found) != 1:
        raise InputError("weights of {layer} are missing", layer=row.name)
    return tuple(_array(found[0], str(at), shape) for at, shape in enumerate(shapes))


def _groups_by_layer(h5: h5py.File) -> dict[str, h5py.Group]:
    layers = _child(h5, "layers")
    groups = [_child(_child(layers, name), "vars") for name in layers]
    return {str(group.attrs.get("name")): group for group in groups}


def _set(layer: Any, groups: dict[str, h5py.Group]) -> None:
    if layer.name not in groups:
        raise InputError("weights of {layer} are missing", layer=layer.name)
    shapes = [weight.shape for weight in layer.weights]
    group = groups[layer.name]
    layer.set_weights([_array(group, str(i), shape) for i, shape in enumerate(shapes)])


def _child(group: h5py.Group, name: str) -> Any:
    """Open a member of a group, unless it is a link, which could refer to any file."""
    if not isinstance(group.get(name, getlink=True), h5py.HardLink):
        raise InputError("{part} links to something else", part=group.name)
    return group[name]


def _array(group: h5py.Group, name: str, shape: tuple[int, ...]) -> np.ndarray:
    """Read a float32 array of exactly this shape, stored in the file itself as one block."""
    data = _child(group, name)
    if data.shape != shape or data.dtype != np.float32:
        raise InputError(
            "{part} must be float32 {shape}, got {dtype} {found}",
            part=data.name,
            shape=shape,
            dtype=data.dtype,
            found=data.shape,
        )
    if data.chunks is not None or data.external is not None or data.is_virtual:
        raise InputError("{part} does not lie in the file as one block", part=data.name)
    if data.id.get_storage_size() != data.nbytes:
        raise InputError("{part} is declared larger than what is stored of it", part=data.name)
    return data[()]
