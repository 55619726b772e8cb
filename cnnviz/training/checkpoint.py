"""The state of a training after an epoch: enough to continue as if nothing had happened.

Besides the network's weights it holds the moving means of batch normalisation, the states of
dropout's random numbers, and the optimiser's averages, each as an array in one ``.npz`` file.
"""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import InputError


def save(path: Path, model: Any) -> None:
    """Write the state of a compiled Keras model, completely or not at all.

    Parameters
    ----------
    path : Path
        The file to write; an existing one is replaced.
    model : keras.Model
        A compiled network.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    arrays = {f"{at:04d}": variable.numpy() for at, variable in enumerate(_variables(model))}
    with replacing(path) as part, part.open("wb") as file:
        np.savez(file, **arrays)


def restore(path: Path, model: Any) -> None:
    """Give a compiled Keras model of the same network and optimiser the state of a file.

    Parameters
    ----------
    path : Path
        What ``save`` has written.
    model : keras.Model
        A compiled network.

    Raises
    ------
    InputError
        If the file cannot be read, or was written for another network or optimiser.
    """
    _assign(path, _variables(model), _read(path))


def restore_weights(path: Path, model: Any) -> None:
    """Give a network that need not be compiled the weights of a file; the optimiser's are left.

    Parameters
    ----------
    path : Path
        What ``save`` has written.
    model : keras.Model
        The same network.

    Raises
    ------
    InputError
        If the file cannot be read, or was written for another network.
    """
    variables = model.variables
    _assign(path, variables, _read(path, len(variables)))


def _read(path: Path, most: int | None = None) -> list[np.ndarray]:
    """Read the first arrays of a file, or all."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return [file[name] for name in sorted(file.files)[:most]]
    except (OSError, ValueError, EOFError, LookupError, zipfile.BadZipFile) as error:
        raise InputError(f"the checkpoint {path.name} is damaged") from error


def _assign(path: Path, variables: list[Any], arrays: list[np.ndarray]) -> None:
    shapes = [tuple(variable.shape) for variable in variables]
    if [array.shape for array in arrays] != shapes:
        raise InputError(f"the checkpoint {path.name} belongs to another network or optimiser")
    for variable, array in zip(variables, arrays, strict=True):
        variable.assign(array)


def _variables(model: Any) -> list[Any]:
    """All variables that training changes, in a fixed order."""
    model.optimizer.build(model.trainable_variables)
    return [*model.variables, *model.optimizer.variables]
