"""All runs of this server in a table: found by text, sorted, chosen, starred, named, deleted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

from cnnviz.ui.components import load
from cnnviz.ui.components.changes import take_changes, taken

_component = load("run_table")

Act = Literal["choose", "star", "note", "delete", "open", "clear"]
SWITCHES = ("choose", "star")


class RunColumn(TypedDict):
    """A column of figures."""

    title: str
    detail: str
    number: bool
    rank: int


class RunCell(TypedDict):
    """A figure."""

    text: str
    detail: str
    order: float | str | None


class RunRow(TypedDict):
    """A run."""

    id: str
    code: str
    title: str
    name: str
    note: str
    starred: bool
    own: bool
    colour: str
    search: str
    cells: list[RunCell]


class RunTableData(TypedDict):
    """What is sent to the browser; index.js describes each field."""

    columns: list[RunColumn]
    rows: list[RunRow]
    chosen: list[str]
    taken: float


@dataclass(frozen=True)
class RunAct:
    """What a visitor did to a run: ``on`` of a switch; ``name`` and ``note`` as entered."""

    act: Act
    run: str = ""
    on: bool = False
    name: str = ""
    note: str = ""


def run_table(
    columns: Sequence[RunColumn],
    rows: Sequence[RunRow],
    chosen: Sequence[str],
    *,
    key: str,
    on_act: Any,
) -> None:
    """Show runs in a table; ``read_acts`` returns what the visitor did in it."""
    data: RunTableData = {
        "columns": list(columns),
        "rows": list(rows),
        "chosen": list(chosen),
        "taken": taken(key),
    }
    _component(key=key, data=data, on_edit_change=on_act)


def read_acts(key: str, runs: Collection[str]) -> list[RunAct]:
    """What was done and not taken before; acts on other runs and malformed ones are ignored."""
    acts = map(_read, take_changes(key))
    return [act for act in acts if act and (act.act == "clear" or act.run in runs)]


def _read(change: Mapping[str, Any]) -> RunAct | None:
    act, run = change.get("act"), change.get("run")
    if act == "clear":
        return RunAct("clear")
    if not isinstance(run, str):
        return None
    if act in SWITCHES and isinstance(on := change.get("on"), bool):
        return RunAct(act, run, on)
    if act == "note":
        name, note = change.get("name"), change.get("note")
        if isinstance(name, str) and isinstance(note, str):
            return RunAct("note", run, name=name, note=note)
    return RunAct(act, run) if act in ("delete", "open") else None
