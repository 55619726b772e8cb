"""The shipped steel network: other light, other files and a turned plate change its answers little.

It is asked about images that it was trained on, to see that the file is one of the networks that
cross-validation measured for its card.
"""

import numpy as np
import pytest

from cnnviz import data, models
from cnnviz.evaluation import robustness
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.utils import paths

EVERY = 48  # a sample of 30 of the 1,440 images, five of each class


@pytest.fixture(scope="module")
def changed(real_neu) -> dict[str, robustness.Robustness]:
    neu = data.load("neu")
    images = np.concatenate([split.images for split in neu.splits])
    labels = np.concatenate([split.labels for split in neu.splits])
    order = np.argsort(labels, kind="stable")[::EVERY]
    sample = data.Split(images[order], labels[order], ("",) * len(order))
    observed = ObservedModel(models.open_model(paths.MODELS / "neu.keras"))
    answers = robustness.predict_changed(observed.predict, sample, observed.info.input_shape)
    return {one.what: one for one in robustness.compare(answers, sample.labels)}


@pytest.mark.parametrize("what", robustness.CHANGES)
def test_a_changed_image_is_still_classified_correctly(changed, what):
    assert changed[what].accuracy >= 0.98


@pytest.mark.parametrize("what", ["BMP", "RGB", "at 400 × 400"])
def test_the_same_image_in_another_file_gets_the_same_answer(changed, what):
    assert changed[what].same == 1
