"""Members that unpack to far more than their zip declares, wherever a zip is read.

The zip of the case that was found: 1 GB of zeros that its list of contents declares as 1,000 bytes.
"""

import io
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cnnviz import data
from cnnviz.data import mnist, uploads
from cnnviz.data.bundle import bundle
from cnnviz.utils.errors import InputError
from tests.image_files import CUSTOM

DECLARED = 1000
MOST_MEMORY = 20e6  # bytes; the images of the set and blocks of a bomb, never a whole bomb
METHODS = {
    "deflate": zipfile.ZIP_DEFLATED,
    "bzip2": zipfile.ZIP_BZIP2,
    "LZMA": zipfile.ZIP_LZMA,
}
methods = pytest.mark.parametrize("method", METHODS)


def zeros(method: str) -> bytes:
    """Packed zeros as a zip stores them: 1 GB, or what the slower methods pack in a second."""
    if method == "deflate":
        packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        block = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
        again = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
        return block + again * 1023 + packer.flush()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", METHODS[method]) as archive:
        archive.writestr("0", bytes(2**25))
        info = archive.getinfo("0")
    start = info.header_offset + 31
    return buffer.getvalue()[start : start + info.compress_size]


PACKED = {method: zeros(method) for method in METHODS}


def with_bomb(members: dict[str, bytes], name: str, method: str) -> bytes:
    """A zip of ``members``, one of which holds the packed zeros and declares 1,000 bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, PACKED[method] if member == name else content)
        info = archive.getinfo(name)
        local = info.header_offset
        info.compress_type, info.file_size = METHODS[method], DECLARED
        info.CRC = zlib.crc32(bytes(DECLARED))
    content = bytearray(buffer.getvalue())
    content[local + 8 : local + 10] = struct.pack("<H", METHODS[method])
    return bytes(content)


@contextmanager
def little_memory() -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MOST_MEMORY


def test_the_zeros_unpack_to_a_gigabyte():
    unpacker, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    rest = PACKED["deflate"]
    while rest and not unpacker.eof:
        size += len(unpacker.decompress(rest, 2**20))
        rest = unpacker.unconsumed_tail
    assert size + len(unpacker.flush()) == 2**30


@methods
def test_an_image_is_named_and_the_others_can_be_used(tmp_path, method):
    path = tmp_path / "x.zip"
    path.write_bytes(with_bomb(CUSTOM, "good/3.png", method))
    with little_memory(), pytest.raises(data.UnusableFilesError) as refusal:
        data.load(str(path))
    assert [each.file for each in refusal.value.files] == ["good/3.png"]
    assert "it holds more than the 1,000 bytes that the zip declares" in str(refusal.value)
    with little_memory():
        loaded = data.load(str(path), skip_unusable=True)
    assert sum(map(len, loaded.splits)) == len(CUSTOM) - 1


@methods
@pytest.mark.parametrize("name", ["labels.csv", "x.npy", "set.npz"])
def test_other_files_are_one_sentence_with_their_name(tmp_path, method, name):
    members = {name: b""} | ({"y.npy": b""} if name == "x.npy" else {})
    members |= {"0.png": CUSTOM["good/3.png"]} if name == "labels.csv" else {}
    path = tmp_path / "x.zip"
    path.write_bytes(with_bomb(members, name, method))
    with (
        little_memory(),
        pytest.raises(InputError, match=rf"^{name}: {name} cannot|^{name} cannot"),
    ):
        data.load(str(path))


@methods
def test_a_zip_among_several_dropped_files_is_named(method):
    files = [("a.zip", with_bomb({"1.png": b""}, "1.png", method)), ("b.png", b"")]
    with little_memory(), pytest.raises(InputError, match=r"^a\.zip: 1\.png cannot be unpacked"):
        bundle(files)


@methods
def test_an_uploaded_zip_is_refused_alike(tmp_path, monkeypatch, method):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    key = uploads.keep("x.zip", with_bomb(CUSTOM, "good/3.png", method))
    with little_memory(), pytest.raises(data.UnusableFilesError):
        data.load(str(uploads.find(key)))


@methods
def test_mnist_s_file_is_refused_alike(tmp_path, method):
    names = [f"{axis}_{part}.npy" for part in ("train", "test") for axis in "xy"]
    (tmp_path / "mnist.npz").write_bytes(with_bomb(dict.fromkeys(names, b""), names[0], method))
    with little_memory(), pytest.raises(InputError, match=r"x_train\.npy cannot be unpacked"):
        mnist.read(tmp_path / "mnist.npz")
