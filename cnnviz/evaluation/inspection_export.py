"""What an inspection leaves with: a table, the files in folders by class, a data set."""

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath

from cnnviz.evaluation.inspection import Acceptance, Row
from cnnviz.evaluation.inspection_record import Decisions
from cnnviz.utils.csv_text import csv_text, plain_text
from cnnviz.utils.errors import InputError

FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # of files in a zip: the same files give the same zip
REJECTED = "not accepted"  # the folder of what a person should look at

Read = Callable[[str], bytes]


def table(rows: Sequence[Row], classes: Sequence[str], decisions: Decisions) -> str:
    """Write one line per file.

    Parameters
    ----------
    rows : sequence of Row
        All files.
    classes : sequence of str
        The network's.
    decisions : Decisions
        Corrections, and which answers are accepted.

    Returns
    -------
    str
        CSV: file, class, probability, accepted, doubt, distance (to the training data, as a
        multiple of the threshold), true, corrected, height, width, tiles, error, and the
        probability of each class.
    """
    names = [plain_text(name) for name in classes]
    header = (
        *("file", "class", "probability", "accepted", "doubt", "distance", "true", "corrected"),
        *("height", "width", "tiles", "error"),
        *(f"probability of {name}" for name in names),
    )

    def line(row: Row) -> Iterator[object]:
        corrected = decisions.corrections.get(row.file)
        named = ["" if label is None else names[label] for label in (row.label, row.truth)]
        yield from (plain_text(row.file), named[0], row.probability if named[0] else "")
        yield "yes" if decisions.acceptance.accepts(row) else "no"
        yield from (row.doubt.kind, "" if row.doubt.distance is None else row.doubt.distance)
        yield from (named[1], "" if corrected is None else names[corrected])
        yield from (*(row.size if row.label is not None else ("", "")), len(row.tiles) or "")
        yield plain_text(row.error)
        yield from row.probabilities or [""] * len(names)

    return csv_text(header, (list(line(row)) for row in rows))


def final_class(row: Row, decisions: Decisions) -> int | None:
    """Return the class that a file leaves with.

    Parameters
    ----------
    row : Row
        A file.
    decisions : Decisions
        Corrections, and which answers are accepted.

    Returns
    -------
    int or None
        The corrected class, else the accepted answer; None where a person should look.
    """
    if row.error:
        return None
    corrected = decisions.corrections.get(row.file)
    if corrected is not None:
        return corrected
    return row.label if decisions.acceptance.accepts(row) else None


def known_class(row: Row, decisions: Decisions) -> int | None:
    """Return the class that a file has in a data set of corrections.

    Parameters
    ----------
    row : Row
        A file.
    decisions : Decisions
        Corrections, and which answers are accepted.

    Returns
    -------
    int or None
        The corrected class, else the known true one, else the accepted answer; None where the file
        is left out. A sheet of tiles is left out: it has no single class.
    """
    if row.error or row.tiles:
        return None
    if row.file not in decisions.corrections and row.truth is not None:
        return row.truth
    return final_class(row, decisions)


def folders(rows: Sequence[Row], classes: Sequence[str], decisions: Decisions, read: Read) -> bytes:
    """Pack the files in one folder per class, and one of those for a person to look at.

    Parameters
    ----------
    rows : sequence of Row
        All files; those that could not be read are left out.
    classes : sequence of str
        The network's.
    decisions : Decisions
        Corrections, and which answers are accepted.
    read : callable
        The content of a file; raises InputError, and the file is left out then.

    Returns
    -------
    bytes
        A zip.
    """
    places = [
        (row, REJECTED if label is None else _folder(classes[label]))
        for row in rows
        if not row.error
        for label in [final_class(row, decisions)]
    ]
    return _zipped(places, read)


def data_set(
    rows: Sequence[Row], classes: Sequence[str], decisions: Decisions, read: Read
) -> bytes:
    """Pack the files whose class is known or accepted as a data set, a folder per class.

    Parameters
    ----------
    rows : sequence of Row
        All files.
    classes : sequence of str
        The network's.
    decisions : Decisions
        Corrections, and which answers are accepted.
    read : callable
        The content of a file; raises InputError, and the file is left out then.

    Returns
    -------
    bytes
        A zip; see ``known_class`` for which class a file has.

    Raises
    ------
    InputError
        If fewer than two classes have files.
    """
    places = [
        (row, _folder(classes[label]))
        for row in rows
        if (label := known_class(row, decisions)) is not None
    ]
    counts = Counter(folder for _, folder in places)
    if len(counts) < 2:
        found = ", ".join(f"{count:,} of {name}" for name, count in counts.items()) or "none"
        raise InputError("a data set needs files of at least two classes, got {found}", found=found)
    return _zipped(places, read)


def in_doubt_first(rows: Sequence[Row], acceptance: Acceptance) -> list[Row]:
    """Sort rows by how much they need a person's eye.

    Parameters
    ----------
    rows : sequence of Row
        All files.
    acceptance : Acceptance
        Which answers are accepted.

    Returns
    -------
    list of Row
        Those not accepted first, each part by rising probability; refused files last.
    """
    return sorted(
        rows, key=lambda row: (row.label is None, acceptance.accepts(row), row.probability)
    )


def _folder(name: str) -> str:
    """A class's name as a folder's: without what separates folders, and not empty."""
    return name.replace("/", "_").replace("\\", "_").strip(" .") or "class"


def _zipped(places: Sequence[tuple[Row, str]], read: Read) -> bytes:
    buffer, seen = io.BytesIO(), Counter[str]()
    with zipfile.ZipFile(buffer, "w") as archive:  # pictures are packed already
        for row, folder in places:
            try:
                content = read(row.file)
            except InputError:
                continue
            name = _distinct(f"{folder}/{PurePosixPath(row.file).name}", seen)
            archive.writestr(zipfile.ZipInfo(name, FIXED_TIME), content)
    return buffer.getvalue()


def _distinct(name: str, seen: Counter[str]) -> str:
    """A name that no other file has: of two pictures with one name both are kept."""
    seen[name] += 1
    if seen[name] == 1:
        return name
    path = PurePosixPath(name)
    return _distinct(str(path.with_name(f"{path.stem} ({seen[name]}){path.suffix}")), seen)
