"""The zip of a class: packed in the background, served to the teacher alone."""

import zipfile

import pytest
from starlette.requests import Request

from cnnviz.classroom import cookie, password, teachers
from cnnviz.training import class_end
from cnnviz.ui.teacher import export_route
from cnnviz.ui.teacher.class_end import Export
from cnnviz.utils import paths
from tests.event_loop import run
from tests.waiting import wait_until

TEACHER, STUDENT = "a" * 32, "b" * 32


@pytest.fixture(autouse=True)
def a_class(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    monkeypatch.setenv("CNNVIZ_CLASS", "1")
    monkeypatch.setattr(password, "COST", 2**4)
    monkeypatch.setenv("CNNVIZ_TEACHER", password.hashed("right password"))


def status_for(visitor: str | None) -> int:
    sent = f"{cookie.name()}={cookie.issue(visitor)}".encode()
    header = [] if visitor is None else [(b"cookie", sent)]
    scope = {"type": "http", "method": "GET", "query_string": b"", "headers": header}
    return run(export_route.send(Request(scope))).status_code


def test_an_export_packs_all_files_and_says_how_many():
    folder = paths.home() / "uploads"
    folder.mkdir()
    (folder / "plates.zip").write_bytes(b"content")
    job = Export()
    job.start()
    wait_until(lambda: not job.active, 60, "everything is packed")
    assert (job.error, job.total) == ("", 1)
    with zipfile.ZipFile(class_end.exported()) as archive:
        assert any(name.endswith("plates.zip") for name in archive.namelist())


def test_the_teacher_alone_is_given_the_zip():
    class_end.exported().parent.mkdir(parents=True, exist_ok=True)
    class_end.exported().write_bytes(b"zip")
    teachers.sign_in(TEACHER)
    assert [status_for(who) for who in (TEACHER, STUDENT, None)] == [200, 404, 404]


def test_before_anything_is_packed_there_is_nothing():
    teachers.sign_in(TEACHER)
    assert status_for(TEACHER) == 404
