"""The log of a training: what is written comes back, what is damaged or older is understood."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.training.config import RunConfig
from cnnviz.training.events import (
    ACTS,
    ActEvent,
    BatchEvent,
    EpochEvent,
    EventReader,
    History,
    to_line,
)
from cnnviz.training.folder import RunFolder

numbers = st.floats(0, 1e300)
counts = st.integers(1, 1000)
maybe = st.none() | numbers
batches = st.builds(BatchEvent, counts, counts, counts, numbers, numbers, numbers, maybe)
epochs = st.builds(EpochEvent, counts, *[numbers] * 6)
acts = st.builds(
    ActEvent, counts, counts, counts, numbers, st.sampled_from(ACTS), maybe, st.text(max_size=9)
)
RATE = ActEvent(2, 5, 10, 3.5, "rate", 0.01)


def read(*lines: str) -> History:
    return History().extended("".join(lines).encode())


@given(st.lists(batches | epochs | acts, max_size=8))
def test_events_of_each_kind_come_back_in_order(events):
    history = read(*map(to_line, events))
    for kind, found in (
        (BatchEvent, history.batches),
        (EpochEvent, history.epochs),
        (ActEvent, history.acts),
    ):
        assert found == tuple(event for event in events if isinstance(event, kind))


def test_an_act_knows_where_in_the_training_it_was_done():
    assert RATE.at == 1.5


def test_a_batch_of_an_earlier_version_has_no_rate():
    line = {"event": "batch", "epoch": 1, "step": 1, "steps": 2, "loss": 1, "accuracy": 0}
    (batch,) = read(json.dumps(line | {"time": 0.5}) + "\n").batches
    assert batch.rate is None


@pytest.mark.parametrize(
    "change",
    [
        {"what": "dance"},
        {"what": 1},
        {"detail": None},
        {"value": "much"},
        {"value": float("inf")},
        {"epoch": 0},
        {"steps": 0},
        {"step": None},
        {"time": None},
        {"who": "me"},
    ],
)
def test_a_damaged_act_is_skipped(change):
    line = json.dumps(json.loads(to_line(RATE)) | change) + "\n"
    assert read(line, to_line(RATE)).acts == (RATE,)


@given(st.lists(batches | epochs | acts, max_size=12), st.floats(0, 1000))
def test_a_history_until_a_point_holds_what_was_done_by_then(events, at):
    until = read(*map(to_line, events)).until(at)
    assert all(event.at <= at for event in (*until.batches, *until.acts))
    assert all(event.epoch <= at for event in until.epochs)
    assert until.until(at) == until


def lines(*losses: float) -> str:
    """A batch for each loss."""
    return "".join(to_line(BatchEvent(1, 1, 1, loss, 0.5, 0.5)) for loss in losses)


def losses_of(reader: EventReader) -> list[float]:
    return [batch.loss for batch in reader.read().batches]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "events.jsonl"


def test_a_reader_goes_on_where_it_ended_and_leaves_half_a_line(file):
    reader = EventReader(file)
    assert losses_of(reader) == []
    file.write_text(lines(1, 2) + lines(3)[:20], encoding="utf-8")
    before = reader.read().batches
    assert losses_of(reader) == [1, 2]
    file.write_text(lines(1, 2, 3), encoding="utf-8")
    assert losses_of(reader) == [1, 2, 3]
    assert all(one is other for one, other in zip(reader.read().batches, before, strict=False))


@pytest.mark.parametrize("now", [(5,), (1, 5), (1, 5, 6, 7)])
def test_a_file_that_was_replaced_is_read_anew_even_under_its_number(file, now):
    file.write_text(lines(1, 2, 3), encoding="utf-8")
    reader = EventReader(file)
    assert losses_of(reader) == [1, 2, 3]
    file.write_text(lines(*now), encoding="utf-8")  # the same inode
    assert losses_of(reader) == list(now)


def test_of_a_file_that_is_gone_nothing_is_told(file):
    file.write_text(lines(1), encoding="utf-8")
    reader = EventReader(file)
    assert losses_of(reader) == [1]
    file.unlink()
    assert losses_of(reader) == []


def test_all_who_watch_a_run_share_what_was_read(tmp_path):
    run = RunFolder.create(RunConfig("digits", "mlp"), tmp_path / "run")
    run.append(RATE)
    assert RunFolder(run.path).history() is run.history()
