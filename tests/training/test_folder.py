"""A run's folder: whole files, tolerant readers, requests, and processes that are gone."""

import errno
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.evaluation.metrics import Evaluation, Wrong
from cnnviz.training import folder
from cnnviz.training.config import RunConfig
from cnnviz.training.events import BatchEvent, EpochEvent, EventReader, History, to_line
from cnnviz.training.folder import READ_ONLY, RunFolder
from cnnviz.training.state import (
    MOST_RESTARTS,
    TAKES_UP,
    Owner,
    Progress,
    State,
    this_process,
)
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError

numbers = st.floats(-1e300, 1e300)
counts = st.integers(1, 10**6)
batches = st.builds(BatchEvent, counts, counts, counts, numbers, numbers, numbers)
epochs = st.builds(EpochEvent, counts, numbers, numbers, numbers, numbers, numbers, numbers)


FIRST, LAST = BatchEvent(1, 1, 2, 2.3, 0.1, 0.5), BatchEvent(1, 2, 2, 2.1, 0.2, 0.7)


@pytest.fixture
def run(tmp_path) -> RunFolder:
    return RunFolder.create(RunConfig(epochs=3), tmp_path / "run")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    return tmp_path


def gone_process() -> Owner:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    owner = replace(this_process(), pid=process.pid, born=psutil.Process(process.pid).create_time())
    process.communicate()
    return owner


def test_a_new_run_is_queued_with_its_settings(run):
    assert run.config() == RunConfig(epochs=3)
    assert run.state().status == "queued"
    assert run.history() == History()
    assert run.evaluation() is None


@pytest.mark.parametrize("full", ["config.json", "state.json"])
def test_a_run_that_a_full_disk_prevents_leaves_nothing(home, monkeypatch, full):
    write = Path.write_text

    def until_full(path, *args):
        if full in path.name:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return write(path, *args)

    monkeypatch.setattr(Path, "write_text", until_full)
    with pytest.raises(InputError, match="cannot be a run's folder: the server's disk is full"):
        RunFolder.create(RunConfig())
    assert list((home / "runs").iterdir()) == []


