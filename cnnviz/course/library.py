"""Courses of one's own: made here or opened from a file.

::

    home/courses/KEY/
        course.json     as ``course_file`` writes it
        visitor.json    whose it is; everybody's where a class's teacher made it
    home/courses/.lock  held by whoever writes

A lesson of such a course is named ``KEY~LESSON`` in links.
"""

import re
import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from cnnviz.classroom import belongings, limits, visitor
from cnnviz.course import course_file
from cnnviz.course.lesson import Lesson
from cnnviz.training import storage
from cnnviz.utils import paths
from cnnviz.utils.atomic import exclusive, replacing
from cnnviz.utils.errors import InputError, kept
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import plural

MOST_COURSES = 500  # of all visitors
LOCK = ".lock"
SEPARATOR = "~"
KEY = re.compile(r"[a-f0-9]{10}")
GONE = N_("this course is no longer there")


@dataclass(frozen=True)
class Course:
    """A course of one's own.

    Attributes
    ----------
    key : str
    title : str
    lessons : tuple of Lesson
    """

    key: str
    title: str
    lessons: tuple[Lesson, ...]


def make(title: str, lessons: Sequence[Lesson] = ()) -> Course:
    """Make a course, which belongs to the current visitor; a teacher's is everybody's to see.

    Parameters
    ----------
    title : str
    lessons : sequence of Lesson

    Returns
    -------
    Course

    Raises
    ------
    InputError
        If the title is empty or no title, there is no room for another course, or it cannot be
        written.
    """
    course = Course(secrets.token_hex(5), " ".join(title.split()), tuple(lessons))
    text = _checked(course)
    with _writing():
        _check_room(len(text), is_new=True)
        folder = _folder(course.key)
        folder.mkdir(mode=0o700)
        if not visitor.current().teacher:
            belongings.claim(folder)
        _write(folder, text)
    return course


def change(key: str, changed: Callable[[tuple[Lesson, ...]], tuple[Lesson, ...]]) -> Course:
    """Change the lessons of a course as it is now: what another tab has added meanwhile stays.

    Parameters
    ----------
    key : str
    changed : callable
        Takes the lessons and returns what they become.

    Returns
    -------
    Course
        As it was written.

    Raises
    ------
    InputError
        If it is another visitor's, no longer there, no course that a file can hold, or cannot be
        written.
    """
    with _writing():
        course = find(key)
        folder = _folder(key)
        belongings.require_own(folder, _("course"))
        made = replace(course, lessons=changed(course.lessons))
        text = _checked(made)
        _check_room(len(text))
        _write(folder, text)
    return made


def find(key: str) -> Course:
    """Return a course that the current visitor may see.

    Raises
    ------
    InputError
        If there is none.
    """
    folder = _folder(key)
    file = folder / "course.json"
    try:
        if not belongings.is_visible(folder):
            raise InputError(GONE)
        title, lessons = course_file.read_kept(file)
    except OSError:
        raise InputError(GONE) from None
    return Course(key, title, lessons)


def courses() -> list[Course]:
    """Return all courses that the current visitor may see, by title; damaged ones are left out."""
    found = []
    for folder in _folders():
        with suppress(InputError):
            found.append(find(folder.name))
    return sorted(found, key=lambda course: course.title.casefold())


def delete(key: str) -> None:
    """Delete a course.

    Raises
    ------
    InputError
        If it is another visitor's, or cannot be deleted.
    """
    folder = _folder(key)
    with _writing():
        belongings.require_own(folder, _("course"))
        if folder.is_dir():
            shutil.rmtree(folder)


def find_lesson(name: str) -> tuple[Course, Lesson] | None:
    """Return a lesson by its name in links, ``KEY~LESSON``; None where there is none."""
    key, _, wanted = name.partition(SEPARATOR)
    with suppress(InputError):
        course = find(key)
        lesson = next((each for each in course.lessons if each.key == wanted), None)
        if lesson is not None:
            return course, lesson
    return None


@contextmanager
def _writing() -> Iterator[None]:
    """Keep all others from writing a course meanwhile."""
    with kept(N_("the course")):
        root = _root()
        root.mkdir(parents=True, exist_ok=True)
        with exclusive(root / LOCK):
            yield


def _check_room(size: int, *, is_new: bool = False) -> None:
    """Refuse so many bytes of a course where there is no room; a class's teacher always has it."""
    who = visitor.current()
    if who.teacher and visitor.separates():
        return
    storage.check_room(size)
    if not is_new:
        return
    kept = Counter(belongings.of(folder).visitor for folder in _folders())
    if kept[who.id] >= limits.COURSES.value:
        most = plural(int(limits.COURSES.value), "course")
        raise InputError("at most {most} of yours may be kept: delete one", most=most)
    if kept.total() >= MOST_COURSES:
        raise InputError("at most {most} courses are kept: delete one", most=MOST_COURSES)


def _checked(course: Course) -> str:
    """Write a course as text, and read it: what cannot be read is not kept."""
    if not course.title:
        raise InputError("a course has a title")
    text = course_file.write(course.title, course.lessons)
    course_file.read(text)
    return text


def _write(folder: Path, text: str) -> None:
    with replacing(folder / "course.json") as part:
        part.write_text(text, "utf-8")


def _folders() -> list[Path]:
    with suppress(OSError):
        return [each for each in _root().iterdir() if KEY.fullmatch(each.name)]
    return []


def _folder(key: str) -> Path:
    if not KEY.fullmatch(key):
        raise InputError(GONE)
    return _root() / key


def _root() -> Path:
    return paths.home() / "courses"
