"""The server's secret, which signs the visitors' cookies.

``$CNNVIZ_SECRET`` where it is set, so that several servers recognise the same visitors; else a file
in ``$CNNVIZ_HOME``, made once, that only the server's user may read.
"""

import hashlib
import logging
import os
import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

from cnnviz.utils import paths
from cnnviz.utils.errors import InputError

VARIABLE, FILE = "CNNVIZ_SECRET", "secret"
LEAST_CHARACTERS = 32
log = logging.getLogger(__name__)


def key() -> bytes:
    """Return the key that signs.

    Returns
    -------
    bytes
        32 of them.

    Raises
    ------
    InputError
        If ``$CNNVIZ_SECRET`` is too short to be a secret.
    """
    given = os.environ.get(VARIABLE, "")
    if given and len(given) < LEAST_CHARACTERS:
        raise InputError(
            "{variable} must have at least {least} random characters, got {count}",
            variable=VARIABLE,
            least=LEAST_CHARACTERS,
            count=len(given),
        )
    return _derived(given or _kept(paths.home()))


@lru_cache(maxsize=8)
def _derived(text: str) -> bytes:
    return hashlib.sha256(b"cnnviz visitors\0" + text.encode()).digest()


@lru_cache(maxsize=8)
def _kept(home: Path) -> str:
    """Read the home's secret; make it where there is none. Of several servers, one makes it."""
    file = home / FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not _is_whole(file):
            _make(file)
        if os.name == "posix" and file.stat().st_mode & 0o077:
            file.chmod(0o600)
        return file.read_text("utf-8")
    except OSError:
        log.warning("the visitors' secret cannot be kept: they are new after each restart")
        return secrets.token_hex(32)


def _is_whole(file: Path) -> bool:
    with suppress(FileNotFoundError):
        return file.stat().st_size >= LEAST_CHARACTERS
    return False


def _make(file: Path) -> None:
    """Write a new secret beside the file, never readable by others, and put it there at once."""
    part = file.with_name(f".{FILE}-{uuid4().hex}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            opened.write(secrets.token_hex(32))
        if _is_whole(file):  # another server has made it since
            return
        if file.exists():  # it was cut off
            part.replace(file)
            return
        with suppress(FileExistsError):  # another server was faster
            os.link(part, file)
    finally:
        part.unlink(missing_ok=True)
