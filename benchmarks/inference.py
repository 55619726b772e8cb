"""Every layer of a network from the engine, against Keras's own ``model.predict``."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.timing import median_seconds, row
from cnnviz import models
from cnnviz.engine import Engine
from cnnviz.networks import ARCHITECTURES
from cnnviz.networks.build import build

NETWORKS = {"lecture-mnist": 10, "lecture-neu": 6}


def report() -> Iterator[str]:
    """Lines for each network: one image, all activations, through the engine and back."""
    engine = Engine()
    engine.wait_ready()
    with tempfile.TemporaryDirectory() as folder:
        for name, classes in NETWORKS.items():
            yield _compare(engine, name, classes, Path(folder) / f"{name}.keras")
    engine.close()


def _compare(engine: Engine, name: str, classes: int, path: Path) -> str:
    network = ARCHITECTURES[name]
    model = build(network.layers, network.input_shape, classes)
    names = tuple(str(label) for label in range(classes))
    info = models.ModelInfo(name, names, network.input_shape, network.layers, "none")
    models.save(model, info, path)
    image = np.random.default_rng(0).random(network.input_shape, np.float32)
    ours = median_seconds(lambda: engine.activations(path, image))
    keras = median_seconds(lambda: model.predict(image[np.newaxis], verbose=0))
    return row(f"all layers of {name}", ours, "model.predict's answer alone", keras)
