"""Data that is refused in one sentence: bad names, images, archives, and too much of anything."""

import os
import random
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz import data
from cnnviz.data import declared_splits, files, image_folder, memory_limit
from cnnviz.images import EXTENSIONS
from cnnviz.utils.errors import InputError
from tests.image_files import (
    CUSTOM,
    encoded,
    make_folder,
    make_zip,
    picture,
    refusal,
    tree,
)


def test_a_path_that_is_not_there(tmp_path):
    assert refusal(tmp_path / "no").endswith(f"the path of a folder or zip, got '{tmp_path}/no'")


@pytest.mark.parametrize("name", ["", "x" * 5000, "zero\0byte", "cifar"])
def test_a_name_that_no_data_set_has(name):
    with pytest.raises(
        InputError, match=f"^a data set must be {', '.join(data.NAMES)}, or the path"
    ):
        data.load(name)


def test_a_file_that_is_no_zip(tmp_path):
    (tmp_path / "notes.txt").write_text("hello")
    assert refusal(tmp_path / "notes.txt") == (
        "a data set must be a folder or a zip of images, got notes.txt: it is damaged or no zip"
    )


@pytest.mark.parametrize("make", [make_zip, make_folder])
def test_a_data_set_without_images(tmp_path, make):
    path = make(tmp_path / "x.zip", {"a/notes.txt": b"hello"})
    kinds = ", ".join(EXTENSIONS)
    assert refusal(path) == f"a data set must hold images ({kinds}), got none in x.zip"


def test_a_data_set_of_one_class(tmp_path):
    path = make_zip(tmp_path / "x.zip", tree([f"scratches/{n}.png" for n in range(9)]))
    assert refusal(path) == "a data set needs at least 2 classes, got 1: scratches"


def test_too_many_classes(tmp_path, monkeypatch):
    monkeypatch.setattr(declared_splits, "MAX_CLASSES", 2)
    path = make_zip(tmp_path / "x.zip", tree([f"{c}/{n}.png" for c in "abc" for n in range(3)]))
    assert refusal(path) == "a data set may have at most 2 classes, got 3"


def test_a_class_with_too_few_images(tmp_path):
    path = make_zip(tmp_path / "x.zip", CUSTOM | tree(["rare/1.png", "rare/2.png"]))
    assert refusal(path) == (
        "2 files cannot be used: rare/1.png, rare/2.png (a class needs at least 3 images, got 2); "
        "repair, move or delete them, or leave them out"
    )


def test_two_classes_of_which_one_has_too_few_images(tmp_path):
    names = [*(f"good/{n}.png" for n in range(9)), "rare/1.png"]
    assert refusal(make_zip(tmp_path / "x.zip", tree(names))) == (
        "a class needs at least 3 images, got 1: rare"
    )


def test_a_class_that_is_only_in_the_test_folder(tmp_path):
    names = [f"{s}/{c}/{n}.png" for s in ("train", "test") for c in "ab" for n in range(3)]
    names += [f"test/c/{n}.png" for n in range(3)]
    assert refusal(make_zip(tmp_path / "x.zip", tree(names))) == (
        "a class needs at least 2 images in the train folder, got 0: c"
    )


def test_images_of_which_most_lie_outside_the_class_folders(tmp_path):
    names = [*(f"{c}/{n}.png" for c in "ab" for n in range(3)), *(f"{n}.png" for n in range(6))]
    assert refusal(make_folder(tmp_path / "x", tree(names))) == (
        "most images must lie in <class>/ or <split>/<class>/, got 0.png beside a/0.png"
    )


def test_images_of_which_many_lie_outside_the_class_folders_are_listed(tmp_path):
    names = [*(f"{c}/{n}.png" for c in "ab" for n in range(9)), *(f"{n}.png" for n in range(12))]
    listed = ", ".join(f"{n}.png" for n in range(10))
    assert refusal(make_folder(tmp_path / "x", tree(names))) == (
        f"12 files cannot be used: {listed} (images must lie in <class>/ or <split>/<class>/, and "
        "this one does not) and 2 more files; repair, move or delete them, or leave them out"
    )


