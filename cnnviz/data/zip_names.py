"""Names in a zip as their writer meant them, whatever its encoding.

A zip marks names in UTF-8 by a flag; all others should be in code page 437, but writers use the
encoding of their own system: UTF-8 on macOS, GBK on Chinese Windows. A zip comes from one writer,
so one encoding is chosen for all of its names.

Source: APPNOTE.TXT 6.3.10, section 4.4.4 and appendix D.
"""

import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Sequence

UTF8_FLAG = 0x800
UNICODE_PATH = 0x7075  # extra field: version, checksum of the stored name, and the name in UTF-8
EUROPEAN = set(range(0x80, 0x9B)) | set(range(0xA0, 0xA6)) | {0xE1}  # letters of pages 437 and 850


def repair(archive: zipfile.ZipFile) -> None:
    """Replace ``filename`` of every member by the name that was meant."""
    unmarked = [info for info in archive.infolist() if not info.flag_bits & UTF8_FLAG]
    stored = [info.orig_filename.encode("cp437") for info in unmarked]
    encoding = encoding_of(stored)
    for info, raw in zip(unmarked, stored, strict=True):
        name = raw.partition(b"\0")[0].decode(encoding, "replace")
        info.filename = _unicode_path(info.extra, raw) or name


def encoding_of(names: Sequence[bytes]) -> str:
    """Choose the encoding in which all names make sense.

    Returns
    -------
    str
        Of Python's codecs: "utf-8" where the bytes allow it, else the first of "cp437", "gbk",
        "cp866", "cp932", "big5" and "gb18030" whose usual characters the names consist of.
    """
    raw = b"\n".join(names)
    for encoding, is_usual in _ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if is_usual(raw, text):
            return encoding
    return "cp437"


def _unicode_path(extra: bytes, stored: bytes) -> str | None:
    """Return the name in an Info-ZIP Unicode Path field that belongs to the stored name."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == UNICODE_PATH and field[:1] == b"\1":
            (checksum,) = struct.unpack_from("<I", field.ljust(5, b"\0"), 1)
            if checksum == zlib.crc32(stored):
                return field[5:].decode("utf-8", "replace")
    return None


def _is_european(raw: bytes, text: str) -> bool:
    return all(byte in EUROPEAN for byte in raw if byte >= 0x80)


def _is_common_chinese(raw: bytes, text: str) -> bool:
    """Whether all is in GB 2312, the 6,763 common characters of GBK."""
    try:
        raw.decode("gb2312")
    except UnicodeDecodeError:
        return False
    return True


def _is_written_in(*scripts: str) -> Callable[[bytes, str], bool]:
    """Whether all letters beyond ASCII are of these scripts, by their Unicode names."""

    def check(raw: bytes, text: str) -> bool:
        names = (unicodedata.name(char, "") for char in text if char > "\x7f")
        return all(name.startswith(scripts) for name in names)

    return check


_EAST_ASIAN = ("CJK", "HIRAGANA", "KATAKANA", "FULLWIDTH", "IDEOGRAPHIC")
_ENCODINGS: tuple[tuple[str, Callable[[bytes, str], bool]], ...] = (
    ("utf-8", lambda raw, text: True),
    ("cp437", _is_european),
    ("gbk", _is_common_chinese),
    ("cp866", _is_written_in("CYRILLIC", "NUMERO")),
    ("cp932", _is_written_in(*_EAST_ASIAN)),
    ("big5", _is_written_in(*_EAST_ASIAN)),
    ("gb18030", _is_written_in(*_EAST_ASIAN)),
)
