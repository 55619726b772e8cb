"""Labels of images in a table beside them: a CSV file with the columns ``file,label``."""

import csv
import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from cnnviz.data import layouts
from cnnviz.data.class_names import called_neu
from cnnviz.data.files import Files
from cnnviz.data.layouts import Layout, Place
from cnnviz.data.split_names import splits_of
from cnnviz.utils.language import Message, N_n
from cnnviz.utils.text import all_of

SUFFIXES = (".csv", ".tsv")
ENCODINGS = ("utf-8-sig", "utf-16", "gb18030", "cp1252", "latin-1")  # the last reads anything
LABEL_COLUMNS = frozenset(
    [
        "label",
        "labels",
        "class",
        "classes",
        "classid",
        "classname",
        "category",
        "target",
        "y",
        "diagnosis",
        "type",
        "species",
    ]
)
SPLIT_COLUMNS = frozenset(["split", "set", "subset", "partition", "usage", "dataset"])
MOST_TABLES = 20
Row = tuple[str, str, str]  # file as written, label, split


def read(source: Files, title: str) -> Layout | None:
    """Read the layout that the tables of a data set give; None where none of them labels images.

    A table counts where one of its columns names images, as paths or as names with or without
    suffix, and another one is called label, class or the like, or is the only other one.
    """
    tables = [name for name in source.others if PurePosixPath(name).suffix.lower() in SUFFIXES]
    used, labelled, missing = [], defaultdict(set), []
    find = _Finder(source.names)
    by_table = splits_of(PurePosixPath(name).stem for name in tables)
    for table in tables[:MOST_TABLES]:
        rows = _labelled_rows(_parse(source.read(table)), table, find)
        used += [table] if rows else []
        for file, label, split in rows:
            image = find(file, table)
            declared = splits_of([split]).get(split, by_table.get(PurePosixPath(table).stem, ""))
            if image is None:
                missing.append(file)
            else:
                labelled[image].add((label, declared))
    if not used:
        return None
    places = [_place(name, labelled[name]) for name in source.names]
    places = _with_splits_of_folders(source.names, places)
    reason = Message("{tables} gives it no label, or two", tables=all_of(used))
    layout = layouts.of_places(source.names, places, called_neu(title), reason)
    return replace(layout, notes=(*layout.notes, *_notes(used, missing)))


def _notes(used: Sequence[str], missing: Sequence[str]) -> list[str]:
    notes: list[str] = [Message("the classes are those in {tables}", tables=all_of(used))]
    if missing:
        notes.append(
            Message(
                "{tables} names {files} not found, such as {file}",
                tables=all_of(used),
                files=Message(N_n("{count:,} file", "{count:,} files"), count=len(missing)),
                file=missing[0],
            )
        )
    return notes


def _parse(content: bytes) -> list[list[str]]:
    """The rows of a table, whatever its encoding and delimiter."""
    text = ""
    for encoding in ENCODINGS:
        if encoding == "utf-16" and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    head = text.partition("\n")[0]
    delimiter = max(",;\t|", key=head.count)
    try:
        return [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(row)]
    except csv.Error:
        return []


def _labelled_rows(rows: list[list[str]], table: str, find: "_Finder") -> list[Row]:
    """The rows that name a file and its label; none where the table is about something else."""
    width = min(map(len, rows), default=0)
    if width < 2:
        return []
    sample = rows[1:200] or rows
    hits = [sum(find(row[col], table) is not None for row in sample) for col in range(width)]
    file_col = hits.index(max(hits))
    if 2 * hits[file_col] <= len(sample):
        return []
    has_header = find(rows[0][file_col], table) is None
    header = [_plain(cell) for cell in rows[0]] if has_header else []
    named = [col for col, cell in enumerate(header[:width]) if cell in LABEL_COLUMNS]
    others = [col for col in range(width) if col != file_col]
    candidates = named or (others if len(others) == 1 else [])
    if not candidates:
        return []
    split_cols = [col for col, cell in enumerate(header[:width]) if cell in SPLIT_COLUMNS]
    return [
        (row[file_col], row[candidates[0]].strip(), row[split_cols[0]] if split_cols else "")
        for row in rows[has_header:]
    ]


def _plain(cell: str) -> str:
    return "".join(char for char in cell.lower() if char.isalpha())


def _place(name: str, found: set[tuple[str, str]]) -> Place:
    """The split and class of an image, if its rows agree on one class."""
    labels = {label for label, _ in found if label}
    if len(labels) != 1:
        return None
    splits = {split for _, split in found if split}
    return (splits.pop() if len(splits) == 1 else ""), labels.pop()


def _with_splits_of_folders(names: Sequence[str], places: list[Place]) -> list[Place]:
    """Where the tables do not declare all splits, take those of the folders, if all have one."""
    if all(place[0] for place in places if place):
        return places
    folders = [name.split("/")[:-1] for name in names]
    splits = splits_of({part for parts in folders for part in parts})
    declared = [next((splits[part] for part in parts if part in splits), "") for parts in folders]
    known = all(split for split, place in zip(declared, places, strict=True) if place)
    return [
        (split if known else "", place[1]) if place else None
        for split, place in zip(declared, places, strict=True)
    ]


class _Finder:
    """Finds the image that a cell of a table names."""

    def __init__(self, names: Sequence[str]) -> None:
        self._paths = {name.casefold(): name for name in names}
        self._short: dict[str, str | None] = {}
        for name in names:
            path = PurePosixPath(name)
            for short in {path.name.casefold(), path.stem.casefold()}:
                self._short[short] = None if short in self._short else name  # None: ambiguous

    def __call__(self, cell: str, table: str) -> str | None:
        written = cell.strip().replace("\\", "/").removeprefix("./").casefold()
        if not written:
            return None
        folder = table.rpartition("/")[0].casefold()
        for path in (f"{folder}/{written}" if folder else written, written):
            if path in self._paths:
                return self._paths[path]
        return self._short.get(written.rpartition("/")[2])
