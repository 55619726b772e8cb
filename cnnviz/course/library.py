"""Courses of one's own: made here or opened from a file.

::

    home/courses/KEY/
        course.json     as ``course_file`` writes it
        visitor.json    whose it is; everybody's where a class's teacher made it

A lesson of such a course is named ``KEY~LESSON`` in links.
"""

import re
import secrets
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cnnviz.classroom import belongings, visitor
from cnnviz.course import course_file
from cnnviz.course.lesson import Lesson
from cnnviz.utils import paths
from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import InputError

MOST_COURSES = 200
SEPARATOR = "~"
KEY = re.compile(r"[a-f0-9]{10}")
GONE = "this course is no longer there"


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
        If the title is empty or no title, or there are 200 courses already.
    OSError
        If it cannot be written.
    """
    if sum(1 for _ in _folders()) >= MOST_COURSES:
        raise InputError(f"at most {MOST_COURSES} courses are kept: delete one")
    course = Course(secrets.token_hex(5), " ".join(title.split()), tuple(lessons))
    text = _checked(course)
    folder = _folder(course.key)
    folder.mkdir(parents=True, mode=0o700)
    if not visitor.current().teacher:
        belongings.claim(folder)
    _write(folder, text)
    return course


def save(course: Course) -> None:
    """Write a course anew.

    Raises
    ------
    InputError
        If it is another visitor's, no longer there, or no course that a file can hold.
    OSError
        If it cannot be written.
    """
    folder = _folder(course.key)
    belongings.require_own(folder, "course")
    text = _checked(course)
    if not folder.is_dir():
        raise InputError(GONE)
    _write(folder, text)


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
        If it is another visitor's.
    OSError
        If it cannot be deleted.
    """
    folder = _folder(key)
    belongings.require_own(folder, "course")
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
    root = paths.home() / "courses"
    with suppress(OSError):
        return [each for each in root.iterdir() if KEY.fullmatch(each.name)]
    return []


def _folder(key: str) -> Path:
    if not KEY.fullmatch(key):
        raise InputError(GONE)
    return paths.home() / "courses" / key
