"""Keras's ``.keras`` zip, written so that every Keras from 3.8 opens it; in workers.

Keras writes all arguments of each layer into ``config.json``, also those that its own version has
introduced, and an older version refuses what it does not know. Here an argument is written only
where it differs from its default, so that a file names nothing that its layers do not use.
Source: https://keras.io/guides/serialization_and_saving.
"""

import inspect
import json
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

OVERHEAD = 100_000  # bytes of a file besides its weights
WEIGHTS = "model.weights.h5"
TRAINING_ONLY = ("_initializer", "_regularizer", "_constraint")  # ends of arguments' names


def write(network: Any, path: Path) -> None:
    """Write a network without its optimiser; plain ``keras.models.load_model`` opens the file.

    Parameters
    ----------
    network : keras.Model
        A functional model of Keras's own layers.
    path : Path
        The file to write; while it is written, its weights are in a file beside it.
    """
    import keras

    saved = datetime.now(UTC).strftime("%Y-%m-%d@%H:%M:%S")
    metadata = {"keras_version": keras.__version__, "date_saved": saved}
    weights = path.with_name(f"{path.stem}.weights.h5")
    size = sum(4 * weight.size for weight in network.get_weights()) + OVERHEAD
    try:
        reserve(weights, 2 * size)  # twice: the zip, too
        network.save_weights(weights)
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("metadata.json", json.dumps(metadata))
            file.writestr("config.json", json.dumps(minimal_config(network)))
            file.write(weights, WEIGHTS)
    finally:
        weights.unlink(missing_ok=True)


def reserve(path: Path, size: int) -> None:
    """Make sure that the disk has room, before HDF5 writes.

    Where the disk becomes full while it writes, HDF5 raises errors of its own, and the process
    crashes when it ends.

    Parameters
    ----------
    path : Path
        A file to be written later; it is deleted.
    size : int
        Bytes.

    Raises
    ------
    OSError
        If there is no room for that many bytes.
    """
    try:
        with path.open("wb") as file:
            if hasattr(os, "posix_fallocate"):  # not on Windows
                os.posix_fallocate(file.fileno(), 0, size)
    finally:
        path.unlink(missing_ok=True)


def minimal_config(network: Any) -> dict[str, Any]:
    """Describe a network as ``config.json`` does, without arguments that have their defaults.

    Parameters
    ----------
    network : keras.Model
        A functional model of Keras's own layers.

    Returns
    -------
    dict
        JSON values; how weights are initialised and regularised is left out.
    """
    config: dict[str, Any] = json.loads(network.to_json())
    described = config["config"]
    described.pop("trainable", None)
    for layer in described["layers"]:
        layer.pop("build_config", None)  # the layers are built by the inputs that they get
        if layer["module"] == "keras.layers":
            layer["config"] = _without_defaults(layer["class_name"], layer["config"])
        else:  # an operation, such as padding; its own config has no name in older versions
            layer["config"].pop("name")
    return {key: config[key] for key in ("module", "class_name", "config", "registered_name")}


def _without_defaults(class_name: str, config: dict[str, Any]) -> dict[str, Any]:
    from keras import layers

    arguments = inspect.signature(getattr(layers, class_name)).parameters
    kept = {
        name: value
        for name, value in config.items()
        if name in arguments
        and (value or None) != (arguments[name].default or None)  # None and False mean the same
        and not name.endswith(TRAINING_ONLY)
    }
    return kept | {"name": config["name"]}
