"""Several dropped files as one zip: a data set is kept and found as a single file."""

import io
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from cnnviz.data import zip_names
from cnnviz.data.files import MAX_FILES, MAX_LISTING, MAX_OTHER, MAX_TOTAL
from cnnviz.utils import safe_zip, zip_rules
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import plural

STORED = (1980, 1, 1, 0, 0, 0)  # a fixed time: the same files give the same zip


def bundle(files: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Put dropped files together.

    A single zip stays as it is. A zip among other files becomes a folder of its name, so that
    ``cat.zip`` beside ``dog.zip`` is two classes, and ``train.zip`` beside ``test.zip`` two splits.

    Parameters
    ----------
    files : sequence of (str, bytes)
        Name, with "/" between folders where a folder was dropped, and content; at least one.

    Returns
    -------
    tuple
        Name of the data set, without a suffix, and a zip.

    Raises
    ------
    InputError
        If a zip among several files cannot be read, or they are too many or too large.
    """
    if len(files) == 1 and _is_zip(files[0][0]):
        name, content = files[0]
        return PurePosixPath(name).stem, content
    buffer, total, seen = io.BytesIO(), 0, Counter[str]()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in _members(files):
            total += len(content)
            if total > MAX_TOTAL or len(seen) >= MAX_FILES:
                raise InputError(
                    "a data set may have at most {most:,} files and {size:.0f} GB, got more",
                    most=MAX_FILES,
                    size=MAX_TOTAL / 2**30,
                )
            archive.writestr(zipfile.ZipInfo(_distinct(name, seen), STORED), content)
    return _title([name for name, _ in files]), buffer.getvalue()


def _is_zip(name: str) -> bool:
    return name.lower().endswith(".zip")


def _members(files: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """All files, with those in zips among them."""
    for name, content in files:
        if not _is_zip(name):
            yield name, content
            continue
        with tempfile.NamedTemporaryFile(suffix=".zip") as copy:
            copy.write(content)
            copy.flush()
            try:
                yield from _inside(Path(copy.name), name[: -len(".zip")])
            except InputError as error:
                raise InputError("{name}: {error}", name=name, error=error) from error


def _inside(path: Path, folder: str) -> Iterator[tuple[str, bytes]]:
    with safe_zip.opened(path, MAX_LISTING) as archive:
        zip_names.repair(archive)
        zip_rules.check(archive)
        for info in archive.infolist():
            if not info.is_dir():
                yield f"{folder}/{info.filename}", safe_zip.member(archive, info, MAX_OTHER)


def _distinct(name: str, seen: Counter[str]) -> str:
    """A name that no other file has: of two pictures with one name both are kept."""
    seen[name] += 1
    if seen[name] == 1:
        return name
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem} ({seen[name]}){path.suffix}"))


def _title(names: list[str]) -> str:
    """The name of the folder that was dropped, of the only file, or how many files there are."""
    tops = {name.partition("/")[0] for name in names}
    if len(tops) == 1:
        return PurePosixPath(tops.pop()).stem
    return plural(len(names), "file").replace(",", "")
