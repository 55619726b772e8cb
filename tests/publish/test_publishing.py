"""Publishing from end to end, on a data set that is learned in a second."""

from dataclasses import replace

import pytest

from cnnviz.data import folds
from cnnviz.data.overlaps import Overlap
from cnnviz.data.similarity import Similarity
from cnnviz.models.card import ModelCard, Overlaps, read_card
from cnnviz.publish import __main__ as shipping
from cnnviz.publish.trained import trained
from cnnviz.training import card as cards
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError
from tests.small_data import write_folder

COUNT = 12
SUFFIXES = (".json", ".keras", ".npz")


@pytest.fixture(scope="module")
def config(tmp_path_factory) -> RunConfig:
    data = write_folder(tmp_path_factory.mktemp("data") / "noise", COUNT)
    recipe = RunConfig(
        str(data), "physics-mnist", epochs=2, batch_size=8, learning_rate=0.005, image_size=10
    )
    return replace(recipe, held_out=folds.NONE)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    return tmp_path_factory.mktemp("runs")


@pytest.fixture
def models(config, tmp_path, monkeypatch):
    """An empty folder of models, in which the recipe "noise" is published with two folds."""
    monkeypatch.setattr(paths, "MODELS", tmp_path / "models")
    monkeypatch.setattr(shipping, "RECIPES", {"noise": config})
    monkeypatch.setattr(shipping, "FOLDS", 2)
    monkeypatch.setattr(shipping.wrong_answers, "draw", lambda name: None)
    monkeypatch.setattr(shipping.document, "write", lambda: None)
    return paths.MODELS


@pytest.fixture
def card(models, runs) -> ModelCard:
    assert shipping.main(["--runs", str(runs)]) == 0
    return read_card(models / "noise.json")


def test_the_card_shows_folds_by_group_and_plain_folds(card):
    assert card.folds == 2
    assert card.test.n == card.plain_folds.test.n == 2 * COUNT
    assert card.plain_folds.robustness[0].accuracy == card.plain_folds.test.accuracy
    assert card.overlaps == Overlaps(2 * COUNT, 0, 0, 2 * COUNT)  # too small to be searched


def test_plain_folds_may_be_left_out(card, models, runs):
    assert shipping.main(["--runs", str(runs), "--by-group"]) == 0
    alone = read_card(models / "noise.json")
    assert alone == replace(card, plain_folds=None, date=alone.date)
    assert alone.by_group


def test_nothing_else_is_left_beside_the_three_files(card, models):
    assert sorted(path.suffix for path in models.iterdir()) == list(SUFFIXES)


def test_a_failure_leaves_the_earlier_files(card, models, runs, monkeypatch, capsys):
    def fail(*_):
        raise InputError("measured too late")

    before = {path.name: path.read_bytes() for path in models.iterdir()}
    monkeypatch.setattr(cards, "write", fail)
    with pytest.raises(SystemExit) as ended:
        shipping.main(["--runs", str(runs)])
    assert ended.value.code == 2
    assert f"measured too late; what has finished is kept: resume with --runs {runs}" in " ".join(
        capsys.readouterr().err.split()
    )
    assert {path.name: path.read_bytes() for path in models.iterdir()} == before


def test_an_interrupted_training_continues_from_its_last_epoch(config, tmp_path):
    from cnnviz.training import job

    def stop_after_an_epoch(state):
        if state.progress.epoch == 2:
            interrupted.request("stop")

    whole = trained(config, tmp_path / "whole").history().epochs
    interrupted = RunFolder.create(config, tmp_path / "run")
    assert job.train_run(interrupted, stop_after_an_epoch).status == "stopped"
    first = interrupted.history().epochs
    resumed = trained(config, interrupted.path)
    assert resumed.state().status == "done"
    assert resumed.history().epochs[0] == first[0]  # its times too: it was not trained again
    assert [epoch.loss for epoch in resumed.history().epochs] == [epoch.loss for epoch in whole]


def test_a_run_of_another_recipe_is_not_taken(config, tmp_path):
    RunFolder.create(config, tmp_path / "run")
    with pytest.raises(InputError, match="holds a run of another recipe"):
        trained(replace(config, epochs=3), tmp_path / "run")


def test_images_are_counted_by_their_groups():
    pairs = (Overlap(0, 1, 0, 0, 0.5, 0.9), Overlap(1, 2, 0, 0, 0.5, 0.9))
    similar = Similarity(tuple("abcdef"), ((4, 5),), pairs)
    assert shipping.overlaps(similar) == Overlaps(6, 5, 2, 3)
