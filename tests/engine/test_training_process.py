"""The slot and its child process: it trains, is stopped, is killed, and always leaves a word."""

import errno
import os
import shutil
import signal
import tempfile
import threading
from dataclasses import replace

import psutil
import pytest

from cnnviz.classroom.visitor import Visitor, acting
from cnnviz.engine import training_process
from cnnviz.training.config import RunConfig
from cnnviz.training.events import BatchEvent
from cnnviz.training.folder import RunFolder
from cnnviz.training.progress import BUILDING, STOPPED_BEFORE
from cnnviz.training.state import Progress, State
from tests.small_data import write_folder
from tests.training.test_job import LAYERS
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def config(tmp_path_factory) -> RunConfig:
    data = write_folder(tmp_path_factory.mktemp("data") / "steel")
    return RunConfig(str(data), "tiny", epochs=2, batch_size=8, layers=LAYERS)


@pytest.fixture
def endless(config, tmp_path):
    """A run of many epochs, in training in a slot of its own; it is stopped after the test."""
    run = RunFolder.create(replace(config, epochs=1000), tmp_path / "run")
    held = threading.Thread(target=training_process.supervise, args=(run.path,))
    held.start()
    wait_until(lambda: run.history().batches, 300, "it trains")
    yield run, held
    if run.is_run:
        run.request("stop")
    held.join(30)


def child_of(run: RunFolder) -> int:
    pid = run.written_state().owner.pid
    assert pid != os.getpid()
    return pid


def test_a_run_is_trained_in_a_child(config, tmp_path):
    run = RunFolder.create(config, tmp_path / "run")
    assert training_process.supervise(run.path).status == "done"
    assert run.evaluation().n == 12
    assert child_of(run)


def test_a_stop_request_ends_it_quickly_with_a_model(endless):
    run, held = endless
    run.request("stop")
    held.join(300)
    assert run.state().status == "stopped"
    assert run.model.exists()


def test_a_killed_child_is_reported_as_failed(endless):
    run, held = endless
    os.kill(child_of(run), signal.SIGKILL)
    held.join(10)
    assert run.state().status == "failed"
    assert "most likely because memory ran out" in run.state().reason


def test_a_child_that_does_not_answer_is_ended(endless, monkeypatch):
    run, held = endless
    monkeypatch.setattr(training_process, "ANSWER_SECONDS", 0.5)
    os.kill(child_of(run), signal.SIGSTOP)
    run.request("stop")
    held.join(10)
    assert run.state().status == "stopped"
    assert "did not answer within" in run.state().reason


def test_a_run_that_is_stopped_while_its_network_is_built_ends_at_once(endless, monkeypatch):
    run, held = endless
    monkeypatch.setattr(training_process, "ANSWER_SECONDS", 1e9)  # an answer is not waited for
    os.kill(child_of(run), signal.SIGSTOP)
    state = run.written_state()
    run.write_state(replace(state, progress=Progress(BUILDING)))
    run.request("stop")
    held.join(60)
    assert not held.is_alive()
    assert run.state().status == "stopped"
    assert run.state().reason == STOPPED_BEFORE


def test_a_run_whose_folder_is_deleted_stops(endless):
    run, held = endless
    child = psutil.Process(child_of(run))
    shutil.rmtree(run.path, ignore_errors=True)  # its process may still add a file
    shutil.rmtree(run.path, ignore_errors=True)
    held.join(300)
    assert not held.is_alive()
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_a_run_whose_folder_is_gone_from_the_queue_never_starts(tmp_path):
    assert training_process.supervise(tmp_path / "gone").reason == "its folder was deleted"
    assert not (tmp_path / "gone").exists()


def test_a_run_that_was_stopped_in_the_queue_never_starts(config, tmp_path):
    run = RunFolder.create(config, tmp_path / "run")
    run.request("stop")
    assert training_process.supervise(run.path).reason == "it had not started"
    assert not (run.path / "events.jsonl").exists()


