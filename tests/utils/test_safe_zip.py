"""Unpacking untrusted zip archives: never more than a member declares, by any method."""

import io
import struct
import tracemalloc
import zipfile
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.utils import safe_zip
from cnnviz.utils.errors import InputError

METHODS = {
    "stored": zipfile.ZIP_STORED,
    "deflate": zipfile.ZIP_DEFLATED,
    "bzip2": zipfile.ZIP_BZIP2,
    "LZMA": zipfile.ZIP_LZMA,
}
methods = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)


def zipped(content: bytes, method: int) -> bytearray:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("a/0.png", content)
    return bytearray(file.getvalue())


def declaring(archive: bytearray, size: int) -> bytearray:
    """The same zip with another unpacked size in its list of contents."""
    at = archive.rindex(b"PK\x01\x02") + 24
    archive[at : at + 4] = struct.pack("<I", size)
    return archive


def member(tmp_path, archive: bytes, most: int = 2**26) -> bytes:
    path = tmp_path / "upload.zip"
    path.write_bytes(archive)
    with safe_zip.opened(path) as opened:
        return safe_zip.member(opened, "a/0.png", most)


@given(
    st.one_of(
        st.binary(max_size=300),
        st.builds(bytes.__mul__, st.binary(min_size=1, max_size=9), st.integers(0, 200_000)),
    ),
    st.sampled_from(list(METHODS.values())),
)
def test_every_method_gives_back_what_was_packed(tmp_path_factory, content, method):
    tmp_path = tmp_path_factory.mktemp("zip")
    assert member(tmp_path, zipped(content, method)) == content


@methods
def test_incompressible_bytes_of_several_blocks_come_back(tmp_path, method):
    noise = np.random.default_rng(0).bytes(3 * safe_zip.BLOCK + 17)
    assert member(tmp_path, zipped(noise, method)) == noise


@methods
def test_a_member_that_holds_more_than_it_declares_costs_no_memory(tmp_path, method):
    bomb = declaring(zipped(bytes(30_000_000), method), 1000)
    tracemalloc.start()
    with pytest.raises(InputError, match=r"a/0\.png cannot be unpacked"):
        member(tmp_path, bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6e6


@methods
def test_a_member_that_declares_too_much_is_not_unpacked(tmp_path, method):
    with pytest.raises(InputError, match="may have at most 1,000 bytes, the zip declares 5,000"):
        member(tmp_path, zipped(bytes(5000), method), most=1000)


@methods
def test_a_member_that_holds_less_than_it_declares_is_damaged(tmp_path, method):
    with pytest.raises(InputError, match="checksum is wrong"):
        member(tmp_path, declaring(zipped(bytes(5000), method), 6000))


@given(
    st.sampled_from(list(METHODS.values())),
    st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_a_damaged_archive_is_read_or_refused_and_nothing_else(tmp_path_factory, method, damage):
    archive = zipped(bytes(range(256)) * 8, method)
    for place, byte in damage:
        archive[int(place * len(archive))] = byte
    with suppress(InputError):
        assert member(tmp_path_factory.mktemp("zip"), archive) == bytes(range(256)) * 8
