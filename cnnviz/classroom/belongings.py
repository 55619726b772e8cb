"""Whom a folder belongs to: ``visitor.json`` in the folder of a run, upload, model or inspection.

::

    visitor    id of the visitor who made it
    link       the secret of the link by which others may open it; "" where it is not shared
    readers    ids of the visitors who have followed that link

A folder without this file belongs to everybody: everybody sees it, and of a class only the teacher
changes it. Where visitors are not told apart nothing is written, and nothing asked.
"""

import hmac
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path

from cnnviz.classroom import visitor
from cnnviz.classroom.visitor import Visitor
from cnnviz.utils.atomic import exclusive, replacing
from cnnviz.utils.errors import InputError, reason

FILE, LOCK = "visitor.json", ".visitor"
MOST_READERS = 1000
MOST_BYTES = 100_000


@dataclass(frozen=True)
class Belonging:
    """Whom something belongs to, and who else may see it.

    Attributes
    ----------
    visitor : str
        The owner's id; "" for everybody.
    link : str
        Secret of the link that shares it; "" where it is not shared.
    readers : tuple of str
        Visitors who have followed the link.
    """

    visitor: str = ""
    link: str = ""
    readers: tuple[str, ...] = ()

    def shows(self, who: Visitor) -> bool:
        """Whether a visitor may see it."""
        return self.may_change(who) or not self.visitor or who.id in self.readers

    def may_change(self, who: Visitor) -> bool:
        """Whether a visitor may steer, rename, share or delete it."""
        return who.teacher or bool(self.visitor and self.visitor == who.id)


# A file that cannot be read: it is somebody's, but nobody knows whose. Only the teacher sees it.
UNKNOWN = Belonging("unknown")


def of(folder: Path) -> Belonging:
    """Read whom a folder belongs to.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    Belonging
        Everybody's where nothing says otherwise; ``UNKNOWN`` where the file is damaged.
    """
    file = folder / FILE
    try:
        found = file.stat()
    except FileNotFoundError:
        return Belonging()
    except OSError:
        return UNKNOWN
    return _read(file, found.st_mtime_ns, found.st_ino)


@lru_cache(maxsize=10_000)
def _read(file: Path, modified: int, inode: int) -> Belonging:
    """Read the file; when it was changed (ns) and its inode, a new one each time, are the key."""
    with suppress(OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        if file.stat().st_size <= MOST_BYTES:
            found = json.loads(file.read_text("utf-8"))
            kept = Belonging(found["visitor"], found["link"], tuple(found["readers"]))
            texts = (kept.visitor, kept.link, *kept.readers)
            if kept.visitor and all(type(text) is str for text in texts):
                return kept
    return UNKNOWN


def claim(folder: Path) -> None:
    """Note that a folder, which has just been made, belongs to the current visitor.

    Parameters
    ----------
    folder : Path
        It exists. Everybody's things get no note.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    who = visitor.current()
    if who.id:
        _write(folder, Belonging(who.id))


def is_visible(folder: Path) -> bool:
    """Whether the current visitor may see what is in a folder.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    bool
    """
    who = visitor.current()
    return who.teacher or of(folder).shows(who)


def is_own(folder: Path) -> bool:
    """Whether the current visitor may change what is in a folder.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    bool
    """
    who = visitor.current()
    return who.teacher or of(folder).may_change(who)


def require_own(folder: Path, what: str) -> None:
    """Refuse to change what is not the current visitor's.

    Parameters
    ----------
    folder : Path
    what : str
        Its name in the sentence.

    Raises
    ------
    InputError
        If it is another visitor's, or everybody's.
    """
    if not is_own(folder):
        raise InputError(
            "{what} can be changed only by whoever made it, or by the teacher", what=what
        )


def share(folder: Path) -> str:
    """Share what is the current visitor's; return the secret of its link.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    str
        128 bits that cannot be guessed; the same as long as it is shared. "" for what everybody
        sees anyway.

    Raises
    ------
    InputError
        If it is another's, or the note cannot be written.
    """
    require_own(folder, folder.name)
    with _changing(folder):
        now = of(folder)
        if not now.visitor or now == UNKNOWN:
            return ""
        if not now.link:
            now = replace(now, link=secrets.token_urlsafe(16))
            _write(folder, now)
        return now.link


def stop_sharing(folder: Path) -> None:
    """End the sharing: the link no longer opens it, nor for those who have followed it.

    Parameters
    ----------
    folder : Path

    Raises
    ------
    InputError
        As ``share``.
    """
    require_own(folder, folder.name)
    with _changing(folder):
        now = of(folder)
        if now.visitor and now != UNKNOWN:
            _write(folder, Belonging(now.visitor))


def accept(folder: Path, link: str) -> bool:
    """Let the current visitor see a folder from now on, if a link's secret is the folder's.

    Parameters
    ----------
    folder : Path
    link : str
        As it was followed.

    Returns
    -------
    bool
        Whether the visitor may see it.

    Raises
    ------
    InputError
        If that cannot be noted.
    """
    if is_visible(folder):
        return True
    if not _opens(of(folder), link):
        return False
    with _changing(folder):
        now = of(folder)
        if not _opens(now, link):
            return False
        readers = (*now.readers[1 - MOST_READERS :], visitor.current().id)
        _write(folder, replace(now, readers=readers))
    return True


def _opens(kept: Belonging, link: str) -> bool:
    return bool(kept.link) and hmac.compare_digest(kept.link.encode(), link.encode())


@contextmanager
def _changing(folder: Path) -> Iterator[None]:
    """Keep others from changing the note meanwhile; what the system refuses is an InputError."""
    try:
        with exclusive(folder / LOCK):
            yield
    except OSError as error:
        raise InputError(
            "{name} cannot be shared: {reason}", name=folder.name, reason=reason(error)
        ) from None


def _write(folder: Path, kept: Belonging) -> None:
    with replacing(folder / FILE) as part:
        part.write_text(json.dumps(asdict(kept)), "utf-8")
