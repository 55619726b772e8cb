"""Who may queue one more run, and how much a visitor may keep: each limit, and its sentence."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from cnnviz.classroom import belongings, limits, settings
from cnnviz.classroom.visitor import EVERYBODY, Visitor, acting
from cnnviz.data import uploads
from cnnviz.evaluation.inspection_record import InspectionRecord, Task
from cnnviz.training import notes, storage
from cnnviz.training.admission import admitted
from cnnviz.training.config import RunConfig
from cnnviz.training.events import BatchEvent
from cnnviz.training.folder import RunFolder, every
from cnnviz.training.queue import enqueue, one_more_epoch, resume_run
from cnnviz.training.state import State
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError

ANNA, BEN = Visitor("a" * 32), Visitor("b" * 32)
TEACHER = Visitor("d" * 32, teacher=True)


class Engine:
    def submit(self, run_folder):
        pass


@pytest.fixture(autouse=True)
def a_class(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    monkeypatch.setenv("CNNVIZ_CLASS", "1")


def made(who: Visitor, state: State | None = None, **settings) -> RunFolder:
    with acting(who):
        run = RunFolder.create(RunConfig(**settings))
    run.write_state(state or State("queued"))
    return run


def queue_one(who: Visitor, **settings) -> RunFolder:
    with acting(who):
        return enqueue(Engine(), RunConfig(**settings))


def test_one_run_and_three_that_wait_are_admitted():
    for _ in range(4):
        queue_one(ANNA)
    with pytest.raises(InputError, match="at most 4 runs of yours may train or wait: stop one"):
        queue_one(ANNA)
    assert queue_one(BEN)
    assert len(list(every())) == 5


def test_two_tabs_do_not_both_get_the_last_place():
    def attempt(_):
        try:
            return queue_one(ANNA)
        except InputError:
            return None

    with ThreadPoolExecutor(8) as tabs:
        assert sum(run is not None for run in tabs.map(attempt, range(8))) == 4


def test_the_queue_has_an_end_and_says_so(monkeypatch):
    monkeypatch.setenv("CNNVIZ_QUEUE", "2")
    made(BEN)
    made(EVERYBODY)
    with pytest.raises(InputError, match="the queue is full, it takes 2 runs: try again"):
        queue_one(ANNA)
    assert len(list(every())) == 2


@pytest.mark.parametrize(
    "state", [State("done"), State("paused", in_slot=False), State("stopped"), State("failed")]
)
def test_a_run_that_needs_no_slot_takes_no_place(monkeypatch, state):
    monkeypatch.setenv("CNNVIZ_MOST_QUEUED", "1")
    made(ANNA, state)
    made(ANNA, state)
    queue_one(ANNA)
    queue_one(ANNA)


def test_a_closed_queue_takes_no_run_but_the_teachers():
    settings.change(closed=True)
    with pytest.raises(InputError, match="the queue is closed: the teacher lets no run start"):
        queue_one(ANNA)
    queue_one(TEACHER)
    settings.change(closed=False)
    queue_one(ANNA)


def test_a_run_may_not_take_too_many_epochs(monkeypatch):
    monkeypatch.setenv("CNNVIZ_MOST_EPOCHS", "5")
    with pytest.raises(InputError, match="a run may take 5 epochs on this server, got 6"):
        queue_one(ANNA, epochs=6)
    run = made(ANNA, State("running"), epochs=5)
    with acting(ANNA), pytest.raises(InputError, match="a run may take 5 epochs"):
        one_more_epoch(Engine(), run, 5)
    assert run.take_request("epochs") is None
    queue_one(TEACHER, epochs=6)


def test_a_run_that_has_trained_for_long_is_not_resumed(monkeypatch):
    monkeypatch.setenv("CNNVIZ_RUN_MINUTES", "2")
    run = made(ANNA, State("stopped"))
    run.append(BatchEvent(1, 1, 1, 0.1, 0.9, 121.0))
    with acting(ANNA), pytest.raises(InputError, match="has trained for 2 minutes, which is the"):
        resume_run(Engine(), run)
    assert run.state().status == "stopped"


def test_resuming_takes_a_place_as_well(monkeypatch):
    monkeypatch.setenv("CNNVIZ_MOST_QUEUED", "1")
    stopped = made(ANNA, State("stopped"))
    queue_one(ANNA)
    queue_one(ANNA)
    with acting(ANNA), pytest.raises(InputError, match="at most 2 runs of yours may train"):
        resume_run(Engine(), stopped)


def test_whoever_has_no_room_left_queues_and_uploads_nothing(monkeypatch):
    monkeypatch.setattr(limits, "MB", 1000)
    monkeypatch.setenv("CNNVIZ_VISITOR_MB", "10")
    run = made(ANNA, State("done"))
    (run.path / "model.keras").write_bytes(b"x" * 9900)
    with pytest.raises(InputError, match=r"your files would take 1\d\.\d kB, at most 10\.0 kB"):
        queue_one(ANNA)
    with acting(ANNA), pytest.raises(InputError, match="delete runs of yours first"):
        storage.keep_upload("a.zip", b"x" * 5000)
    with acting(BEN):
        storage.keep_upload("a.zip", b"x" * 5000)


def test_a_full_server_says_so(monkeypatch):
    monkeypatch.setattr(limits, "MB", 1000)
    monkeypatch.setenv("CNNVIZ_TOTAL_MB", "10")
    run = made(ANNA, State("done"))
    (run.path / "model.keras").write_bytes(b"x" * 11_000)
    with pytest.raises(InputError, match=r"the server is full: all files may take 10\.0 kB"):
        queue_one(BEN)


def upload(who: Visitor, content: bytes, age: float) -> str:
    with acting(who):
        key = storage.keep_upload("x.zip", content)
        os.utime(uploads.find(key), (age, age))
    return key


def is_kept(who: Visitor, key: str) -> bool:
    with acting(who):
        return uploads.find(key) is not None


@pytest.mark.parametrize("status", ["queued", "running", "paused"])
def test_what_an_unfinished_run_needs_is_never_removed(monkeypatch, status):
    monkeypatch.setattr(limits, "MB", 1)
    monkeypatch.setenv("CNNVIZ_UPLOADS_MB", "25")
    first, second = upload(ANNA, b"a" * 10, 1), upload(BEN, b"b" * 10, 2)
    with acting(ANNA):
        path = str(uploads.find(first))
    made(ANNA, State(status), dataset=path)
    third = upload(BEN, b"c" * 10, 3)
    assert (is_kept(ANNA, first), is_kept(BEN, second), is_kept(BEN, third)) == (True, False, True)


def test_where_runs_need_all_uploads_another_is_refused_and_nothing_removed(monkeypatch):
    monkeypatch.setattr(limits, "MB", 1)
    monkeypatch.setenv("CNNVIZ_UPLOADS_MB", "25")
    keys = [upload(ANNA, letter * 10, 1) for letter in (b"a", b"b")]
    with acting(ANNA):
        found = [str(uploads.find(key)) for key in keys]
    for path in found:
        made(ANNA, dataset=path)
    with acting(BEN), pytest.raises(InputError, match="the server has no room, for runs need its"):
        storage.keep_upload("new.zip", b"c" * 10)
    assert all(is_kept(ANNA, key) for key in keys)


def test_of_a_visitors_many_uploads_the_oldest_goes_and_no_other_visitors(monkeypatch):
    monkeypatch.setenv("CNNVIZ_UPLOADS_KEPT", "2")
    of_ben = upload(BEN, b"b", 0)
    keys = [upload(ANNA, bytes([number]), number) for number in range(1, 4)]
    assert [is_kept(ANNA, key) for key in keys] == [False, True, True]
    assert is_kept(BEN, of_ben)


def test_an_upload_that_an_inspection_has_just_read_stays(monkeypatch):
    monkeypatch.setenv("CNNVIZ_UPLOADS_KEPT", "1")
    key = upload(ANNA, b"a", 1)
    with acting(ANNA):
        InspectionRecord.create(Task(key, "m", ("a",)))
        with pytest.raises(InputError, match="at most 1 upload of yours, and runs need them all"):
            storage.keep_upload("x.zip", b"b")


def test_an_upload_may_have_only_so_many_bytes(monkeypatch):
    monkeypatch.setattr(limits, "MB", 1)
    monkeypatch.setenv("CNNVIZ_UPLOAD_MB", "9")
    with acting(ANNA), pytest.raises(InputError, match=r"x.zip is too large: 10 B, at most 9 B"):
        uploads.keep("x.zip", b"x" * 10)


def released(path) -> bool:
    return True


def test_runs_go_after_their_days_and_beyond_their_number_unless_starred_or_active(monkeypatch):
    monkeypatch.setenv("CNNVIZ_RUN_DAYS", "10")
    monkeypatch.setenv("CNNVIZ_RUNS_KEPT", "2")
    now = 1_800_000_000.0

    def kept(name: str, days: float, who: Visitor = ANNA, status: str = "done") -> RunFolder:
        with acting(who):
            run = RunFolder.create(RunConfig(), paths.runs() / name)
        run.write_state(State(status, updated=now - days * 86_400))
        return run

    stay = [
        *(kept("9-new", 1), kept("8-new", 2), kept("8-bens", 9, BEN)),
        *(kept("7-active", 20, status="queued"), kept("6-shell", 99, EVERYBODY)),
    ]
    starred = kept("5-starred", 99)
    notes.change(starred, starred=True)
    go = [kept("4-third", 3), kept("3-old", 11, BEN)]
    assert set(storage.remove_old_runs(released, now)) == {run.id for run in go}
    assert set(every()) == {*stay, starred}


def test_on_one_persons_machine_nothing_is_limited_or_removed(monkeypatch):
    monkeypatch.setenv("CNNVIZ_CLASS", "0")
    for _ in range(30):
        enqueue(Engine(), RunConfig(epochs=1000))
    old = RunFolder.create(RunConfig(), paths.runs() / "0-old")
    old.write_state(State("done", updated=0.0))
    assert storage.remove_old_runs(released) == []
    assert not list(paths.home().rglob(belongings.FILE))


def test_on_one_persons_machine_a_limit_holds_that_is_set(monkeypatch):
    monkeypatch.setenv("CNNVIZ_CLASS", "0")
    monkeypatch.setenv("CNNVIZ_QUEUE", "1")
    enqueue(Engine(), RunConfig())
    with pytest.raises(InputError, match="the queue is full, it takes 1 run"):
        enqueue(Engine(), RunConfig())


def test_a_home_that_cannot_be_written_is_one_sentence(monkeypatch, tmp_path):
    (tmp_path / "runs").write_text("a file where the folder should be", "utf-8")
    with acting(ANNA), pytest.raises(InputError, match="no run can be queued"), admitted(1):
        pass


def test_an_upload_that_a_queued_run_reads_is_not_deleted():
    with acting(ANNA):
        key = uploads.keep("steel.zip", b"x")
        made(ANNA, dataset=str(uploads.find(key)))
        with pytest.raises(InputError, match=r"steel\.zip is in use"):
            storage.delete_upload(key)
        assert uploads.find(key)


def test_an_upload_is_deleted_by_whoever_made_it_alone():
    with acting(ANNA):
        key = uploads.keep("steel.zip", b"x")
    with acting(BEN):
        storage.delete_upload(key)
        assert uploads.of_visitor() == []
    with acting(ANNA):
        assert uploads.of_visitor() == [key]
        storage.delete_upload(key)
        assert uploads.of_visitor() == []
