"""A card is measured on the model beside it."""

import hashlib
import json
from dataclasses import replace

import keras
import numpy as np
import pytest
from scipy.stats import binomtest

from cnnviz import data, models
from cnnviz.evaluation import ood
from cnnviz.models import ModelInfo
from cnnviz.networks.build import build
from cnnviz.networks.presets import ARCHITECTURES
from cnnviz.publish import card as cards
from cnnviz.training.config import RunConfig
from cnnviz.training.testing import judge_model


@pytest.mark.parametrize(("right", "n"), [(15, 20), (359, 360), (10, 10), (0, 7), (9951, 10000)])
def test_an_interval_is_scipy_s_wilson_interval(right, n):
    theirs = binomtest(right, n).proportion_ci(0.95, method="wilson")
    assert cards.interval_95(right / n, n) == pytest.approx((theirs.low, theirs.high), abs=1e-6)


@pytest.fixture(scope="module")
def digits():
    return data.load("digits")


@pytest.fixture(scope="module")
def file(digits, tmp_path_factory):
    """A network with random weights, always the same: a card is made of any."""
    keras.utils.set_random_seed(0)
    layers, shape = ARCHITECTURES["physics-mnist"].layers, digits.input_shape
    info = ModelInfo("physics-mnist", digits.classes, shape, layers, "digits")
    path = tmp_path_factory.mktemp("card") / "random.keras"
    return models.save(build(layers, shape, 10), info, path).path


@pytest.fixture(scope="module")
def card(digits, file):
    config = RunConfig("digits", "physics-mnist", epochs=4).for_data(digits)
    evaluation = judge_model(file, digits.test, "test", lambda fraction: None)
    return cards.card(config, evaluation, digits, file)


def test_it_names_the_file_the_data_and_the_recipe(card, digits, file):
    assert card["file"]["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert card["data"]["sha256"] == digits.fingerprint
    assert card["data"]["images"]["train"] == len(digits.train)
    given = card["recipe"]
    assert (given["epochs"], given["seed"], given["schedule"]) == (4, 0, "constant")


def test_the_test_s_figures_come_with_interval_and_calibration(card, digits):
    test = card["test"]
    assert test["n"] == len(digits.test)
    assert test["interval_95"][0] <= test["accuracy"] <= test["interval_95"][1]
    assert 0 <= test["calibration_error"] <= 1


def test_the_threshold_gives_up_two_percent_of_what_is_known(card):
    assert card["outside"]["false_alarm_rate"] == pytest.approx(0.02, abs=0.03)


def test_validation_images_set_the_threshold_where_there_are_some(card):
    assert card["outside"]["set_by"].startswith("validation images;")
    assert list(card["data"]["images"]) == ["train", "validation", "test"]


def test_half_the_test_images_set_the_threshold_where_all_others_are_learned(digits, file):
    config = RunConfig("digits", "physics-mnist", held_out="test")
    whole = config.load_data()
    evaluation = judge_model(file, whole.test, "test", lambda fraction: None)
    card = cards.card(config, evaluation, whole, file)
    observed, known = cards.ObservedModel(file), ood.load(file.with_suffix(".npz"))
    far = cards.distances(observed, known, whole.test)
    assert card["outside"]["threshold"] == pytest.approx(np.quantile(far[::2], 0.98))
    judged = far[1::2] > card["outside"]["threshold"]
    assert card["outside"]["false_alarm_rate"] == pytest.approx(judged.mean())
    assert card["outside"]["set_by"].startswith("every second test image;")
    assert list(card["data"]["images"]) == ["train", "test"]


def test_every_kind_of_outside_counts_alike_often_as_it_has_inputs(card):
    kinds = card["outside"]["kinds"]
    hits = sum(kind["n"] * kind["hit_rate"] for kind in kinds)
    assert card["outside"]["hit_rate"] == pytest.approx(hits / sum(kind["n"] for kind in kinds))


def test_other_digits_are_read_by_a_network_of_digits_alone(card, file):
    assert [one["n"] for one in card["elsewhere"]] == [1797, 400, 400]
    observed = cards.ObservedModel(file)
    observed.info = replace(observed.info, input_shape=(200, 200, 1))
    assert cards.elsewhere(observed) == []


def test_its_text_is_its_json_with_lists_of_numbers_in_one_line():
    content = {"matrix": [[1, 2], [3, 4]], "name": "a [b]", "kinds": [{"n": 1}]}
    text = cards.to_text(content)
    assert json.loads(text) == content
    assert "[1, 2]" in text
