"""What is kept for the front door is what the shipped network answers, and a training's record."""

import numpy as np

from cnnviz import models
from cnnviz.data import strokes
from cnnviz.publish import front_door as measuring
from cnnviz.training import front_door


def test_the_answers_are_those_of_the_shipped_network_computed_by_keras():
    (points,) = strokes.EXAMPLE
    batch = np.stack(
        [strokes.as_mnist(strokes.draw((points[: n + 1],))) for n in range(len(points))]
    )
    expected = models.open_model(models.resolve(front_door.MODEL)).network.predict(batch, verbose=0)
    np.testing.assert_allclose(front_door.read().answers, expected, atol=2e-4)
    np.testing.assert_allclose(measuring.answers(), expected, atol=2e-4)


def test_the_training_is_that_of_its_command():
    kept = front_door.read()
    config = measuring.CONFIG
    assert kept.training.title == f"{config.architecture} on {config.dataset}"
    assert len(kept.training.accuracy) == len(kept.training.validation_accuracy) == config.epochs
    assert f"--epochs {config.epochs} " in kept.command
    assert kept.training.validation_accuracy[-1] > 0.9


def test_what_is_written_is_read_again(tmp_path):
    kept = front_door.read()
    front_door.write(kept, tmp_path / "door.json")
    assert front_door.read(tmp_path / "door.json") == kept
