"""A scheduler and workers started by hand, as on several machines, with the cluster's key."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from cnnviz.engine import Engine, keys
from cnnviz.training import queue
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.utils import paths
from cnnviz.utils.errors import EngineError
from tests.waiting import wait_until


@contextmanager
def process(*arguments: str, says: str, program: str = "cnnviz"):
    """A process that is ready once it has said so; it is killed in the end."""
    command = [sys.executable, "-m", program, *arguments]
    # Dask's own programs say so in their log, whose level another test's command may have set.
    own = {} if program == "cnnviz" else {"DASK_LOGGING__DISTRIBUTED": "info"}
    pipe = {"stderr": subprocess.PIPE, "text": True, "env": quiet() | own}
    with subprocess.Popen(command, cwd=paths.ROOT, **pipe) as started:
        try:
            said = ""
            while says not in said:
                line = started.stderr.readline()
                assert line, said
                said += line
            yield started
        finally:
            started.kill()


def quiet() -> dict[str, str]:
    return os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "CNNVIZ_GPU": "0"}


def free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("cluster")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_HOME", str(home))
        patch.setenv("CNNVIZ_KEYS", str(home / "keys"))
        keys.make(home / "keys")
        yield home


@pytest.fixture(scope="module")
def address(home):
    port = free_port()
    with process("scheduler", "--port", port, says="listens"):
        yield f"tls://127.0.0.1:{port}"


def worker(address: str, inference: int = 0, training: int = 1):
    counts = ("--inference", str(inference), "--training", str(training))
    return process("worker", "--scheduler", address, *counts, says="serve")


@pytest.fixture(scope="module")
def engine(address, home):
    """A server's engine, and a worker that answers it; slots come with each test."""
    with pytest.MonkeyPatch.context() as patch, worker(address, inference=1, training=0):
        patch.setenv("CNNVIZ_SCHEDULER", address)
        engine = Engine()
        engine.wait_ready()
        yield engine
        engine.close()


def run_of(epochs: int) -> RunFolder:
    """A training on digits, in the home."""
    return RunFolder.create(RunConfig("digits", "mlp", epochs=epochs, batch_size=500))


def test_a_training_runs_on_a_worker_started_by_hand(engine, address):
    run = run_of(epochs=1)
    with worker(address):
        engine.submit(run.path)
        wait_until(lambda: run.state().status == "done", 120, "it is done")
    assert engine.predict(run.model, np.zeros((2, 28, 28, 1), np.float32)).shape == (2, 10)


def test_a_second_worker_is_used_and_takes_the_run_of_one_that_is_killed(engine, address):
    first, second = run_of(epochs=1000), run_of(epochs=1000)
    with worker(address) as killed:
        engine.submit(first.path)
        wait_until(lambda: first.history().batches, 120, "the first trains")
        with worker(address):
            engine.submit(second.path)
            wait_until(lambda: second.history().batches, 120, "the second trains beside it")
            owner = first.written_state().owner
            assert owner.is_alive()
            killed.kill()
            queue.stop_run(second)
            wait_until(
                lambda: first.state().progress.doing == "training" and first.state().owner != owner,
                120,
                "the other worker trains it",
            )
            assert first.written_state().restarts == 1
            queue.stop_run(first)
            wait_until(lambda: first.state().status == "stopped", 120, "it stops")
            assert first.evaluation()


def test_a_slot_that_comes_later_takes_a_run_that_waits_behind_a_busy_one(engine, address):
    first, second = run_of(epochs=1000), run_of(epochs=1)
    with worker(address):
        engine.submit(first.path)
        wait_until(lambda: first.history().batches, 120, "the first trains")
        engine.submit(second.path)
        with worker(address):

            def done() -> bool:
                engine.use_free_slots()
                return second.state().status == "done"

            wait_until(done, 120, "the second was trained")
            assert first.state().status == "running"
            queue.stop_run(first)
            wait_until(lambda: first.state().status == "stopped", 120, "the first stops")


def test_a_worker_that_is_asked_to_end_saves_its_run_which_goes_on_elsewhere(engine, address):
    run = run_of(epochs=1000)
    with worker(address) as leaving:
        engine.submit(run.path)
        wait_until(lambda: len(run.history().batches) > 1, 120, "it trains")
        leaving.send_signal(signal.SIGTERM)
        assert leaving.wait(20) == 0
    assert run.state().status == "queued"
    assert run.interrupted.exists() or run.checkpoints()
    done = len(run.history().batches)
    with worker(address):
        assert queue.resume(engine) == [run]
        wait_until(lambda: len(run.history().batches) > done, 120, "it trains on")
        assert run.written_state().restarts == 0
        queue.stop_run(run)
        wait_until(lambda: run.state().status == "stopped", 120, "it stops")


def test_a_slot_that_sees_another_disk_says_so(engine, address, monkeypatch, tmp_path):
    run = run_of(epochs=1)
    with worker(address):
        monkeypatch.setattr(paths, "home", lambda: Path("/nowhere/at/all"))
        engine.submit(run.path)
        wait_until(lambda: run.state().status == "failed", 120, "it fails")
    assert "there is no /nowhere/at/all on" in run.state().reason


def test_a_slot_that_may_have_no_children_says_so(engine, address, home):
    """A worker of Dask's own command, which knows nothing of what a slot needs."""
    tls = {f"--tls-{name}": str(home / "keys" / "certificate.pem") for name in ("ca-file", "cert")}
    tls["--tls-key"] = str(home / "keys" / "key.pem")
    options = [part for option in tls.items() for part in option]
    options += ["--resources", "training=1", "--nworkers", "1", "--nthreads", "1"]
    run = run_of(epochs=1)
    program = "distributed.cli.dask_worker"
    with process(address, *options, says="Registered to", program=program):
        engine.submit(run.path)
        wait_until(lambda: run.state().status == "failed", 120, "it fails")
    assert "daemonic processes are not allowed to have children" in run.state().reason


def test_a_server_without_the_key_is_told_so(address, monkeypatch, tmp_path):
    monkeypatch.setenv("CNNVIZ_SCHEDULER", address)
    monkeypatch.setenv("CNNVIZ_KEYS", str(tmp_path))
    engine = Engine()
    with pytest.raises(EngineError, match=r"there is no certificate\.pem that can be read"):
        engine.wait_ready()


FOREIGN = """
import sys
sys.modules["cnnviz"] = None
from distributed.cli.dask_scheduler import main
main()
"""


def test_a_scheduler_that_does_not_know_cnnviz_is_told_from_one_that_does(monkeypatch, tmp_path):
    (tmp_path / "foreign.py").write_text(FOREIGN, "utf-8")
    port = free_port()
    options = ("--host", "127.0.0.1", "--port", port, "--dashboard-address", ":0")
    monkeypatch.setenv("CNNVIZ_SCHEDULER", f"tcp://127.0.0.1:{port}")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with process(*options, says="Scheduler at", program="foreign"):
        engine = Engine()
        with pytest.raises(EngineError, match="start it with `cnnviz scheduler`"):
            engine.wait_ready()
        engine.close()
