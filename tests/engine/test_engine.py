"""One engine serves all these tests but the last few: each takes 5 seconds and 1.5 GB."""

import asyncio
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import dask
import numpy as np
import psutil
import pytest
from distributed import Worker
from streamlit.testing.v1 import AppTest

from cnnviz import models
from cnnviz.engine import Engine, client, inference, server
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.training import queue
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.ui import caches
from cnnviz.utils import paths, system
from cnnviz.utils.errors import EngineError, InputError
from tests.small_networks import INFO, small_model
from tests.waiting import wait_until


def worker_process(engine: Engine, name: str) -> psutil.Process:
    """The process of a worker; Dask knows it by its name."""
    workers = engine._workers.client.scheduler_info(n_workers=-1)["workers"]
    (address,) = (address for address, worker in workers.items() if worker["name"] == name)
    return psutil.Process(engine._workers.client.run(os.getpid, workers=[address])[address])


def host_process(engine: Engine) -> psutil.Process:
    return psutil.Process(engine._workers.host.process.pid)


def test_the_engine_gives_the_activations_that_keras_gives_here(engine, path, batch):
    there, here = (
        engine.activations(path, batch[0]),
        ObservedModel(models.open_model(path)).activations(batch[0]),
    )
    assert [layer.name for layer in there.layers] == [layer.name for layer in here.layers]
    for far, near in zip(there.layers, here.layers, strict=True):
        np.testing.assert_allclose(far.values, near.values, rtol=1e-5, atol=1e-6)


def test_a_long_batch_is_predicted_in_pieces_and_comes_back_in_order(engine, path, monkeypatch):
    monkeypatch.setattr("cnnviz.engine.questions.CHUNK_BYTES", 1000)
    batch = np.random.default_rng(2).random((50, 8, 8, 1), np.float32)
    expected = ObservedModel(models.open_model(path)).predict(batch)
    np.testing.assert_allclose(engine.predict(path, batch), expected, rtol=1e-5, atol=1e-6)


def test_an_empty_batch_gives_no_rows(engine, path, batch):
    assert engine.predict(path, batch[:0]).shape == (0, 3)


def test_wrong_input_comes_back_as_the_sentence_that_the_worker_said(engine, path):
    with pytest.raises(InputError, match="small takes images of 8 × 8 × 1, got 9 × 9 × 1"):
        engine.activations(path, np.zeros((9, 9, 1), np.float32))


def test_a_model_that_is_gone_is_one_sentence(engine, tmp_path, batch):
    with pytest.raises(InputError, match=r"the model gone\.keras is no longer there"):
        engine.activations(tmp_path / "gone.keras", batch[0])


def test_a_model_saved_anew_answers_anew(engine, tmp_path, batch):
    path = models.save(small_model(seed=1), INFO, tmp_path / "m.keras").path
    before = engine.predict(path, batch)
    models.save(small_model(seed=2), INFO, path)
    assert not np.allclose(engine.predict(path, batch), before)


def test_pages_use_the_engine_that_is_there(engine):
    AppTest.from_file(str(paths.ROOT / "app.py"), default_timeout=120).run()
    assert caches.engine() is engine


def test_many_threads_each_get_their_own_answer(engine, path):
    batches = [np.full((2, 8, 8, 1), value / 20, np.float32) for value in range(20)]
    model = ObservedModel(models.open_model(path))
    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(lambda batch: engine.predict(path, batch), batches))
    for answer, batch in zip(answers, batches, strict=True):
        np.testing.assert_allclose(answer, model.predict(batch), rtol=1e-5, atol=1e-6)


def test_the_next_call_works_after_the_inference_worker_was_killed(engine, path, batch):
    before = engine.predict(path, batch)
    worker_process(engine, "inference").kill()
    np.testing.assert_array_equal(engine.predict(path, batch), before)
    assert engine.ensure_running() == "ready"


