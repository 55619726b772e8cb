"""The commands that keep a copy of everything the app has written, and bring it back.

A copy is a gzipped tar of ``$CNNVIZ_HOME``, also while servers run: each file is replaced as a
whole or only appended to, so that a run which trains meanwhile is a run that was interrupted.
"""

import json
import os
import tarfile
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from cnnviz.utils import paths
from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import InputError, reason

DONE = 0
PREFIX, SUFFIX = "cnnviz-", ".tar.gz"
TIME = "%Y%m%d-%H%M%S"
LEFT_OUT = ("lives", "tmp", "engine.log", "engine.log.1")  # what is of no use to another server
TEMPORARY = "tmp-"  # of a further user
COMPRESSION = 1  # weights and pictures hardly shrink


def backup(arguments: Namespace) -> int:
    """Write a copy, or one each day; see ``write``.

    Raises
    ------
    InputError
        If it cannot be written, or the time of day is none.
    """
    folder = Path(arguments.folder)
    if not arguments.daily:
        _print(write(folder, arguments.keep))
        return DONE
    due = next_due(arguments.daily, datetime.now())
    while True:
        time.sleep(max(0.0, (due - datetime.now()).total_seconds()))
        try:
            _print(write(folder, arguments.keep))
        except InputError as error:  # tomorrow the disk may have room
            print(json.dumps({"error": str(error)}), flush=True)
        due = next_due(arguments.daily, datetime.now())


def restore(arguments: Namespace) -> int:
    """Bring a copy back; see ``read``."""
    count = read(Path(arguments.file), paths.home())
    print(json.dumps({"home": str(paths.home()), "files": count}), flush=True)
    return DONE


def write(folder: Path, keep: int | None = None) -> Path:
    """Write a copy of the app's folder.

    Parameters
    ----------
    folder : Path
        Where the copy goes, named by the time.
    keep : int, optional
        How many copies are kept; older ones are deleted. By default all are.

    Raises
    ------
    InputError
        If there is nothing to copy, or it cannot be written.
    """
    home = paths.home()
    if not home.is_dir():
        raise InputError(f"there is nothing to copy: no {home}")
    target = folder / f"{PREFIX}{datetime.now():{TIME}}{SUFFIX}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (
            replacing(target) as part,
            tarfile.open(part, "w:gz", compresslevel=COMPRESSION) as copy,
        ):
            for file in _files(home, folder):
                with suppress(FileNotFoundError):  # it was replaced or deleted meanwhile
                    copy.add(file, file.relative_to(home).as_posix(), recursive=False)
    except OSError as error:
        raise InputError(f"no copy can be written to {folder}: {reason(error)}") from None
    copies = sorted(folder.glob(f"{PREFIX}*{SUFFIX}"))
    for old in copies[:-keep] if keep else []:
        old.unlink(missing_ok=True)
    return target


def _files(home: Path, folder: Path) -> Iterator[Path]:
    """List what is copied; folders of runs that are being written lose and gain files."""
    for here, folders, names in os.walk(home):
        path = Path(here)
        top = path == home
        folders[:] = sorted(
            each
            for each in folders
            if not (top and (each in LEFT_OUT or each.startswith(TEMPORARY)))
            and (path / each).resolve() != folder.resolve()
        )
        for name in sorted(names):
            file = path / name
            if not (top and name in LEFT_OUT) and not name.endswith(".part") and file.is_file():
                yield file


def read(file: Path, home: Path) -> int:
    """Bring a copy back into an app's folder that has no runs; return the number of files.

    Raises
    ------
    InputError
        If it is no copy, or the folder has runs already.
    """
    if any((home / "runs").glob("*/config.json")):
        raise InputError(f"a copy is brought back into an empty folder, but {home} has runs")
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tarfile.open(file, "r:gz") as copy:
            members = [each for each in copy if each.isreg()]
            _unpack(copy, members, home)
    except (tarfile.TarError, EOFError) as error:
        raise InputError(
            f"{file.name} must be a copy that `cnnviz backup` wrote: {error}"
        ) from None
    except OSError as error:
        raise InputError(f"{file.name} cannot be brought back: {reason(error)}") from None
    return len(members)


def _unpack(copy: tarfile.TarFile, members: list[tarfile.TarInfo], home: Path) -> None:
    """Unpack files; none outside of the folder, and all of them this user's."""
    if hasattr(tarfile, "data_filter"):
        copy.extractall(home, members, filter="data")
        return
    for member in members:  # Python 3.11.2, as in Debian 12, has no filters
        if not (home / member.name).resolve().is_relative_to(home.resolve()):
            raise tarfile.TarError(f"{member.name!r} lies outside of it")
        with suppress(AttributeError):  # as on Windows
            member.uid, member.gid = os.getuid(), os.getgid()
        member.uname, member.gname, member.mode = "", "", member.mode & 0o755 | 0o600
    copy.extractall(home, members)  # noqa: S202  # nosec B202 - checked above


def next_due(clock: str, now: datetime) -> datetime:
    """Return when it is that time of day next.

    Raises
    ------
    InputError
        If it is not written as in "03:00".
    """
    try:
        wanted = datetime.strptime(clock, "%H:%M")
    except ValueError:
        raise InputError(f"--daily must be a time of day such as 03:00, got {clock}") from None
    due = now.replace(hour=wanted.hour, minute=wanted.minute, second=0, microsecond=0)
    return due if due > now else due + timedelta(days=1)


def _print(copy: Path) -> None:
    print(json.dumps({"copy": str(copy), "bytes": copy.stat().st_size}), flush=True)
