"""What a zip from anyone may hold: checked in its list of contents, before anything is unpacked.

Nothing is ever written under a member's name, so a name cannot lead out of a folder. A zip whose
names try to is refused all the same: no program writes one by accident, and what it holds may be
unpacked elsewhere. Sources: PKWARE's APPNOTE.TXT, 4.3 and 4.4; D. Fifield, "A better zip bomb",
2019, for members that share their packed bytes.
"""

import re
import stat
import zipfile
from collections import Counter
from itertools import pairwise
from pathlib import PurePosixPath
from reprlib import repr as brief

from cnnviz.utils.errors import InputError

MAX_ENTRIES = 100_000
MAX_UNPACKED = 2 * 2**30  # bytes of all members
MAX_RATIO = 100  # of the unpacked to the packed bytes, of the whole zip and of each large member
SMALL = 2**23  # bytes; a smaller member of one colour, or of labels in order, packs better
MAX_NAME = 1_000  # characters
LOCAL_HEADER = 30  # bytes before a member's name, at least
ARCHIVES = frozenset({".zip", ".tar", ".tgz", ".tbz", ".txz", ".7z", ".rar", ".jar", ".whl"})
DRIVE = re.compile(r"[a-zA-Z]:")


def check(archive: zipfile.ZipFile, *, nested: bool = False) -> None:
    """Refuse a zip that breaks a rule, by the first member that does.

    Parameters
    ----------
    archive : zipfile.ZipFile
        From ``safe_zip.opened``; its members may have been renamed.
    nested : bool
        Whether members may be archives themselves.

    Raises
    ------
    InputError
        If it has too many members or bytes, expands too much, holds a member twice, one whose name
        leads elsewhere, a link or a device, an archive, or members that share packed bytes.
    """
    members = archive.infolist()
    if len(members) > MAX_ENTRIES:
        raise InputError(
            "a zip may hold {most:,} files, this one {count:,}",
            most=MAX_ENTRIES,
            count=len(members),
        )
    for member in members:
        check_name(member.filename)
        _check_kind(member)
        if not nested and _is_archive(member.filename):
            raise InputError(
                "a zip may hold no further archive, this one {name}: unpack it first",
                name=brief(member.filename),
            )
    _check_twice(members)
    _check_sizes(members)
    _check_overlaps(members)


def check_name(name: str) -> None:
    """Refuse a member's name that leads out of the folder it would be unpacked in.

    Parameters
    ----------
    name : str

    Raises
    ------
    InputError
        If it is empty, too long or absolute, names a drive, or has a part "..".
    """
    if not name:
        raise InputError("a zip's files must have names, this one holds one without")
    if len(name) > MAX_NAME:
        raise InputError(
            "a zip's names may have at most {most:,} characters, got {count:,}",
            most=MAX_NAME,
            count=len(name),
        )
    parts = re.split(r"[/\\]", name)
    if (len(parts) > 1 and not parts[0]) or DRIVE.match(name) or ".." in parts:
        raise InputError("a zip's names must stay in its folder, got {name}", name=brief(name))


def _check_kind(member: zipfile.ZipInfo) -> None:
    """Refuse links, devices and pipes; zips of Windows give no kind."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        name = brief(member.filename)
        if kind == stat.S_IFLNK:
            raise InputError("a zip may hold files alone, {name} is a link", name=name)
        raise InputError("a zip may hold files alone, {name} is a device or pipe", name=name)


def _is_archive(name: str) -> bool:
    suffixes = [suffix.lower() for suffix in PurePosixPath(name).suffixes[-2:]]
    return bool(suffixes) and (suffixes[-1] in ARCHIVES or ".tar" in suffixes)


def _check_twice(members: list[zipfile.ZipInfo]) -> None:
    counts = Counter(member.filename for member in members if not member.is_dir())
    name, most = max(counts.items(), key=lambda each: each[1], default=("", 0))
    if most > 1:
        raise InputError(
            "a zip may hold a file once, this one {name} {most} times", name=brief(name), most=most
        )


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > MAX_UNPACKED:
        raise InputError(
            "a zip may have at most {most:.0f} GB unpacked, this one {unpacked:,.1f} GB",
            most=MAX_UNPACKED / 2**30,
            unpacked=unpacked / 2**30,
        )
    if unpacked > max(SMALL, MAX_RATIO * packed):
        raise InputError(
            "a zip may unpack to {most} times its size, this one to {ratio:,.0f} times",
            most=MAX_RATIO,
            ratio=unpacked / max(packed, 1),
        )
    for member in members:
        if member.file_size > max(SMALL, MAX_RATIO * member.compress_size):
            ratio = member.file_size / max(member.compress_size, 1)
            raise InputError(
                "a zip may unpack to {most} times its size, {name} to {ratio:,.0f} times",
                most=MAX_RATIO,
                name=brief(member.filename),
                ratio=ratio,
            )


def _check_overlaps(members: list[zipfile.ZipInfo]) -> None:
    """Refuse members that share packed bytes: so 10 MB can declare, and hold, terabytes."""
    ordered = sorted(members, key=lambda member: member.header_offset)
    for member, after in pairwise(ordered):
        if member.header_offset + LOCAL_HEADER + member.compress_size > after.header_offset:
            raise InputError(
                "a zip's files may not overlap, {name} does", name=brief(member.filename)
            )
