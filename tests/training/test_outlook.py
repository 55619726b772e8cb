"""What those who wait are told: their place, and a start learned from runs before."""

from dataclasses import replace

import pytest

from cnnviz.classroom.visitor import EVERYBODY, Visitor, acting
from cnnviz.training import text
from cnnviz.training.config import RunConfig
from cnnviz.training.events import EpochEvent
from cnnviz.training.folder import RunFolder
from cnnviz.training.notes import Notes
from cnnviz.training.outlook import START_SECONDS, Outlook, learn, outlook, seconds_until_done
from cnnviz.training.run_summary import RunSummary
from cnnviz.training.state import Progress, State
from cnnviz.training.tickets import put, take
from cnnviz.utils import paths

ANNA, BEN = Visitor("a" * 32), Visitor("b" * 32)


@pytest.fixture(autouse=True)
def a_class(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    monkeypatch.setenv("CNNVIZ_CLASS", "1")


def made(name: str, state: State, who: Visitor = EVERYBODY, epochs: int = 10) -> RunFolder:
    with acting(who):
        run = RunFolder.create(RunConfig(epochs=epochs), paths.runs() / name)
    run.write_state(state)
    return run


def seconds_per_epoch(config: RunConfig) -> float:
    return float(config.epochs)


def test_places_and_starts_follow_from_what_trains_and_how_long_it_takes():
    made("b1", State("running", progress=Progress(seconds_left=20)), BEN)
    made("a1", State("queued", updated=1.0), ANNA, epochs=30)
    made("a2", State("queued", updated=2.0), ANNA, epochs=5)
    made("b2", State("queued", updated=3.0), BEN, epochs=7)
    found = outlook(1, seconds_per_epoch, now=10.0)
    assert found == {
        "b2": Outlook(0, 1, 20.0),
        "a1": Outlook(1, 1, 27.0),
        "a2": Outlook(2, 1, 57.0),
    }


def test_the_runs_ahead_on_one_persons_machine_are_the_older_unfinished_ones(monkeypatch):
    monkeypatch.setenv("CNNVIZ_CLASS", "0")
    first, second, third = (
        made(f"run-{n}", State("queued", updated=1000.0 + n)) for n in (1, 2, 3)
    )
    assert list(outlook(1, seconds_per_epoch)) == [first.id, second.id, third.id]
    first.write_state(State("done"))
    assert outlook(1, seconds_per_epoch)[third.id].ahead == 1


def test_a_run_that_is_resumed_waits_behind_those_that_wait_already():
    resumed, waiting = (made(f"run-{n}", State("queued", updated=1000.0 - n)) for n in (1, 2))
    training = made("run-3", State("running"))
    assert outlook(1, seconds_per_epoch)[resumed.id] == Outlook(1, 1, 20.0)
    training.write_state(State("paused", in_slot=False))
    assert outlook(1, seconds_per_epoch)[resumed.id].training == 0
    assert outlook(1, seconds_per_epoch)[waiting.id].ahead == 0


def test_a_run_that_a_slot_has_taken_waits_no_longer():
    put(made("a", State("queued", updated=1.0)), "q")
    made("b", State("queued", updated=2.0))
    take(paths.runs(), "q", "t")
    assert outlook(1, seconds_per_epoch) == {"b": Outlook(0, 1, 10.0)}


def test_of_a_run_that_nothing_is_known_of_no_start_is_told():
    made("a", State("queued"))
    assert outlook(1, lambda config: None)["a"].seconds is None


def test_a_run_that_was_stopped_while_it_waited_is_passed_over():
    made("a", State("queued")).request("stop")
    assert outlook(1, seconds_per_epoch) == {}


def finished(seconds: float, status: str = "done", **settings) -> RunSummary:
    config = RunConfig(**settings)
    epochs = tuple(EpochEvent(n, 0.1, 0.9, 0.1, 0.9, seconds, n * seconds) for n in (1, 2, 3))
    return RunSummary("run", Notes(), status, config, epochs)


def test_a_run_takes_as_long_as_those_most_like_it():
    runs = [
        finished(1.0, batch_size=10, epochs=5),
        finished(3.0, batch_size=10),
        finished(7.0, batch_size=50),
        finished(20.0, architecture="mlp"),
        finished(100.0, dataset="mnist"),
        finished(1000.0, status="stopped", batch_size=10),
    ]
    learned = learn(runs)
    base = RunConfig(batch_size=10, epochs=4)
    assert learned(base) == START_SECONDS + 4 * 2.0
    assert learned(replace(base, batch_size=99)) == START_SECONDS + 4 * 3.0
    assert learned(replace(base, architecture="physics-mnist")) == START_SECONDS + 4 * 5.0
    assert learned(replace(base, dataset="neu")) == START_SECONDS + 4 * 7.0
    assert learn([])(base) is None


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        (Outlook(0, 1), "Place 1 in the queue"),
        (Outlook(2, 1, 240.0), "Place 3 in the queue, starts in about 4 min"),
    ],
)
def test_the_place_is_said_in_a_phrase(expected, said):
    assert text.place_in_queue(expected) == said


def test_the_last_of_several_runs_is_done_when_the_queue_has_come_to_it():
    runs = [
        made("b1", State("running", progress=Progress(seconds_left=20)), BEN),
        made("a1", State("queued", updated=1.0), ANNA, epochs=30),
        made("a2", State("queued", updated=2.0), ANNA, epochs=5),
    ]
    queue = outlook(1, seconds_per_epoch, now=10.0)
    assert seconds_until_done(runs, queue, seconds_per_epoch) == 20 + 30 + 5
    assert seconds_until_done(runs[:1], queue, seconds_per_epoch) == 20
    assert seconds_until_done([], queue, seconds_per_epoch) == 0


@pytest.mark.parametrize("status", ["queued", "running", "paused"])
def test_no_end_is_foreseen_where_nothing_says_so_or_a_run_is_paused(status):
    run = made("a1", State(status, updated=1.0), ANNA)
    queue = outlook(1, lambda config: None, now=10.0)
    assert seconds_until_done([run], queue, lambda config: None) is None
