"""What people say about a run: a name, a note, a star; in ``notes.json`` of its folder."""

import json
import unicodedata
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from typing import Any

from cnnviz.classroom import belongings
from cnnviz.training.folder import RunFolder
from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import InputError, reason
from cnnviz.utils.language import N_, _

FILE = "notes.json"
MAX_NAME, MAX_NOTE = 80, 2000  # characters


@dataclass(frozen=True)
class Notes:
    """What is noted on a run.

    Attributes
    ----------
    name : str
        Its name, one line; empty where it has none.
    note : str
        A longer text.
    starred : bool
        Whether it is marked as important.
    experiment : str
        The ready experiment that it belongs to, if any.
    variant : str
        What is varied in that experiment: "8 filters".
    """

    name: str = ""
    note: str = ""
    starred: bool = False
    experiment: str = ""
    variant: str = ""


def read(run: RunFolder) -> Notes:
    """Read what is noted on a run; a file that is missing or damaged costs the notes only."""
    written = _written(run)
    kinds = {field.name: type(field.default) for field in fields(Notes)}
    known: dict[str, Any] = {
        key: value for key, value in written.items() if type(value) is kinds.get(key)
    }
    return Notes(**known)


def change(run: RunFolder, **changes: Any) -> Notes:
    """Change some of what is noted on a run, and leave the rest as it is.

    Raises
    ------
    InputError
        If a text is too long, the file cannot be written, or the run is another visitor's.
    """
    belongings.require_own(run.path, _("run {run}", run=run.id))
    if "name" in changes:
        changes["name"] = _one_line(changes["name"])
        _check_length(N_("a run's name"), changes["name"], MAX_NAME)
    if "note" in changes:
        changes["note"] = changes["note"].strip()
        _check_length(N_("a run's note"), changes["note"], MAX_NOTE)
    if not run.is_run:
        raise InputError("there is no run {run} here", run=run.id)
    changed = Notes(**asdict(read(run)) | changes)
    # What a newer version has written beside it is kept.
    text = json.dumps(_written(run) | asdict(changed), indent=2, ensure_ascii=False)
    try:
        with replacing(run.path / FILE) as part:
            part.write_text(text + "\n", "utf-8")
    except OSError as error:
        raise InputError(
            "run {run} cannot be changed: {reason}", run=run.id, reason=reason(error)
        ) from None
    return changed


def _written(run: RunFolder) -> dict[str, Any]:
    with suppress(OSError, ValueError, RecursionError):
        content = json.loads((run.path / FILE).read_text("utf-8"))
        if isinstance(content, dict):
            return content
    return {}


def _one_line(text: str) -> str:
    """Turn line breaks and other control characters into spaces, and several spaces into one."""
    plain = (" " if unicodedata.category(each) in ("Cc", "Cs") else each for each in text)
    return " ".join("".join(plain).split())


def _check_length(what: str, text: str, most: int) -> None:
    if len(text) > most:
        raise InputError(
            "{what} may have at most {most:,} characters, got {length:,}",
            what=_(what),
            most=most,
            length=len(text),
        )
