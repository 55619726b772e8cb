"""The app's folder: used where it can be, and explained where it cannot."""

import errno
import os
import stat
import sys
import tempfile
from pathlib import Path

import pytest

from cnnviz.utils import home_folder, paths


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_a_folder_that_is_not_there_yet_is_made(home):
    assert home_folder.problem() == ""
    assert list(home.iterdir()) == []


def test_a_folder_below_a_file_cannot_be_made(home):
    home.parent.joinpath("home").write_text("a file", "utf-8")
    assert f"cannot write to {home} (CNNVIZ_HOME): " in home_folder.problem()


def test_somebody_else_s_folder_is_named_with_both_users(home, monkeypatch):
    def refuse(folder):
        raise PermissionError(errno.EACCES, "Permission denied", str(folder))

    home.mkdir()
    monkeypatch.setattr(home_folder, "_write_in", refuse)
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr(os, "getuid", lambda: 4242)
    monkeypatch.setattr(os, "getgid", lambda: 0)
    owner = home.stat()
    assert home_folder.problem() == (
        f"uid 4242 cannot write to {home} (CNNVIZ_HOME): {home} belongs to uid {owner.st_uid}, "
        f"group {owner.st_gid}; `chown -R 4242:0 {home}` gives it away"
    )


def test_a_read_only_disk_is_called_so_and_nobody_is_told_to_give_it_away(home, monkeypatch):
    def refuse(folder):
        raise OSError(errno.EROFS, "Read-only file system", str(folder))

    home.mkdir()
    monkeypatch.setattr(home_folder, "_write_in", refuse)
    assert home_folder.problem().endswith(
        f"cannot write to {home} (CNNVIZ_HOME): its disk is read-only; "
        "set CNNVIZ_HOME to a folder that can be written to"
    )


def test_ones_own_folder_is_not_given_away_but_opened(home, monkeypatch):
    def refuse(folder):
        raise PermissionError(errno.EACCES, "Permission denied", str(folder))

    home.mkdir()
    monkeypatch.setattr(home_folder, "_write_in", refuse)
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr(os, "getuid", lambda: home.stat().st_uid)
    assert home_folder.problem().endswith(f"; `chmod u+rwx {home}` lets it be written to")


def test_a_folder_that_cannot_be_listed_is_opened(home, monkeypatch):
    def refuse(folder):
        raise PermissionError(errno.EACCES, "Permission denied", str(folder))

    home.mkdir()
    monkeypatch.setattr(home_folder, "_write_in", refuse)
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.R_OK)
    monkeypatch.setattr(os, "getuid", lambda: home.stat().st_uid)
    assert home_folder.problem().endswith(f"; `chmod u+rwx {home}` lets it be written to")


def test_nobody_is_told_to_give_away_what_is_above_the_folder(home, monkeypatch):
    def refuse(path, **_):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "chown" not in home_folder.problem()
    assert "set CNNVIZ_HOME to another one" in home_folder.problem()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_called_full(home, monkeypatch, number):
    def refuse(folder):
        raise OSError(number, "full")

    home.mkdir()
    monkeypatch.setattr(home_folder, "_write_in", refuse)
    assert home_folder.problem() == f"the disk of {home} (CNNVIZ_HOME) is full"


def test_a_disk_with_little_left_is_told_before_it_is_full(home, monkeypatch):
    monkeypatch.setattr(home_folder, "free_bytes", lambda: home_folder.LEAST_FREE - 1)
    assert "has less than 100 MB left" in home_folder.problem()


def test_a_user_without_a_home_folder_is_told_to_name_one(monkeypatch):
    def unknown():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("CNNVIZ_HOME")
    monkeypatch.setattr(Path, "home", unknown)
    assert "set CNNVIZ_HOME to a folder of its own" in home_folder.problem()
    with pytest.raises(OSError, match="directory"):
        paths.runs().mkdir(parents=True)


def nowhere_else(monkeypatch) -> None:
    """Let no usual folder for temporary files be written to."""

    def nowhere():
        raise FileNotFoundError

    monkeypatch.setattr(tempfile, "gettempdir", nowhere)
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("TMPDIR", "")


def test_temporary_files_go_to_the_volume_where_nothing_else_can_be_written(home, monkeypatch):
    nowhere_else(monkeypatch)
    home_folder.ensure_temporary_folder()
    assert tempfile.tempdir == os.environ["TMPDIR"] == str(home / "tmp")
    assert (home / "tmp").is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no group that may write")
@pytest.mark.parametrize(("of_home", "of_folder"), [(0o775, 0o770), (0o755, 0o700)])
def test_the_group_may_write_temporary_files_where_it_may_write_to_the_volume(
    home, monkeypatch, of_home, of_folder
):
    home.mkdir(exist_ok=True)
    home.chmod(of_home)
    nowhere_else(monkeypatch)
    home_folder.ensure_temporary_folder()
    assert stat.S_IMODE((home / "tmp").stat().st_mode) == of_folder


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no numbers of users")
def test_a_temporary_folder_of_another_user_is_left_alone(home, monkeypatch):
    home.mkdir(exist_ok=True)
    (home / "tmp").write_text("in place of a folder that may not be written to", encoding="utf-8")
    nowhere_else(monkeypatch)
    home_folder.ensure_temporary_folder()
    assert tempfile.tempdir == str(home / f"tmp-{os.getuid()}")
