"""The second inference worker, which answers long work."""

import os

import numpy as np
import psutil
import pytest

from cnnviz import models
from cnnviz.engine import long_inference, long_worker
from cnnviz.engine.client import LONG_PART_SECONDS
from cnnviz.engine.inference import Inference
from cnnviz.engine.questions import PART_SECONDS
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.utils.errors import EngineError, InputError
from tests.engine.test_engine import runs, worker_process
from tests.waiting import wait_until


@pytest.fixture
def begun(engine, path, batch) -> psutil.Process:
    """The second worker's process, after a first question."""
    engine.long_work.predict(path, batch)
    return worker_process(engine, long_worker.RESOURCE)


def test_it_gives_the_answers_that_keras_gives_here(engine, path, batch):
    expected = ObservedModel(models.open_model(path)).predict(batch)
    np.testing.assert_allclose(engine.long_work.predict(path, batch), expected, atol=1e-6)
    probabilities, _ = engine.long_work.answers(path, batch)
    np.testing.assert_allclose(probabilities, expected, atol=1e-6)


def test_it_is_a_process_of_its_own_that_stands_back(engine, begun):
    assert begun.pid != worker_process(engine, "inference").pid
    assert begun.nice() == min(os.getpriority(os.PRIO_PROCESS, 0) + 10, 19)
    assert engine.long_work.apart
    assert engine.long_work.part_seconds == LONG_PART_SECONDS


def test_it_computes_on_as_many_threads_as_the_first_worker(engine, begun):
    threads = engine._workers.client.run(
        _threads, workers=[address_of(engine, long_worker.RESOURCE)]
    )
    assert set(threads.values()) == {min(2, os.cpu_count() or 1)}


def _threads() -> int:
    import tensorflow as tf

    return tf.config.threading.get_intra_op_parallelism_threads()


def address_of(engine, name: str) -> str:
    workers = engine._workers.client.scheduler_info(n_workers=-1)["workers"]
    return next(address for address, worker in workers.items() if worker["name"] == name)


def test_wrong_input_comes_back_as_the_sentence_that_the_worker_said(engine, path):
    with pytest.raises(InputError, match="small takes images of 8 × 8 × 1, got 9 × 9 × 1"):
        engine.long_work.predict(path, np.zeros((1, 9, 9, 1), np.float32))


def test_the_next_question_works_after_it_was_killed(engine, begun, path, batch):
    before = engine.predict(path, batch)
    begun.kill()
    np.testing.assert_allclose(engine.long_work.predict(path, batch), before, atol=1e-6)
    assert worker_process(engine, long_worker.RESOURCE).pid != begun.pid


def test_it_ends_after_some_time_without_a_question_and_comes_back(
    engine, begun, path, batch, monkeypatch
):
    monkeypatch.setattr(long_inference, "IDLE_SECONDS", 0.0)
    engine._workers.long._end_when_idle()
    assert not runs(begun)
    monkeypatch.undo()
    assert engine.long_work.predict(path, batch).shape == (7, 3)
    assert runs(worker_process(engine, long_worker.RESOURCE))


def test_it_does_not_end_during_a_question(engine, begun, monkeypatch):
    monkeypatch.setattr(long_inference, "IDLE_SECONDS", 0.0)
    long = engine._workers.long
    with long._in_use():
        assert long._idle_seconds_left() > 0
    assert long._idle_seconds_left() <= 0


def test_where_memory_is_short_the_first_worker_answers_in_shorter_parts(
    engine, path, batch, monkeypatch
):
    long = engine._workers.long
    monkeypatch.setattr(long, "_placed", None)
    monkeypatch.setattr(long_inference, "LEAST_FREE", 1e18)
    monkeypatch.setattr(long, "_place", lambda *_: pytest.fail("it was started"))
    assert not engine.long_work.apart
    assert engine.long_work.part_seconds == PART_SECONDS
    assert engine.long_work.predict(path, batch).shape == (7, 3)


def test_where_it_cannot_be_started_the_first_worker_answers(engine, path, batch, monkeypatch):
    def fail(*_: object) -> None:
        raise EngineError("no")

    long = engine._workers.long
    monkeypatch.setattr(long, "_placed", None)
    monkeypatch.setattr(long, "_retry_at", 0.0)
    monkeypatch.setattr(long, "_run", fail)
    assert engine.long_work.predict(path, batch).shape == (7, 3)
    assert not engine.long_work.apart


def test_both_workers_forget_a_model_that_may_be_deleted(engine, begun, path, batch):
    engine.long_work.predict(path, batch)
    assert not engine.release(path)
    assert engine.release(path.with_name("another.keras"))


def test_a_model_is_forgotten_without_starting_it(engine, path, monkeypatch):
    long = engine._workers.long
    monkeypatch.setattr(long, "_placed", None)
    monkeypatch.setattr(long, "_place", lambda *_: pytest.fail("it was started"))
    assert long.ask_if_running(Inference.release, str(path)) is None


def test_it_leaves_with_the_slot_that_started_it(engine, begun):
    worker_process(engine, "training-1").kill()
    wait_until(lambda: not runs(begun), 60, "it left")
    engine._workers.long._placed = None
