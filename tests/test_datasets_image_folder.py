"""Folders and zips of images as data sets: drawn on the fly in every layout people have."""

import io
import os
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cnnviz import datasets
from cnnviz.datasets import files, image_folder
from cnnviz.datasets.layouts import NEU_CLASSES
from cnnviz.errors import InputError

FOLDERS = ("crazing", "inclusion", "patches", "pitted_surface", "rolled-in_scale", "scratches")
PREFIXES = ("Cr", "In", "Pa", "PS", "RS", "Sc")
CAPITALISED = ("Crazing", "Inclusion", "Patches", "Pitted", "Rolled", "Scratches")


def picture(number: int, shape: tuple[int, ...] = (12, 12)) -> np.ndarray:
    """A picture that no other number has."""
    return np.random.default_rng(number).integers(0, 256, shape, np.uint8)


def encoded(pixels: np.ndarray, suffix: str = "png") -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, {"jpg": "JPEG"}.get(suffix.lower(), suffix))
    return buffer.getvalue()


def tree(names: list[str]) -> dict[str, bytes]:
    """An image for every name; those that end alike ("2/7.png") are alike."""
    return {
        name: encoded(picture(number), name.rpartition(".")[2]) for number, name in enumerate(names)
    }


def make_zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def make_folder(path: Path, members: dict[str, bytes]) -> Path:
    for name, data in members.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return path


CUSTOM = tree([f"{label}/{n}.png" for label in ("dents", "good") for n in range(20)])


def refusal(path: Path) -> str:
    """The sentence with which a data set is refused."""
    with pytest.raises(InputError) as caught:
        datasets.load(str(path))
    return str(caught.value)


# Layouts of NEU: one set of 6 × 20 images under all of their names.

LAYOUTS = {
    "flat JPEGs": [f"IMAGES/{label}_{n}.png" for label in FOLDERS for n in range(1, 21)],
    "flat BMPs": [f"{label}_{n}.bmp" for label in PREFIXES for n in range(1, 21)],
    "class folders": [f"{label}/{label}_{n}.png" for label in CAPITALISED for n in range(1, 21)],
    "only train": [
        f"NEU-DET/train/images/{label}/{label}_{n}.PNG" for label in FOLDERS for n in range(1, 21)
    ],
    "wrapped twice": [
        f"archive/NEU surface/{label}/{n}.png" for label in CAPITALISED for n in range(1, 21)
    ],
}


