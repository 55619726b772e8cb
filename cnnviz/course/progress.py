"""Which cards of which lessons a visitor has finished: one small file per visitor.

::

    home/course/progress/VISITOR.json    lesson key: number of the last finished card, from 1

Where visitors are not told apart there is one file, ``everybody.json``.
"""

import json
import re
from contextlib import suppress
from pathlib import Path

from cnnviz.classroom import visitor
from cnnviz.utils import paths
from cnnviz.utils.atomic import exclusive, replacing

MOST_BYTES = 100_000
KEY = re.compile(r"[a-z0-9~-]{1,80}")
EVERYBODY = "everybody"


def read() -> dict[str, int]:
    """Return the current visitor's progress: the finished cards of each lesson begun.

    A damaged file counts as none.
    """
    file = _file()
    with suppress(OSError, ValueError, RecursionError):
        if file.stat().st_size <= MOST_BYTES:
            found = json.loads(file.read_text("utf-8"))
            if isinstance(found, dict):
                return {
                    key: number
                    for key, number in found.items()
                    if KEY.fullmatch(key) and type(number) is int and number >= 0
                }
    return {}


def note(lesson: str, finished: int) -> None:
    """Note that the current visitor finished a lesson's first cards; never fewer than before.

    Parameters
    ----------
    lesson : str
        Its key.
    finished : int
        How many cards.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    with exclusive(file.with_suffix(".lock")):
        known = read()
        if known.get(lesson, -1) < finished:
            with replacing(file) as part:
                part.write_text(json.dumps(known | {lesson: finished}), "utf-8")


def _file() -> Path:
    name = visitor.current().id or EVERYBODY
    return paths.home() / "course" / "progress" / f"{name}.json"
