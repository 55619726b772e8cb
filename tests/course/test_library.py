"""Own courses: kept, found, changed by their maker alone, and safe from damaged files."""

from dataclasses import replace

import pytest

from cnnviz.classroom.visitor import Visitor, acting
from cnnviz.course import library
from cnnviz.course.lesson import CALCULATOR, Card, Lesson
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError

LESSON = Lesson("one", "One", "", (Card("text", CALCULATOR, {"l_stride": "2"}),))
ANNA, BEN = Visitor("a" * 32), Visitor("b" * 32)
TEACHER = Visitor("c" * 32, teacher=True)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))


@pytest.fixture
def a_class(monkeypatch):
    monkeypatch.setenv("CNNVIZ_CLASS", "1")


def test_a_course_is_found_again():
    made = library.make("  My \n course ", [LESSON])
    assert library.find(made.key) == library.Course(made.key, "My course", (LESSON,))


def test_a_saved_course_replaces_the_earlier_one():
    made = library.make("Course")
    library.save(replace(made, lessons=(LESSON,)))
    assert library.find(made.key).lessons == (LESSON,)


def test_courses_are_listed_by_title():
    for title in ("b", "C", "a"):
        library.make(title)
    assert [course.title for course in library.courses()] == ["a", "b", "C"]


def test_a_deleted_course_is_gone():
    made = library.make("Course")
    library.delete(made.key)
    with pytest.raises(InputError, match="no longer there"):
        library.find(made.key)


@pytest.mark.parametrize("title", ["", " ", "x" * 201, "<b>"])
def test_a_course_needs_a_title(title):
    with pytest.raises(InputError):
        library.make(title)
    assert library.courses() == []


def test_a_lesson_is_found_by_its_name_in_links():
    made = library.make("Course", [LESSON])
    assert library.find_lesson(f"{made.key}~one") == (made, LESSON)


@pytest.mark.parametrize("name", ["", "~", "x~one", "../..~one", "0123456789~one"])
def test_another_name_finds_no_lesson(name):
    library.make("Course", [LESSON])
    assert library.find_lesson(name) is None


def test_a_students_course_is_the_students_own(a_class):
    with acting(ANNA):
        made = library.make("Course")
    with acting(BEN):
        assert library.courses() == []
        with pytest.raises(InputError):
            library.save(made)
    with acting(ANNA):
        assert library.courses() == [made]


def test_a_teachers_course_is_seen_by_all_and_changed_by_the_teacher(a_class):
    with acting(TEACHER):
        made = library.make("Course")
    with acting(BEN):
        assert library.courses() == [made]
        with pytest.raises(InputError):
            library.delete(made.key)


def test_a_damaged_course_is_left_out():
    made = library.make("Course")
    (paths.home() / "courses" / made.key / "course.json").write_text("{", "utf-8")
    assert library.courses() == []


def test_there_are_at_most_so_many_courses(monkeypatch):
    monkeypatch.setattr(library, "MOST_COURSES", 1)
    library.make("Course")
    with pytest.raises(InputError, match="at most 1 courses"):
        library.make("Another")
