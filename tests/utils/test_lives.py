"""Lives: alive while the process is, whoever asks, and ended with it, however it ends."""

import subprocess
import sys

import pytest

from cnnviz.utils import lives, paths

PROGRAM = """
import sys
from pathlib import Path
from cnnviz.utils import lives
print(lives.begin(Path(sys.argv[1])), flush=True)
input()
"""


@pytest.fixture
def other(tmp_path):
    """Another process, with a life in the folder, and the life's name."""
    program = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(program, cwd=paths.ROOT, **pipes) as process:
        yield process, process.stdout.readline().strip()
        process.kill()


def test_a_life_lasts_until_its_process_is_killed(tmp_path, other):
    process, name = other
    assert lives.lasts(tmp_path, name)
    process.kill()
    process.wait()
    assert not lives.lasts(tmp_path, name)


def test_our_own_life_lasts(tmp_path):
    assert lives.lasts(tmp_path, lives.begin(tmp_path))


def test_a_life_that_nobody_began_has_ended(tmp_path):
    assert not lives.lasts(tmp_path, "0" * 32)


def test_only_lives_that_have_ended_are_forgotten(tmp_path, other):
    process, name = other
    ours = lives.begin(tmp_path)
    process.kill()
    process.wait()
    lives.forget_ended(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [ours]
    assert not lives.lasts(tmp_path, name)


def test_no_life_is_begun_where_nothing_can_be_written(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        lives.begin(tmp_path / "file")
