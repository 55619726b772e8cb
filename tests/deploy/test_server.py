"""A real server from its start to its end: health, SIGTERM, the next one on the same volume."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from cnnviz import health_check
from cnnviz.training import queue
from cnnviz.training.folder import RunFolder
from cnnviz.utils import paths
from tests.waiting import wait_until

START_SECONDS = 180


@dataclass(frozen=True)
class Server:
    """A server's process and port; its base path is /lab."""

    process: "subprocess.Popen[bytes]"
    port: int

    def get(self, path: str) -> tuple[int, str]:
        """Return status and text; 0 where nothing answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as got:
                return got.status, got.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()
        except OSError:
            return 0, ""

    def engine_is(self, status: str) -> bool:
        """Whether the health address says this of the engine."""
        found, text = self.get("/lab/health")
        return found > 0 and json.loads(text)["engine"]["status"] == status

    def engine(self) -> psutil.Process:
        """Return the engine's process."""
        children = psutil.Process(self.process.pid).children()
        return next(child for child in children if "cnnviz.engine" in child.cmdline())


@contextmanager
def served(home: Path):
    """A server on a free port, whose engine is up."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = {"PORT": port, "ADDRESS": "127.0.0.1", "BASE_URL_PATH": "lab"}
    given = {f"STREAMLIT_SERVER_{name}": str(value) for name, value in given.items()}
    environment = os.environ | given | {"CNNVIZ_HOME": str(home), "CNNVIZ_TRAINING_SLOTS": "1"}
    program = [sys.executable, "-m", "streamlit", "run", "server.py"]
    with subprocess.Popen(program, cwd=paths.ROOT, env=environment) as process:
        try:
            server = Server(process, port)
            wait_until(lambda: server.engine_is("ok"), START_SECONDS, "the engine is up")
            yield server
        finally:
            process.kill()


def orphan(home: Path) -> RunFolder:
    """A run that a process has queued which is gone."""
    config = "RunConfig('digits', 'mlp', epochs=1000, batch_size=100)"
    program = (
        "from cnnviz.training.config import RunConfig; "
        "from cnnviz.training.folder import RunFolder; "
        f"print(RunFolder.create({config}).path)"
    )
    environment = os.environ | {"CNNVIZ_HOME": str(home)}
    command = [sys.executable, "-c", program]
    made = subprocess.check_output(command, cwd=paths.ROOT, env=environment, text=True)
    return RunFolder(Path(made.strip()))


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("volume")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_HOME", str(home))
        yield home


@pytest.fixture(scope="module")
def left(home):
    """A run that a server was training when it was asked to end, and that server's exit code."""
    with served(home) as server:
        run = orphan(home)
        wait_until(lambda: len(run.history().batches) > 1, START_SECONDS, "it trains")
        server.process.send_signal(signal.SIGTERM)
        return run, server.process.wait(30)


@pytest.fixture(scope="module")
def server(home, left):
    """The next server on the same volume."""
    with served(home) as server:
        yield server


def test_a_server_that_is_asked_to_end_exits_with_0_and_its_run_waits(left):
    run, code = left
    assert code == 0
    assert run.interrupted.exists() or run.checkpoints()


def test_the_next_server_resumes_the_run_and_does_so_again_where_its_engine_is_killed(left, server):
    run, _ = left

    def trains() -> bool:
        state = run.state()
        return state.status == "running" and state.progress.doing == "training"

    wait_until(trains, START_SECONDS, "it trains")
    assert run.written_state().restarts == 0
    server.engine().kill()
    wait_until(lambda: run.written_state().restarts == 1, START_SECONDS, "it is queued again")
    wait_until(trains, START_SECONDS, "it trains again")
    queue.stop_run(run)
    wait_until(lambda: run.state().status == "stopped", START_SECONDS, "it stops")
    assert run.evaluation().n


def test_health_tells_web_engine_and_disk_apart_with_and_without_the_base_path(server):
    wait_until(lambda: server.engine_is("ok"), START_SECONDS, "the engine is up")
    for path in ("/health", "/lab/health"):
        status, text = server.get(path)
        told = json.loads(text)
        assert (status, told["web"], told["engine"]["status"]) == (200, {"status": "ok"}, "ok")
        assert told["disk"]["status"] == "ok"
        assert told["disk"]["free_bytes"] > 0
    assert server.get("/lab/health/web")[0] == 200


def test_the_container_s_check_follows_the_base_path(server, monkeypatch, capsys):
    monkeypatch.setenv("STREAMLIT_SERVER_PORT", str(server.port))
    monkeypatch.setenv("STREAMLIT_SERVER_BASE_URL_PATH", "/lab/")
    assert health_check.main() == 0
    assert json.loads(capsys.readouterr().out)["version"]
    monkeypatch.setenv("STREAMLIT_SERVER_BASE_URL_PATH", "elsewhere")
    assert health_check.main() == 1


def test_the_container_s_check_fails_where_nothing_answers(monkeypatch, capsys):
    monkeypatch.setenv("STREAMLIT_SERVER_PORT", "9")
    assert health_check.main() == 1
    assert "no answer at port 9" in capsys.readouterr().out
