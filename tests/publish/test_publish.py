"""The shipped models: recipes, cards, and that card and file agree."""

import hashlib
import json

import numpy as np
import pytest

from cnnviz import __main__ as shell
from cnnviz import data, models, networks
from cnnviz.cli import commands
from cnnviz.evaluation.ood import Threshold
from cnnviz.evaluation.virtual_logit import load_detector
from cnnviz.models import network_input
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.publish import __main__ as shipping
from cnnviz.training import card as cards
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.optimisers import Nesterov
from cnnviz.training.state import State
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError


@pytest.mark.parametrize("name", shipping.RECIPES)
def test_the_card_s_command_repeats_the_recipe(name):
    recipe = shipping.RECIPES[name]
    parsed = shell._parser().parse_args([*shipping.arguments(recipe), "--out", "x"])
    assert commands._config(parsed) == recipe


def test_the_card_s_command_repeats_an_optimiser_and_a_loss_of_one_s_own():
    recipe = RunConfig(optimiser=Nesterov(0.8, 0.01), label_smoothing=0.1, class_weights="balanced")
    parsed = shell._parser().parse_args([*shipping.arguments(recipe), "--out", "x"])
    assert commands._config(parsed) == recipe


def test_an_unfinished_run_is_not_published(tmp_path):
    run = RunFolder.create(shipping.RECIPES["mnist"], tmp_path / "run")
    run.write_state(State("stopped"))
    with pytest.raises(InputError, match="only a finished run"):
        shipping.publish(run, "mnist", tmp_path)
    assert not (tmp_path / "mnist.keras").exists()


def test_an_unknown_name_ends_with_status_2():
    with pytest.raises(SystemExit) as error:
        shipping.main(["imagenet"])
    assert error.value.code == 2


def cards_here():
    return [
        (path.stem, json.loads(path.read_text("utf-8"))) for path in paths.MODELS.glob("*.json")
    ]


def test_every_recipe_s_model_is_shipped_with_a_card():
    assert {info.path.stem for info in models.shipped() if info.card} == set(shipping.RECIPES)


@pytest.mark.parametrize(("name", "card"), cards_here())
def test_a_card_describes_the_file_beside_it(name, card):
    file = (paths.MODELS / f"{name}.keras").read_bytes()
    assert hashlib.sha256(file).hexdigest() == card["file"]["sha256"]
    assert len(file) == card["file"]["bytes"]


@pytest.mark.parametrize(("name", "card"), cards_here())
def test_a_card_counts_the_parameters_and_the_test_images(name, card):
    info = models.read_info(paths.MODELS / f"{name}.keras")
    rows = networks.trace(info.layers, info.input_shape, len(info.classes))
    assert card["parameters"] == sum(row.parameters for row in rows)
    right = sum(row[i] for i, row in enumerate(card["test"]["confusion"]))
    assert card["test"]["n"] == sum(map(sum, card["test"]["confusion"]))
    assert card["test"]["accuracy"] == pytest.approx(right / card["test"]["n"])


@pytest.fixture(scope="module")
def digit_network():
    return ObservedModel(models.open_model(models.resolve("mnist")))


def test_the_digit_network_reads_other_digits_as_often_as_its_card_says(digit_network):
    recorded = {one.what: one.accuracy for one in digit_network.info.card.other_datasets}
    measured = {one.what: one.accuracy for one in cards.other_datasets(digit_network)}
    assert measured == pytest.approx(recorded, abs=0.003)  # another machine rounds otherwise
    assert min(measured.values()) >= 0.95


def test_the_digit_network_reads_mnist_as_its_card_says(digit_network, real_mnist):
    test = data.load("mnist").test
    predicted = digit_network.predict(test.scaled).argmax(axis=1)
    counted = np.zeros((10, 10), int)
    np.add.at(counted, (test.labels, predicted), 1)
    assert np.abs(counted - digit_network.info.card.test.confusion).sum() <= 4
    assert counted.trace() >= 9962


ONE = ((0.25, 0.5), (0.55, 0.15), (0.55, 0.85))  # with a long up-stroke


@pytest.mark.parametrize("size", [1, 0.5, 0.2])
def test_a_one_with_a_long_up_stroke_is_no_seven_in_any_size(digit_network, size):
    stroke = tuple((0.5 + size * (x - 0.5), 0.5 + size * (y - 0.5)) for x, y in ONE)
    drawn = network_input.of_drawing((stroke,))
    assert digit_network.predict(drawn.picture[None]).argmax() == 1


def test_most_letters_and_doodles_are_noticed_and_a_one_with_serif_and_base_is_known(digit_network):
    card, detector = digit_network.info.card, load_detector(paths.MODELS / "mnist.npz")
    rates = {kind.what: kind.hit_rate for kind in card.ood.kinds}
    assert rates["letters and doodles"] >= 0.85
    serif, stem = ((0.38, 0.26), (0.5, 0.14)), ((0.5, 0.14), (0.5, 0.86))
    drawn = network_input.of_drawing((serif, stem, ((0.36, 0.86), (0.64, 0.86)))).picture[None]
    assert digit_network.predict(drawn).argmax() == 1
    assert detector.distances(digit_network.features(drawn))[0] < card.ood.threshold


def test_the_digit_network_is_a_small_file(digit_network):
    assert digit_network.info.path.stat().st_size <= 1_000_000


@pytest.mark.parametrize("name", shipping.RECIPES)
def test_a_shipped_detector_notices_as_many_other_inputs_as_its_card_says(name):
    observed = ObservedModel(models.open_model(models.resolve(name)))
    recorded = observed.info.card.ood
    detector = load_detector(paths.MODELS / f"{name}.npz")
    threshold = Threshold(recorded.threshold, recorded.false_alarm_rate, recorded.set_by)
    measured = cards.ood_report(observed, detector, threshold)
    assert measured.hit_rate == pytest.approx(recorded.hit_rate, abs=0.01)
    assert measured.hit_rate > 0.7
