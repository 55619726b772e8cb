"""Zips, tables of labels and arrays that are damaged or lie about themselves."""

import io
import pickle
import stat
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from tests.data.test_zip_bombs import METHODS, with_bomb
from tests.hostile.readers import READ, Bad
from tests.image_files import CUSTOM, encoded, picture

Members = dict[str, bytes]
STAYS = "must stay in its folder"


def zipped(members: Members, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", packing) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return packed.getvalue()


def more(name: str, content: bytes = b"x") -> bytes:
    return zipped(CUSTOM | {name: content})


def of_kind(kind: int) -> bytes:
    packed, link = io.BytesIO(), zipfile.ZipInfo("good/link.png")
    link.external_attr = (kind | 0o777) << 16
    with zipfile.ZipFile(packed, "w") as file:
        for name, content in CUSTOM.items():
            file.writestr(name, content)
        file.writestr(link, "/etc/passwd")
    return packed.getvalue()


def twice() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content in [*CUSTOM.items(), next(iter(CUSTOM.items()))]:
            file.writestr(name, content)
    return packed.getvalue()


def nameless() -> bytes:
    """The ordinary zip with one more file, whose name in the list of contents is empty."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, content in (CUSTOM | {"x": b""}).items():
            file.writestr(name, content)
        file.filelist[-1].filename = ""
    return packed.getvalue()


def entry(at: int, new: bytes, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The ordinary zip with bytes of its list's last entry replaced (APPNOTE.TXT, 4.3.12)."""
    content = zipped(CUSTOM, packing)
    place = content.rindex(b"PK\1\2") + at
    return content[:place] + new + content[place + len(new) :]


def ending(at: int, new: bytes) -> bytes:
    """The same with bytes of its end replaced (4.3.16)."""
    content = zipped(CUSTOM)
    place = content.rindex(b"PK\5\6") + at
    return content[:place] + new + content[place + len(new) :]


def many(count: int, length: int = 6) -> bytes:
    """Empty files with names of a length."""
    return zipped({f"{at:0{length}}.png": b"" for at in range(count)}, zipfile.ZIP_STORED)


def declared(size: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, content in CUSTOM.items():
            file.writestr(name, content)
        for info in file.filelist:
            info.file_size = size
    return packed.getvalue()


def _zips() -> Iterator[tuple[str, Callable[[], bytes], str]]:
    names = ["../evil.py", "a/../../evil.py", "/etc/passwd", "..", "..\\evil.py", "C:\\evil.py"]
    names += ["c:evil.py", "//server/share/x", "\\\\server\\x", "a\\..\\..\\x", "./../x", "../"]
    for name in names:
        yield f"the name {name}", partial(more, name), STAYS
    yield "a file without a name", nameless, "must have names"
    for name in ("b.zip", "a/b.tar.gz", "b.7z", "b.rar", "b.tgz", "B.ZIP", "b.tar", "b.jar"):
        yield f"an archive {name}", partial(more, name), "no further archive"
    kinds = {"link": stat.S_IFLNK, "device": stat.S_IFBLK, "pipe": stat.S_IFIFO}
    kinds |= {"console": stat.S_IFCHR, "socket": stat.S_IFSOCK}
    for name, kind in kinds.items():
        yield f"a {name}", partial(of_kind, kind), "files alone"
    yield "a file twice", twice, "once"
    yield "100,001 files", partial(many, 100_001), "100,000 files|list of contents"
    yield "a list of 20 MB", partial(many, 18_000, 900), "list of contents"
    yield "2^31 bytes a file", partial(declared, 2**31), "2 GB"
    yield "a member in another", partial(entry, 42, bytes(4)), "overlap"
    yield "a member beyond the end", partial(entry, 42, b"\xff\xff\xff\x7f"), "."
    yield "a member of minus one byte", partial(entry, 24, b"\xff" * 4), "."
    yield "another checksum", partial(entry, 16, b"\1\2\3\4"), "checksum"
    yield "another size", partial(entry, 24, b"\1\0\0\0"), "more than the 1 bytes"
    yield "a password", partial(entry, 8, b"\1\0"), "password"
    yield "a strong password", partial(entry, 8, b"\x41\0"), "password"
    for method in (1, 6, 9, 10, 97, 98, 99):
        name = f"the packing {method}"
        yield name, partial(entry, 10, bytes([method, 0])), "cannot be unpacked"
    yield (
        "stored bytes called deflated",
        (lambda: entry(10, b"\x08\0", zipfile.ZIP_STORED)),
        "cannot be unpacked",
    )
    for method in METHODS:
        yield f"a bomb by {method}", partial(with_bomb, CUSTOM, "good/3.png", method), "holds more"
    zeros = {"good/0.png": bytes(20 * 2**20)}
    yield "zeros that declare themselves", lambda: zipped(CUSTOM | zeros), "100 times"
    yield "several disks", partial(ending, 4, b"\1\0\1\0"), READ
    yield "fewer entries than it says", partial(ending, 10, b"\xff\xff"), READ
    yield "a list beyond its end", partial(ending, 16, b"\xff\xff\xff\x7f"), "."
    yield "a list of 4 GB", partial(ending, 12, b"\xff\xff\xff\xff"), "."
    yield "a comment that is not there", partial(ending, 20, b"\xff\xff"), READ
    whole = zipped(CUSTOM)
    for share in (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99):
        name = f"{share:.0%} of a zip"
        yield name, partial(bytes, whole[: int(len(whole) * share)]), "damaged or no zip"
    yield "no zip", lambda: b"hello" * 100, "damaged or no zip"
    yield "a list alone", lambda: b"PK\5\6" + bytes(18), "must hold images"
    yield "nothing but folders", lambda: zipped({"a/": b"", "b/": b""}), "must hold images"
    yield (
        "PDFs called PNG",
        (lambda: zipped(dict.fromkeys(CUSTOM, b"%PDF-1.4"))),
        "none of the images can be read: .*a PDF is no picture",
    )
    yield (
        "programs called PNG",
        (lambda: zipped(dict.fromkeys(CUSTOM, b"\x7fELF"))),
        "none of the images can be read",
    )
    yield "a name of 60,000 characters", partial(more, "a/" + "b" * 60_000 + ".png"), "."
    yield "a folder 5,000 deep", partial(more, "a/" * 5_000 + "b.png", CUSTOM["good/0.png"]), "."
    yield "a name that is markup", partial(more, "good/<img src=x onerror=alert(1)>.txt"), READ
    yield "a name that is a formula", partial(more, "good/=cmd|calc.txt"), READ
    yield "a name with a line break", partial(more, "good/a\nb.txt"), READ
    yield (
        "names that differ in case",
        (lambda: more("good/UPPER.txt") and zipped(CUSTOM | {"x.TXT": b"", "x.txt": b""})),
        READ,
    )
    yield "bytes before it", lambda: b"MZ" + bytes(98) + zipped(CUSTOM), READ


def table(text: bytes) -> bytes:
    return zipped({f"{at}.png": encoded(picture(at)) for at in range(8)} | {"labels.csv": text})


def _tables() -> Iterator[tuple[str, Callable[[], bytes], str]]:
    rows = b"".join(b"%d.png,%s\n" % (at, b"ab"[at % 2 : at % 2 + 1]) for at in range(8))
    no_class = "."
    texts = {
        "nothing": (b"", no_class),
        "zeros": (bytes(1000), no_class),
        "no text": (bytes(range(256)) * 9, no_class),
        "quotes that never close": (b'file,label\n"' + rows, no_class),
        "a cell of 200,000 characters": (b"file,label\n" + b"x" * 200_000, no_class),
        "one column": (b"file\n0.png\n", no_class),
        "a million commas": (b"," * 10**6, no_class),
        "a million empty rows": (b",\n" * 10**6, no_class),
        "files outside": (b"file,label\n../../etc/passwd,a\n/etc/shadow,b\n", no_class),
        "two labels each": (b"file,label\n" + rows + rows.replace(b",a", b",c"), no_class),
        "half of UTF-16": (b"\xff\xfe" + rows, no_class),
        "a label for each file": (
            b"file,label\n" + b"".join(b"%d.png,%d\n" % (at, at) for at in range(8)),
            no_class,
        ),
        "markup as labels": (
            b"file,label\n" + rows.replace(b",a", b",<script>alert(1)</script>"),
            READ,
        ),
        "formulas as labels": (b"file,label\n" + rows.replace(b",a", b",=cmd|calc!A1"), READ),
        "ordinary rows": (b"file,label\n" + rows, READ),
    }
    for name, (text, answer) in texts.items():
        yield name, partial(table, text), answer


def npy(
    header: str, body: bytes = b"", version: bytes = b"\1\0", length: int | None = None
) -> bytes:
    text = header.encode("latin1")
    form = "<H" if version[0] == 1 else "<I"
    size = struct.pack(form, len(text) if length is None else length)
    return b"\x93NUMPY" + version + size + text + body


def array(shape: object, dtype: str = "'<f8'", body: bytes = bytes(8), **how: object) -> bytes:
    return npy(f"{{'descr': {dtype}, 'fortran_order': False, 'shape': {shape}}}\n", body, **how)


def pickled() -> bytes:
    file = io.BytesIO()
    np.save(file, np.array([{"a": 1}], object), allow_pickle=True)
    return file.getvalue()


def saved(values: object) -> bytes:
    file = io.BytesIO()
    np.save(file, np.asarray(values))
    return file.getvalue()


def _arrays() -> Iterator[tuple[str, Callable[[], bytes], str]]:
    numbers, damaged = "real numbers", "header is damaged"
    yield "objects", pickled, numbers
    yield "a pickle", lambda: pickle.dumps(open), damaged
    for dtype in ("'|O'", "'<U4'", "'|S8'", "'<c16'", "'<M8[s]'", "'|V8'", "[('a', '<f8')]"):
        yield f"the type {dtype}", partial(array, "(1,)", dtype), numbers
    for dtype in ("'x'", "5", "None", "'<f3'", "__import__('os')", "'<f8' * 10**9"):
        yield f"the type {dtype}", partial(array, "(1,)", dtype), f"{damaged}|{numbers}"
    for shape in ("(10**15,)", "(1000000000000,)", "(65536, 65536, 65536)", "(2,)", "(0,)"):
        yield f"the shape {shape}", partial(array, shape), f"{damaged}|has .* bytes, got|axes of"
    for shape in ("(-1,)", "(1.5,)", "(True,)", "('a',)", "[1]", "None", "(" * 500, "(1,) * 10**9"):
        yield f"the shape {shape[:20]}", partial(array, shape), f"{damaged}|axes of|bytes, got"
    yield "33 axes", partial(array, "(" + "1," * 33 + ")"), "at most 32 axes"
    yield "10,000 axes", partial(array, "(" + "1," * 10_000 + ")"), f"{damaged}|at most 32 axes"
    for version in (b"\3\0", b"\0\0", b"\xff\xff"):
        name = f"version {version[0]}"
        yield name, partial(array, "(1,)", version=version), "format 1.0 or 2.0|" + damaged
    yield "a header longer than the file", partial(array, "(1,)", length=60_000), damaged
    yield "a header of 4 GB", partial(array, "(1,)", version=b"\2\0", length=2**32 - 1), damaged
    yield "a header that calls", partial(npy, "__import__('os').system('id')\n"), damaged
    yield "a header of brackets", partial(npy, "{" * 60_000), damaged
    yield "a header without keys", partial(npy, "{}\n"), damaged
    yield "a header of zeros", partial(npy, "\0" * 100), damaged
    yield "a byte too few", partial(array, "(2,)", body=bytes(15)), "bytes, got 15"
    yield "a byte too many", partial(array, "(1,)", body=bytes(9)), "bytes, got 9"
    yield "its mark alone", lambda: b"\x93NUMPY", damaged
    yield "nothing", lambda: b"", damaged
    yield "infinity", partial(saved, [np.inf]), "must be finite"
    yield "no number", partial(saved, [np.nan]), "must be finite"
    yield "no axes", partial(saved, 5.0), READ
    yield "columns first", partial(saved, np.zeros((3, 4), order="F")), READ
    yield "bytes in the other order", partial(saved, np.zeros(3, ">i8")), READ


def _sets() -> Iterator[tuple[str, Callable[[], bytes], str]]:
    images, labels = saved(np.zeros((20, 8, 8), np.uint8)), saved(np.arange(20) % 2)
    good = {"x.npy": images, "y.npy": labels}
    changes = {
        "objects as labels": ({"y.npy": pickled()}, "."),
        "more labels than images": ({"y.npy": saved(np.zeros(21, int))}, "."),
        "labels that are halves": ({"y.npy": saved(np.arange(20) / 2 + 0.25)}, "."),
        "labels of every number": ({"y.npy": saved(np.arange(20))}, "."),
        "images of 2^40 bytes": ({"x.npy": array("(1048576, 1024, 1024)", "'|u1'")}, "."),
        "images of five axes": ({"x.npy": saved(np.zeros((20, 2, 2, 2, 2), np.uint8))}, "."),
        "images of no number": ({"x.npy": saved(np.full((20, 8, 8), np.nan))}, "."),
        "images of infinity": ({"x.npy": saved(np.full((20, 8, 8), np.inf))}, "."),
        "images of 1e30": ({"x.npy": saved(np.full((20, 8, 8), 1e30))}, "."),
        "images of text": ({"x.npy": saved(np.full((20, 8, 8), "a"))}, "."),
        "images without pixels": ({"x.npy": array("(20, 0, 8)", "'|u1'", b"")}, "."),
        "a climbing name": ({"../x.npy": images}, STAYS),
        "nothing wrong": ({}, READ),
    }
    for name, (change, answer) in changes.items():
        yield name, lambda change=change: zipped(good | change), answer
    yield "images alone", lambda: zipped({"x.npy": images}), "."
    yield "no arrays", lambda: zipped({"a.txt": b""}), "."


def bad() -> Iterator[Bad]:
    """All of them."""
    for kind, cases in (("zip", _zips), ("table", _tables), ("npy", _arrays), ("npz", _sets)):
        for name, make, answer in cases():
            yield Bad(kind, name, make, answer)