def test_a_call_is_answered_although_its_worker_is_killed_in_the_middle(engine, path):
    batch = np.zeros((200_000, 8, 8, 1), np.float32)
    worker = worker_process(engine, "inference")
    used = sum(worker.cpu_times()[:2])
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(engine._workers.ask, inference.Inference.predict, str(path), batch)
        wait_until(lambda: sum(worker.cpu_times()[:2]) > used + 0.1, 60, "the worker works")
        worker.kill()
        assert not answer.done()
        assert answer.result(60).shape == (200_000, 3)


def test_every_call_is_answered_although_the_worker_is_killed_under_load(engine, path):
    batches = [np.full((400, 8, 8, 1), value / 8, np.float32) for value in range(8)]
    expected = [engine.predict(path, batch) for batch in batches]
    with ThreadPoolExecutor(8) as threads:
        answers = [threads.submit(engine.predict, path, batch) for batch in batches * 25]
        wait_until(lambda: any(answer.done() for answer in answers), 60, "they are being answered")
        worker_process(engine, "inference").kill()
        found = [answer.result(100) for answer in answers]
    for at, answer in enumerate(found):
        np.testing.assert_array_equal(answer, expected[at % 8])


def test_the_engine_listens_on_this_machine_only(engine):
    processes = [host_process(engine), *host_process(engine).children(recursive=True)]
    listening = [
        connection.laddr.ip
        for process in processes
        for connection in process.net_connections()
        if connection.status == psutil.CONN_LISTEN
    ]
    assert set(listening) == {"127.0.0.1"}


def test_a_client_without_the_key_is_refused(engine):
    from distributed import Client, Security

    other = Security.temporary()
    with pytest.raises(OSError, match="certificate does not match"):
        Client(engine._workers.host.address, security=other, timeout=2, set_as_default=False)


def test_no_key_is_on_a_command_line(engine):
    commands = [" ".join(p.cmdline()) for p in host_process(engine).children(recursive=True)]
    assert not [command for command in commands if "PRIVATE" in command or "CERT" in command]


def test_training_slots_stand_back_and_inference_does_not(engine):
    workers = engine._workers.client.scheduler_info(n_workers=-1)["workers"]
    found = engine._workers.client.run(os.getpriority, os.PRIO_PROCESS, 0)
    niceness = {workers[address]["name"]: nice for address, nice in found.items()}
    niceness.pop("long work", None)  # where a test has asked for it
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    assert niceness == {"inference": ours, "training-1": min(ours + 10, 19)}  # 19: the system's


def digits_run(folder: Path, epochs: int) -> RunFolder:
    return RunFolder.create(RunConfig("digits", "mlp", epochs=epochs, batch_size=500), folder)


def test_a_second_training_waits_for_the_slot_and_then_runs(engine, tmp_path):
    first, second = digits_run(tmp_path / "1", epochs=3), digits_run(tmp_path / "2", epochs=1)
    engine.submit(first.path)
    engine.submit(second.path)
    wait_until(lambda: first.state().status != "queued", 60, "the first starts")
    assert second.state().status == "queued"
    wait_until(lambda: second.state().status == "done", 180, "the second is done")
    assert first.state().status == "done"
    assert engine.predict(second.model, np.zeros((2, 28, 28, 1), np.float32)).shape == (2, 10)


def test_a_paused_run_gives_its_slot_to_the_next_and_takes_one_again(
    engine, cnnviz_home, monkeypatch
):
    monkeypatch.setenv("CNNVIZ_HOME", str(cnnviz_home))
    paused = digits_run(paths.runs() / "paused", epochs=1000)
    engine.submit(paused.path)
    wait_until(lambda: paused.history().batches, 120, "it trains")
    paused.request("pause")
    wait_until(lambda: paused.state().status == "paused", 60, "it pauses")
    second = digits_run(paths.runs() / "second", epochs=1)
    engine.submit(second.path)
    wait_until(lambda: second.state().status == "done", 120, "the other one has the slot")
    before = paused.state()
    assert (before.status, before.in_slot) == ("paused", False)
    done = len(paused.history().batches)
    queue.resume_run(engine, paused)
    wait_until(lambda: len(paused.history().batches) > done, 120, "it trains on")
    assert [act.what for act in paused.history().acts] == ["pause", "resume"]
    queue.stop_run(paused)
    wait_until(lambda: paused.state().status == "stopped", 120, "it stops")
    assert paused.evaluation()


