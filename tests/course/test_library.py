"""Own courses: kept, found, changed by their maker alone, and safe from damaged files."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from cnnviz.classroom import limits
from cnnviz.classroom.visitor import Visitor, acting
from cnnviz.course import library
from cnnviz.course.lesson import CALCULATOR, Card, Lesson
from cnnviz.training import storage
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
    assert library.change(made.key, lambda none: (*none, LESSON)).lessons == (LESSON,)
    assert library.find(made.key).lessons == (LESSON,)


def test_what_two_tabs_add_at_the_same_time_is_all_kept():
    made = library.make("Course")

    def add(number: int) -> None:
        lesson = replace(LESSON, key=f"lesson-{number}")
        library.change(made.key, lambda lessons: (*lessons, lesson))

    with ThreadPoolExecutor(8) as tabs:
        list(tabs.map(add, range(24)))
    kept = {lesson.key for lesson in library.find(made.key).lessons}
    assert kept == {f"lesson-{number}" for number in range(24)}


def test_a_change_that_makes_no_course_leaves_the_earlier_one():
    made = library.make("Course", [LESSON])
    with pytest.raises(InputError):
        library.change(made.key, lambda lessons: (*lessons, *lessons))
    assert library.find(made.key) == made


def test_a_course_that_was_deleted_meanwhile_is_not_changed():
    made = library.make("Course")
    library.delete(made.key)
    with pytest.raises(InputError, match="no longer there"):
        library.change(made.key, lambda lessons: lessons)


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
            library.change(made.key, lambda lessons: lessons)
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


def test_a_visitor_keeps_so_many_courses_and_the_teacher_as_many_as_they_like(a_class, monkeypatch):
    monkeypatch.setenv("CNNVIZ_COURSES_KEPT", "1")
    monkeypatch.setattr(library, "MOST_COURSES", 2)
    for who in (ANNA, BEN):
        with acting(who):
            library.make("Course")
    with acting(ANNA), pytest.raises(InputError, match="at most 1 course of yours"):
        library.make("Another")
    with acting(Visitor("d" * 32)), pytest.raises(InputError, match="at most 2 courses are kept"):
        library.make("Course")
    with acting(TEACHER):
        assert [library.make("Course").title for _ in range(2)] == ["Course"] * 2


def test_courses_count_among_a_visitors_files(a_class, monkeypatch):
    with acting(ANNA):
        made = library.make("Course", [LESSON])
    file = paths.home() / "courses" / made.key / "course.json"
    assert storage.used_by_visitor()[ANNA.id] > file.stat().st_size
    monkeypatch.setattr(limits, "MB", file.stat().st_size)
    monkeypatch.setenv("CNNVIZ_VISITOR_MB", "1")
    with acting(ANNA), pytest.raises(InputError, match="your files would take"):
        library.make("Another")
    with acting(BEN):
        library.make("Course")


@pytest.mark.parametrize(
    "act",
    [
        lambda: library.make("Course"),
        lambda: library.change("0123456789", lambda lessons: lessons),
        lambda: library.delete("0123456789"),
    ],
)
def test_a_course_that_cannot_be_kept_is_one_sentence_without_its_folder(tmp_path, act):
    (tmp_path / "courses").write_text("a file where the folder should be", "utf-8")
    with pytest.raises(InputError, match=r"^the course cannot be kept: [a-z ]+$"):
        act()
