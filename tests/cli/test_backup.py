"""A copy of all runs, brought back elsewhere, is the same."""

import io
import tarfile
from datetime import datetime

import pytest

from cnnviz.cli import backup
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import State
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError
from tests.cli.command import call


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An app's folder with a run, an upload, and what no other server can use."""
    home = tmp_path / "home"
    monkeypatch.setenv("CNNVIZ_HOME", str(home))
    run = RunFolder.create(RunConfig(seed=7), paths.runs() / "first")
    run.write_state(State("paused"))
    (home / "uploads" / "x").mkdir(parents=True)
    (home / "uploads" / "x" / "steel.zip").write_bytes(bytes(range(256)))
    (home / "engine.log").write_text("a log", "utf-8")
    (home / "runs" / "first" / ".state.json-0.part").write_text("half", "utf-8")
    return home


def files_of(folder) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.fixture(params=["filters", "no filters"])
def tar(request, monkeypatch):
    """Python with filters for archives, and 3.11.2 without."""
    if request.param == "no filters":
        monkeypatch.delattr(tarfile, "data_filter", raising=False)


@pytest.mark.usefixtures("tar")
def test_a_copy_that_is_brought_back_is_the_same(home, tmp_path, monkeypatch):
    (home / "tmp-12345").mkdir()
    (home / "tmp-12345" / "x.part").write_text("half", "utf-8")
    copy = backup.write(tmp_path / "copies")
    before = files_of(home)
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path / "new"))
    backup.read(copy, paths.home())
    after = files_of(tmp_path / "new")
    left_out = {name for name in before if "lives/" in name or name.endswith((".log", ".part"))}
    assert after == {name: content for name, content in before.items() if name not in left_out}
    assert RunFolder(paths.runs() / "first").config().seed == 7


def test_copies_within_the_folder_do_not_copy_each_other(home):
    for _ in range(2):
        copy = backup.write(home / "copies", keep=1)
        with tarfile.open(copy) as opened:
            assert not [name for name in opened.getnames() if name.startswith("copies")]


def test_only_so_many_copies_are_kept(home, tmp_path):
    copies = tmp_path / "copies"
    copies.mkdir()
    for day in range(1, 5):
        (copies / f"cnnviz-2026010{day}-030000.tar.gz").touch()
    newest = backup.write(copies, keep=3)
    assert sorted(path.name for path in copies.iterdir()) == [
        "cnnviz-20260103-030000.tar.gz",
        "cnnviz-20260104-030000.tar.gz",
        newest.name,
    ]


def test_a_folder_that_has_runs_is_not_written_over(home, tmp_path):
    copy = backup.write(tmp_path / "copies")
    with pytest.raises(InputError, match="has runs"):
        backup.read(copy, home)


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b\x08\x00half"])
def test_another_file_is_refused_in_a_sentence(home, tmp_path, content):
    (tmp_path / "x.tar.gz").write_bytes(content)
    with pytest.raises(InputError, match=r"x\.tar\.gz"):
        backup.read(tmp_path / "x.tar.gz", tmp_path / "new")


@pytest.mark.usefixtures("tar")
@pytest.mark.parametrize("name", ["../outside", "runs/../../outside"])
def test_nothing_is_written_outside(tmp_path, name):
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as made:
        evil = tarfile.TarInfo(name)
        evil.size = 4
        made.addfile(evil, io.BytesIO(b"evil"))
    with pytest.raises(InputError, match="must be a copy"):
        backup.read(tmp_path / "x.tar.gz", tmp_path / "new")
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 5, 1, 2, 59), datetime(2026, 5, 1, 3)),
        (datetime(2026, 5, 1, 3, 0), datetime(2026, 5, 2, 3)),
        (datetime(2026, 12, 31, 23), datetime(2027, 1, 1, 3)),
    ],
)
def test_the_next_copy_is_due_at_the_next_such_time(now, due):
    assert backup.next_due("03:00", now) == due


def test_a_time_of_day_that_is_none_is_refused():
    with pytest.raises(InputError, match="such as 03:00, got 25:00"):
        backup.next_due("25:00", datetime.now())


def test_by_command(home, tmp_path, monkeypatch, capsys):
    status, (made,), _ = call(capsys, "backup", tmp_path / "copies", "--keep", 2)
    assert status == 0
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path / "new"))
    status, (back,), _ = call(capsys, "restore", made["copy"])
    assert (status, back["home"]) == (0, str(tmp_path / "new"))
    assert back["files"] == len(files_of(tmp_path / "new"))