@pytest.mark.parametrize("names", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("make", [make_zip, make_folder])
def test_every_layout_without_test_images_is_the_same_neu(tmp_path, names, make):
    reference = make_zip(tmp_path / "reference.zip", tree(LAYOUTS["class folders"]))
    loaded = datasets.load(str(make(tmp_path / "set.zip", tree(names))), seed=4)
    assert loaded.name == "neu"
    assert loaded.classes == NEU_CLASSES
    assert loaded.fingerprint == datasets.load(str(reference), seed=4).fingerprint


def test_the_published_layout_tests_on_its_validation_folder(tmp_path):
    names = [
        f"NEU-DET/{split}/images/{label}/{label}_{n}.jpg"
        for label in FOLDERS
        for split, numbers in (("train", range(20)), ("validation", range(20, 26)))
        for n in numbers
    ]
    notes = {name.replace("images/", "annotations/")[:-3] + "xml": b"<xml/>" for name in names}
    loaded = datasets.load(str(make_zip(tmp_path / "NEU-DET.zip", tree(names) | notes)))
    assert [len(split) for split in loaded.splits] == [108, 12, 36]
    assert all("/validation/" in name for name in loaded.test.files)
    assert loaded.declared_splits
    assert "its validation folder is the test set" in loaded.source


def test_three_declared_splits_are_used_as_they_are(tmp_path):
    names = [
        f"{split}/{label}/{n}.bmp"
        for label in CAPITALISED
        for split, count in (("train", 5), ("valid", 2), ("test", 3))
        for n in range(count)
    ]
    loaded = datasets.load(str(make_zip(tmp_path / "neu.zip", tree(names))))
    assert [len(split) for split in loaded.splits] == [30, 12, 18]
    assert all(name.startswith("valid/") for name in loaded.validation.files)
    assert all(name.startswith("test/") for name in loaded.test.files)


def test_helper_files_of_mac_and_windows_are_left_aside(tmp_path):
    clutter = {
        "__MACOSX/set/dents/._1.png": b"?", "set/.DS_Store": b"?", "set/dents/Thumbs.db": b"?",
        "set/dents/._2.png": b"?", "set/readme.txt": b"?", ".git/logo.png": b"?",
    }  # fmt: skip
    wrapped = {f"set/{name}": data for name, data in CUSTOM.items()}
    loaded = datasets.load(str(make_zip(tmp_path / "x.zip", clutter | wrapped)))
    assert sum(map(len, loaded.splits)) == len(CUSTOM)


def test_a_zip_made_on_windows_has_backslashes(tmp_path):
    path = make_zip(tmp_path / "x.zip", CUSTOM)
    raw = path.read_bytes()
    for label in (b"dents", b"good"):
        raw = raw.replace(label + b"/", label + b"\\")
    path.write_bytes(raw)
    assert datasets.load(str(path)).classes == ("dents", "good")


def test_names_that_climb_out_of_a_zip_stay_names(tmp_path):
    climbing = {f"../../{name}": data for name, data in CUSTOM.items()}
    before = set(tmp_path.parent.rglob("*"))
    loaded = datasets.load(str(make_zip(tmp_path / "x.zip", climbing)))
    assert loaded.classes == ("dents", "good")
    assert set(tmp_path.parent.rglob("*")) - before == {tmp_path / "x.zip"}


# Splits, names and pixels of a custom data set.


def test_a_custom_data_set_is_named_after_its_path(tmp_path):
    loaded = datasets.load(str(make_folder(tmp_path / "my parts", CUSTOM)))
    assert (loaded.name, loaded.title, loaded.synthetic) == ("my parts", "my parts", False)


def test_a_tree_without_splits_is_split_by_class(tmp_path):
    loaded = datasets.load(str(make_folder(tmp_path / "x", CUSTOM)))
    assert [len(split) for split in loaded.splits] == [28, 6, 6]
    assert [np.bincount(split.labels).tolist() for split in loaded.splits] == [[14] * 2] + [
        [3] * 2
    ] * 2
    assert not loaded.declared_splits
    assert "split 70/15/15 by class with seed 0" in loaded.source


def test_every_image_has_its_own_label_and_pixels(tmp_path):
    loaded = datasets.load(str(make_folder(tmp_path / "x", CUSTOM)))
    expected = {name: picture(number) for number, name in enumerate(CUSTOM)}
    for split in loaded.splits:
        for image, label, name in zip(split.images, split.labels, split.files, strict=True):
            assert (image[..., 0] == expected[name]).all()
            assert name.startswith(loaded.classes[label])


def test_a_folder_and_a_zip_of_it_are_the_same_data(tmp_path):
    folder = datasets.load(str(make_folder(tmp_path / "x", CUSTOM)))
    zipped = datasets.load(str(make_zip(tmp_path / "x.zip", CUSTOM)))
    assert folder.fingerprint == zipped.fingerprint


def test_grey_images_stored_as_rgb_are_grey(tmp_path):
    grey = {
        name: encoded(np.repeat(picture(n)[..., None], 3, axis=2)) for n, name in enumerate(CUSTOM)
    }
    assert datasets.load(str(make_zip(tmp_path / "x.zip", grey))).input_shape == (12, 12, 1)


def test_one_image_in_colour_makes_a_data_set_rgb(tmp_path):
    mixed = CUSTOM | {"good/3.png": encoded(picture(0, (12, 12, 3)))}
    loaded = datasets.load(str(make_zip(tmp_path / "x.zip", mixed)))
    assert loaded.input_shape == (12, 12, 3)


def test_the_most_common_size_is_everybodys_size(tmp_path):
    mixed = CUSTOM | {"good/3.png": encoded(picture(0, (30, 20)))}
    assert datasets.load(str(make_zip(tmp_path / "x.zip", mixed))).input_shape == (12, 12, 1)


@pytest.mark.parametrize(
    ("size", "shape"), [(None, (200, 150, 1)), (40, (40, 30, 1)), (512, (512, 384, 1))]
)
def test_images_keep_their_aspect(tmp_path, size, shape):
    large = {f"{c}/{n}.png": encoded(picture(n, (400, 300))) for c in "ab" for n in range(3)}
    loaded = datasets.load(str(make_zip(tmp_path / "x.zip", large)), size=size)
    assert loaded.input_shape == shape


def test_progress_ends_at_one(tmp_path):
    seen = []
    path = make_folder(tmp_path / "x", CUSTOM)
    datasets.load(str(path), progress=lambda fraction, text: seen.append((fraction, text)))
    assert seen[0] == (0.0, "reading image 1 of 40")
    assert seen[-1] == (1.0, "loaded x")
    assert seen == sorted(seen, key=lambda step: step[0])


# Bad input: each in one sentence.


def test_a_path_that_is_not_there(tmp_path):
    assert refusal(tmp_path / "no").endswith(f"the path of a folder or zip, got '{tmp_path}/no'")


@pytest.mark.parametrize("name", ["", "x" * 5000, "zero\0byte", "cifar"])
def test_a_name_that_no_data_set_has(name):
    with pytest.raises(
        InputError, match=r"^a data set must be digits, mnist, neu, steel-synthetic"
    ):
        datasets.load(name)


def test_a_file_that_is_no_zip(tmp_path):
    (tmp_path / "notes.txt").write_text("hello")
    assert refusal(tmp_path / "notes.txt") == (
        "a data set must be a folder or a zip of images, got notes.txt, which is damaged or no zip"
    )


@pytest.mark.parametrize("make", [make_zip, make_folder])
def test_a_data_set_without_images(tmp_path, make):
    path = make(tmp_path / "x.zip", {"a/notes.txt": b"hello"})
    assert refusal(path) == (
        "a data set must hold images (png, jpg, jpeg, webp, bmp, tif, tiff, gif), got none in x.zip"
    )


def test_a_data_set_of_one_class(tmp_path):
    path = make_zip(tmp_path / "x.zip", tree([f"scratches/{n}.png" for n in range(9)]))
    assert refusal(path) == "a data set needs at least 2 classes, got 1: scratches"


def test_too_many_classes(tmp_path, monkeypatch):
    monkeypatch.setattr(image_folder, "MAX_CLASSES", 2)
    path = make_zip(tmp_path / "x.zip", tree([f"{c}/{n}.png" for c in "abc" for n in range(3)]))
    assert refusal(path) == "a data set may have at most 2 classes, got 3"


def test_a_class_with_too_few_images(tmp_path):
    path = make_zip(tmp_path / "x.zip", CUSTOM | tree(["rare/1.png", "rare/2.png"]))
    assert refusal(path) == "a class needs at least 3 images, got 2: rare"


def test_a_class_that_is_only_in_the_test_folder(tmp_path):
    names = [f"{s}/{c}/{n}.png" for s in ("train", "test") for c in "ab" for n in range(3)]
    names += [f"test/c/{n}.png" for n in range(3)]
    assert refusal(make_zip(tmp_path / "x.zip", tree(names))) == (
        "a class needs at least 2 images in the train folder, got 0: c"
    )


def test_an_unknown_class_folder_in_neu(tmp_path):
    names = [f"{label}/{n}.png" for label in (*FOLDERS, "rust") for n in range(3)]
    assert refusal(make_folder(tmp_path / "x", tree(names))) == (
        "a NEU data set has the classes crazing, inclusion, patches, pitted surface, "
        "rolled-in scale, scratches, got an unknown one: rust"
    )


def test_an_image_outside_the_class_folders(tmp_path):
    path = make_zip(tmp_path / "x.zip", CUSTOM | tree(["logo.png"]))
    assert refusal(path) == "images must lie in <class>/ or <split>/<class>/, got logo.png"


@pytest.mark.parametrize("make", [make_zip, make_folder])
def test_a_broken_image_is_named(tmp_path, make):
    path = make(tmp_path / "x.zip", CUSTOM | {"good/3.png": b"no image"})
    assert refusal(path).startswith("good/3.png: this file is not a readable image")


def test_a_truncated_image_is_named(tmp_path):
    path = make_zip(tmp_path / "x.zip", CUSTOM | {"good/3.png": CUSTOM["good/3.png"][:100]})
    assert refusal(path).startswith("good/3.png: this PNG file is damaged or cut short")


def test_a_link_inside_a_zip_is_no_image(tmp_path):
    link = zipfile.ZipInfo("good/3.png")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name, data in CUSTOM.items():
            archive.writestr(link if name == link.filename else name, data)
        archive.writestr("good/link.png", "/etc/passwd")
    assert refusal(tmp_path / "x.zip").startswith("good/link.png: this file is not a readable")


@pytest.mark.parametrize("size", [0, 7, 513])
def test_an_image_size_out_of_range(size):
    with pytest.raises(InputError, match=f"^image size must be 8 to 512 pixels, got {size}$"):
        datasets.load("digits", size=size)


# Links, bombs and other traps.


def test_a_linked_image_and_a_linked_folder_are_read(tmp_path):
    elsewhere = make_folder(tmp_path / "elsewhere", CUSTOM)
    root = tmp_path / "x"
    (root / "bad").mkdir(parents=True)
    for name in ("1.png", "2.png", "3.png"):
        (root / "bad" / name).symlink_to(elsewhere / "dents" / name)
    (root / "good").symlink_to(elsewhere / "good")
    loaded = datasets.load(str(root))
    assert sum(np.bincount(split.labels, minlength=2) for split in loaded.splits).tolist() == [
        3,
        20,
    ]


def test_a_link_to_the_folder_above_is_not_followed_in_circles(tmp_path):
    root = make_folder(tmp_path / "x", CUSTOM)
    (root / "good" / "again").symlink_to(root)
    assert sum(map(len, datasets.load(str(root)).splits)) == len(CUSTOM)


def test_a_link_to_nowhere_and_a_pipe_are_no_images(tmp_path):
    root = make_folder(tmp_path / "x", CUSTOM)
    (root / "good" / "nowhere.png").symlink_to(root / "missing")
    os.mkfifo(root / "good" / "pipe.png")
    assert sum(map(len, datasets.load(str(root)).splits)) == len(CUSTOM)


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
    assert refusal(path) == (
        "dents/0.png: the file cannot be unpacked: That compression method is not supported"
    )


def test_a_zip_cut_short(tmp_path):
    path = make_zip(tmp_path / "x.zip", CUSTOM)
    path.write_bytes(path.read_bytes()[:-200])
    assert (
        refusal(path)
        == "a data set must be a folder or a zip of images, got x.zip, which is damaged or no zip"
    )


def test_a_member_with_damaged_bytes_is_named(tmp_path):
    path = make_zip(tmp_path / "x.zip", CUSTOM)
    raw = bytearray(path.read_bytes())
    at = raw.find(b"good/3.png") + 40
    raw[at : at + 8] = b"\xff" * 8
    path.write_bytes(raw)
    assert refusal(path).startswith("good/3.png: the file cannot be unpacked: ")


def test_a_file_that_unpacks_to_too_much(tmp_path):
    path = make_zip(tmp_path / "x.zip", CUSTOM | {"good/bomb.png": bytes(65 * 2**20)})
    assert path.stat().st_size < 2**18
    assert refusal(path) == "an image file may have at most 64 MB, got 65 MB: good/bomb.png"


def test_a_file_that_declares_less_than_it_unpacks_to(tmp_path):
    path = make_zip(tmp_path / "x.zip", CUSTOM | {"good/bomb.png": bytes(65 * 2**20)})
    flipped(path, b"PK\1\2", 24, struct.pack("<I", 1000))
    assert " cannot be unpacked: " in refusal(path)


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
    assert refusal(path) == f"a data set's folder may hold 30 files, got more in {path}"


def test_a_list_of_contents_that_is_too_long(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_LISTING", 2**10)
    path = make_zip(tmp_path / "x.zip", CUSTOM)
    assert refusal(path).startswith("a zip's list of contents may have ")


def test_images_that_take_too_much_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(image_folder, "MAX_MEMORY", 39 * 144)
    path = make_zip(tmp_path / "x.zip", CUSTOM)
    assert refusal(path).endswith("of memory, got more: choose a smaller image size")


def test_one_image_in_colour_counts_for_all(tmp_path, monkeypatch):
    monkeypatch.setattr(image_folder, "MAX_MEMORY", 50 * 144)
    mixed = CUSTOM | {"good/3.png": encoded(picture(0, (12, 12, 3)))}
    assert refusal(make_zip(tmp_path / "x.zip", mixed)).endswith("choose a smaller image size")


def test_too_many_pixels_to_decode(tmp_path, monkeypatch):
    monkeypatch.setattr(image_folder, "MAX_DECODED", 39 * 144)
    path = make_zip(tmp_path / "x.zip", CUSTOM)
    assert refusal(path).endswith("gigapixels, got more: make its images smaller")


@pytest.fixture(scope="module")
def small_zip(tmp_path_factory) -> Path:
    return make_zip(
        tmp_path_factory.mktemp("scratch") / "whole.zip", dict(list(CUSTOM.items())[17:23])
    )


@settings(max_examples=200, deadline=None)
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
        assert datasets.load(str(path)).classes == ("dents", "good")


# The real NEU.


@pytest.fixture(scope="module")
def neu(real_neu):
    return datasets.load(str(real_neu))


def test_neu_has_1440_images_of_200_by_200(neu):
    assert sum(map(len, neu.splits)) == 1440
    assert neu.input_shape == (200, 200, 1)


def test_neu_has_240_images_a_class(neu):
    counts = sum(np.bincount(split.labels) for split in neu.splits)
    assert counts.tolist() == [240] * 6


def test_neu_trains_on_972_validates_on_108_and_tests_on_its_own_360(neu):
    assert [len(split) for split in neu.splits] == [972, 108, 360]
    assert all("/validation/" in name for name in neu.test.files)
    assert [np.bincount(split.labels).tolist() for split in neu.splits] == [
        [162] * 6, [18] * 6, [60] * 6,
    ]  # fmt: skip


def test_no_file_of_neu_is_in_two_splits(neu):
    names = [name for split in neu.splits for name in split.files]
    assert len(names) == len(set(names))


def test_the_name_neu_finds_the_zip(neu, real_neu, monkeypatch):
    monkeypatch.setenv("CNNVIZ_DATA", str(real_neu.parent))
    assert datasets.load("neu").fingerprint == neu.fingerprint
