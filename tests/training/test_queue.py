"""The queue of runs: what a server that starts takes over from one that is gone."""

import errno
import os
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from cnnviz.training import queue, state
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.probes import read_wanted
from cnnviz.training.queue import (
    enqueue,
    one_more_epoch,
    resume,
    resume_run,
    some_run_waits,
    stop_run,
)
from cnnviz.training.state import MOST_RESTARTS, Owner, State, this_process
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError
from tests.training.test_folder import gone_process
from tests.waiting import wait_until

SERVER = """
import sys
from cnnviz.training.probes import read_wanted
from cnnviz.training.queue import resume

class Engine:
    def submit(self, run_folder):
        pass

print("ready", flush=True)
input()
print(*(run.id for run in resume(Engine())))
"""


class Engine:
    """An engine that only keeps what it is given."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def submit(self, run_folder) -> None:
        self.given.append(run_folder.name)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))


def made(name: str, state: State) -> RunFolder:
    run = RunFolder.create(RunConfig(), paths.runs() / name)
    run.write_state(state)
    return run


def test_runs_that_waited_for_a_server_that_is_gone_are_queued_again_oldest_first():
    gone = gone_process()
    first, second = (made(name, State("queued", owner=gone)) for name in ("run-1", "run-2"))
    assert first.state().status == "queued"
    engine = Engine()
    assert resume(engine) == [first, second]
    wait_until(lambda: len(engine.given) == 2, 60, "both were submitted")
    assert engine.given == ["run-1", "run-2"]
    assert first.state() == replace(first.written_state(), owner=this_process())
    assert first.state().status == "queued"


def test_a_run_that_was_training_is_taken_up_again_a_few_times():
    gone = gone_process()
    run = made("was-running", State("running", owner=gone))
    for restarts in range(1, MOST_RESTARTS + 1):
        assert resume(Engine()) == [run]
        assert (run.state().status, run.state().restarts) == ("queued", restarts)
        run.write_state(State("running", owner=gone, restarts=restarts))
    assert resume(Engine()) == []
    assert run.state().status == "failed"


def test_a_paused_run_is_not_taken_up_without_being_asked():
    made("was-paused", State("paused", owner=gone_process()))
    assert resume(Engine()) == []


def test_no_other_run_is_touched():
    gone = gone_process()
    elsewhere = replace(gone, host="another-machine")
    made("ended", State("done", owner=gone))
    made("of-a-live-server", State("queued"))
    made("of-another-machine", State("queued", owner=elsewhere))
    made("asked-to-stop", State("queued", owner=gone)).request("stop")
    damaged = made("damaged", State("queued", owner=gone))
    (damaged.path / "state.json").write_text("{")
    engine = Engine()
    assert resume(engine) == []
    assert engine.given == []


LIFE = """
import sys
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import State
from cnnviz.utils import paths

for status in ("queued", "running", "paused"):
    RunFolder.create(RunConfig(), paths.runs() / status).write_state(State(status))
