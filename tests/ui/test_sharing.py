"""What a shared link's names stand for: folders of the home, and never anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.ui.sharing import folders_of
from cnnviz.utils import paths


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    for name in ("runs/run-1", "uploads/upload-1", "models/upload-1", "inspections/00ff", "secret"):
        (tmp_path / name).mkdir(parents=True)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("run-1", ["runs/run-1"]),
        ("run-1@7", ["runs/run-1"]),
        ("upload-1", ["models/upload-1", "uploads/upload-1"]),
        ("00ff", ["inspections/00ff"]),
        ("run-2", []),
        ("upload-2", []),
        ("", []),
        ("@1", []),
        ("../secret", []),
        ("..", []),
        (".", []),
        ("/etc", []),
        ("run-1/..", []),
        ("run-1\0", []),
        ("a" * 256, []),
    ],
)
def test_a_name_stands_for_its_folders(name, found):
    assert folders_of(name) == [paths.home() / each for each in found]


@given(st.text(max_size=40))
def test_any_text_stays_inside_the_four_folders(name):
    for folder in folders_of(name):
        assert folder.parent.parent == paths.home()
        assert folder.parent.name in ("runs", "uploads", "models", "inspections")
