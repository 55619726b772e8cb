"""What can be computed anew is kept within a limit; what was used longest ago goes first."""

import os

import pytest

from cnnviz.training import computed
from cnnviz.utils import paths


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))


def kept(folder: str, name: str, used: int, size: int = 400_000):
    file = paths.home() / folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(bytes(size))
    os.utime(file, (used, used))
    return file


def test_the_files_that_were_used_longest_ago_go_until_the_others_fit(monkeypatch):
    monkeypatch.setenv("CNNVIZ_COMPUTED_MB", "1")
    oldest, old = kept("explanations", "a.npz", 1), kept("overlaps", "b.json", 2)
    new, newest = kept("explanations", "c.npz", 3), kept("explanations", "d.json", 4)
    paths.mark_used(oldest)
    assert computed.remove_unused() == [old, new]
    assert oldest.exists()
    assert newest.exists()
    assert computed.remove_unused() == []


def test_within_the_limit_and_without_a_folder_nothing_goes():
    assert computed.remove_unused() == []
    file = kept("explanations", "a.npz", 1)
    assert computed.remove_unused() == []
    assert file.exists()


def test_a_file_that_is_gone_can_be_marked():
    paths.mark_used(paths.home() / "explanations" / "gone.npz")
