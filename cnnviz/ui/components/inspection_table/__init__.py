"""The table of an inspection: sorted, filtered, judged and corrected in the browser.

Rows are sent once: a message brings those that are new, and a browser that lacks some asks for
them ("want"), as in ``components/frames.py``.
"""

import base64
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

import streamlit as st

from cnnviz.evaluation.inspection import Row
from cnnviz.evaluation.inspection_record import Decisions
from cnnviz.ui.components import load
from cnnviz.ui.components.changes import take_changes, taken
from cnnviz.ui.components.frames import still_known
from cnnviz.utils.retold import retold

_component = load("inspection_table", height=640)

Act = Literal["label", "accept", "open", "maps"]
MOST_MAPS = 50  # asked for at once


class InspectionRow(TypedDict):
    """A file."""

    file: str
    label: int | None
    probability: float
    doubt: str
    sentence: str
    truth: int | None
    thumbnail: str
    tiles: int


class InspectionData(TypedDict):
    """What is sent to the browser; types.js describes each field."""

    run: str
    start: int
    rows: list[InspectionRow]
    classes: list[str]
    corrections: dict[str, int]
    threshold: float
    unlike: bool
    maps: dict[str, str]
    mapped: bool
    opened: int
    taken: float


@dataclass(frozen=True)
class InspectionAct:
    """What a visitor did: ``rows`` are numbers; ``label`` None takes a correction back."""

    act: Act
    rows: tuple[int, ...] = ()
    label: int | None = None
    threshold: float = 0.0
    unlike: bool = False


class InspectionFeed:
    """Remembers what a browser was sent of an inspection.

    Parameters
    ----------
    key : str
        The component's key in the session.
    run : str
        The inspection's id.
    """

    def __init__(self, key: str, run: str) -> None:
        self.key, self.run = key, run
        self._sent, self._maps = 0, set[int]()

    def show(
        self,
        rows: Sequence[Row],
        classes: Sequence[str],
        decisions: Decisions,
        maps: Mapping[int, bytes],
        opened: int,
        on_act: Any,
    ) -> None:
        """Show all rows; ``read_acts`` returns what the visitor did, ``maps`` are PNG by number."""
        rows = tuple(rows)
        wanted = (st.session_state.get(self.key) or {}).get("want")
        if wanted is not None:
            self._sent, self._maps = still_known(wanted, self._sent), set()
        start, self._sent = self._sent, len(rows)
        new = {number: png for number, png in maps.items() if number not in self._maps}
        self._maps |= new.keys()
        numbers = {row.file: number for number, row in enumerate(rows)}
        data: InspectionData = {
            "run": self.run,
            "start": start,
            "rows": [_row(row) for row in rows[start:]],
            "classes": list(classes),
            "corrections": {
                str(numbers[file]): label
                for file, label in decisions.corrections.items()
                if file in numbers
            },
            "threshold": decisions.acceptance.threshold,
            "unlike": decisions.acceptance.unlike,
            "maps": {str(number): base64.b64encode(png).decode() for number, png in new.items()},
            "mapped": True,
            "opened": opened,
            "taken": taken(self.key),
        }
        _component(key=self.key, data=data, on_edit_change=on_act, on_want_change=lambda: None)


def read_acts(key: str, rows: int, classes: int) -> list[InspectionAct]:
    """What was done and not taken before; what is malformed or on other rows is ignored."""
    acts = (_read(change, range(rows), range(classes)) for change in take_changes(key))
    return [act for act in acts if act]


def _read(
    change: Mapping[str, Any], rows: Collection[int], classes: Collection[int]
) -> InspectionAct | None:
    act, row, label = change.get("act"), change.get("row"), change.get("label")
    if act == "accept":
        threshold, unlike = change.get("threshold"), change.get("unlike")
        if isinstance(threshold, int | float) and 0 <= threshold <= 1 and isinstance(unlike, bool):
            return InspectionAct("accept", threshold=float(threshold), unlike=unlike)
        return None
    if act == "maps":
        asked = change.get("rows")
        wanted = [each for each in asked if _is_in(each, rows)] if isinstance(asked, list) else []
        return InspectionAct("maps", tuple(wanted[:MOST_MAPS])) if wanted else None
    if not isinstance(row, int) or not _is_in(row, rows):
        return None
    if act == "label" and (label is None or _is_in(label, classes)):
        return InspectionAct("label", (row,), label)
    return InspectionAct("open", (row,)) if act == "open" else None


def _is_in(value: Any, among: Collection[int]) -> bool:
    return type(value) is int and value in among


def _row(row: Row) -> InspectionRow:
    return {
        "file": row.file,
        "label": row.label,
        "probability": row.probability,
        "doubt": row.doubt.kind,
        "sentence": retold(row.error or row.doubt.sentence),
        "truth": row.truth,
        "thumbnail": base64.b64encode(row.thumbnail).decode(),
        "tiles": len(row.tiles),
    }
