"""Which visitors are teachers at the moment: one empty file each, named by a hash of the id."""

import hashlib
import time
from contextlib import suppress
from pathlib import Path

from cnnviz.classroom import password, settings
from cnnviz.utils.errors import InputError, reason

HOURS = 12  # after which the password is asked for again
CLOCK_TOLERANCE = 60  # seconds between the clocks of two servers that share a home


def sign_in(visitor_id: str) -> None:
    """Make a visitor, who has given the password, a teacher for twelve hours.

    Parameters
    ----------
    visitor_id : str

    Raises
    ------
    InputError
        If that cannot be kept.
    """
    file = _file(visitor_id)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    except OSError as error:
        raise InputError(
            "the server cannot keep who the teacher is: {reason}", reason=reason(error)
        ) from None


def sign_out(visitor_id: str) -> None:
    """End a teacher's role.

    Parameters
    ----------
    visitor_id : str
    """
    with suppress(OSError):
        _file(visitor_id).unlink(missing_ok=True)


def is_teacher(visitor_id: str) -> bool:
    """Whether a visitor is a teacher at the moment.

    Parameters
    ----------
    visitor_id : str

    Returns
    -------
    bool
        Never where no password is set, or for nobody in particular.
    """
    if not visitor_id or not password.is_set():
        return False
    with suppress(OSError):
        age = time.time() - _file(visitor_id).stat().st_mtime
        return -CLOCK_TOLERANCE < age < HOURS * 3600
    return False


def _file(visitor_id: str) -> Path:
    """The password's hash is part of the name: who gives a new one signs everybody out."""
    text = f"{visitor_id}\0{password.kept()}".encode()
    return settings.folder() / "teachers" / hashlib.sha256(text).hexdigest()
