"""The shipped steel network: other light, other files and a turned plate change its answers little.

The card's figures are of networks that never saw the image; the file itself is asked here about
images that it has learned, to see that it is one of their kind.
"""

import json

import numpy as np
import pytest

from cnnviz import data, models
from cnnviz.evaluation import robustness
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.utils import paths

CARD = json.loads((paths.MODELS / "neu.json").read_text("utf-8"))
MOST_LOST = 0.02
FILES = ("BMP", "RGB", "at 400 × 400")
EVERY = 24  # a sample of 60 of the 1,440 images, ten of each class


@pytest.fixture(scope="module")
def asked(real_neu):
    neu = data.load(str(real_neu))
    images = np.concatenate([split.images for split in neu.splits])
    labels = np.concatenate([split.labels for split in neu.splits])
    order = np.argsort(labels, kind="stable")[::EVERY]
    sample = data.Split(images[order], labels[order], ("",) * len(order))
    observed = ObservedModel(models.open_model(paths.MODELS / "neu.keras"))
    answers = robustness.predict_changed(observed.predict, sample, observed.info.input_shape)
    return robustness.compare(answers, sample.labels)


def test_the_card_tells_every_change():
    assert [one["what"] for one in CARD["robustness"]] == list(robustness.CHANGES)
    assert {one["n"] for one in CARD["robustness"]} == {CARD["test"]["n"]}
    assert CARD["robustness"][0]["accuracy"] == CARD["test"]["accuracy"]


@pytest.mark.parametrize("one", CARD["robustness"], ids=lambda one: one["what"])
def test_on_the_card_a_change_costs_at_most_two_percent(one):
    assert one["accuracy"] >= CARD["test"]["accuracy"] - MOST_LOST


@pytest.mark.parametrize("what", FILES)
def test_on_the_card_another_file_gets_the_same_answer(what):
    (one,) = (one for one in CARD["robustness"] if one["what"] == what)
    assert one["same"] >= 0.999


def test_the_file_reads_a_changed_sample_as_the_card_says(asked):
    assert all(one.accuracy >= 1 - MOST_LOST for one in asked)
    assert all(one.same == 1 for one in asked if one.what in FILES)


def test_the_card_names_each_mistake_once():
    confusion = np.array(CARD["test"]["confusion"])
    assert len(CARD["mistakes"]) == confusion.sum() - confusion.trace()
    assert len({mistake["file"] for mistake in CARD["mistakes"]}) == len(CARD["mistakes"])
