"""Class sessions are deleted once they are old."""

import time

import pytest

from cnnviz.course import session
from cnnviz.course.lesson import CALCULATOR, Card, Lesson
from cnnviz.course.retention import remove_old_sessions
from cnnviz.utils import paths


@pytest.mark.parametrize(("days", "goes"), [(29, False), (31, True)])
def test_a_session_is_kept_for_the_days_of_the_limit(tmp_path, monkeypatch, days, goes):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    monkeypatch.setenv("CNNVIZ_SESSION_DAYS", "30")
    code, _ = session.begin("Today", (Lesson("one", "One", "", (Card("a", CALCULATOR, {}),)),))
    assert remove_old_sessions(time.time() + days * 86_400) == ([code] if goes else [])
    assert (paths.home() / "sessions" / code).exists() != goes
