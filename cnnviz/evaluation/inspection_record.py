"""An inspection as a folder, so that nothing done is lost: ``$CNNVIZ_HOME/inspections/<id>/``.

    inspection.json    what is inspected, with which model, and how
    rows.jsonl         one line per file inspected, appended as they come
    corrections.json   classes that a person gave to files, and what is accepted

The pictures stay in the zip that was uploaded, ``data/uploads``.
"""

import base64
import json
import re
import shutil
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from cnnviz.classroom import belongings, visitor
from cnnviz.evaluation.doubt import Doubt
from cnnviz.evaluation.inspection import THRESHOLD, Acceptance, Row
from cnnviz.evaluation.tiles import Tile
from cnnviz.utils import paths
from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import InputError, reason
from cnnviz.utils.language import _

MOST_KEPT = 50  # inspections of one visitor; the oldest are deleted for a new one
_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Task:
    """What is inspected, and how.

    Attributes
    ----------
    source : str
        Key of the upload.
    model : str
        Key of the model, as its menu has it.
    classes : tuple of str
        The model's.
    tile : int or None
        See ``Inspector.tile``.
    dataset : str
        The data that the model was trained on, as far as is known; a visitor may have said it.
    """

    source: str
    model: str
    classes: tuple[str, ...]
    tile: int | None = None
    dataset: str = ""


@dataclass(frozen=True)
class Decisions:
    """What a person decided about an inspection.

    Attributes
    ----------
    corrections : mapping of str to int
        The classes given to files, by their names.
    acceptance : Acceptance
        Which answers are accepted.
    """

    corrections: Mapping[str, int]
    acceptance: Acceptance


class InspectionRecord:
    """The folder of one inspection; its methods may be called from any thread.

    Parameters
    ----------
    key : str
        Its id, 16 hexadecimal digits.

    Raises
    ------
    InputError
        If the id is malformed.
    """

    def __init__(self, key: str) -> None:
        if not _ID.fullmatch(key):
            raise InputError(
                "an inspection's id has 16 hexadecimal digits, got {value!r}",
                value=key[:20],
            )
        self.key, self.path = key, _folder() / key
        self._writing = threading.Lock()

    @classmethod
    def create(cls, task: Task) -> "InspectionRecord":
        """Make the folder of a new inspection.

        Parameters
        ----------
        task : Task
            What is inspected.

        Returns
        -------
        InspectionRecord
            Without a row.

        Raises
        ------
        InputError
            If the server cannot keep it.
        """
        _make_room()
        record = cls(uuid4().hex[:16])
        try:
            record.path.mkdir(parents=True)
            belongings.claim(record.path)
            record._write("inspection.json", asdict(task))
        except OSError as error:
            raise InputError(
                "the inspection cannot be kept: {reason}", reason=reason(error)
            ) from error
        return record

    @property
    def is_visible(self) -> bool:
        """Whether the current visitor may see it."""
        return belongings.is_visible(self.path)

    def task(self) -> Task:
        """Read what is inspected.

        Returns
        -------
        Task
            As it was created.

        Raises
        ------
        InputError
            If the inspection is gone or damaged, or another visitor's.
        """
        found: Any = self._read("inspection.json") if self.is_visible else None
        with suppress(TypeError, KeyError, AttributeError):
            return Task(**{**found, "classes": tuple(found["classes"])})
        raise InputError("this inspection is no longer on this server")

    def append(self, rows: Sequence[Row]) -> None:
        """Add the rows of files that were just inspected.

        Parameters
        ----------
        rows : sequence of Row
            In their order.

        Raises
        ------
        InputError
            If they cannot be written.
        """
        lines = "".join(json.dumps(_to_json(row), separators=(",", ":")) + "\n" for row in rows)
        try:
            with self._writing, (self.path / "rows.jsonl").open("a", encoding="utf-8") as file:
                file.write(lines)
        except OSError as error:
            raise InputError(
                "the results cannot be kept: {reason}", reason=reason(error)
            ) from error

    def rows(self) -> list[Row]:
        """Read all rows; a line that was cut short when the server ended is left out.

        Returns
        -------
        list of Row
            One per file, in the order in which they were inspected.
        """
        rows: dict[str, Row] = {}
        with suppress(OSError), (self.path / "rows.jsonl").open(encoding="utf-8") as file:
            for line in file:
                with suppress(ValueError, KeyError, TypeError):
                    row = _from_json(json.loads(line))
                    rows.setdefault(row.file, row)
        return list(rows.values())

    def decisions(self) -> Decisions:
        """Read what a person decided.

        Returns
        -------
        Decisions
            No correction and the usual threshold where nothing was decided.
        """
        found = self._read("corrections.json")
        with suppress(TypeError, KeyError, ValueError, AttributeError):
            corrections = {str(file): int(label) for file, label in found["corrections"].items()}
            acceptance = Acceptance(float(found["threshold"]), bool(found["unlike"]))
            return Decisions(corrections, acceptance)
        return Decisions({}, Acceptance(THRESHOLD))

    def decide(self, decisions: Decisions) -> None:
        """Keep what a person decided, in place of earlier decisions.

        Parameters
        ----------
        decisions : Decisions
            All of them.

        Raises
        ------
        InputError
            If it cannot be written, or the inspection is another visitor's.
        """
        belongings.require_own(self.path, _("this inspection"))
        content = {
            "corrections": dict(decisions.corrections),
            "threshold": decisions.acceptance.threshold,
            "unlike": decisions.acceptance.unlike,
        }
        try:
            with self._writing:
                self._write("corrections.json", content)
        except OSError as error:
            raise InputError(
                "the corrections cannot be kept: {reason}", reason=reason(error)
            ) from error

    def _write(self, name: str, content: Mapping[str, Any]) -> None:
        with replacing(self.path / name) as part:
            part.write_text(json.dumps(content), "utf-8")

    def _read(self, name: str) -> Any:
        with suppress(OSError, ValueError):
            return json.loads((self.path / name).read_text("utf-8"))
        return None


def _folder() -> Path:
    return paths.home() / "inspections"


def _make_room() -> None:
    owner = visitor.current().id
    kept = [path for path in _folder().glob("*") if _ID.fullmatch(path.name)]
    kept = [path for path in kept if belongings.of(path).visitor == owner]
    kept.sort(key=lambda path: path.stat().st_mtime)
    for path in kept[: len(kept) + 1 - MOST_KEPT]:
        shutil.rmtree(path, ignore_errors=True)


def _to_json(row: Row) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "file": row.file,
        "probabilities": row.probabilities,
        "doubt": [row.doubt.kind, row.doubt.sentence, row.doubt.distance],
        "truth": row.truth,
        "size": row.size,
        "thumbnail": base64.b64encode(row.thumbnail).decode(),
    }
    if row.error:
        kept["error"] = row.error
    if row.tiles:
        kept["tiles"] = [
            [tile.top, tile.left, tile.side, tile.label, tile.probability, tile.doubt]
            for tile in row.tiles
        ]
    return kept


def _from_json(kept: Any) -> Row:
    height, width = kept["size"]
    return Row(
        str(kept["file"]),
        tuple(map(float, kept["probabilities"])),
        Doubt(*kept["doubt"]),
        kept["truth"],
        (height, width),
        kept.get("error", ""),
        tuple(Tile(*each) for each in kept.get("tiles", ())),
        base64.b64decode(kept["thumbnail"]),
    )
