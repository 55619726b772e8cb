"""The shipped models: recipes, cards, and that card and file agree."""

import hashlib
import json

import numpy as np
import pytest

from cnnviz import __main__ as shell
from cnnviz import data, models
from cnnviz.cli import commands
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.networks import architecture
from cnnviz.publish import __main__ as shipping
from cnnviz.publish import card as cards
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import State
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError


@pytest.mark.parametrize("name", shipping.RECIPES)
def test_the_card_s_command_repeats_the_recipe(name):
    recipe = shipping.RECIPES[name]
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
    return [(path.stem, json.loads(path.read_text())) for path in paths.MODELS.glob("*.json")]


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
    rows = architecture.trace(info.layers, info.input_shape, len(info.classes))
    assert card["parameters"] == sum(row.parameters for row in rows)
    right = sum(row[i] for i, row in enumerate(card["test"]["confusion"]))
    assert card["test"]["n"] == sum(map(sum, card["test"]["confusion"]))
    assert card["test"]["accuracy"] == pytest.approx(right / card["test"]["n"])


@pytest.fixture(scope="module")
def digit_network():
    return ObservedModel(models.open_model(paths.MODELS / "mnist.keras"))


def card_of(name):
    return json.loads((paths.MODELS / f"{name}.json").read_text())


def test_the_digit_network_reads_other_hands_as_often_as_its_card_says(digit_network):
    said = {one["what"]: one["accuracy"] for one in card_of("mnist")["elsewhere"]}
    measured = {one.what: one.accuracy for one in cards.other_datasets(digit_network)}
    assert measured == pytest.approx(said, abs=0.003)  # another machine rounds otherwise


def test_the_digit_network_reads_mnist_as_its_card_says(digit_network, real_mnist):
    test = data.load("mnist").test
    predicted = digit_network.predict(test.images.astype(np.float32) / 255).argmax(axis=1)
    counted = np.zeros((10, 10), int)
    np.add.at(counted, (test.labels, predicted), 1)
    assert np.abs(counted - card_of("mnist")["test"]["confusion"]).sum() <= 4


def test_the_digit_network_keeps_what_is_promised_of_it():
    card = card_of("mnist")
    assert card["test"]["accuracy"] >= 0.996
    assert card["file"]["bytes"] <= 1_000_000
    assert all(one["accuracy"] >= 0.95 for one in card["elsewhere"])


@pytest.mark.parametrize(("name", "card"), cards_here())
def test_a_card_s_threshold_notices_much_and_seldom_gives_false_alarm(name, card):
    assert card["outside"]["hit_rate"] > 0.7
    assert card["outside"]["false_alarm_rate"] < 0.05
