"""Branches and runs from the same start, made from a run's folder without training."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.training.acts import Act
from cnnviz.training.augmentation import PRESETS
from cnnviz.training.branching import branch, rate_after, same_start
from cnnviz.training.config import RunConfig
from cnnviz.training.events import ActEvent, BatchEvent, EpochEvent
from cnnviz.training.folder import RunFolder
from cnnviz.training.optimisers import SGD
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError

STEPS = 10


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))


@pytest.fixture
def run() -> RunFolder:
    """Three of four epochs, with a rate that was set in the second."""
    config = RunConfig(epochs=4, acts=(Act(15, "rate", 0.5), Act(25, "rate", 0.25)))
    run = RunFolder.create(config, paths.runs() / "20260101-101010-made-0001")
    (run.path / "epochs").mkdir()
    for epoch in (1, 2, 3):
        time = float(epoch)
        rate = 0.001 if epoch == 1 else 0.5
        run.append(BatchEvent(epoch, 5, STEPS, 1.0, 0.5, time - 0.9, rate))
        if epoch == 2:
            run.append(ActEvent(2, 5, STEPS, time - 0.5, "rate", 0.5))
        run.append(EpochEvent(epoch, 1.0, 0.5, 1.0, 0.5, 1.0, time))
        np.savez(run.checkpoint(epoch), epoch)
        run.records.path(epoch).write_bytes(b"record")
    return run


def test_a_branch_has_all_that_was_done_until_its_epoch(run):
    made = branch(run, 2, 4)
    assert made.config() == replace(run.config(), acts=run.config().acts[:1])
    assert made.checkpoints() == [2]
    assert made.records.epochs() == [1, 2]
    assert made.history().epochs == run.history().epochs[:2]
    (rate, origin) = made.history().acts
    assert (rate.what, origin.what, origin.value, origin.detail) == ("rate", "branch", 2, run.id)
    assert origin.at == 2
    assert made.state().status == "queued"


def test_a_branch_may_have_another_rate_and_more_epochs(run):
    made = branch(run, 2, 6, 0.125)
    assert made.config().acts == (
        Act(15, "rate", 0.5),
        Act(20, "epochs", 6),
        Act(20, "rate", 0.125),
    )
    assert (made.config().epochs, made.config().total_epochs) == (4, 6)


@pytest.mark.parametrize(
    ("epoch", "epochs", "rate", "rule"),
    [
        (4, 8, None, "has no saved epoch 4"),
        (2, 2, None, "a branch from epoch 2 must take more epochs, got 2"),
        (2, 4, 1e9, "learning rate must be above 0 and at most 1"),
        (2, 1001, None, "epochs must be a whole number from 1 to 1000"),
    ],
)
def test_a_branch_that_cannot_be_is_refused_and_leaves_nothing(run, epoch, epochs, rate, rule):
    with pytest.raises(InputError, match=rule):
        branch(run, epoch, epochs, rate)
    assert list(paths.runs().iterdir()) == [run.path]


def test_a_branch_of_a_run_without_events_is_refused(run):
    (run.path / "events.jsonl").unlink()
    with pytest.raises(InputError, match=r"cannot be branched: its events\.jsonl is damaged"):
        branch(run, 2, 4)


def test_the_rate_after_an_epoch_is_the_one_in_use_there(run):
    history = run.history()
    assert [rate_after(run.config(), history, at) for at in (0, 1, 1.5, 2)] == [
        0.001,
        0.001,
        0.5,
        0.5,
    ]
    assert rate_after(run.config(), history) == 0.5


def test_a_run_from_the_same_start_has_the_data_network_and_seed_and_nothing_else():
    run = RunConfig("steel", "mlp", seed=5, image_size=64, acts=(Act(1, "rate", 0.1),))
    other = RunConfig(
        "digits", "lecture-mnist", 7, 32, 0.1, 9, SGD(), augmentation=PRESETS["digits"]
    )
    made = same_start(run, other)
    assert made == replace(other, dataset="steel", architecture="mlp", seed=5, image_size=64)
