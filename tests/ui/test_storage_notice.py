"""What is said on a server that cannot keep anything, and to whom."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.classroom import visitor
from cnnviz.classroom.visitor import EVERYBODY, Visitor
from cnnviz.ui import caches

pytestmark = pytest.mark.page


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    """A home below a file: it cannot be made."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path / "file" / "home"))
    caches.storage_problem.clear()
    yield tmp_path
    caches.storage_problem.clear()


@pytest.fixture
def said_to(monkeypatch) -> Callable[[Visitor], str]:
    return lambda who: read_by(who, monkeypatch)


def read_by(who: Visitor, monkeypatch) -> str:
    def show() -> None:
        from cnnviz.ui.storage_notice import storage_notice

        storage_notice()

    monkeypatch.setattr(visitor, "current", lambda: who)
    page = AppTest.from_function(show).run()
    assert not page.exception
    return str(page.warning[0].value)


def test_whoever_runs_the_server_reads_which_folder_it_is(home, said_to):
    assert f"cannot write to {home}" in said_to(EVERYBODY)


def test_a_student_of_a_class_reads_no_folder_of_the_server_and_the_teacher_does(home, said_to):
    assert said_to(Visitor("student")) == (
        "Nothing can be kept on this server: its disk is full, or is not its own to write to: ask "
        "whoever runs it."
    )
    assert f"cannot write to {home}" in said_to(Visitor("teacher", teacher=True))