def test_a_run_whose_slot_is_killed_trains_on_after_the_one_that_waited_behind_it(engine, tmp_path):
    lost, waiting = digits_run(tmp_path / "1", epochs=1000), digits_run(tmp_path / "2", epochs=1)
    engine.submit(lost.path)
    engine.submit(waiting.path)
    wait_until(lost.checkpoints, 60, "it has saved an epoch")
    owner = lost.written_state().owner
    worker_process(engine, "training-1").kill()
    wait_until(lambda: waiting.state().status == "done", 90, "the one that waited is done")
    wait_until(lambda: not owner.is_alive(), 120, "its process has ended")
    wait_until(lambda: lost.written_state().restarts == 1, 90, "it is queued again")
    wait_until(lambda: lost.state().progress.doing == "training", 90, "it trains on")
    queue.stop_run(lost)
    wait_until(lambda: lost.state().status == "stopped", 60, "it stops")
    done = [epoch.epoch for epoch in lost.history().epochs]
    assert done == list(range(1, len(done) + 1))
    assert done


def test_a_run_that_its_slot_cannot_read_is_called_failed(engine, tmp_path):
    run = digits_run(tmp_path / "1", epochs=1)
    (run.path / "config.json").write_text("{")
    engine.submit(run.path)
    # A fresh process imports Keras before it reads the run.
    wait_until(lambda: run.state().status == "failed", 300, "its folder tells the failure")


def test_with_a_scheduler_set_the_engine_goes_there_and_starts_no_process(
    engine, path, batch, monkeypatch, tmp_path
):
    (tmp_path / "cert.pem").write_text(engine._workers.host.certificate)
    (tmp_path / "key.pem").write_text(engine._workers.host.key)
    cert, key = str(tmp_path / "cert.pem"), str(tmp_path / "key.pem")
    tls = {"ca-file": cert, "client.cert": cert, "client.key": key}
    monkeypatch.setenv("CNNVIZ_SCHEDULER", engine._workers.host.address)
    with dask.config.set({f"distributed.comm.tls.{name}": file for name, file in tls.items()}):
        guest = Engine()
        guest.wait_ready()
    assert guest._workers.host is None
    np.testing.assert_array_equal(guest.predict(path, batch), engine.predict(path, batch))
    guest.close()
    assert engine.predict(path, batch).shape == (7, 3)


def test_a_scheduler_that_does_not_answer_fails_in_one_sentence(monkeypatch):
    monkeypatch.setenv("CNNVIZ_SCHEDULER", "tcp://127.0.0.1:9")
    with dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
        lost = Engine()
        with pytest.raises(EngineError, match=r"scheduler at tcp://127\.0\.0\.1:9 cannot be reac"):
            lost.wait_ready()
    assert lost.ensure_running() == "failed"


def test_an_idle_engine_wakes_up_less_than_three_times_a_second():
    """Dask's own settings wake each process more than 60 times a second."""

    async def wake_ups() -> list[float]:
        local = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
        async with (
            server.QuietScheduler(**local) as scheduler,
            Worker(scheduler.address, nthreads=1, **local) as worker,
        ):
            await worker.heartbeat()
            return [
                sum(1000 / callback.callback_time for callback in each.periodic_callbacks.values())
                for each in (scheduler, worker)
            ]

    with dask.config.set(server.SETTINGS):
        assert max(asyncio.run(wake_ups())) < 3


def test_a_wrong_number_of_training_slots_fails_in_one_sentence(monkeypatch):
    monkeypatch.setenv("CNNVIZ_TRAINING_SLOTS", "none")
    engine = Engine()
    with pytest.raises(EngineError, match="CNNVIZ_TRAINING_SLOTS must be a whole number from 1"):
        engine.wait_ready()


