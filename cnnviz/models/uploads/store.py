"""Visitors' models, kept under ``$CNNVIZ_HOME/models`` in folders named by their content.

What is kept is not the visitor's file but the network that was read from it, as a file of ours. A
link finds it again; the oldest ones that nobody looks at are removed for new ones. Where visitors
are told apart, each has a copy under a key of their own.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cnnviz.classroom import belongings, visitor
from cnnviz.models.files import ModelInfo, read_info
from cnnviz.models.uploads.archive import MAX_WEIGHTS
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError, reason
from cnnviz.utils.language import N_
from cnnviz.utils.retold import retold

PREFIX = "upload-"
MAX_FILE = MAX_WEIGHTS  # bytes of an uploaded file
MAX_TOTAL = 2 * 2**30  # bytes of all kept models
IN_USE_SECONDS = 3600  # a page looks at its model at each run
DAYS = 14  # after which a model that nobody looks at is removed
TIMEOUT = 90  # seconds
NOTES = "notes.json"
TOO_MUCH = N_("it could not be read within the bounds of memory and time, or it is damaged")


def is_key(key: str) -> bool:
    """Whether a text has the form of a kept model's key.

    Parameters
    ----------
    key : str

    Returns
    -------
    bool
    """
    return re.fullmatch(PREFIX + "[0-9a-f]{16}", key) is not None


@dataclass(frozen=True)
class Upload:
    """A visitor's model.

    Attributes
    ----------
    key : str
        Its name in a link, from its file's content: "upload-0123456789abcdef".
    info : ModelInfo
        The description in its file; its classes are numbers where the visitor's file names none.
    notes : tuple of str
        Sentences on what was brought to another form.
    """

    key: str
    info: ModelInfo
    notes: tuple[str, ...] = ()


def keep(name: str, content: bytes) -> Upload:
    """Read an uploaded file in a process of its own, and keep its network.

    Parameters
    ----------
    name : str
        Name of the visitor's file; it becomes the model's.
    content : bytes
        The file.

    Returns
    -------
    Upload
        The same content has the same key.

    Raises
    ------
    InputError
        If it is not a model that can be opened, or the server cannot keep it. One sentence's end,
        without the file's name.
    """
    if len(content) > MAX_FILE:
        raise InputError("a model's file may have at most {most:.0f} MB", most=MAX_FILE / 2**20)
    owner = visitor.current().id.encode()
    key = PREFIX + hashlib.sha256(owner + content).hexdigest()[:16]
    if found := find(key):
        return found
    try:
        _make_room()
        _folder().mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".part-", dir=_folder()) as part:
            _convert(content, Path(part), _clean(name))
            belongings.claim(Path(part) / "kept")
            with suppress(OSError):  # another visitor has just kept the same
                (Path(part) / "kept").rename(_folder() / key)
    except OSError as error:
        raise InputError(
            "it cannot be kept on this server: {reason}", reason=reason(error)
        ) from error
    if found := find(key):
        return found
    raise InputError("it cannot be kept on this server")


def find(key: str) -> Upload | None:
    """Return a kept model, and note that somebody looks at it.

    Parameters
    ----------
    key : str

    Returns
    -------
    Upload or None
        None where there is none, the key is malformed, or it is another visitor's.
    """
    folder = _folder() / key
    if not is_key(key) or not belongings.is_visible(folder):
        return None
    path = next(folder.glob("*.keras"), None)
    if path is None:
        return None
    with suppress(OSError):
        os.utime(folder)
    try:
        return Upload(key, read_info(path), tuple(json.loads((folder / NOTES).read_text("utf-8"))))
    except (InputError, OSError, ValueError):
        return None


def remove_old(shown: Collection[str] = ()) -> None:
    """Remove models that nobody has looked at for two weeks; the oldest where there are too many.

    Parameters
    ----------
    shown : collection of str
        Keys that stay; so do those that a page has looked at in the last hour.
    """
    now, total = time.time(), 0
    for used, folder in sorted(_kept(), reverse=True):
        total += sum(file.stat().st_size for file in folder.iterdir())
        age = abs(now - used)  # the clock may have been set back
        if folder.name in shown or age < IN_USE_SECONDS:
            continue
        if total > MAX_TOTAL or age > DAYS * 86400:
            shutil.rmtree(folder, ignore_errors=True)


def _make_room() -> None:
    with suppress(OSError):
        remove_old()


def _kept() -> list[tuple[float, Path]]:
    return [(folder.stat().st_mtime, folder) for folder in _folder().glob(f"{PREFIX}*")]


def _convert(content: bytes, part: Path, name: str) -> None:
    """Write ``kept`` in a folder: the model and its notes."""
    source, kept = part / "source", part / "kept"
    source.write_bytes(content)
    kept.mkdir()
    command = [sys.executable, "-m", "cnnviz.models.uploads.process"]
    # A thread for each core takes addresses that the process may not have.
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    try:
        done = subprocess.run(  # noqa: S603 - our own program  # nosec B603
            [*command, str(source), str(kept / f"{name}.keras")],
            cwd=paths.ROOT,
            env=os.environ | threads,
            capture_output=True,
            timeout=TIMEOUT,
            check=False,
        )
        reply = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        raise InputError(TOO_MUCH) from None
    if "notes" not in reply:
        raise InputError("{reason}", reason=retold(str(reply.get("error", TOO_MUCH))))
    (kept / NOTES).write_text(json.dumps(reply["notes"]), "utf-8")


def _folder() -> Path:
    return paths.home() / "models"


def _clean(name: str) -> str:
    """A file name that is safe anywhere, without its suffix."""
    return re.sub(r"[^\w .-]+", "_", Path(name).stem).strip(" .")[:60] or "model"
