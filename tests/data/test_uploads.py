"""Visitors' zips: kept once, found by their key, old ones making room."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cnnviz.classroom import limits
from cnnviz.data import uploads
from cnnviz.utils.errors import InputError


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
    monkeypatch.setattr(limits, "MB", 1)
    monkeypatch.setenv("CNNVIZ_UPLOADS_MB", "25")
    keys = []
    for age, letter in enumerate((b"a", b"b", b"c")):
        keys.append(uploads.keep("x.zip", letter * 10))
        os.utime(uploads.find(keys[-1]), (age, age))
    assert [uploads.find(key) is not None for key in keys] == [False, True, True]


FAULTS = {
    errno.ENOSPC: "the server's disk is full",
    errno.EDQUOT: "the server's disk is full",
    errno.EROFS: "the server may not write there",
    errno.EACCES: "the server may not write there",
    errno.EIO: "input/output error",
}


@pytest.mark.parametrize(("fault", "reason"), FAULTS.items(), ids=map(errno.errorcode.get, FAULTS))
def test_what_cannot_be_kept_is_one_sentence_without_paths_and_leaves_nothing(
    tmp_path, monkeypatch, fault, reason
):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))

    def half(path, data):
        with path.open("wb") as file:
            file.write(data[:10])
        raise OSError(fault, os.strerror(fault), str(path))

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(InputError) as refusal:
        uploads.keep("steel.zip", b"PK" * 50)
    assert str(refusal.value) == f"steel.zip cannot be kept on this server: {reason}"
    assert not [path for path in tmp_path.rglob("*") if path.name != "uploads"]


@pytest.mark.parametrize("home", ["/proc/no-such-home", "/dev/null/home"])
def test_a_home_that_cannot_be_made_is_one_sentence_without_its_path(monkeypatch, home):
    monkeypatch.setenv("CNNVIZ_HOME", home)
    with pytest.raises(InputError, match=r"steel\.zip cannot be kept on this server: ") as refusal:
        uploads.keep("steel.zip", b"PK")
    assert home not in str(refusal.value)
    assert uploads.find("upload-" + "0" * 16) is None


def test_two_visitors_who_upload_the_same_at_once_both_get_it(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda at: uploads.keep("steel.zip", b"PK" * 100_000), range(16)))
    (key,) = keys
    assert uploads.find(key).read_bytes() == b"PK" * 100_000
    assert [path.name for path in uploads.find(key).parent.iterdir()] == ["steel.zip"]
