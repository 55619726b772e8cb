"""What the teacher has set, in ``$CNNVIZ_HOME/classroom/settings.json``: every server reads it."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from math import inf, isfinite
from pathlib import Path

from cnnviz.utils import paths
from cnnviz.utils.atomic import exclusive, replacing
from cnnviz.utils.errors import InputError, reason


@dataclass(frozen=True)
class Settings:
    """What the teacher has set.

    Attributes
    ----------
    closed : bool
        Whether the queue takes no more runs.
    limits : mapping of str to float
        Limits in place of the environment's, by their names; ``inf`` for none.
    """

    closed: bool = False
    limits: Mapping[str, float] = field(default_factory=dict)


def read() -> Settings:
    """Read the settings.

    Returns
    -------
    Settings
        The usual ones where none are kept, or where they are damaged.
    """
    file = _file()
    with suppress(OSError):
        found = file.stat()
        return _read(file, found.st_mtime_ns, found.st_ino)
    return Settings()


@lru_cache(maxsize=8)
def _read(file: Path, modified: int, inode: int) -> Settings:
    with suppress(OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        kept = json.loads(file.read_text("utf-8"))
        limits = {
            str(name): inf if number is None else float(number)
            for name, number in kept["limits"].items()
        }
        return Settings(kept["closed"] is True, limits)
    return Settings()


def change(closed: bool | None = None, limits: Mapping[str, float | None] | None = None) -> None:
    """Change some settings, and leave the others.

    Parameters
    ----------
    closed : bool, optional
        Whether the queue takes no more runs.
    limits : mapping of str to float or None, optional
        None removes a limit of the teacher's.

    Raises
    ------
    InputError
        If they cannot be kept.
    """
    file = _file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with exclusive(file.with_name(".lock")):
            now = read()
            merged = {**now.limits, **(limits or {})}
            content = {
                "closed": now.closed if closed is None else closed,
                "limits": {
                    name: number if isfinite(number) else None
                    for name, number in merged.items()
                    if number is not None
                },
            }
            with replacing(file) as part:
                part.write_text(json.dumps(content, indent=1), "utf-8")
    except OSError as error:
        raise InputError("the settings cannot be kept: {reason}", reason=reason(error)) from None


def folder() -> Path:
    """Return the folder of what belongs to the class as a whole; it need not exist yet.

    Returns
    -------
    Path
    """
    return paths.home() / "classroom"


def _file() -> Path:
    return folder() / "settings.json"
