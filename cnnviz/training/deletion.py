"""Deletion of a run's folder, never while anything uses it."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from cnnviz.classroom import belongings
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import ACTIVE
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError, reason
from cnnviz.utils.language import _
from cnnviz.utils.text import memory, plural

FOLDER = "deleted"  # in the app's home; empty but for moments


def contents(run: RunFolder) -> str:
    """Say what would be lost with a run: "its settings, curves, 5 saved epochs, 12.3 MB"."""
    parts = [_("its settings")]
    if (run.path / "events.jsonl").is_file():
        parts.append(_("curves"))
    if epochs := len(run.checkpoints()):
        parts.append(plural(epochs, "saved epoch"))
    if run.model.is_file():
        parts.append(_("the trained network"))
    if (run.path / "evaluation.json").is_file():
        parts.append(_("its evaluation"))
    return f"{', '.join(parts)}: {memory(_size(run.path))}"


def delete(run: RunFolder, release: Callable[[Path], bool]) -> None:
    """Delete a run.

    Parameters
    ----------
    run : RunFolder
        One that has ended.
    release : callable
        Takes the model's file, makes the engine forget it, and returns False where it is in use.

    Raises
    ------
    InputError
        If the run is another visitor's, is queued, training or paused, if its network is in use, or
        if its folder cannot be deleted; everything is there still then.
    """
    belongings.require_own(run.path, _("run {run}", run=run.id))
    status = _status(run)
    if status in ACTIVE:
        raise InputError(
            "run {run} is {status}: stop it before it is deleted",
            run=run.id,
            status=_(status),
        )
    if run.model.is_file() and not release(run.model):
        raise InputError(
            "run {run} is in use: its network has just answered; try again soon",
            run=run.id,
        )
    gone = paths.home() / FOLDER / f"{run.id}-{uuid4().hex}"
    try:
        gone.parent.mkdir(exist_ok=True)
        run.path.rename(gone)  # at once, so that no page reads a partly deleted run
    except OSError as error:
        raise InputError(
            "run {run} cannot be deleted: {reason}", run=run.id, reason=reason(error)
        ) from None
    for left in gone.parent.iterdir():  # an earlier deletion may have been interrupted
        shutil.rmtree(left, ignore_errors=True)


def _status(run: RunFolder) -> str:
    with suppress(InputError):
        return run.state().status
    return "damaged"


def _size(folder: Path) -> int:
    total = 0
    with suppress(OSError):  # files may come and go
        for path in folder.rglob("*"):
            if path.is_file():
                total += path.stat().st_size
    return total
