"""What the server writes is not for other users of the same machine."""

import stat
import subprocess
import sys

import pytest

PROGRAM = """
import os, subprocess, sys
from pathlib import Path
from cnnviz.utils import paths
from cnnviz.data import uploads
paths.keep_private()
uploads.keep("a.zip", b"PK")
(paths.runs() / "one").mkdir(parents=True)
(paths.runs() / "one" / "state.json").write_text("{}", encoding="utf-8")
subprocess.run([sys.executable, "-c", "open('child', 'w')"], cwd=paths.runs(), check=True)
"""


def modes(home) -> dict[str, int]:
    """Permissions of everything in a home that a server has written to, but of the home itself."""
    subprocess.run(
        [sys.executable, "-c", PROGRAM], check=True, env={"CNNVIZ_HOME": str(home), "PATH": ""}
    )
    found = {path.name: stat.S_IMODE(path.stat().st_mode) for path in home.rglob("*")}
    assert {"uploads", "a.zip", "runs", "one", "state.json", "child"} <= set(found)
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_new_home_and_all_in_it_are_for_its_user_alone(tmp_path):
    found = modes(tmp_path / "home") | {"home": stat.S_IMODE((tmp_path / "home").stat().st_mode)}
    assert all(mode & 0o077 == 0 for mode in found.values()), found
    assert found["home"] == found["runs"] == 0o700


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_what_is_new_in_a_home_that_all_may_read_is_for_its_user_alone(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o755)
    assert all(mode & 0o077 == 0 for mode in modes(home).values())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_group_that_may_write_to_the_home_may_write_to_what_is_in_it(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o770)
    found = modes(home)
    assert found["runs"] == 0o770
    assert found["state.json"] == 0o660
