"""Whether the app's folder can be written to, in a sentence for whoever runs the server."""

import errno
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from cnnviz.utils import paths
from cnnviz.utils.errors import FORBIDDEN, is_disk_full, reason

LEAST_FREE = 100_000_000  # bytes; a run's checkpoints and an upload need about as much


def problem() -> str:
    """Say why the app's folder cannot be used, and what helps.

    The folder is made where it is absent, and a file is written to it and deleted.

    Returns
    -------
    str
        A sentence without a full stop, for whoever runs the server; "" where it can be used.
    """
    home = paths.home()
    if home.parent == paths.NO_HOME:
        return f"no home folder is known for {_user()}: set CNNVIZ_HOME to a folder of its own"
    try:
        home.mkdir(parents=True, exist_ok=True)
        for folder in (home, paths.runs()):
            if folder.exists():
                _write_in(folder)
    except OSError as error:
        return _explain(home, error)
    if free_bytes() < LEAST_FREE:
        return f"the disk of {home} (CNNVIZ_HOME) has less than {LEAST_FREE // 10**6} MB left"
    return ""


def free_bytes() -> int:
    """Return what is left on the disk of the app's folder.

    Returns
    -------
    int
        Bytes; 0 where that is unknown.
    """
    with suppress(OSError):
        import shutil

        return shutil.disk_usage(paths.home()).free
    return 0


def ensure_temporary_folder() -> None:
    """Let temporary files go to the app's folder where nothing else can be written to.

    That is so in a container whose root file system is read-only, with one volume and no more. Of a
    volume that another user's server has begun, the folder may be closed: then there is one more.
    """
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        names = ("tmp", f"tmp-{os.getuid()}") if hasattr(os, "getuid") else ("tmp",)
        for name in names:
            with suppress(OSError):
                os.environ["TMPDIR"] = tempfile.tempdir = str(_temporary_folder(name))
                return


def _temporary_folder(name: str) -> Path:
    """Make a folder of the app's, its group's too where the app's is, and write to it."""
    home, folder = paths.home(), paths.home() / name
    home.mkdir(parents=True, exist_ok=True)
    if not folder.exists():
        folder.mkdir()
        folder.chmod(0o770 if home.stat().st_mode & stat.S_IWGRP else 0o700)
    _write_in(folder)
    return folder


def _write_in(folder: Path) -> None:
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".writable-") as file:
        file.write(b"1")
        file.flush()
    next(folder.iterdir(), None)  # and it can be listed


def _explain(home: Path, error: OSError) -> str:
    if is_disk_full(error):
        return f"the disk of {home} (CNNVIZ_HOME) is full"
    text = f"{_user()} cannot write to {home} (CNNVIZ_HOME)"
    if error.errno == errno.EROFS:
        return f"{text}: its disk is read-only; set CNNVIZ_HOME to a folder that can be written to"
    blocked = next((each for each in (home, *home.parents) if os.path.lexists(each)), home)
    if error.errno not in FORBIDDEN or not hasattr(os, "getuid"):
        return f"{text}: {reason(error)}"
    try:
        found = blocked.stat()
    except OSError:
        return f"{text}: {reason(error)}"
    if os.access(blocked, os.R_OK | os.W_OK | os.X_OK):
        return f"{text}: {reason(error)}"  # it is below it
    text = f"{text}: {blocked} belongs to uid {found.st_uid}, group {found.st_gid}"
    if blocked != home:  # what is above it is not ours to give away
        return f"{text}; make that folder, or set CNNVIZ_HOME to another one"
    if found.st_uid == os.getuid():
        return f"{text}; `chmod u+rwx {blocked}` lets it be written to"
    return f"{text}; `chown -R {os.getuid()}:{os.getgid()} {blocked}` gives it away"


def _user() -> str:
    return f"uid {os.getuid()}" if hasattr(os, "getuid") else "this user"
