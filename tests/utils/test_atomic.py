"""A file is replaced whole or not at all."""

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from cnnviz.utils import paths
from cnnviz.utils.atomic import exclusive, replacing


def test_what_is_written_takes_the_files_place(tmp_path):
    (tmp_path / "a.json").write_text("old")
    with replacing(tmp_path / "a.json") as part:
        part.write_text("new")
        assert (tmp_path / "a.json").read_text() == "old"
    assert (tmp_path / "a.json").read_text() == "new"
    assert len(list(tmp_path.iterdir())) == 1


def test_an_error_leaves_the_earlier_file_and_nothing_else(tmp_path):
    def fail() -> None:
        with replacing(tmp_path / "a.json") as part:
            part.write_text("half")
            raise OSError

    (tmp_path / "a.json").write_text("old")
    with pytest.raises(OSError):  # noqa: PT011 - the very error
        fail()
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


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
