"""The state of a training, enough to continue it to the same figures.

Besides the network's weights it holds the moving means of batch normalisation, the states of
dropout's random numbers, and the optimiser's averages, each as an array in one ``.npz`` file.
"""

import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz.networks import LayerSummary
from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import InputError

DAMAGED = (OSError, ValueError, EOFError, LookupError, zipfile.BadZipFile)
POSITION, METRIC = "position", "metric-"


@dataclass(frozen=True)
class Position:
    """Where within an epoch a training was interrupted.

    Attributes
    ----------
    epochs : int
        Complete epochs.
    step : int
        Steps done in the next one, at least 1.
    logs : dict of str to float
        Its means so far, by metric.
    cpu_seconds : float
        CPU time since training began; 0 where it is unknown.
    """

    epochs: int
    step: int
    logs: dict[str, float]
    cpu_seconds: float = 0.0


def save(path: Path, model: Any, position: Position | None = None) -> None:
    """Write the state of a compiled Keras model, completely or not at all.

    Parameters
    ----------
    path : Path
        The file to write; an existing one is replaced.
    model : keras.Model
        A compiled network.
    position : Position, optional
        Within an epoch; its running metrics are saved too.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    arrays = {f"{at:04d}": variable.numpy() for at, variable in enumerate(_variables(model))}
    if position:
        logs = {name: float(value) for name, value in position.logs.items()}
        arrays[POSITION] = np.array(json.dumps(asdict(position) | {"logs": logs}))
        for at, metric in enumerate(model.metrics_variables):
            arrays[f"{METRIC}{at:04d}"] = metric.numpy()
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
    _assign(path, _variables(model), _read(path, str.isdecimal))


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
    names = {f"{at:04d}" for at in range(len(variables))}
    _assign(path, variables, _read(path, names.__contains__))


def read_weights(path: Path, rows: Sequence[LayerSummary]) -> dict[str, tuple[np.ndarray, ...]]:
    """Read the weights of a network from a file, without Keras.

    Parameters
    ----------
    path : Path
        What ``save`` has written.
    rows : sequence of LayerSummary
        The network.

    Returns
    -------
    dict of str to tuple of ndarray
        float32 arrays by the name of their layer, as ``Layer.weight_shapes`` lists them.

    Raises
    ------
    InputError
        If the file cannot be read, or was written for another network.
    """
    # The states of dropout's random numbers, between the weights, are whole numbers.
    arrays = iter(array for array in _read(path, str.isdecimal) if array.dtype == np.float32)
    shapes = {row.name: row.layer.weight_shapes(row.input_shape) for row in rows}
    found = {name: tuple(islice(arrays, len(each))) for name, each in shapes.items()}
    if {name: tuple(array.shape for array in each) for name, each in found.items()} != shapes:
        raise InputError("the checkpoint {file} belongs to another network", file=path.name)
    return found


def _read(path: Path, wanted: Callable[[str], bool]) -> list[np.ndarray]:
    """Read the arrays with wanted names, in the order of their names."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return [file[name] for name in sorted(file.files) if wanted(name)]
    except DAMAGED as error:
        raise InputError("the checkpoint {file} is damaged", file=path.name) from error


def _assign(path: Path, variables: list[Any], arrays: list[np.ndarray]) -> None:
    shapes = [tuple(variable.shape) for variable in variables]
    if [array.shape for array in arrays] != shapes:
        raise InputError(
            "the checkpoint {file} belongs to another network or optimiser",
            file=path.name,
        )
    for variable, array in zip(variables, arrays, strict=True):
        variable.assign(array)


def read_position(path: Path) -> Position:
    """Read where within an epoch a state was saved.

    Raises
    ------
    InputError
        If the file cannot be read, or was saved at an epoch's end.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            return Position(**json.loads(str(file[POSITION])))
    except (*DAMAGED, TypeError) as error:
        raise InputError("the checkpoint {file} is damaged", file=path.name) from error


def restore_metrics(path: Path, model: Any) -> None:
    """Give a compiled Keras model the running metrics of a state within an epoch.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    import keras

    # Keras makes the variables of its metrics when they are first computed.
    probabilities = keras.ops.ones((2, *model.output_shape[1:])) / model.output_shape[-1]
    model.compute_metrics(None, keras.ops.zeros(2, "int64"), probabilities)
    arrays = _read(path, lambda name: name.startswith(METRIC))
    for metric, array in zip(model.metrics_variables, arrays, strict=True):
        metric.assign(array)


def _variables(model: Any) -> list[Any]:
    """All variables that training changes, in a fixed order."""
    model.optimizer.build(model.trainable_variables)
    return [*model.variables, *model.optimizer.variables]
