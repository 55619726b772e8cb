"""A card is measured on the model beside it."""

import hashlib
from dataclasses import replace
from functools import cache

import keras
import numpy as np
import pytest

from cnnviz import data, models
from cnnviz.evaluation.metrics import evaluate
from cnnviz.evaluation.virtual_logit import CombinedDetector, load_detector
from cnnviz.models import ModelInfo
from cnnviz.models.card import ModelCard, read_card
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.networks import ARCHITECTURES
from cnnviz.networks.build import build
from cnnviz.training import card as cards
from cnnviz.training.config import RunConfig


@pytest.fixture(scope="module", autouse=True)
def other_inputs_are_made_once():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cards, "ood_inputs", cache(cards.ood_inputs))
        yield


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
def observed(file):
    return ObservedModel(models.open_model(file))


@pytest.fixture(scope="module")
def card(digits, observed):
    config = RunConfig("digits", "physics-mnist", epochs=4).for_data(digits)
    probabilities = observed.predict(digits.test.scaled)
    evaluation = evaluate(probabilities, digits.test.labels, digits.classes, "test")
    return cards.measure(observed, config, evaluation, digits, "cnnviz train")[0]


def test_it_names_the_file_the_data_and_the_recipe(card, digits, file):
    assert card.file.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert card.data.sha256 == digits.fingerprint
    assert card.data.images["train"] == len(digits.train)
    recipe = card.recipe
    assert (recipe["epochs"], recipe["seed"], recipe["schedule"]) == (4, 0, "constant")


def test_the_accuracy_comes_with_interval_and_calibration(card, digits):
    assert card.test.n == len(digits.test)
    assert card.test.interval_95[0] <= card.test.accuracy <= card.test.interval_95[1]
    assert 0 <= card.test.calibration_error <= 1


def test_the_threshold_gives_false_alarms_for_two_percent_of_known_inputs(card):
    assert card.ood.false_alarm_rate == pytest.approx(0.02, abs=0.03)


def test_validation_images_set_the_threshold_where_there_are_some(card):
    assert card.ood.set_by.startswith("validation images;")
    assert list(card.data.images) == ["train", "validation", "test"]


def test_half_the_test_images_set_the_threshold_where_all_others_are_trained_on(
    observed, monkeypatch
):
    monkeypatch.setattr(cards, "other_datasets", lambda observed: ())  # takes seconds
    config = RunConfig("digits", "physics-mnist", held_out="test")
    whole = config.load_data()
    probabilities = observed.predict(whole.test.scaled)
    evaluation = evaluate(probabilities, whole.test.labels, whole.classes, "test")
    card, detector = cards.measure(observed, config, evaluation, whole, "cnnviz train")
    far = cards.distances(observed, detector, whole.test)
    assert card.ood.threshold == pytest.approx(np.quantile(far[::2], 0.98))
    assert card.ood.false_alarm_rate == pytest.approx((far[1::2] > card.ood.threshold).mean())
    assert card.ood.set_by.startswith("every second test image;")
    assert list(card.data.images) == ["train", "test"]


def test_the_hit_rate_weights_each_kind_by_its_number_of_inputs(card):
    hits = sum(kind.n * kind.hit_rate for kind in card.ood.kinds)
    assert card.ood.hit_rate == pytest.approx(hits / sum(kind.n for kind in card.ood.kinds))


def test_only_a_network_of_digits_is_evaluated_on_other_digits(card, file):
    assert [one.n for one in card.other_datasets] == [1797, 400, 400]
    steel = ObservedModel(models.open_model(file))
    steel.info = replace(steel.info, input_shape=(200, 200, 1))
    assert cards.other_datasets(steel) == ()


def test_card_and_detector_are_written_beside_the_model(card, observed, digits, tmp_path):
    detector = cards.fit_detector(observed, digits.train)
    path = cards.write(card, detector, tmp_path / "digits.keras")
    assert read_card(path) == card
    again = load_detector(tmp_path / "digits.npz")
    features = observed.features(digits.test.scaled)
    np.testing.assert_allclose(again.distances(features), detector.distances(features), rtol=1e-6)


def test_a_run_is_measured_with_less_effort(digits, observed):
    config = RunConfig("digits", "physics-mnist", epochs=4).for_data(digits)
    probabilities = observed.predict(digits.test.scaled)
    evaluation = evaluate(probabilities, digits.test.labels, digits.classes, "test")
    effort = cards.Effort(500, 100, 10, elsewhere=False, per_feature=500)
    card, detector = cards.measure(observed, config, evaluation, digits, "", effort=effort)
    train = digits.train.take(np.linspace(0, len(digits.train) - 1, 500).round().astype(int))
    head = observed.network.layers[-1].get_weights()
    expected = CombinedDetector.fit(observed.features(train.scaled), train.labels, *head)
    np.testing.assert_array_equal(detector.virtual.residual, expected.virtual.residual)
    assert {kind.n for kind in card.ood.kinds} <= {3, 10}
    assert card.other_datasets == ()
    assert card.seconds >= 0
    assert ModelCard.from_json(card.to_json()) == card


def test_without_a_detector_a_card_has_its_other_figures(digits, observed, monkeypatch, tmp_path):
    monkeypatch.setattr(observed, "features", lambda images: np.zeros((len(images), 3)))
    config = RunConfig("digits", "physics-mnist", epochs=4).for_data(digits)
    evaluation = evaluate(np.eye(10), np.arange(10), digits.classes, "test")
    card, detector = cards.measure(observed, config, evaluation, digits, "", effort=cards.QUICK)
    assert (card.ood, detector) == (None, None)
    assert read_card(cards.write(card, detector, tmp_path / "digits.keras")) == card
    assert not (tmp_path / "digits.npz").exists()


@pytest.mark.parametrize(("features", "images"), [(8, 2500), (300, 3000), (4096, 5000)])
def test_a_detector_of_more_features_is_fitted_to_more_images(features, images):
    assert cards.QUICK.images_for(features) == images


def test_a_shipped_models_detector_is_fitted_to_all_images():
    assert cards.FULL.images_for(8) is None
