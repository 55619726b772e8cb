"""The end of a class: everything that visitors have made in one zip, then their files removed.

What belongs to everybody (runs of a shell, a teacher's courses, networks that lie beside the
visitors' folders) is in the zip, too, and stays. A class session holds what many have answered: it
is packed with what is everybody's, and goes.
"""

import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from cnnviz.classroom import belongings, settings
from cnnviz.training import computed, deletion
from cnnviz.training.folder import RunFolder, every
from cnnviz.training.storage import KEPT_IN
from cnnviz.utils import paths
from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import EngineError, InputError, reason
from cnnviz.utils.language import _
from cnnviz.utils.text import plural

FILE = "class.zip"  # in the folder of the class
PACKED = (*KEPT_IN, "networks", "left_out")
CLEARED = ("networks", "left_out", "sessions")  # folders that go whatever they say of an owner
PROGRESS = "course/progress"  # a file each, named by the visitor's id
PRIVATE = (belongings.FILE, "ticket", "taken")  # ids and links that are no part of the work
UNPACKED_ALREADY = (".zip", ".keras", ".npz")  # packed themselves: packing again gains nothing

Watcher = Callable[[int, int], None]


def exported() -> Path:
    """Return the path of the last export; it need not exist."""
    return settings.folder() / FILE


def export(watch: Watcher = lambda done, total: None) -> Path:
    """Pack everything into a zip: a folder for each visitor, numbered, without anybody's id.

    Parameters
    ----------
    watch : callable
        Called with the number of files that are packed, and of all; may raise to end the work.

    Returns
    -------
    Path
        The zip, complete.

    Raises
    ------
    InputError
        If it cannot be written; an earlier one stays.
    InterruptedError
        If ``watch`` raises it.
    """
    files = list(_files())
    people = sorted({owner for _, owner, _ in files if owner})
    names = {owner: f"visitor-{number:03}" for number, owner in enumerate(people, 1)}
    names[""] = "everybody"
    try:
        settings.folder().mkdir(parents=True, exist_ok=True)
        with replacing(exported()) as part, zipfile.ZipFile(part, "w", allowZip64=True) as packed:
            for done, (file, owner, name) in enumerate(files):
                watch(done, len(files))
                with suppress(FileNotFoundError):  # deleted meanwhile
                    _pack(packed, file, f"{names[owner]}/{name}")
            packed.writestr("README.json", json.dumps(_summary(files, people), indent=1))
    except InterruptedError:  # by ``watch``
        raise
    except OSError as error:
        raise InputError("the class cannot be exported: {reason}", reason=reason(error)) from error
    return exported()


def clear(release: Callable[[Path], bool]) -> str:
    """Remove what visitors have made; return a sentence on what is left.

    Runs that have not ended stay: stop them first.

    Parameters
    ----------
    release : callable
        As ``deletion.delete`` takes it.
    """
    active = []
    for run in list(every()):
        if belongings.of(run.path).visitor:
            try:
                deletion.delete(run, release)
            except (InputError, EngineError):  # it is at work, or has just answered
                active.append(run)
    needed = _uploads_of(active)
    for kind in KEPT_IN[1:]:
        for folder in _folders(paths.home() / kind):
            if belongings.of(folder).visitor and folder.name not in needed:
                shutil.rmtree(folder, ignore_errors=True)
    _clear_without_owners()
    if active:
        return _(
            "Cleared, but for {runs} at work: stop them, and clear again.",
            runs=plural(len(active), "run"),
        )
    return _("Cleared: nothing of the visitors is left on this server.")


def _clear_without_owners() -> None:
    """Remove what visitors have made and no note says whose it is."""
    for kind in CLEARED:
        for folder in _folders(paths.home() / kind):
            shutil.rmtree(folder, ignore_errors=True)
    for file, owner in _progress():
        if owner:
            file.unlink(missing_ok=True)
            file.with_suffix(".lock").unlink(missing_ok=True)
    computed.clear()


def _uploads_of(runs: list[RunFolder]) -> set[str]:
    found = set()
    for run in runs:
        with suppress(InputError):
            found.add(Path(run.config().dataset).parent.name)
    return found


def _folders(parent: Path) -> list[Path]:
    with suppress(OSError):
        return [path for path in parent.iterdir() if path.is_dir()]
    return []


def _files() -> Iterator[tuple[Path, str, str]]:
    """Each file to be packed, whose it is, and its name in that visitor's folder."""
    for kind in PACKED:
        parent = paths.home() / kind
        for folder in _folders(parent):
            shares = kind in ("networks", "left_out")  # named by the visitor's id
            owner = folder.name if shares else belongings.of(folder).visitor
            within = folder if shares else parent
            for file in _below(folder):
                yield file, owner, f"{kind}/{file.relative_to(within).as_posix()}"
        with suppress(OSError):
            for file in parent.iterdir():
                if file.is_file() and not file.name.startswith("."):
                    yield file, "", f"{kind}/{file.name}"
    for file, owner in _progress():
        yield file, owner, "lessons.json"


def _progress() -> Iterator[tuple[Path, str]]:
    """Each visitor's finished lessons, and whose they are; "" where all are one."""
    for file in sorted((paths.home() / PROGRESS).glob("*.json")):
        yield file, "" if file.stem == "everybody" else file.stem


def _below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if not name.startswith(".") and name not in PRIVATE:
                yield Path(parent, name)


def _pack(packed: zipfile.ZipFile, file: Path, name: str) -> None:
    stored = file.suffix in UNPACKED_ALREADY
    how = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    packed.write(file, name, how)


def _summary(files: list[tuple[Path, str, str]], people: list[str]) -> dict[str, object]:
    return {"visitors": len(people), "files": len(files)}
