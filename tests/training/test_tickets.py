"""The queue on disk: each ticket gets the run that is next, and none gets another's."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from cnnviz.classroom.visitor import EVERYBODY, Visitor, acting
from cnnviz.training import tickets
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.queue import resume_run
from cnnviz.training.state import State
from cnnviz.training.tickets import Taken, put, take, taken_by
from cnnviz.utils import paths
from tests.training.test_folder import gone_process

ANNA, BEN = Visitor("a" * 32), Visitor("b" * 32)


@pytest.fixture(autouse=True)
def a_class(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    monkeypatch.setenv("CNNVIZ_CLASS", "1")


def queued(name: str, since: float, who: Visitor = EVERYBODY, queue: str = "q") -> RunFolder:
    with acting(who):
        run = RunFolder.create(RunConfig(), paths.runs() / name)
    run.write_state(State("queued", updated=since))
    put(run, queue)
    return run


def take_all(count: int) -> list[str]:
    """Which runs several tickets get, one after the other; each has ended before the next."""
    names = []
    for number in range(count):
        found = take(paths.runs(), "q", f"t{number}")
        if found.run is None:
            return names
        names.append(found.run.id)
        found.run.write_state(State("done"))
    return names


def test_the_tickets_of_everybodys_runs_get_them_in_their_order():
    for name, since in (("b", 2.0), ("c", 3.0), ("a", 1.0)):
        queued(name, since)
    assert take_all(4) == ["a", "b", "c"]
    assert take(paths.runs(), "q", "t") == Taken(None, empty=True)


def test_a_newcomers_first_run_is_taken_before_anothers_second(monkeypatch):
    monkeypatch.setenv("CNNVIZ_LONGEST_WAIT", "none")
    for name, since, who in (("a1", 1.0, ANNA), ("a2", 2.0, ANNA), ("b1", 3.0, BEN)):
        queued(name, since, who)
    assert take_all(3) == ["b1", "a1", "a2"]


def test_a_visitor_with_a_run_in_training_waits_although_a_slot_is_free():
    queued("a1", 1.0, ANNA)
    queued("a2", 2.0, ANNA)
    first = take(paths.runs(), "q", "t1").run
    assert take(paths.runs(), "q", "t2") == Taken(None)
    first.write_state(State("running"))
    assert take(paths.runs(), "q", "t2") == Taken(None)
    queued("b1", 3.0, BEN)
    assert take(paths.runs(), "q", "t2").run.id == "b1"
    first.write_state(State("paused", in_slot=False))
    assert take(paths.runs(), "q", "t3").run.id == "a2"


def test_a_run_whose_process_is_gone_keeps_no_place():
    queued("a1", 1.0, ANNA)
    run = take(paths.runs(), "q", "t1").run
    run.write_state(State("running", owner=gone_process()))
    queued("a2", 2.0, ANNA)
    assert take(paths.runs(), "q", "t2").run.id == "a2"


def test_another_queues_runs_stay_there():
    queued("a", 1.0, queue="other")
    assert take(paths.runs(), "q", "t").empty


def test_a_run_that_trains_in_a_shell_is_never_taken():
    RunFolder.create(RunConfig(), paths.runs() / "shell")
    assert take(paths.runs(), "q", "t").empty


def test_a_stopped_run_is_taken_first_so_that_it_ends():
    queued("a", 1.0)
    stopped = queued("b", 2.0)
    stopped.request("stop")
    assert take(paths.runs(), "q", "t").run == stopped


def test_a_run_that_has_ended_meanwhile_loses_its_ticket():
    run = queued("a", 1.0)
    run.write_state(State("stopped"))
    assert take(paths.runs(), "q", "t").empty
    assert not (run.path / tickets.TICKET).exists()


def test_many_slots_take_each_run_once():
    for number in range(20):
        queued(f"run-{number:02}", float(number))
    with ThreadPoolExecutor(8) as slots:
        found = list(slots.map(lambda n: take(paths.runs(), "q", f"t{n}"), range(25)))
    assert sorted(each.run.id for each in found if each.run) == [f"run-{n:02}" for n in range(20)]
    assert sum(each.empty for each in found) == 5


def test_it_is_known_which_ticket_has_taken_a_run():
    run = queued("a", 1.0)
    assert taken_by(paths.runs(), "t") is None
    take(paths.runs(), "q", "t")
    assert taken_by(paths.runs(), "t") == run
    put(run, "q")
    assert taken_by(paths.runs(), "t") is None


def test_a_resumed_run_waits_for_another_ticket():
    class Engine:
        def submit(self, run_folder):
            put(RunFolder(run_folder), "q")

    run = queued("a", 1.0)
    take(paths.runs(), "q", "t")
    run.write_state(State("stopped"))
    resume_run(Engine(), run)
    assert not tickets.is_taken(run)


@pytest.mark.parametrize("content", ["", "{", "[]", '"q"'])
def test_a_damaged_ticket_is_none(content):
    run = queued("a", 1.0)
    (run.path / tickets.TICKET).write_text(content, "utf-8")
    assert take(paths.runs(), "q", "t").empty


def test_the_ticket_is_a_note_that_a_person_can_read():
    assert json.loads((queued("a", 1.0).path / "ticket").read_text("utf-8")) == {"queue": "q"}
