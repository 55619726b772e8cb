"""The menu of models: what can be opened, by names that people understand."""

import json
import shutil
from dataclasses import replace
from datetime import datetime

import pytest

from cnnviz import models
from cnnviz.evaluation.metrics import Evaluation
from cnnviz.training.catalog import ModelEntry, catalog, labels
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import State
from cnnviz.utils import paths
from tests.small_networks import INFO, small_model


@pytest.fixture
def home(tmp_path, monkeypatch):
    """No runs and no shipped models but the test's own."""
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    monkeypatch.setattr(paths, "MODELS", tmp_path / "models")
    paths.MODELS.mkdir()
    return tmp_path


def finished_run(status: str = "done", seed: int = 0) -> RunFolder:
    run = RunFolder.create(RunConfig(dataset="digits", architecture="mlp", seed=seed))
    models.save(small_model(), INFO, run.model)
    run.write_evaluation(Evaluation("test", 8, 0.1, 0.975, ("0", "1"), ((4, 0), (0, 4))))
    run.write_state(State(status))
    return run


def test_without_models_the_menu_is_empty(home):
    assert catalog().entries == ()


def test_a_shipped_model_comes_with_its_card_s_accuracy(home):
    models.save(small_model(), INFO, paths.MODELS / "small.keras")
    shutil.copy(paths.ROOT / "models" / "mnist.json", paths.MODELS / "small.json")
    (entry,) = catalog().entries
    card = json.loads((paths.MODELS / "small.json").read_text("utf-8"))
    assert (entry.key, entry.accuracy) == ("small", card["test"]["accuracy"])
    assert entry.label == "Built-in digits, small, 99.6 %"


@pytest.mark.parametrize("card", ["{}", "[]", '{"test": 3}', '{"test": {"accuracy": "x"}}', "{"])
def test_a_damaged_card_costs_the_accuracy_only(home, card):
    models.save(small_model(), INFO, paths.MODELS / "small.keras")
    (paths.MODELS / "small.json").write_text(card)
    assert [entry.accuracy for entry in catalog().entries] == [None]


def test_a_finished_run_is_offered_with_its_accuracy_data_and_seed(home):
    run = finished_run(seed=7)
    (entry,) = catalog().entries
    assert (entry.key, entry.accuracy, entry.dataset) == (run.id, 0.975, "digits")
    assert entry.seed == 7
    assert entry.path == run.model


@pytest.mark.parametrize("status", ["queued", "running", "paused", "stopping"])
def test_a_run_that_still_trains_is_not_offered(home, status):
    finished_run(status)
    assert catalog().entries == ()


def test_a_run_without_a_model_is_not_offered(home):
    finished_run().model.unlink()
    assert catalog().entries == ()


@pytest.mark.parametrize("name", ["config.json", "state.json", "model.keras"])
def test_a_run_that_cannot_be_read_hides_no_other_and_is_named(home, name):
    damaged, good = finished_run(), finished_run()
    (damaged.path / name).write_text("{")
    assert [entry.key for entry in catalog().entries] == [good.id]
    (phrase,) = catalog().left_out
    assert phrase.startswith(f"run {damaged.id} cannot be read: ")
    assert name in phrase


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b"[1]", b'{"accuracy": "x"}'])
def test_a_damaged_evaluation_costs_the_accuracy_only(home, content):
    run = finished_run()
    (run.path / "evaluation.json").write_bytes(content)
    assert [(entry.key, entry.accuracy) for entry in catalog().entries] == [(run.id, None)]


def test_a_run_s_label_says_name_accuracy_and_time():
    when = datetime(2026, 11, 3, 14, 5).astimezone()
    entry = ModelEntry("run", INFO, "digits", accuracy=0.98641, trained=when)
    assert entry.label == "small, 98.6 %, 3 Nov"


def test_of_a_run_trained_today_the_label_has_the_time_and_a_long_name_is_shortened():
    when = datetime.now().astimezone().replace(hour=14, minute=5)
    entry = ModelEntry("run", INFO, "digits", trained=when, noted="The first one with more filters")
    assert entry.label == "The first…re filters, 14:05"
    assert entry.name == "The first one with more filters"


def test_runs_that_look_alike_are_distinguished_by_their_ids():
    alike = [ModelEntry("run-1a2b", INFO, "digits"), ModelEntry("run-3c4d", INFO, "digits")]
    other = ModelEntry("other", INFO, "digits", accuracy=0.5)
    lines = labels([*alike, other])
    assert lines["run-1a2b"].endswith(", 1a2b")
    assert lines["other"] == other.label
    assert len(set(lines.values())) == 3


def test_the_summary_says_what_it_reads_knows_and_learned_from():
    assert ModelEntry("run", INFO, "digits", accuracy=0.975).summary == (
        "8 × 8 grey pixels in, 3 classes out; trained on Built-in digits, test accuracy 97.5 %"
    )


def test_drawn_data_are_called_synthetic_once():
    info = replace(INFO, dataset="steel-synthetic", synthetic=True)
    assert ModelEntry("run", info, "steel-synthetic").summary.lower().count("synthetic") == 1


def test_only_28_by_28_grey_networks_take_drawings():
    assert not ModelEntry("run", INFO, "digits").draws
