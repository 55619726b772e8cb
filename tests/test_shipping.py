"""The shipped models: recipes, cards, and that card and file agree."""

import hashlib
import json

import pytest
from scipy.stats import binomtest

from cnnviz import __main__ as shell
from cnnviz import architectures, commands, models, paths, shipping
from cnnviz.errors import InputError
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import State


@pytest.mark.parametrize(("right", "n"), [(15, 20), (359, 360), (10, 10), (0, 7), (9951, 10000)])
def test_an_interval_is_scipy_s_wilson_interval(right, n):
    theirs = binomtest(right, n).proportion_ci(0.95, method="wilson")
    assert shipping.interval_95(right / n, n) == pytest.approx((theirs.low, theirs.high), abs=1e-6)


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


def cards():
    return [(path.stem, json.loads(path.read_text())) for path in paths.MODELS.glob("*.json")]


def test_every_recipe_s_model_is_shipped_with_a_card():
    assert {info.path.stem for info in models.shipped() if info.card} == set(shipping.RECIPES)


@pytest.mark.parametrize(("name", "card"), cards())
def test_a_card_describes_the_file_beside_it(name, card):
    file = (paths.MODELS / f"{name}.keras").read_bytes()
    assert hashlib.sha256(file).hexdigest() == card["file"]["sha256"]
    assert len(file) == card["file"]["bytes"]


@pytest.mark.parametrize(("name", "card"), cards())
def test_a_card_counts_the_parameters_and_the_test_images(name, card):
    info = models.read_info(paths.MODELS / f"{name}.keras")
    rows = architectures.trace(info.layers, info.input_shape, len(info.classes))
    assert card["parameters"] == sum(row.parameters for row in rows)
    right = sum(row[i] for i, row in enumerate(card["test"]["confusion"]))
    assert card["test"]["n"] == sum(map(sum, card["test"]["confusion"]))
    assert card["test"]["accuracy"] == pytest.approx(right / card["test"]["n"])
