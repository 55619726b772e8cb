"""Deletion of runs: what is lost is said, and what is in use stays."""

import pytest

from cnnviz.evaluation.metrics import Evaluation
from cnnviz.training import deletion, folder
from cnnviz.training.config import RunConfig
from cnnviz.training.events import EpochEvent
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import ACTIVE, State
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError
from tests.damage import DAMAGES


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))


def made_run(status: str = "done") -> RunFolder:
    run = RunFolder.create(RunConfig())
    run.write_state(State(status))
    run.append(EpochEvent(1, 1, 0.5, 1, 0.5, 1, 1))
    run.checkpoint(1).parent.mkdir()
    run.checkpoint(1).write_bytes(b"x" * 3000)
    run.model.write_bytes(b"x" * 7000)
    run.write_evaluation(Evaluation("test", 2, 0.1, 0.5, ("0", "1"), ((1, 0), (1, 0))))
    return run


def free(model) -> bool:
    return True


@pytest.mark.parametrize("status", ["done", "stopped", "failed"])
def test_a_run_that_has_ended_is_deleted_with_all_it_has(status):
    gone, stays = made_run(status), made_run()
    deletion.delete(gone, free)
    assert not gone.path.exists()
    assert [run.id for run in folder.newest()] == [stays.id]
    assert list((paths.home() / deletion.FOLDER).iterdir()) == []


@pytest.mark.parametrize("status", ACTIVE)
def test_a_run_that_trains_or_waits_is_not_deleted(status):
    run = made_run(status)
    with pytest.raises(InputError, match=f"is {status}: stop it before it is deleted"):
        deletion.delete(run, free)
    assert run.history().epochs
    assert run.model.is_file()


def test_a_run_whose_network_is_in_use_is_not_deleted():
    run, asked = made_run(), []

    def in_use(model):
        asked.append(model)
        return False

    with pytest.raises(InputError, match="is in use"):
        deletion.delete(run, in_use)
    assert asked == [run.model]
    assert run.evaluation()


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", ["state.json", "config.json"])
def test_a_damaged_run_can_be_deleted(name, damage):
    run = made_run()
    DAMAGES[damage](run.path / name)
    deletion.delete(run, free)
    assert not run.path.exists()


def test_what_an_interrupted_deletion_left_goes_with_the_next_one():
    left = paths.home() / deletion.FOLDER / "earlier"
    left.mkdir(parents=True)
    (left / "model.keras").touch()
    deletion.delete(made_run(), free)
    assert not left.exists()


def test_a_run_that_is_gone_already_is_one_sentence():
    run = made_run()
    deletion.delete(run, free)
    with pytest.raises(InputError, match="cannot be deleted"):
        deletion.delete(run, free)


def test_the_question_names_what_is_lost():
    run = made_run()
    size = sum(path.stat().st_size for path in run.path.rglob("*") if path.is_file())
    assert deletion.contents(run) == (
        "its settings, curves, 1 saved epoch, the trained network, its evaluation: "
        f"{size / 1000:.1f} kB"
    )
    waiting = RunFolder.create(RunConfig())
    assert deletion.contents(waiting).startswith("its settings: ")
