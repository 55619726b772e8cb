"""Runs compared on test images that are moved by a few pixels."""

import shutil

import numpy as np
import pytest

from cnnviz import data, models
from cnnviz.evaluation.metrics import evaluate
from cnnviz.layers import Conv2D, Flatten, GlobalAveragePool2D
from cnnviz.models import ModelInfo
from cnnviz.networks.build import build
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import State
from cnnviz.ui.trainer.state import TrainerState as Key
from cnnviz.utils.text import percent
from tests.pages.trainer_page import checked, html, open_page

LARGEST = 6  # pixels, of 28


@pytest.fixture(scope="module")
def runs(cnnviz_home):
    """Two finished runs with random weights, one of which averages each map."""
    made, images = [], data.load("digits")
    for last in (Flatten(), GlobalAveragePool2D()):
        layers = (Conv2D(4, activation="relu"), last)
        run = RunFolder.create(RunConfig(layers=layers).for_data(images))
        shape = images.input_shape
        info = ModelInfo("small", images.classes, shape, layers, "digits")
        models.save(build(layers, shape, len(images.classes)), info, run.model)
        probabilities = np.asarray(models.open_model(run.model).network(images.test.scaled))
        run.write_evaluation(evaluate(probabilities, images.test.labels, images.classes, "test"))
        run.write_state(State("done"))
        made.append(run)
    yield made
    for run in made:
        shutil.rmtree(run.path)


def accuracy(run: RunFolder, shift: int) -> float:
    """Of plain Keras, on images that NumPy moves right, left, down and up in turn."""
    test = data.load("digits").test
    moved = test.scaled.copy()
    for at, image in enumerate(moved):
        axis, sign = ((1, 1), (1, -1), (0, 1), (0, -1))[at % 4]
        rolled = np.roll(image, sign * shift, axis)
        edge = [slice(None)] * 3
        edge[axis] = slice(0, shift) if sign > 0 else slice(image.shape[axis] - shift, None)
        last = [slice(None)] * 3
        last[axis] = slice(0, 1) if sign > 0 else slice(-1, None)
        if shift:
            rolled[tuple(edge)] = image[tuple(last)]
        moved[at] = rolled
    answers = np.asarray(models.open_model(run.model).network(moved)).argmax(axis=1)
    return float((answers == test.labels).mean())


def test_each_shift_has_the_accuracy_that_keras_has_on_the_moved_images(runs, engine):
    chosen = ",".join(run.id for run in runs)
    page = open_page(**{Key.PAGE: "compare", Key.CHOSEN: chosen})
    checked(page.toggle(key=Key.SHIFTED).set_value(True).run())
    shown = html(page)
    for run in runs:
        for shift in (0, LARGEST // 2, LARGEST):
            assert f">{percent(accuracy(run, shift), 1)}</td>" in shown
    assert any(each.value.startswith("At 3 pixels: ") for each in page.markdown)


def test_a_run_whose_model_is_gone_is_one_sentence(runs, engine):
    page = open_page(**{Key.PAGE: "compare", Key.CHOSEN: ",".join(run.id for run in runs)})
    kept = runs[0].model.rename(runs[0].path / "elsewhere")
    try:
        checked(page.toggle(key=Key.SHIFTED).set_value(True).run())
        assert len(page.error) == 1
    finally:
        kept.rename(runs[0].model)
