"""How long class sessions are kept."""

import shutil
import time
from contextlib import suppress

from cnnviz.classroom import limits
from cnnviz.course.session import OPEN_SECONDS
from cnnviz.utils import paths


def remove_old_sessions(now: float | None = None) -> list[str]:
    """Delete class sessions in which nothing has been written for long enough.

    Parameters
    ----------
    now : float, optional
        In seconds since the epoch.

    Returns
    -------
    list of str
        The codes of the sessions that were deleted.
    """
    kept = max(limits.SESSION_DAYS.value * limits.DAY, OPEN_SECONDS)
    oldest = (time.time() if now is None else now) - kept
    removed = []
    with suppress(OSError):  # there are none yet
        for folder in sorted((paths.home() / "sessions").iterdir()):
            with suppress(OSError, ValueError):  # it goes another time; an empty one has no newest
                if max(file.stat().st_mtime for file in folder.iterdir()) < oldest:
                    shutil.rmtree(folder)
                    removed.append(folder.name)
    return removed
