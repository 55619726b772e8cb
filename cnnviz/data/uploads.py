"""Visitors' own data sets: zips kept under ``$CNNVIZ_HOME/uploads``, found again by their content.

They are never unpacked; ``image_folder`` reads them in place. Where visitors are told apart, each
keeps a copy under a key of their own: the same file of another visitor has another name.
"""

import hashlib
import re
import shutil
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

from cnnviz.classroom import belongings, limits, visitor
from cnnviz.utils import paths
from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import InputError, reason
from cnnviz.utils.text import memory, plural

PREFIX = "upload-"

Needed = Callable[[], Collection[Path]]


def keep(name: str, data: bytes, needed: Needed = tuple) -> str:
    """Keep an uploaded zip and return its key; the same content has the same key.

    Parameters
    ----------
    name : str
        Name of the visitor's file; it becomes the data set's title.
    data : bytes
        Its content.
    needed : callable
        Returns the zips that must stay, because a run or an inspection reads them.

    Raises
    ------
    InputError
        If it is too large, there is no room for it, or the server cannot keep it; nothing of it is
        left then.
    """
    most = limits.UPLOAD.value * limits.MB
    if len(data) > most:
        raise InputError(
            "{name} is too large: {size}, at most {most}",
            name=name,
            size=_size(len(data)),
            most=_size(most),
        )
    owner = visitor.current().id.encode()
    key = PREFIX + hashlib.sha256(owner + data).hexdigest()[:16]
    if find(key) is None:
        try:
            _make_room(name, len(data), needed)
            _write(_folder() / key, f"{_clean(name)}.zip", data)
        except OSError as error:
            raise InputError(
                "{name} cannot be kept on this server: {reason}", name=name, reason=reason(error)
            ) from error
    return key


def _write(folder: Path, name: str, data: bytes) -> None:
    """Write a file completely or not at all; a folder that stays empty is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        belongings.claim(folder)
        with replacing(folder / name) as part:
            part.write_bytes(data)
    finally:
        if not any(folder.glob("*.zip")):
            with suppress(OSError):
                (folder / belongings.FILE).unlink(missing_ok=True)
                folder.rmdir()


def find(key: str) -> Path | None:
    """Return the zip kept under a key.

    None if there is none, the key is malformed, or it is another visitor's.
    """
    path = _at(key)
    return path if path is not None and belongings.is_visible(path.parent) else None


def share(key: str) -> None:
    """Let those see the current visitor's zip who are let in by ``admit``.

    Raises
    ------
    InputError
        If it is another's, or that cannot be noted.
    """
    path = find(key)
    if path is not None:
        belongings.share(path.parent)


def admit(key: str) -> bool:
    """Let the current visitor see a shared zip from now on.

    Parameters
    ----------
    key : str
        As something names it that was shown to this visitor on purpose: a class session.

    Returns
    -------
    bool
        Whether there is such a zip, which the visitor may see.

    Raises
    ------
    InputError
        If that cannot be noted.
    """
    path = _at(key)
    if path is None:
        return False
    return belongings.accept(path.parent, belongings.of(path.parent).link)


def forget(key: str) -> None:
    """Delete the zip kept under a key, where it is the current visitor's."""
    path = find(key)
    if path is not None and belongings.is_own(path.parent):
        shutil.rmtree(path.parent)


def of_visitor() -> list[str]:
    """List the keys of the current visitor's own zips, the newest first."""
    owner = visitor.current().id
    own = (path for path in reversed(every()) if belongings.of(path.parent).visitor == owner)
    return [path.parent.name for path in own]


def every() -> list[Path]:
    """List the zips of all visitors, the oldest first."""
    zips = []
    for path in _folder().glob(f"{PREFIX}*/*.zip"):
        with suppress(OSError):  # removed meanwhile
            zips.append((path.stat().st_mtime, path))
    return [path for _, path in sorted(zips)]


def _folder() -> Path:
    return paths.home() / "uploads"


def _at(key: str) -> Path | None:
    """The zip kept under a key, whoever's it is."""
    if not re.fullmatch(PREFIX + "[0-9a-f]{16}", key):
        return None
    return next((_folder() / key).glob("*.zip"), None)


def _clean(name: str) -> str:
    """A file name that is safe anywhere, without its suffix."""
    return re.sub(r"[^\w .-]+", "_", Path(name).stem).strip(" .")[:80] or "images"


def _make_room(name: str, size: int, needed: Needed) -> None:
    """Remove old zips that nothing needs: first the visitor's own, then anybody's.

    Raises
    ------
    InputError
        If what is needed leaves no room; then nothing is removed.
    """
    zips, owner = every(), visitor.current().id
    own = [path for path in zips if belongings.of(path.parent).visitor == owner]
    sizes = {path: path.stat().st_size for path in zips}
    too_many = len(own) + 1 - limits.UPLOADS.value
    too_much = size + sum(sizes.values()) - limits.UPLOADS_TOTAL.value * limits.MB
    if too_many <= 0 and too_much <= 0:
        return
    stays, gone = set(needed()), []
    for mine, candidates in ((True, own), (False, zips)):
        for path in candidates:
            if (too_many if mine else too_much) <= 0:
                break
            if path not in stays and path not in gone:
                gone.append(path)
                too_many -= mine
                too_much -= sizes[path]
    if too_many > 0:
        most = plural(int(limits.UPLOADS.value), "upload")
        raise InputError(
            "{name} cannot be kept: at most {most} of yours, and runs need them all",
            name=name,
            most=most,
        )
    if too_much > 0:
        raise InputError(
            "{name} cannot be kept: the server has no room, for runs need its uploads", name=name
        )
    for path in gone:
        shutil.rmtree(path.parent, ignore_errors=True)


def _size(count: float) -> str:
    return memory(int(count))