@pytest.mark.parametrize("make", [make_zip, make_folder])
def test_a_broken_image_is_named(tmp_path, make):
    path = make(tmp_path / "x.zip", CUSTOM | {"good/3.png": b"no image"})
    assert refusal(path).startswith("good/3.png: this file is not a readable image")


def test_a_truncated_image_is_named(tmp_path):
    path = make_zip(tmp_path / "x.zip", CUSTOM | {"good/3.png": CUSTOM["good/3.png"][:100]})
    assert refusal(path).startswith("good/3.png: this PNG file is damaged or cut short")


def test_a_link_inside_a_zip_is_refused(tmp_path):
    link = zipfile.ZipInfo("good/3.png")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name, content in CUSTOM.items():
            archive.writestr(link if name == link.filename else name, content)
    assert refusal(tmp_path / "x.zip").endswith("'good/3.png' is a link")


@pytest.mark.parametrize("size", [0, 7, 513])
def test_an_image_size_out_of_range(size):
    with pytest.raises(InputError, match=f"^image size must be 8 to 512 pixels, got {size}$"):
        data.load("digits", size=size)


# Links, bombs and other traps.


def test_a_linked_image_and_a_linked_folder_are_read(tmp_path):
    elsewhere = make_folder(tmp_path / "elsewhere", CUSTOM)
    root = tmp_path / "x"
    (root / "bad").mkdir(parents=True)
    for name in ("1.png", "2.png", "3.png"):
        (root / "bad" / name).symlink_to(elsewhere / "dents" / name)
    (root / "good").symlink_to(elsewhere / "good")
    loaded = data.load(str(root))
    assert sum(np.bincount(split.labels, minlength=2) for split in loaded.splits).tolist() == [
        3,
        20,
    ]


def test_a_link_to_the_folder_above_is_not_followed_in_circles(tmp_path):
    root = make_folder(tmp_path / "x", CUSTOM)
    (root / "good" / "again").symlink_to(root)
    assert sum(map(len, data.load(str(root)).splits)) == len(CUSTOM)


def test_a_link_to_nowhere_and_a_pipe_are_no_images(tmp_path):
    root = make_folder(tmp_path / "x", CUSTOM)
    (root / "good" / "nowhere.png").symlink_to(root / "missing")
    os.mkfifo(root / "good" / "pipe.png")
    assert sum(map(len, data.load(str(root)).splits)) == len(CUSTOM)


def flipped(path: Path, signature: bytes, offset: int, value: bytes) -> Path:
    """Overwrite a field of every record with this signature."""
    raw = bytearray(path.read_bytes())
    at = raw.find(signature)
    while at >= 0:
        raw[at + offset : at + offset + len(value)] = value
        at = raw.find(signature, at + 4)
    path.write_bytes(raw)
    return path


def test_an_encrypted_zip(tmp_path):
    path = flipped(make_zip(tmp_path / "x.zip", CUSTOM), b"PK\1\2", 8, b"\1\0")
    assert refusal(path) == ("a zip must not ask for a password, got x.zip, which is encrypted")


def test_a_compression_that_nobody_knows(tmp_path):
    path = flipped(make_zip(tmp_path / "x.zip", CUSTOM), b"PK\1\2", 10, b"\x63\0")
    sentence = refusal(path)
    assert sentence.startswith(
        "none of the images can be read: 40 files cannot be used: dents/0.png"
    )
    assert (
        "(it cannot be unpacked: it is compressed by a method other than deflate, bzip2 or LZMA)"
        in sentence
    )


def test_a_zip_cut_short(tmp_path):
    path = make_zip(tmp_path / "x.zip", CUSTOM)
    path.write_bytes(path.read_bytes()[:-200])
    assert (
        refusal(path)
        == "a data set must be a folder or a zip of images, got x.zip: it is damaged or no zip"
    )