def test_a_fork_that_does_not_come_up_is_replaced_by_a_fresh_process(config, tmp_path, monkeypatch):
    monkeypatch.setattr(training_process, "FORK_SECONDS", 0)
    run = RunFolder.create(config, tmp_path / "run")
    assert training_process.supervise(run.path).status == "done"


def test_where_processes_cannot_be_forked_a_fresh_one_trains(config, tmp_path, monkeypatch):
    monkeypatch.setattr(training_process, "FORKS", None)
    run = RunFolder.create(config, tmp_path / "run")
    assert training_process.supervise(run.path).status == "done"
    assert child_of(run)


def test_a_training_leaves_no_temporary_file(config, tmp_path, monkeypatch):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setattr(training_process, "FORKS", None)  # a fresh process has this environment
    run = RunFolder.create(config, tmp_path / "run")
    assert training_process.supervise(run.path).status == "done"
    assert list(temporary.iterdir()) == []


def test_exits_are_described_in_sentences():
    assert training_process.exit_reason(-signal.SIGTERM) == "its process was ended by SIGTERM"
    assert training_process.exit_reason(3).startswith(
        "its process ended unexpectedly with status 3"
    )


@pytest.fixture
def a_class(monkeypatch, tmp_path):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    monkeypatch.setenv("CNNVIZ_CLASS", "1")
    monkeypatch.setenv("CNNVIZ_RUN_MINUTES", "2")


def ticked(run: RunFolder, monkeypatch, seconds: float) -> training_process.TimeLimit:
    """What counts a run's time, after so many seconds in which it was looked at each second."""
    now = [1000.0]
    monkeypatch.setattr(training_process.time, "monotonic", lambda: now[0])
    limit = training_process.TimeLimit(run)
    for _ in range(int(seconds)):
        now[0] += 1.0
        limit.look()
    return limit


@pytest.mark.parametrize(
    ("who", "status", "before", "seconds", "stopped"),
    [
        ("a" * 32, "running", 0, 119, False),
        ("a" * 32, "running", 0, 121, True),
        ("a" * 32, "running", 100, 21, True),
        ("a" * 32, "paused", 0, 500, False),
        ("", "running", 0, 500, False),
    ],
    ids=["shorter", "longer", "in two parts", "paused", "everybody's"],
)
def test_a_visitors_run_is_stopped_after_its_minutes(
    config, a_class, tmp_path, monkeypatch, who, status, before, seconds, stopped
):
    with acting(Visitor(who)):
        run = RunFolder.create(config, tmp_path / "runs" / "run")
    if before:
        run.append(BatchEvent(1, 1, 1, 0.1, 0.9, before))
    run.write_state(State(status))
    limit = ticked(run, monkeypatch, seconds)
    assert run.stop_requested is stopped
    assert limit.reason == ("it has trained for 2 minutes, which is the most" if stopped else "")


def test_a_run_that_was_stopped_for_its_time_says_so_and_keeps_its_network(
    config, a_class, tmp_path, monkeypatch
):
    monkeypatch.setenv("CNNVIZ_RUN_MINUTES", "1")
    with acting(Visitor("a" * 32)):
        run = RunFolder.create(replace(config, epochs=1000), tmp_path / "runs" / "run")
    monkeypatch.setattr(training_process.TimeLimit, "look", stop_once_it_trains)
    state = training_process.supervise(run.path)
    assert (state.status, state.reason) == ("stopped", "it has trained for long")
    assert run.written_state() == state
    assert run.model.exists()


def stop_once_it_trains(limit: training_process.TimeLimit) -> None:
    if limit._run.history().batches and not limit.reason:
        limit._run.request("stop")
        limit.reason = "it has trained for long"


def test_a_folder_that_became_read_only_fails_no_slot(config, tmp_path, monkeypatch):
    run = RunFolder.create(config, tmp_path / "run")
    run.request("stop")

    def refuse(self, state) -> None:
        raise PermissionError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(RunFolder, "write_state", refuse)
    assert training_process.supervise(run.path).reason == "it had not started"