def test_a_run_takes_no_folder_that_holds_something(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="needs an empty or new folder"):
        RunFolder.create(RunConfig(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_run_cannot_lie_below_a_file(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be a run's folder"):
        RunFolder.create(RunConfig(), tmp_path / "file" / "run")


@given(st.lists(batches | epochs, max_size=8))
def test_events_come_back_in_order(events):
    history = History().extended("".join(map(to_line, events)).encode())
    assert history.batches == tuple(e for e in events if isinstance(e, BatchEvent))
    assert history.epochs == tuple(e for e in events if isinstance(e, EpochEvent))


def test_a_damaged_line_is_skipped():
    lines = to_line(FIRST) + '{"event": "ba' + to_line(LAST) + "[]\n{}\n" + to_line(LAST)
    assert History().extended(lines.encode()).batches == (FIRST, LAST)


@given(st.lists(batches | epochs, max_size=8), st.lists(st.integers(0, 2000), max_size=6))
def test_a_reader_that_follows_a_growing_file_finds_what_one_read_finds(
    tmp_path_factory, events, cuts
):
    content = "".join(map(to_line, events)).encode()
    path = tmp_path_factory.mktemp("events") / "events.jsonl"
    reader = EventReader(path)
    for end in [*sorted(cuts), len(content)]:
        path.write_bytes(content[:end])
        whole_lines = content[:end].rpartition(b"\n")[0]
        assert reader.read() == History().extended(whole_lines)
    assert reader.read() == EventReader(path).read()


def test_a_reader_reads_each_byte_once(run, monkeypatch):
    given_to_parser = []
    extended = History.extended
    monkeypatch.setattr(
        History, "extended", lambda self, new: given_to_parser.append(new) or extended(self, new)
    )
    reader = run.events()
    for event in (FIRST, LAST):
        run.append(event)
        reader.read()
        reader.read()
    assert given_to_parser == [to_line(FIRST).encode(), to_line(LAST).encode()]
    assert reader.read().batches == (FIRST, LAST)


def test_the_history_says_how_long_it_took(run):
    run.append(BatchEvent(1, 1, 2, 2.3, 0.1, 0.5))
    run.append(EpochEvent(1, 2.0, 0.2, 1.9, 0.3, 4.0, 4.25))
    assert run.history().seconds == 4.25


def test_a_reader_never_sees_half_a_state(run):
    done = threading.Event()

    def write() -> None:
        for step in range(300):
            run.write_state(State("running", progress=Progress("training " * 50, epoch=step)))
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    while not done.is_set():
        assert run.state().status in ("queued", "running")
    writer.join()
    assert sorted(path.name for path in run.path.iterdir()) == ["config.json", "state.json"]


@pytest.mark.parametrize("status", ["running", "stopping"])
def test_a_run_whose_process_is_gone_has_failed(run, status):
    run.write_state(State(status, owner=gone_process()))
    assert run.state().status == "failed"
    assert "its process ended" in run.state().reason


def test_a_queued_run_whose_server_is_gone_waits_for_the_next(run):
    run.write_state(State("queued", owner=gone_process()))
    assert run.state().status == "queued"


def test_a_queued_run_of_which_nothing_is_known_has_failed_after_a_day(run):
    elsewhere = replace(this_process(), host="another-machine", life="")
    run.write_state(State("queued", owner=elsewhere, updated=time.time() - 90_000))
    assert "restarted before this run started" in run.state().reason


def test_another_process_under_the_same_number_does_not_keep_a_run_alive(run):
    mine = this_process()
    run.write_state(State("running", owner=replace(mine, born=mine.born - 3600, life="")))
    assert run.state().status == "failed"


@pytest.mark.parametrize("seconds", [-86_400, -3600, 3600])
def test_a_clock_that_is_set_while_a_process_trains_does_not_end_its_run(run, monkeypatch, seconds):
    owner = this_process()
    run.write_state(State("running", owner=owner))
    born, now = psutil.Process().create_time(), time.time()
    monkeypatch.setattr(psutil.Process, "create_time", lambda process: born + seconds)
    monkeypatch.setattr(time, "time", lambda: now + seconds)
    assert run.state().status == "running"
    assert not run.state().is_orphan


def test_a_run_elsewhere_that_wrote_before_the_clock_was_set_back_is_not_alive_until_then(run):
    elsewhere = replace(this_process(), host="another-machine", life="")
    run.write_state(State("running", owner=elsewhere, updated=time.time() + 86_400))
    assert run.state().status == "failed"


def test_what_a_killed_server_trained_is_queued_on_a_server_that_takes_it_up(run):
    run.write_state(State("running", owner=gone_process(), progress=Progress("training", 0.5, 2)))
    assert run.state().status == "failed"
    TAKES_UP.set()
    try:
        assert run.state().status == "queued"
        assert run.state().progress == Progress("", 0.5, 2)
        assert not run.has_ended()
        run.write_state(State("running", owner=gone_process(), restarts=MOST_RESTARTS))
        assert run.state().status == "failed"
        run.write_state(State("running", owner=gone_process()))
        run.request("stop")
        assert run.state().status == "failed"
    finally:
        TAKES_UP.clear()


def test_what_cannot_be_taken_up_for_its_folder_is_read_only_says_so(run, monkeypatch):
    run.write_state(State("running", owner=gone_process()))
    writable = True
    # For the superuser, whom permissions do not stop, an attribute of the file system does it.
    monkeypatch.setattr(os, "access", lambda path, mode: writable or path != run.path)
    TAKES_UP.set()
    try:
        assert run.state().status == "queued"
        writable = False
        assert (run.state().status, run.state().reason) == ("failed", READ_ONLY)
        assert not run.is_final  # it is taken up once its folder can be written again
    finally:
        TAKES_UP.clear()


def test_an_ended_run_stays_as_it_ended_whoever_is_gone(run):
    run.write_state(State("done", owner=gone_process()))
    assert run.state().status == "done"


def test_a_run_on_another_machine_lives_as_long_as_it_writes(run):
    elsewhere = replace(this_process(), host="another-machine", life="")
    run.write_state(State("running", owner=elsewhere))
    assert run.state().status == "running"
    run.write_state(State("running", owner=elsewhere, updated=time.time() - 3600))
    assert run.state().status == "failed"


def test_a_queued_run_that_is_asked_to_stop_counts_as_stopped(run):
    run.request("stop")
    assert (run.state().status, run.written_state().status) == ("stopped", "queued")


def test_a_request_can_be_taken_back(run):
    run.request("pause")
    assert run.pause_requested
    run.request("pause", wanted=False)
    assert not run.pause_requested
    assert not run.stop_requested


def test_an_evaluation_comes_back_unchanged(run):
    wrong = (Wrong(3, 0, 1, 0.75),)
    evaluation = Evaluation("test", 4, 0.5, 0.75, ("a", "b"), ((1, 1), (0, 2)), wrong)
    run.write_evaluation(evaluation)
    assert run.evaluation() == evaluation


def test_runs_are_listed_newest_first_and_other_folders_are_not(home):
    made = [RunFolder.create(RunConfig(), paths.runs() / f"2026010{day}-x") for day in (2, 3, 1)]
    (paths.runs() / "29990101-no-run").mkdir()
    assert [run.id for run in folder.newest()] == sorted((run.id for run in made), reverse=True)


def test_the_states_of_ended_runs_are_parsed_once(home, monkeypatch):
    ended = RunFolder.create(RunConfig(), paths.runs() / "run-1")
    ended.write_state(State("done"))
    assert ended.has_ended()
    monkeypatch.setattr(RunFolder, "written_state", None)
    assert ended.has_ended()


def test_without_any_run_the_list_is_empty(home):
    assert list(folder.newest()) == []


@pytest.mark.parametrize(
    "run_id", ["", "..", "../runs", "/etc", "a/b", "a\0", "no-such-run", ".", "a" * 256]
)
def test_an_id_finds_no_folder_but_a_run(home, run_id):
    with pytest.raises(InputError, match="there is no run"):
        folder.find(run_id)


def test_a_run_is_found_by_its_id(home):
    made = RunFolder.create(RunConfig())
    assert folder.find(made.id) == made


@pytest.mark.parametrize(
    ("what", "value"), [("rate", 0.01), ("epochs", 4), ("patience", 0), ("target", 1)]
)
def test_a_request_is_taken_once(run, what, value):
    run.request_act(what, value)
    run.request_act(what, value)
    assert run.take_request(what) == value
    assert run.take_request(what) is None
    assert not [file for file in run.path.iterdir() if "wanted" in file.name]


@pytest.mark.parametrize("rate", [0, -0.1, 1e9, float("nan"), "0.1", None, True])
def test_a_rate_out_of_range_is_refused(run, rate):
    with pytest.raises(InputError, match="learning rate must be above 0 and at most 1, got"):
        run.request_rate(rate)
    assert run.take_request("rate") is None


@pytest.mark.parametrize("content", ["", "{", "[1]", "5", '"0.1"', "\xff"])
def test_a_damaged_request_is_ignored(run, content):
    (run.path / "wanted-rate").write_bytes(content.encode("latin-1"))
    assert run.take_request("rate") is None
    run.request_rate(0.5)
    assert run.take_request("rate") == 0.5


def test_a_request_to_a_run_that_was_deleted_is_one_sentence(tmp_path):
    with pytest.raises(InputError, match="run gone cannot be changed: no such file"):
        RunFolder(tmp_path / "gone").request_rate(0.1)
    with (
        pytest.raises(InputError, match="run gone cannot be changed"),
        RunFolder(tmp_path / "gone").locked(),
    ):
        pass


def test_a_paused_run_whose_process_is_gone_stays_paused(run):
    run.write_state(State("paused", owner=gone_process()))
    assert (run.state().status, run.state().in_slot) == ("paused", False)


def edited(run: RunFolder, name: str, **values) -> None:
    file = run.path / name
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | values), "utf-8")


def test_settings_of_a_newer_version_are_called_so(run):
    edited(run, "config.json", mixup=0.2)
    with pytest.raises(
        InputError, match=r"newer version of cnnviz, .* no setting 'mixup'; see its"
    ):
        run.config()


@pytest.mark.parametrize(
    ("values", "what"),
    [({"status": "hibernating"}, "cannot be 'hibernating'"), ({"rank": 3}, "has no 'rank'")],
)
def test_a_state_of_a_newer_version_is_called_so(run, values, what):
    edited(run, "state.json", **values)
    with pytest.raises(InputError, match=f"newer version of cnnviz, .*{what}"):
        run.state()
