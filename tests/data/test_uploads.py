"""Visitors' zips: kept once, found by their key, old ones making room."""

import os

import pytest

from cnnviz.data import uploads


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    return tmp_path


def test_an_upload_is_found_under_its_key_with_its_name():
    path = uploads.find(uploads.keep("My steel.zip", b"content"))
    assert path.name == "My steel.zip"
    assert path.read_bytes() == b"content"


def test_the_same_content_is_kept_once(home):
    assert uploads.keep("a.zip", b"x") == uploads.keep("b.zip", b"x")
    assert len(list(home.rglob("*.zip"))) == 1


@pytest.mark.parametrize(
    "name", ["../../evil.zip", "/etc/passwd", "a\0b.zip", "", "..", "c:\\x.zip"]
)
def test_no_name_leads_out_of_the_folder(name, home):
    path = uploads.find(uploads.keep(name, b"data"))
    assert path.resolve().is_relative_to(home / "uploads")


@pytest.mark.parametrize(
    "key", ["", "digits", "upload-", "upload-../../../etc", "upload-" + "0" * 16]
)
def test_what_is_no_key_finds_nothing(key):
    assert uploads.find(key) is None


def test_what_is_forgotten_leaves_nothing_behind(home):
    uploads.forget(uploads.keep("a.zip", b"x"))
    assert list((home / "uploads").iterdir()) == []


def test_the_oldest_uploads_make_room(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_TOTAL", 25)
    keys = []
    for age, letter in enumerate((b"a", b"b", b"c")):
        keys.append(uploads.keep("x.zip", letter * 10))
        os.utime(uploads.find(keys[-1]), (age, age))
    assert [uploads.find(key) is not None for key in keys] == [False, True, True]
