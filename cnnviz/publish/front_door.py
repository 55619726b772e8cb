"""Measure what the front door shows, and keep it: ``python -m cnnviz.publish.front_door``."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from cnnviz import models
from cnnviz.data import strokes
from cnnviz.explain.forward import forward, read_network
from cnnviz.publish.trained import trained
from cnnviz.training import front_door
from cnnviz.training.command import arguments
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder

CONFIG = RunConfig("digits", "lecture-mnist", epochs=12)
DIGITS = 4  # of what is kept after the point


def measure(folder: Path) -> front_door.Measured:
    """Train in a folder, and let the digit network read a digit that is being drawn."""
    run = trained(CONFIG, folder)
    return front_door.Measured(
        f"python -m cnnviz {' '.join(arguments(CONFIG))}", training_of(run), answers()
    )


def training_of(run: RunFolder) -> front_door.Training:
    """Return the accuracies of a run after each of its epochs."""
    config, epochs = run.config(), run.history().epochs
    return front_door.Training(
        f"{config.architecture} on {config.dataset}",
        tuple(round(each.accuracy, DIGITS) for each in epochs),
        tuple(round(each.validation_accuracy, DIGITS) for each in epochs),
    )


def answers() -> tuple[tuple[float, ...], ...]:
    """Return the shipped network's probabilities after each point of the example's stroke."""
    network = read_network(models.resolve(front_door.MODEL))
    (points,) = strokes.EXAMPLE
    found = []
    for count in range(1, len(points) + 1):
        picture = strokes.as_mnist(strokes.draw((points[:count],)))
        if picture is None:
            raise AssertionError("a point leaves ink")
        probabilities = forward(network, picture).probabilities
        found.append(tuple(np.round(probabilities.astype(float), DIGITS).tolist()))
    return tuple(found)


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        front_door.write(measure(Path(folder) / "digits"))
