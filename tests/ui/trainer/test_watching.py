"""A page that watches a run lists its checkpoints once an epoch, however many there are."""

import pytest

from cnnviz.training.config import RunConfig
from cnnviz.training.events import EpochEvent, History
from cnnviz.training.folder import RunFolder
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.ui.trainer.watching import Watching


def history(epochs: int) -> History:
    each = range(1, epochs + 1)
    return History(epochs=tuple(EpochEvent(epoch, 1, 0.5, 1, 0.5, 1, epoch) for epoch in each))


@pytest.fixture
def run(tmp_path) -> RunFolder:
    run = RunFolder.create(RunConfig(), tmp_path / "run")
    run.checkpoint(1).parent.mkdir()
    run.checkpoint(1).touch()
    return run


@pytest.fixture
def listings(monkeypatch) -> list[RunFolder]:
    listed, list_all = [], RunFolder.checkpoints
    monkeypatch.setattr(
        RunFolder, "checkpoints", lambda self: listed.append(self) or list_all(self)
    )
    return listed


def test_checkpoints_are_listed_once_an_epoch(run, listings):
    watching = Watching(TrainerState({}), run)
    assert [watching.checkpoints(history(1)) for _ in range(5)] == [[1]] * 5
    assert len(listings) == 1
    run.checkpoint(2).touch()
    assert [watching.checkpoints(history(2)) for _ in range(5)] == [[1, 2]] * 5
    assert len(listings) == 2


def test_a_checkpoint_that_comes_after_its_event_is_found(run, listings):
    watching = Watching(TrainerState({}), run)
    assert watching.checkpoints(history(2)) == [1]
    run.checkpoint(2).touch()
    assert watching.checkpoints(history(2)) == [1, 2]


def test_before_the_first_epoch_nothing_is_listed(run, listings):
    assert Watching(TrainerState({}), run).checkpoints(History()) == []
    assert not listings
