"""Visitors' own data sets: zips kept under ``$CNNVIZ_HOME/uploads``, found again by their content.

They are never unpacked; ``image_folder`` reads them in place.
"""

import hashlib
import re
import shutil
from contextlib import suppress
from pathlib import Path

from cnnviz.utils import paths
from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import InputError, reason

MAX_TOTAL = 4 * 2**30  # bytes; the oldest uploads are deleted for a new one
PREFIX = "upload-"


def keep(name: str, data: bytes) -> str:
    """Keep an uploaded zip and return its key; the same content has the same key.

    Parameters
    ----------
    name : str
        Name of the visitor's file; it becomes the data set's title.
    data : bytes
        Its content.

    Raises
    ------
    InputError
        If the server cannot keep it; nothing of it is left then.
    """
    key = PREFIX + hashlib.sha256(data).hexdigest()[:16]
    if find(key) is None:
        try:
            _make_room(len(data))
            _write(_folder() / key, f"{_clean(name)}.zip", data)
        except OSError as error:
            raise InputError(f"{name} cannot be kept on this server: {reason(error)}") from error
    return key


def _write(folder: Path, name: str, data: bytes) -> None:
    """Write a file completely or not at all; a folder that stays empty is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with replacing(folder / name) as part:
            part.write_bytes(data)
    finally:
        with suppress(OSError):
            folder.rmdir()  # fails where it holds the file


def find(key: str) -> Path | None:
    """Return the zip kept under a key; None if there is none or the key is malformed."""
    if not re.fullmatch(PREFIX + "[0-9a-f]{16}", key):
        return None
    return next((_folder() / key).glob("*.zip"), None)


def forget(key: str) -> None:
    """Delete the zip kept under a key."""
    path = find(key)
    if path is not None:
        shutil.rmtree(path.parent)


def _folder() -> Path:
    return paths.home() / "uploads"


def _clean(name: str) -> str:
    """A file name that is safe anywhere, without its suffix."""
    return re.sub(r"[^\w .-]+", "_", Path(name).stem).strip(" .")[:80] or "images"


def _make_room(size: int) -> None:
    zips = sorted(_folder().glob(f"{PREFIX}*/*.zip"), key=lambda path: path.stat().st_mtime)
    total = size + sum(path.stat().st_size for path in zips)
    for path in zips:
        if total <= MAX_TOTAL:
            return
        total -= path.stat().st_size
        shutil.rmtree(path.parent)
