"""A folder or a zip of a data set, read the same way: names first, then one file at a time.

Nothing is ever extracted, so a name inside a zip is only a label and never a path on disk. The
sizes that a zip declares are checked before anything is read, and limit what is read. An ``.npz``
file is a zip of arrays.
"""

import os
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cnnviz.data import zip_names
from cnnviz.images import EXTENSIONS, MAX_BYTES, OTHER_EXTENSIONS
from cnnviz.utils import safe_zip, zip_rules
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _

RULE = N_("a data set must be a folder or a zip of images")
MAX_IMAGES = 100_000
MAX_FILES = 250_000  # images and all other files
MAX_LISTING = 16 * 2**20  # bytes of a zip's list of contents; each becomes 10 in memory
MAX_TOTAL = zip_rules.MAX_UNPACKED  # bytes of all images, unpacked
MAX_OTHER = 2**29  # bytes of a file that is no image, unpacked: NEU as float64 has 461 MB
SYSTEM_FILES = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})
# Pictures that are not read: formats of cameras, of phones, and of drawing programs.
UNREAD = (
    *OTHER_EXTENSIONS,
    *("j2k", "ai", "xcf", "tga", "dng", "cr2", "cr3"),
    *("nef", "arw", "orf", "rw2", "raw", "exr", "hdr", "dcm", "nii", "pcx"),
)


@dataclass(frozen=True)
class Files:
    """The files of a folder or zip: their names, with "/" between folders, and contents.

    Attributes
    ----------
    names : tuple of str
        The images.
    others : tuple of str
        All other files, without hidden ones.
    read : callable
        The content of any of them; raises InputError, which names the file.
    """

    names: tuple[str, ...]
    others: tuple[str, ...]
    read: Callable[[str], bytes]

    @property
    def unread_pictures(self) -> tuple[str, ...]:
        """Pictures in formats that are not read."""
        return tuple(sorted(name for name in self.others if _suffix(name) in UNREAD))


@contextmanager
def opened(path: Path) -> Iterator[Files]:
    """Open a folder or a zip of images.

    Raises
    ------
    InputError
        If it is neither, is encrypted, or holds too many files or bytes. A single file that is too
        large is refused when it is read: the others can be read.
    """
    if path.is_dir():
        yield _in_folder(path)
        return
    if path.exists() and not path.is_file():  # a device may have no end
        raise InputError(
            "{rule}, got {name}: it is a device or a pipe", rule=_(RULE), name=path.name
        )
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(safe_zip.opened(path, MAX_LISTING))
        except InputError as error:
            raise InputError(
                "{rule}, got {name}: {error}", rule=_(RULE), name=path.name, error=error
            ) from error
        yield _in_zip(archive, path.name)


def is_image(name: str) -> bool:
    """Tell whether a name has an image's suffix and is not a hidden or system file."""
    return not is_hidden(name) and _suffix(name) in EXTENSIONS


def is_hidden(name: str) -> bool:
    """Tell whether a file is hidden, or one that macOS or Windows added."""
    return name.startswith(".") or "/." in name or not SYSTEM_FILES.isdisjoint(name.split("/"))


def require_images(source: Files, title: str) -> None:
    """Refuse a data set without an image that can be read."""
    if source.names:
        return
    suffixes = ", ".join(EXTENSIONS)
    unread = source.unread_pictures
    kinds = ", ".join(sorted({f".{_suffix(name)}" for name in unread}))
    found = (
        _("only {kinds} files, such as {file}", kinds=kinds, file=unread[0])
        if unread
        else _("none")
    )
    raise InputError(
        "a data set must hold images ({suffixes}), got {found} in {title}",
        suffixes=suffixes,
        found=found,
        title=title,
    )


def _suffix(name: str) -> str:
    _, dot, suffix = name.rpartition("/")[2].rpartition(".")
    return suffix.lower() if dot else ""


def _in_folder(root: Path) -> Files:
    found = {_as_text(file.relative_to(root)): file for file in _walk(root)}
    images = {name: file.stat().st_size for name, file in found.items() if is_image(name)}
    _check_sizes(images)

    def read(name: str) -> bytes:
        try:
            with found[name].open("rb") as file:
                return _bounded(name, file.read(_limit(name) + 1))
        except OSError as error:
            raise InputError(
                "{name} cannot be read: {reason}", name=name, reason=error.strerror
            ) from error

    return Files(tuple(images), tuple(name for name in found if name not in images), read)


def _walk(root: Path) -> Iterator[Path]:
    """Files below a folder that are not hidden; links are followed, but no folder entered twice."""
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
                "a data set's folder may hold {most:,} files, got more in {name}",
                most=MAX_FILES,
                name=root.name,
            )
        paths = (Path(folder, name) for name in names)
        yield from (
            p for p in paths if not is_hidden(_as_text(p.relative_to(root))) and p.is_file()
        )


def _as_text(path: Path) -> str:
    """A path as text; bytes that are no UTF-8 become question marks."""
    return path.as_posix().encode(errors="replace").decode()


def _in_zip(archive: zipfile.ZipFile, title: str) -> Files:
    zip_names.repair(archive)
    try:
        zip_rules.check(archive)
    except InputError as error:
        raise InputError("{title}: {error}", title=title, error=error) from None
    members = {_inner_name(info.filename): info for info in archive.infolist()}
    chosen = {name: info for name, info in members.items() if name and not is_hidden(name)}
    if any(info.flag_bits & 1 for info in chosen.values()):
        raise InputError(
            "a zip must not ask for a password, got {title}, which is encrypted", title=title
        )
    images = {name: info.file_size for name, info in chosen.items() if is_image(name)}
    _check_sizes(images)

    def read(name: str) -> bytes:
        return safe_zip.member(archive, chosen[name], _limit(name))

    return Files(tuple(images), tuple(name for name in chosen if name not in images), read)


def _inner_name(name: str) -> str:
    """A member's name with forward slashes, without "", "." and ".."; "" for a folder's own."""
    parts = re.split(r"[/\\]", name)
    return "/".join(part for part in parts if part not in ("", ".", "..")) if parts[-1] else ""


def _limit(name: str) -> int:
    return MAX_BYTES if is_image(name) else MAX_OTHER


def _bounded(name: str, content: bytes) -> bytes:
    if len(content) > _limit(name):
        raise InputError(
            "{name} may have at most {most:,.0f} MB, got more",
            name=name,
            most=_limit(name) / 1e6,
        )
    return content


def _check_sizes(sizes: dict[str, int]) -> None:
    """Refuse too many images, or too many bytes, before any is read."""
    if len(sizes) > MAX_IMAGES:
        raise InputError(
            "a data set may hold {most:,} images, got {count:,}",
            most=MAX_IMAGES,
            count=len(sizes),
        )
    if sum(sizes.values()) > MAX_TOTAL:
        raise InputError(
            "a data set may have at most {most:.0f} GB unpacked, got {size:.1f} GB",
            most=MAX_TOTAL / 2**30,
            size=sum(sizes.values()) / 2**30,
        )
