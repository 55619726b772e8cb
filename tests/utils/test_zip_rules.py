"""Zips that no program writes: refused by their list of contents, before anything is unpacked."""

import io
import stat
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.utils import zip_rules
from cnnviz.utils.errors import InputError


def archive(members: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipFile:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", packing) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return zipfile.ZipFile(packed)


def refusal(file: zipfile.ZipFile) -> str:
    with pytest.raises(InputError) as error:
        zip_rules.check(file)
    return str(error.value)


def test_an_ordinary_zip_is_accepted():
    zip_rules.check(archive({"a/": b"", "a/1.png": b"x", "a/2..png": b"y", "c..d/x": b"z"}))


@pytest.mark.parametrize(
    "name",
    [
        "../a.png",
        "a/../../b.png",
        "/etc/passwd",
        "..",
        "..\\a.png",
        "a\\..\\b",
        "\\x",
        "C:\\a",
        "c:a",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name):
    assert "must stay in its folder" in refusal(archive({"a.png": b"", name: b""}))


PARTS = st.sampled_from(["", ".", "..", "a", "b c", "C:", "~"])


@given(st.lists(PARTS, min_size=1, max_size=6), st.sampled_from("/\\"))
def test_a_name_that_is_accepted_lies_in_its_folder_on_every_system(parts, separator):
    from pathlib import PurePosixPath, PureWindowsPath

    name = separator.join(parts)
    try:
        zip_rules.check_name(name)
    except InputError:
        return
    for kind in (PurePosixPath, PureWindowsPath):
        path = kind(name)
        assert not path.anchor
        assert ".." not in path.parts


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (stat.S_IFLNK, "is a link"),
        (stat.S_IFCHR, "is a device or pipe"),
        (stat.S_IFBLK, "is a device or pipe"),
        (stat.S_IFIFO, "is a device or pipe"),
        (stat.S_IFSOCK, "is a device or pipe"),
    ],
)
def test_links_and_devices_are_refused(kind, says):
    file = archive({"a.png": b"/etc/passwd"})
    file.getinfo("a.png").external_attr = (kind | 0o777) << 16
    assert refusal(file).endswith(says)


@pytest.mark.parametrize("name", ["b.zip", "b.tar", "b.tar.gz", "a/b.7Z", "b.rar", "b.tgz"])
def test_an_archive_inside_is_refused_with_the_way_out(name):
    assert refusal(archive({"a.png": b"", name: b""})).endswith("unpack it first")
    zip_rules.check(archive({name: b""}), nested=True)


@pytest.mark.parametrize("name", ["train-images-idx3-ubyte.gz", "set.npz", "zip", "a.zip/b.png"])
def test_arrays_are_no_archives(name):
    zip_rules.check(archive({name: b""}))


def test_a_file_that_is_there_twice_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("a.png", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            file.writestr("a.png", b"2")
    assert refusal(zipfile.ZipFile(packed)).endswith("this one 'a.png' 2 times")


def test_too_many_files_are_refused(monkeypatch):
    monkeypatch.setattr(zip_rules, "MAX_ENTRIES", 2)
    assert refusal(archive(dict.fromkeys("abc", b""))) == "a zip may hold 2 files, this one 3"


def test_too_many_bytes_are_refused_as_declared():
    file = archive({"a": b"1", "b": b"2"})
    for name in "ab":
        file.getinfo(name).file_size = 2**30 + 1
    assert refusal(file) == "a zip may have at most 2 GB unpacked, this one 2.0 GB"


def test_what_unpacks_to_over_a_hundred_times_is_refused():
    assert "this one to 1," in refusal(archive({"a.png": bytes(2**24)}))
    noise = bytes(range(256)) * 2**12
    members = {"a.png": bytes(2**24)} | {f"{at}.bin": noise for at in range(3)}
    file = archive({"b.bin": noise}, zipfile.ZIP_STORED)
    assert "times" in refusal(archive(members))
    zip_rules.check(file)


def test_a_large_member_is_refused_where_the_others_hide_its_ratio():
    file = archive({"a.npy": bytes(2**24), "b.bin": b""})
    file.getinfo("b.bin").compress_size = 0
    whole = zipfile.ZipInfo("c.bin")
    whole.file_size = whole.compress_size = 2**24
    whole.header_offset = 2**25
    file.filelist.append(whole)
    assert "'a.npy' to 1," in refusal(file)


def test_small_members_of_one_colour_are_accepted():
    zip_rules.check(archive({f"{at}.bmp": bytes(2**18) for at in range(4)}))


def test_members_that_share_their_packed_bytes_are_refused():
    """As in Fifield's bomb: two entries of the list point at one local header."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("a.png", bytes(1000))
        file.writestr("b.png", bytes(1000))
        second = file.getinfo("b.png").header_offset
    content = packed.getvalue()
    at = content.rindex(b"PK\1\2") + 42  # of the second entry: where its local header lies
    assert struct.unpack_from("<I", content, at) == (second,)
    shared = content[:at] + bytes(4) + content[at + 4 :]
    assert refusal(zipfile.ZipFile(io.BytesIO(shared))).startswith("a zip's files may not overlap")


def test_a_file_without_a_name_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("a.png", b"x")
        file.filelist[0].filename = ""  # in the list of contents, which is written last
    said = refusal(zipfile.ZipFile(packed))
    assert said == "a zip's files must have names, this one holds one without"
