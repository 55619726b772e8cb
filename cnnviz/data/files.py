"""A folder or a zip of images, read the same way: names first, then one file at a time.

Nothing is ever extracted, so a name inside a zip is only a label and never a path on disk. The
sizes that a zip declares are checked before anything is read, and limit what is read.
"""

import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cnnviz.images import EXTENSIONS, MAX_BYTES
from cnnviz.utils import safe_zip
from cnnviz.utils.errors import InputError

MAX_IMAGES = 60_000
MAX_FILES = 250_000  # images and all other files
MAX_LISTING = 16 * 2**20  # bytes of a zip's list of contents; each becomes 10 in memory
MAX_TOTAL = 4 * 2**30  # bytes of all images, unpacked


@dataclass(frozen=True)
class Files:
    """The image files of a folder or zip: their names, with "/" between folders, and contents."""

    names: tuple[str, ...]
    read: Callable[[str], bytes]  # raises InputError, which names the file


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
        return
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(safe_zip.opened(path, MAX_LISTING))
        except InputError as error:
            rule = "a data set must be a folder or a zip of images"
            raise InputError(f"{rule}, got {path.name}: {error}") from error
        yield _in_zip(archive, path.name)


def is_image(name: str) -> bool:
    """Tell whether a name has an image's suffix and is not a hidden or system file."""
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
            raise InputError(f"{name} cannot be read: {error.strerror}") from error

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


def _in_zip(archive: zipfile.ZipFile, title: str) -> Files:
    members = {_inner_name(info.filename): info for info in archive.infolist()}
    chosen = {name: info for name, info in members.items() if is_image(name)}
    if any(info.flag_bits & 1 for info in chosen.values()):
        raise InputError(f"a zip must not ask for a password, got {title}, which is encrypted")
    _check({name: info.file_size for name, info in chosen.items()}, title)

    return Files(tuple(chosen), lambda name: safe_zip.member(archive, chosen[name], MAX_BYTES))


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
