"""A file is replaced whole or not at all."""

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from cnnviz.utils import atomic, paths
from cnnviz.utils.atomic import exclusive, replacing


def test_what_is_written_takes_the_files_place(tmp_path):
    (tmp_path / "a.json").write_text("old")
    with replacing(tmp_path / "a.json") as part:
        part.write_text("new")
        assert (tmp_path / "a.json").read_text("utf-8") == "old"
    assert (tmp_path / "a.json").read_text("utf-8") == "new"
    assert len(list(tmp_path.iterdir())) == 1


def test_an_error_leaves_the_earlier_file_and_nothing_else(tmp_path):
    def fail() -> None:
        with replacing(tmp_path / "a.json") as part:
            part.write_text("half")
            raise OSError

    (tmp_path / "a.json").write_text("old")
    with pytest.raises(OSError):  # noqa: PT011 - the very error
        fail()
    assert [path.read_text("utf-8") for path in tmp_path.iterdir()] == ["old"]


class Held:
    """A new file whose place is taken: somebody reads the earlier one ``times`` times."""

    def __init__(self, times: int) -> None:
        self.times = times

    def replace(self, path: str) -> None:
        self.times -= 1
        if self.times >= 0:
            raise PermissionError(13, "used by another process", path)


def test_on_windows_a_file_that_is_being_read_is_replaced_a_moment_later(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(atomic, "REPLACE_PAUSE", 0)
    part = Held(times=3)
    atomic.replace_file(part, "a.json")
    assert part.times == -1


def test_on_windows_a_file_that_stays_open_is_an_error_in_the_end(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(atomic, "REPLACE_PAUSE", 0)
    with pytest.raises(PermissionError):
        atomic.replace_file(Held(times=1000), "a.json")


def test_elsewhere_a_file_that_may_not_be_replaced_is_an_error_at_once():
    part = Held(times=1)
    with pytest.raises(PermissionError):
        atomic.replace_file(part, "a.json")
    assert part.times == 0


def test_one_thread_at_a_time_is_inside(tmp_path):
    inside, most = threading.Semaphore(1), []

    def enter(_: int) -> None:
        with exclusive(tmp_path / "lock"):
            most.append(inside.acquire(blocking=False))
            inside.release()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(enter, range(200)))
    assert most == [True] * 200


def test_a_lock_ends_with_the_process_that_holds_it(tmp_path):
    hold = (
        "import sys, pathlib; from cnnviz.utils.atomic import exclusive\n"
        "with exclusive(pathlib.Path(sys.argv[1])):\n"
        "    print('held', flush=True)\n"
        "    input()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, tmp_path / "lock"],
        cwd=paths.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout.readline() == b"held" + os.linesep.encode()
    entered = threading.Event()

    def enter() -> None:
        with exclusive(tmp_path / "lock"):
            entered.set()

    waiting = threading.Thread(target=enter, daemon=True)
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive()
    holder.kill()
    holder.communicate()
    waiting.join(30)
    assert entered.is_set()
