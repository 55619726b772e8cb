"""A folder or a zip of images, read the same way: names first, then one file at a time.

Nothing is ever extracted, so a name inside a zip is only a label and never a place on disk. What
a zip declares is checked before anything is read, and no more than that is ever read.
"""

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cnnviz.images import EXTENSIONS, MAX_BYTES
from cnnviz.utils.errors import InputError

MAX_IMAGES = 60_000
MAX_FILES = 250_000  # images and all that lies beside them
MAX_LISTING = 16 * 2**20  # bytes of a zip's list of contents; each becomes 10 in memory
MAX_TOTAL = 4 * 2**30  # bytes of all images, unpacked

# What zipfile raises on archives that break the format's rules, or use an unknown compression.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True)
class Files:
    """The image files of a folder or zip: their names, with "/" between folders, and contents."""

    names: tuple[str, ...]
    read: Callable[[str], bytes]  # raises InputError, without the name


@contextmanager
def opened(path: Path) -> Iterator[Files]:
    """Open a folder or a zip of images.

    Raises
    ------
    InputError
        If it is neither, is encrypted, holds no image, or holds too many or too large ones.
    """
    if path.is_dir():
        yield _in_folder(path)
    else:
        with _listing_bounded(path) as file, _zip(file, path.name) as archive:
            file.bounded = False
            yield _in_zip(archive, path.name)


def is_image(name: str) -> bool:
    """Tell whether a name has an image's suffix and is no system's hidden or helper file."""
    path = PurePosixPath(name)
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in path.parts)
    return not hidden and path.suffix[1:].lower() in EXTENSIONS


def _in_folder(root: Path) -> Files:
    found = {_as_text(file.relative_to(root)): file for file in _walk(root)}
    _check({name: file.stat().st_size for name, file in found.items()}, root.name)

    def read(name: str) -> bytes:
        try:
            return found[name].read_bytes()
        except OSError as error:
            raise InputError(f"the file cannot be read: {error.strerror}") from error

    return Files(tuple(found), read)


def _walk(root: Path) -> Iterator[Path]:
    """Image files below a folder; links are followed, but no folder is entered twice."""
    entered, seen = set(), 0
    for folder, folders, names in os.walk(root, followlinks=True):
        place = Path(folder).resolve()
        if place in entered:
            folders.clear()
            continue
        entered.add(place)
        seen += 1 + len(names)
        if seen > MAX_FILES:
            raise InputError(
                f"a data set's folder may hold {MAX_FILES:,} files, got more in {root}"
            )
        paths = (Path(folder, name) for name in names)
        yield from (p for p in paths if is_image(_as_text(p.relative_to(root))) and p.is_file())


def _as_text(path: Path) -> str:
    """A path as text; bytes that are no UTF-8 become question marks."""
    return path.as_posix().encode(errors="replace").decode()


class _BoundedFile(io.FileIO):
    """A file that, while it is bounded, hands out no more than ``MAX_LISTING`` bytes at once.

    zipfile reads a zip's list of contents in one piece and makes objects of it, ten times as
    large: a 200 MB zip of empty files would take 2 GB before there is anything to check.
    """

    bounded = True

    def read(self, size: int | None = -1) -> bytes:
        if self.bounded and (size or 0) > MAX_LISTING:
            raise InputError(
                f"a zip's list of contents may have {MAX_LISTING / 2**20:.0f} MB, "
                f"got {(size or 0) / 2**20:,.0f} MB"
            )
        return super().read(-1 if size is None else size)


def _listing_bounded(path: Path) -> _BoundedFile:
    try:
        return _BoundedFile(path)
    except (OSError, ValueError) as error:
        raise InputError(f"a data set must be a folder or a zip of images, got {path}") from error


def _zip(file: _BoundedFile, title: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except InputError:
        raise
    except _UNREADABLE as error:
        rule = "a data set must be a folder or a zip of images"
        raise InputError(f"{rule}, got {title}, which is damaged or no zip") from error


def _in_zip(archive: zipfile.ZipFile, title: str) -> Files:
    members = {_inner_name(info.filename): info for info in archive.infolist()}
    chosen = {name: info for name, info in members.items() if is_image(name)}
    if any(info.flag_bits & 1 for info in chosen.values()):
        raise InputError(f"a zip must not ask for a password, got {title}, which is encrypted")
    _check({name: info.file_size for name, info in chosen.items()}, title)

    def read(name: str) -> bytes:
        try:
            return archive.read(chosen[name])
        except _UNREADABLE as error:
            raise InputError(f"the file cannot be unpacked: {error}") from error

    return Files(tuple(chosen), read)


def _inner_name(name: str) -> str:
    """A member's name with forward slashes, without "", "." and ".."; "" for a folder's own."""
    parts = name.replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", "..")) if parts[-1] else ""


def _check(sizes: dict[str, int], title: str) -> None:
    """Refuse no images, too many, or too many bytes, before any is read."""
    if not sizes:
        suffixes = ", ".join(EXTENSIONS)
        raise InputError(f"a data set must hold images ({suffixes}), got none in {title}")
    if len(sizes) > MAX_IMAGES:
        raise InputError(f"a data set may hold {MAX_IMAGES:,} images, got {len(sizes):,}")
    largest = max(sizes, key=lambda name: sizes[name])
    if sizes[largest] > MAX_BYTES:
        raise InputError(
            f"an image file may have at most {MAX_BYTES / 2**20:.0f} MB, "
            f"got {sizes[largest] / 2**20:,.0f} MB: {largest}"
        )
    if sum(sizes.values()) > MAX_TOTAL:
        rule = f"a data set may have at most {MAX_TOTAL / 2**30:.0f} GB unpacked"
        raise InputError(f"{rule}, got {sum(sizes.values()) / 2**30:.1f} GB")
