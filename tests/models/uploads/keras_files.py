"""Files of Keras as visitors have them, and crafted ones."""

import copy
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np
from keras import layers

from cnnviz.explain.forward import forward, read_network
from cnnviz.models.files import read_info
from cnnviz.models.uploads.archive import CONFIG, METADATA, WEIGHTS
from cnnviz.models.uploads.process import convert_file


def saved(model: keras.Model, folder: Path) -> Path:
    """A model with weights that are not those it began with, saved by Keras."""
    random = np.random.default_rng(0)
    for weight in model.weights:
        if "seed" in weight.path:
            continue
        values = random.normal(0, 0.3, weight.shape)
        if "variance" in weight.path or "gamma" in weight.path:
            values = np.abs(values) + 0.2
        weight.assign(values)
    path = folder / "visitor.keras"
    model.save(path)
    return path


def answers(path: Path, images: np.ndarray) -> np.ndarray:
    """What the network that was read from a file answers, by NumPy."""
    target = path.with_name("ours.keras")
    convert_file(path, target)
    network = read_network(read_info(target))
    return np.stack([forward(network, image).probabilities for image in images])


def ordinary() -> keras.Model:
    """A small network as a beginner builds it."""
    return keras.Sequential(
        [
            layers.Input((8, 8, 1)),
            layers.Conv2D(2, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(3, "softmax"),
        ]
    )


def crafted(
    folder: Path,
    change: Callable[[dict[str, Any]], None] = lambda config: None,
    weights: Callable[[h5py.File], None] = lambda file: None,
    **members: bytes,
) -> Path:
    """An ordinary file whose config, weights or members were changed."""
    with zipfile.ZipFile(saved(ordinary(), folder)) as file:
        config = json.loads(file.read(CONFIG))
        packed = io.BytesIO(file.read(WEIGHTS))
    config = copy.deepcopy(config)
    change(config)
    with h5py.File(packed, "r+") as h5:
        weights(h5)
    path = folder / "crafted.keras"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(METADATA, json.dumps({"keras_version": keras.__version__}))
        file.writestr(CONFIG, json.dumps(config))
        file.writestr(WEIGHTS, packed.getvalue())
        for name, content in members.items():
            file.writestr(name, content)
    return path
