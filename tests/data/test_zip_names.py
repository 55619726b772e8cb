"""Names in zips of every writer: UTF-8 and national encodings, with and without the flag."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz import data
from cnnviz.data import zip_names
from tests.image_files import encoded, picture

WORDS = {
    "gbk": ["划痕", "夹杂", "斑块", "麻点", "氧化铁皮", "裂纹"],
    "cp866": ["царапины", "трещина", "окалина"],
    "cp932": ["キズ", "シミ", "傷あり", "良品"],
    "big5": ["刮痕", "夾雜", "斑塊", "麻點"],
    "cp437": ["größe", "weiß", "façade", "señal", "Ångström", "Ärger"],
    "utf-8": ["größe", "划痕", "царапины", "キズ", "🐱", "naïve", "ελιά"],
}


def zipped(names: list[str], encoding: str, flag: bool = False, extra: bool = False) -> bytes:
    """A zip whose names are stored in an encoding, with or without the UTF-8 flag."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number, name in enumerate(names):
            raw = name.encode(encoding)
            info = Named(raw.decode("cp437"))
            info.raw, info.flag = raw, flag
            if extra:
                info.extra = unicode_path(raw, name)
            archive.writestr(info, encoded(picture(number)))
    return buffer.getvalue()


def unicode_path(stored: bytes, name: str) -> bytes:
    field = b"\1" + zip_names.zlib.crc32(stored).to_bytes(4, "little") + name.encode()
    return b"\x75\x70" + len(field).to_bytes(2, "little") + field


class Named(zipfile.ZipInfo):
    """A member whose name is stored as the given bytes."""

    def _encodeFilenameFlags(self):  # noqa: N802  zipfile's own name
        return self.raw, self.flag_bits | (zip_names.UTF8_FLAG if self.flag else 0)


def names_in(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        zip_names.repair(archive)
        return [info.filename for info in archive.infolist()]


@pytest.mark.parametrize("encoding", WORDS)
def test_names_without_the_flag_are_read_in_their_writers_encoding(encoding):
    names = [f"{word}/{n}.png" for word in WORDS[encoding] for n in range(2)]
    assert names_in(zipped(names, encoding)) == names


def test_names_with_the_flag_are_read_in_utf_8():
    names = [f"{word}/1.png" for word in WORDS["utf-8"]]
    assert names_in(zipped(names, "utf-8", flag=True)) == names


def test_a_name_in_the_unicode_path_field_is_preferred():
    names = [f"{word}/1.png" for word in WORDS["cp932"]]
    assert names_in(zipped(names, "cp932", extra=True)) == names


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_classes_have_the_names_their_folders_had(tmp_path, encoding):
    names = [f"{word}/{n}.png" for word in ("划痕", "夹杂") for n in range(4)]
    (tmp_path / "x.zip").write_bytes(zipped(names, encoding))
    loaded = data.load(str(tmp_path / "x.zip"))
    assert set(loaded.classes) == {"划痕", "夹杂"}
    for split in loaded.splits:
        for image, file in zip(split.images, split.files, strict=True):
            assert (image[..., 0] == picture(names.index(file))).all()


@given(st.lists(st.text("abcxyz0189_ -äöüé漢字かな", min_size=1, max_size=8), min_size=1))
def test_any_name_in_utf_8_without_the_flag_is_read(names):
    assert zip_names.encoding_of([name.encode() for name in names]) == "utf-8"


@given(st.lists(st.binary(min_size=1, max_size=20), min_size=1, max_size=5))
def test_any_bytes_have_an_encoding_that_reads_them(names):
    b"\n".join(names).decode(zip_names.encoding_of(names))