def test_an_engine_can_be_closed_while_it_starts():
    engine = Engine()
    assert engine.ensure_running() == "starting"
    engine.close()
    with pytest.raises(EngineError, match="the engine was closed"):
        engine.wait_ready()
    assert engine._workers is None or not engine._workers.host.alive


def test_a_killed_engine_is_started_again_and_takes_the_runs_that_trained_and_waited(
    path, batch, tmp_path, monkeypatch
):
    monkeypatch.setattr(client, "FIRST_PAUSE", 0.0)
    monkeypatch.setenv("CNNVIZ_TRAINING_SLOTS", "1")
    engine = Engine()
    engine.wait_ready()
    lost, waiting = digits_run(tmp_path / "1", epochs=1000), digits_run(tmp_path / "2", epochs=1)
    engine.submit(lost.path)
    engine.submit(waiting.path)
    wait_until(lambda: lost.state().status == "running", 60, "it runs")
    host = host_process(engine)
    host.kill()
    wait_until(lambda: not engine._workers.alive, 60, "the engine has noticed")
    assert engine.ensure_running() == "starting"
    assert engine.predict(path, batch).shape == (7, 3)
    assert host_process(engine).pid != host.pid
    wait_until(lambda: lost.state().restarts == 1, 90, "the one that trained is queued again")
    queue.stop_run(lost)
    wait_until(lambda: waiting.state().status == "done", 90, "the run that waited is done")
    engine.close()


def test_an_engine_that_ends_again_and_again_is_started_at_growing_intervals(monkeypatch):
    now, starts = [1000.0], []
    monkeypatch.setattr(client.time, "monotonic", lambda: now[0])

    def fail(engine: Engine) -> None:
        starts.append(now[0])
        engine.reason, engine._retry_at = "it ended", now[0] + engine._pause
        engine._settled.set()

    monkeypatch.setattr(Engine, "_start", fail)
    engine = Engine()
    for _ in range(2000):
        wait_until(engine._settled.is_set, 60, "the attempt is over")
        assert engine.ensure_running() in ("starting", "failed")
        now[0] += 1
    wait_until(engine._settled.is_set, 60, "the attempt is over")
    pauses = np.diff(starts)
    assert pauses[0] >= client.FIRST_PAUSE
    assert list(pauses) == sorted(pauses)
    assert pauses[-1] == pytest.approx(client.LONGEST_PAUSE, abs=2)
    engine.close()


PARENT = """
import threading
from cnnviz.engine import Engine, inference, server
engine = Engine()
threading.Event().wait()
"""


@pytest.fixture
def family(monkeypatch):
    """A process that has an engine, with all its children running."""
    monkeypatch.setenv("CNNVIZ_TRAINING_SLOTS", "1")
    parent = subprocess.Popen([sys.executable, "-c", PARENT], cwd=paths.ROOT)
    process = psutil.Process(parent.pid)
    try:
        # The host, its two workers, and the process that the slot forks trainings from, if any.
        all_of_them = 4 if system.CAN_FORK else 3
        wait_until(lambda: len(pythons(process)) >= all_of_them, 60, "the engine has its children")
        yield process
    finally:
        parent.kill()
        parent.wait()


def test_when_the_parent_is_killed_the_engine_leaves_with_every_child(family):
    children = pythons(family)
    family.kill()
    wait_until(lambda: not any(map(runs, children)), 60, "all left")


def test_when_the_engine_is_killed_its_children_leave_too(family):
    server, *workers = pythons(family)
    server.kill()
    # A process that is importing Keras sees it only afterwards.
    wait_until(lambda: not any(map(runs, workers)), 30, "all left")
    assert runs(family)


def pythons(process: psutil.Process) -> list[psutil.Process]:
    """Return a process's descendants, without multiprocessing's book-keepers."""
    children = process.children(recursive=True)
    return [child for child in children if "resource_tracker" not in command_of(child)]


def command_of(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def runs(process: psutil.Process) -> bool:
    """Whether a process does anything still; a zombie waits only for its parent to notice."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
