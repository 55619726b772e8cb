"""The log of the engine's process."""

from cnnviz.engine import server_process


def test_a_second_server_on_the_same_home_keeps_the_first_one_s_log(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    for text in ("first\n", "second\n"):
        with server_process._log() as log:
            log.write(text)
    assert (tmp_path / "engine.log").read_text("utf-8") == "first\nsecond\n"


def test_a_long_log_is_set_aside(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    (tmp_path / "engine.log").write_bytes(bytes(server_process.MAX_LOG + 1))
    with server_process._log():
        pass
    assert (tmp_path / "engine.log").stat().st_size == 0
    assert (tmp_path / "engine.log.1").stat().st_size == server_process.MAX_LOG + 1


def test_without_a_home_the_engine_writes_to_our_own_standard_error(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path / "file" / "home"))
    with server_process._log() as log:
        assert log is None
