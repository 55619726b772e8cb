"""A folder or a zip of images, read the same way: names first, then one file at a time.

Nothing is ever extracted, so a name inside a zip is only a label and never a place on disk. What
a zip declares is checked before anything is read, and no more than that is ever read.
"""

import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cnnviz.errors import InputError
from cnnviz.images import EXTENSIONS, MAX_BYTES

MAX_IMAGES = 60_000
MAX_FILES = 250_000  # images and what lies beside them
MAX_TOTAL = 4 * 2**30  # bytes of all images, unpacked

# What zipfile raises on archives that break the format's rules, or use an unknown compression.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


@dataclass(frozen=True)
class Files:
    """The image files of a folder or zip: their names, with "/" between folders, and contents."""

    names: tuple[str, ...]
    read: Callable[[str], bytes]


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
    elif path.is_file():
        try:
            with zipfile.ZipFile(path) as archive:
                yield _in_zip(archive, path.name)
        except zipfile.BadZipFile as error:
            raise InputError(f"{path.name} must be a folder or a zip of images: {error}") from error
    else:
        raise InputError(f"a data set must be a folder or a zip of images, got {path}")


def is_image(name: str) -> bool:
    """Tell whether a name has an image's suffix and is no system's hidden or helper file."""
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))
    return not hidden and name.rpartition(".")[2].lower() in EXTENSIONS


def _in_folder(root: Path) -> Files:
    found = {_readable(file.relative_to(root)): file for file in _walk(root)}
    chosen = {name: file for name, file in found.items() if is_image(name)}
    _check({name: file.stat().st_size for name, file in chosen.items()}, root.name)

    def read(name: str) -> bytes:
        try:
            return chosen[name].read_bytes()
        except OSError as error:
            raise InputError(f"{name} in {root.name} cannot be read: {error.strerror}") from error

    return Files(tuple(chosen), read)


def _walk(root: Path) -> Iterator[Path]:
    """Regular files below a folder; links are followed, but no folder is entered twice."""
    entered = set()
    for count, (folder, folders, names) in enumerate(os.walk(root, followlinks=True)):
        place = Path(folder).resolve()
        if place in entered or count > MAX_FILES:
            folders.clear()
            continue
        entered.add(place)
        files = (Path(folder, name) for name in names)
        yield from (file for file in files if file.is_file())


def _readable(path: Path) -> str:
    """A path as text; bytes that are no UTF-8 become question marks."""
    return path.as_posix().encode(errors="replace").decode()


def _in_zip(archive: zipfile.ZipFile, title: str) -> Files:
    members = {_inner_name(info.filename): info for info in archive.infolist()}
    chosen = {name: info for name, info in members.items() if is_image(name)}
    if any(info.flag_bits & 1 for info in chosen.values()):
        raise InputError(f"a zip must not be encrypted, got {title} with a password")
    _check({name: info.file_size for name, info in chosen.items()}, title)

    def read(name: str) -> bytes:
        try:
            return archive.read(chosen[name])
        except _UNREADABLE as error:
            raise InputError(f"{name} in {title} cannot be unpacked: {error}") from error

    return Files(tuple(chosen), read)


def _inner_name(name: str) -> str:
    """A zip member's name with forward slashes and without "", "." or ".." among its folders."""
    parts = name.replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _check(sizes: dict[str, int], title: str) -> None:
    """Refuse no images, too many, or too many bytes, before any is read."""
    if not sizes:
        suffixes = ", ".join(EXTENSIONS)
        raise InputError(f"a data set must hold images ({suffixes}), got none in {title}")
    if len(sizes) > MAX_IMAGES:
        raise InputError(f"a data set may hold {MAX_IMAGES:,} images, got {len(sizes):,}")
    largest = max(sizes, key=lambda name: sizes[name])
    if sizes[largest] > MAX_BYTES:
        megabytes = f"{sizes[largest] / 2**20:,.0f} MB"
        raise InputError(
            f"an image file may have at most {MAX_BYTES / 2**20:.0f} MB, got {megabytes}: {largest}"
        )
    if sum(sizes.values()) > MAX_TOTAL:
        rule = f"a data set may have at most {MAX_TOTAL / 2**30:.0f} GB unpacked"
        raise InputError(f"{rule}, got {sum(sizes.values()) / 2**30:.1f} GB")
