"""The log of the engine's process, and what it leaves behind."""

import subprocess
import sys

import pytest

from cnnviz.engine import server_process


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    return tmp_path


def process(program: str) -> "subprocess.Popen[str]":
    pipes = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    return subprocess.Popen([sys.executable, "-c", program], **pipes)


def test_a_second_server_on_the_same_home_keeps_the_first_one_s_log(tmp_path):
    for text in ("first\n", "second\n"):
        with server_process._log() as log:
            log.write(text)
    assert (tmp_path / "engine.log").read_text("utf-8") == "first\nsecond\n"


def test_a_long_log_is_set_aside(tmp_path):
    (tmp_path / "engine.log").write_bytes(bytes(server_process.MAX_LOG + 1))
    with server_process._log():
        pass
    assert (tmp_path / "engine.log").stat().st_size == 0
    assert (tmp_path / "engine.log.1").stat().st_size == server_process.MAX_LOG + 1


def test_what_the_engine_reports_goes_to_the_log_and_to_standard_error(tmp_path, capfd):
    with process("import sys; print('a cause', file=sys.stderr)") as engine:
        server_process._copy_log(engine)
    assert (tmp_path / "engine.log").read_text("utf-8") == "a cause\n"
    assert "a cause" in capfd.readouterr().err


def test_without_a_home_the_engine_reports_to_standard_error_alone(tmp_path, monkeypatch, capfd):
    (tmp_path / "file").touch()
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path / "file" / "home"))
    with process("import sys; print('a cause', file=sys.stderr)") as engine:
        server_process._copy_log(engine)
    assert "a cause" in capfd.readouterr().err


def test_an_engine_that_does_not_end_is_killed(monkeypatch):
    monkeypatch.setattr(server_process, "LEAVE_SECONDS", 0.1)
    with process("import threading; threading.Event().wait()") as engine:
        server_process.ServerProcess(engine, "", "", "").stop()
        assert engine.poll() is not None