print("ready", flush=True)
input()
"""


@pytest.fixture
def container(tmp_path, monkeypatch):
    """Another server on this volume, seen from a container of our own: its number says nothing."""
    program = [sys.executable, "-c", LIFE]
    environment = os.environ | {"CNNVIZ_HOME": str(tmp_path)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(program, cwd=paths.ROOT, env=environment, **pipes) as server:
        assert server.stdout.readline() == b"ready\n"
        monkeypatch.setattr(state, "_here", lambda: "our container")
        yield server
        server.kill()


def test_a_server_in_another_container_keeps_its_runs(container):
    statuses = ("queued", "running", "paused")
    assert [queue.RunFolder(paths.runs() / name).state().status for name in statuses] == [*statuses]
    assert resume(Engine()) == []


def test_a_replaced_container_leaves_no_run_behind(container):
    container.kill()
    container.wait()
    paused = RunFolder(paths.runs() / "paused")
    assert (paused.state().status, paused.state().in_slot) == ("paused", False)
    engine = Engine()
    assert {run.id for run in resume(engine)} == {"queued", "running"}
    wait_until(lambda: len(engine.given) == 2, 60, "both were submitted")
    resume_run(engine, paused)
    wait_until(lambda: len(engine.given) == 3, 60, "the paused one was resumed")
    assert resume(engine) == []


def test_a_run_of_a_version_that_knew_no_lives_is_judged_by_its_silence():
    old = Owner("another-machine", 1, 0.0)
    run = made("old", State("running", owner=old))
    assert run.state().status == "running"
    run.write_state(State("running", owner=old, updated=1000.0))
    assert run.state().status == "failed"
    assert resume(Engine()) == []


def test_of_two_servers_that_start_at_once_one_takes_each_run(tmp_path):
    gone = gone_process()
    names = [f"run-{number:02}" for number in range(40)]
    for name in names:
        made(name, State("queued", owner=gone))
    servers = [
        subprocess.Popen(
            [sys.executable, "-c", SERVER],
            cwd=paths.ROOT,
            env=os.environ | {"CNNVIZ_HOME": str(tmp_path)},
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    assert [server.stdout.readline() for server in servers] == ["ready\n"] * 2
    for server in servers:
        server.stdin.write("\n")
        server.stdin.flush()
    taken = [name for server in servers for name in server.communicate()[0].split()]
    assert sorted(taken) == names


@pytest.mark.parametrize("part", ["", "runs"])
def test_a_home_without_runs_or_that_may_not_be_written_to_resumes_nothing(
    tmp_path, monkeypatch, part
):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path / "home"))
    (tmp_path / "home" / part).parent.mkdir(exist_ok=True)
    (tmp_path / "home" / part).write_text("a file where the folder should be")
    assert resume(Engine()) == []


def test_a_run_that_cannot_be_written_is_left_as_it_is(monkeypatch):
    waiting = made("run-1", State("queued", owner=gone_process()))
    before = waiting.written_state()

    def refuse(run, state):
        raise OSError(errno.EROFS, "read-only")

    monkeypatch.setattr(RunFolder, "write_state", refuse)
    engine = Engine()
    assert resume(engine) == []
    assert engine.given == []
    assert waiting.written_state() == before


@pytest.mark.parametrize(
    "before",
    [
        State("paused", in_slot=False),
        State("stopped", "it was stopped"),
        State("failed", "no memory"),
        State("running", owner=gone_process()),
    ],
    ids=["paused", "stopped", "failed", "killed"],
)
def test_a_run_without_a_process_is_queued_again_by_resume(before):
    run = made("run-1", before)
    run.request("pause")
    run.request("stop")
    engine = Engine()
    resume_run(engine, run)
    wait_until(lambda: engine.given == ["run-1"], 60, "it was submitted")
    assert run.state().status == "queued"
    assert not run.pause_requested
    assert not run.stop_requested


@pytest.mark.parametrize("status", ["paused", "running", "queued"])
def test_a_run_that_has_its_process_only_loses_the_request_to_pause(status):
    run, engine = made("run-1", State(status)), Engine()
    run.request("pause")
    resume_run(engine, run)
    resume_run(engine, run)  # of another tab
    assert not run.pause_requested
    assert run.state().status == status
    assert engine.given == []


def test_two_tabs_that_resume_a_run_queue_it_once():
    run, engine = made("run-1", State("stopped")), Engine()
    resume_run(engine, run)
    resume_run(engine, run)
    wait_until(lambda: engine.given, 60, "it was submitted")
    assert engine.given == ["run-1"]


def test_two_tabs_that_ask_for_one_more_epoch_get_one():
    run, engine = made("run-1", State("done")), Engine()
    one_more_epoch(engine, run, 10)
    one_more_epoch(engine, run, 10)
    wait_until(lambda: engine.given, 60, "it was submitted")
    assert engine.given == ["run-1"]
    assert run.take_request("epochs") == 11


def test_more_epochs_than_there_may_be_are_refused():
    run = made("run-1", State("done"))
    with pytest.raises(InputError, match="epochs must be a whole number from 1 to 1000, got 1001"):
        one_more_epoch(Engine(), run, 1000)
    assert run.state().status == "done"


def test_a_paused_run_without_a_slot_is_stopped_at_once():
    run = made("run-1", State("paused", in_slot=False))
    stop_run(run)
    assert (run.state().status, run.state().reason[:13]) == ("stopped", "it was paused")


def test_a_run_in_its_slot_is_asked_to_stop():
    run = made("run-1", State("paused"))
    stop_run(run)
    assert run.stop_requested
    assert run.state().status == "paused"


def test_a_run_waits_that_has_been_queued_for_a_while():
    made("run-1", State("running"))
    made("run-2", State("paused", in_slot=False))
    assert not some_run_waits()
    made("run-3", State("queued"))
    assert not some_run_waits()
    made("run-4", State("queued", updated=1000.0))
    assert some_run_waits()


def test_a_run_that_was_queued_before_the_clock_was_set_back_waits():
    made("run-1", State("queued", updated=time.time() + 86_400))
    assert some_run_waits()


def test_a_run_that_may_not_be_written_to_is_refused_in_one_sentence(monkeypatch):
    run = made("run-1", State("stopped"))

    def refuse(run, state):
        raise OSError(errno.EROFS, "read-only")

    monkeypatch.setattr(RunFolder, "write_state", refuse)
    with pytest.raises(InputError, match="run-1 cannot be changed: the server may not write there"):
        resume_run(Engine(), run)


@pytest.mark.parametrize("wanted", [(), ("validation/3", "validation/1")])
def test_the_images_to_watch_are_stored_before_the_run_is_submitted(wanted):
    engine = Engine()
    run = enqueue(engine, RunConfig(), wanted)
    assert read_wanted(run.path) == wanted
    wait_until(lambda: engine.given == [run.id], 60, "it was submitted")


def test_a_run_starts_where_the_images_to_watch_cannot_be_stored(monkeypatch):
    def refuse(folder, files):
        raise InputError("the disk is full")

    monkeypatch.setattr(queue, "write_wanted", refuse)
    engine = Engine()
    run = enqueue(engine, RunConfig(), ["validation/3"])
    wait_until(lambda: engine.given == [run.id], 60, "it was submitted")