def test_a_member_with_damaged_bytes_is_named(tmp_path):
    path = make_zip(tmp_path / "x.zip", CUSTOM)
    raw = bytearray(path.read_bytes())
    at = raw.find(b"good/3.png") + 40
    raw[at : at + 8] = b"\xff" * 8
    path.write_bytes(raw)
    assert refusal(path).startswith("good/3.png: it cannot be unpacked: ")


def test_a_file_that_unpacks_to_too_much(tmp_path):
    large = random.Random(0).randbytes(2**20) * 31  # repeats that deflate does not see
    path = make_zip(tmp_path / "x.zip", CUSTOM | {"good/bomb.png": large})
    assert refusal(path).startswith("good/bomb.png: it may have at most 30,000,000 bytes, the zip ")


def test_a_file_that_declares_less_than_it_unpacks_to(tmp_path):
    path = make_zip(tmp_path / "x.zip", CUSTOM | {"good/bomb.png": bytes(31 * 2**20)})
    flipped(path, b"PK\1\2", 24, struct.pack("<I", 1000))
    assert "cannot be unpacked: " in refusal(path)


def test_files_that_unpack_to_too_much_together(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_TOTAL", 2**10)
    path = make_zip(tmp_path / "x.zip", CUSTOM)
    assert refusal(path).startswith("a data set may have at most 0 GB unpacked, got ")


def test_too_many_images(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_IMAGES", 39)
    path = make_zip(tmp_path / "x.zip", CUSTOM)
    assert refusal(path) == "a data set may hold 39 images, got 40"


def test_a_folder_of_too_many_files(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_FILES", 30)
    path = make_folder(tmp_path / "x", CUSTOM)
    assert refusal(path) == f"a data set's folder may hold 30 files, got more in {path.name}"


def test_a_list_of_contents_that_is_too_long(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_LISTING", 2**10)
    path = make_zip(tmp_path / "x.zip", CUSTOM)
    assert ": a zip's list of contents may have at most " in refusal(path)


def test_images_that_take_too_much_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(memory_limit, "MAX_MEMORY", 39 * 144)
    path = make_zip(tmp_path / "x.zip", CUSTOM)
    assert refusal(path).endswith("of memory, got more: image size 11 fits")


def test_one_image_in_colour_counts_for_all(tmp_path, monkeypatch):
    monkeypatch.setattr(memory_limit, "MAX_MEMORY", 50 * 144)
    mixed = CUSTOM | {"good/3.png": encoded(picture(0, (12, 12, 3)))}
    assert refusal(make_zip(tmp_path / "x.zip", mixed)).endswith(
        "no image size fits: use fewer images"
    )


def test_too_many_pixels_to_decode(tmp_path, monkeypatch):
    monkeypatch.setattr(image_folder, "MAX_DECODED", 39 * 144)
    path = make_zip(tmp_path / "x.zip", CUSTOM)
    assert refusal(path).endswith("gigapixels, got more: make its images smaller")


@pytest.fixture(scope="module")
def small_zip(tmp_path_factory) -> Path:
    return make_zip(
        tmp_path_factory.mktemp("scratch") / "whole.zip", dict(list(CUSTOM.items())[17:23])
    )


@given(
    near_the_end=st.booleans(),
    at=st.integers(1, 499),
    byte=st.integers(0, 255),
    end=st.sampled_from([None, 100, -30]),
)
def test_a_damaged_zip_is_read_or_refused_with_a_sentence(small_zip, near_the_end, at, byte, end):
    damaged = bytearray(small_zip.read_bytes())
    damaged[-at if near_the_end else at] = byte
    path = small_zip.with_name("damaged.zip")
    path.write_bytes(damaged[:end])
    with suppress(InputError):
        assert data.load(str(path)).classes == ("dents", "good")


# The real NEU.
