"""The files of a class session.

::

    home/sessions/CODE/
        course.json     the lessons, as ``course_file`` writes them
        state.json      which card is open, whether its answer is shown, who leads
        students.json   nicknames by the students' ids
        answers.jsonl   one answer per line, appended

Several processes may serve one session: everything is in these files, and whoever writes holds
the session's lock.
"""

import json
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from cnnviz.utils import paths
from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_

COURSE, STATE, STUDENTS, ANSWERS = "course.json", "state.json", "students.json", "answers.jsonl"
LOCK = ".lock"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is read as another
CODE_LENGTH = 6
SESSION = N_("the class session")
UNKNOWN = "there is no class session with this code: ask your teacher for today's"


def folder_of(code: str) -> Path:
    """The folder of a code, whatever was typed: only the alphabet's letters count."""
    letters = "".join(each for each in code.upper()[:40] if each in LETTERS)
    if len(letters) != CODE_LENGTH:
        raise InputError(UNKNOWN)
    return paths.home() / "sessions" / letters


def new_folder() -> Path:
    """Make the folder of a code that no other session has."""
    while True:
        folder = folder_of("".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH)))
        with suppress(FileExistsError):
            folder.mkdir(parents=True, mode=0o700)
            return folder


def read_json(file: Path) -> dict[str, Any]:
    """Read a JSON object; raises ValueError where it is something else."""
    found = json.loads(file.read_text("utf-8"))
    if not isinstance(found, dict):
        raise ValueError(f"{file.name} is no JSON object")  # noqa: TRY004
    return found


def write_json(file: Path, content: dict[str, Any]) -> None:
    """Write a JSON object, whole or not at all."""
    with replacing(file) as part:
        part.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
