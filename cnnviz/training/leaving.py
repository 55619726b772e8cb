"""A host of training slots that is about to end lets its trainings save and leave.

The host, its slots and their trainings share a folder, which the environment names: a file there
asks all of them to leave, and each slot that holds a training has a file there meanwhile. Signals
would reach neither a training on Windows nor one whose number the host does not know.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

FOLDER = "CNNVIZ_LEAVING"
LEAVE = "leave"
POLL_SECONDS = 0.05


@contextmanager
def offered() -> Iterator[None]:
    """Let the slots that this process starts meanwhile be asked to leave."""
    with tempfile.TemporaryDirectory(prefix="cnnviz-", ignore_cleanup_errors=True) as folder:
        os.environ[FOLDER] = folder
        try:
            yield
        finally:
            os.environ.pop(FOLDER, None)


def request() -> None:
    """Ask the trainings of the slots to save and leave; no slot starts another."""
    if folder := _folder():
        with suppress(OSError):
            (folder / LEAVE).touch()


def wait(seconds: float) -> bool:
    """Wait until no slot holds a training; False where one still does after ``seconds``."""
    folder, end = _folder(), time.monotonic() + seconds
    while folder and any(path.name != LEAVE for path in folder.glob("*")):
        if time.monotonic() > end:
            return False
        time.sleep(POLL_SECONDS)
    return True


def forget() -> None:
    """Delete the shared folder, where the host ends without leaving ``offered``."""
    if folder := _folder():
        shutil.rmtree(folder, ignore_errors=True)


def requested() -> bool:
    """Whether this process's host has asked it to leave."""
    folder = _folder()
    return folder is not None and (folder / LEAVE).exists()


@contextmanager
def busy() -> Iterator[None]:
    """Let the host wait meanwhile: a slot holds a training."""
    folder = _folder()
    mark = folder / uuid4().hex if folder else None
    if mark:
        with suppress(OSError):
            mark.touch()
    try:
        yield
    finally:
        if mark:
            with suppress(OSError):
                mark.unlink()


def _folder() -> Path | None:
    name = os.environ.get(FOLDER)
    return Path(name) if name else None
