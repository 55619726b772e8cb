"""Folders and zips of images as data sets: drawn on the fly in every layout people have."""

from collections import Counter

import numpy as np
import pytest

from cnnviz import data
from cnnviz.data import files
from cnnviz.data.class_names import NEU_CLASSES
from cnnviz.data.layouts import recognise
from cnnviz.utils.errors import InputError
from tests.image_files import CUSTOM, FOLDERS, encoded, make_folder, make_zip, picture, tree

PREFIXES = ("Cr", "In", "Pa", "PS", "RS", "Sc")
CAPITALISED = ("Crazing", "Inclusion", "Patches", "Pitted", "Rolled", "Scratches")


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
    loaded = data.load(str(make(tmp_path / "set.zip", tree(names))), seed=4)
    assert loaded.name == "neu"
    assert loaded.classes == NEU_CLASSES
    assert loaded.fingerprint == data.load(str(reference), seed=4).fingerprint


def test_the_published_layout_tests_on_its_validation_folder(tmp_path):
    names = [
        f"NEU-DET/{split}/images/{label}/{label}_{n}.jpg"
        for label in FOLDERS
        for split, numbers in (("train", range(20)), ("validation", range(20, 26)))
        for n in numbers
    ]
    notes = {name.replace("images/", "annotations/")[:-3] + "xml": b"<xml/>" for name in names}
    loaded = data.load(str(make_zip(tmp_path / "NEU-DET.zip", tree(names) | notes)))
    assert [len(split) for split in loaded.splits] == [108, 12, 36]
    assert all("/validation/" in name for name in loaded.test.files)
    assert loaded.declared_splits
    assert "its validation images are the test set" in loaded.source


def test_three_declared_splits_are_used_as_they_are(tmp_path):
    names = [
        f"{split}/{label}/{n}.bmp"
        for label in CAPITALISED
        for split, count in (("train", 5), ("valid", 2), ("test", 3))
        for n in range(count)
    ]
    loaded = data.load(str(make_zip(tmp_path / "neu.zip", tree(names))))
    assert [len(split) for split in loaded.splits] == [30, 12, 18]
    assert all(name.startswith("valid/") for name in loaded.validation.files)
    assert all(name.startswith("test/") for name in loaded.test.files)


NINE = ("cr", "gg", "in", "pa", "ps", "rp", "rs", "sc", "sp")


@pytest.mark.parametrize("make", [make_zip, make_folder])
@pytest.mark.parametrize("wrapper", ["", "NEU-CLS-64/", "steel/images/"])
def test_neu_cls_64_has_nine_classes_of_64_by_64(tmp_path, make, wrapper):
    names = [f"{wrapper}{code}/{n}.jpg" for code in NINE for n in range(4)]
    members = {name: encoded(picture(i, (64, 64)), "png") for i, name in enumerate(names)}
    loaded = data.load(str(make(tmp_path / "NEU-CLS-64.zip", members)))
    assert loaded.title == "NEU-CLS-64 surface defects"
    assert loaded.input_shape == (64, 64, 1)
    assert loaded.classes == (*NEU_CLASSES, "gg", "rp", "sp")
    spelled = dict(
        zip(loaded.classes, ("cr", "in", "pa", "ps", "rs", "sc", "gg", "rp", "sp"), strict=True)
    )
    for split in loaded.splits:
        for image, label, name in zip(split.images, split.labels, split.files, strict=True):
            assert name.split("/")[-2] == spelled[loaded.classes[label]]
            assert (image[..., 0] == picture(names.index(name), (64, 64))).all()


@pytest.mark.parametrize("beside", ["normal", "good", "no defect"])
def test_neu_with_a_class_of_good_surfaces_has_seven_classes(tmp_path, beside):
    names = [f"NEU/{label}/{n}.png" for label in (*FOLDERS, beside) for n in range(4)]
    loaded = data.load(str(make_folder(tmp_path / "NEU", tree(names))))
    assert loaded.classes == (*NEU_CLASSES, beside)
    counts = sum(np.bincount(split.labels, minlength=7) for split in loaded.splits)
    assert counts.tolist() == [4] * 7


def test_mnist_as_70000_pictures_is_read_by_split_and_class():
    names = [
        f"mnist_png/{split}/{n % 10}/{n}.png"
        for split, count in (("training", 60_000), ("testing", 10_000))
        for n in range(count)
    ]
    assert len(names) <= files.MAX_IMAGES
    layout = recognise("mnist_png", names)
    assert layout.classes == tuple("0123456789")
    counts = Counter((split, label) for _, split, label in layout.files)
    expected = {("train", n): 6000 for n in range(10)} | {("test", n): 1000 for n in range(10)}
    assert counts == expected


@pytest.mark.parametrize("suffix", ["jfif", "JFIF", "jpe", "pjpeg", "pgm", "Jpeg", "TIF", "WebP"])
def test_a_class_may_have_another_suffix(tmp_path, suffix):
    names = {"pgm": "PPM", "tif": "TIFF", "webp": "WEBP"}
    form = names.get(suffix.lower(), "JPEG")
    members = {f"cat/{n}.jpg": encoded(picture(n), "jpg") for n in range(5)}
    members |= {f"dog/{n}.{suffix}": encoded(picture(n), form) for n in range(7)}
    loaded = data.load(str(make_zip(tmp_path / "pets.zip", members)))
    assert loaded.classes == ("cat", "dog")
    counts = sum(np.bincount(split.labels) for split in loaded.splits)
    assert counts.tolist() == [5, 7]


def test_helper_files_of_mac_and_windows_are_left_aside(tmp_path):
    clutter = {
        "__MACOSX/set/dents/._1.png": b"?",
        "set/.DS_Store": b"?",
        "set/dents/Thumbs.db": b"?",
        "set/dents/._2.png": b"?",
        "set/readme.txt": b"?",
        ".git/logo.png": b"?",
    }
    wrapped = {f"set/{name}": content for name, content in CUSTOM.items()}
    loaded = data.load(str(make_zip(tmp_path / "x.zip", clutter | wrapped)))
    assert sum(map(len, loaded.splits)) == len(CUSTOM)


def test_a_zip_made_on_windows_has_backslashes(tmp_path):
    path = make_zip(tmp_path / "x.zip", CUSTOM)
    raw = path.read_bytes()
    for label in (b"dents", b"good"):
        raw = raw.replace(label + b"/", label + b"\\")
    path.write_bytes(raw)
    assert data.load(str(path)).classes == ("dents", "good")


def test_names_that_climb_out_of_a_zip_are_refused_and_nothing_is_written(tmp_path):
    climbing = {f"../../{name}": content for name, content in CUSTOM.items()}
    before = set(tmp_path.parent.rglob("*"))
    path = make_zip(tmp_path / "x.zip", climbing)
    with pytest.raises(InputError, match=r"^x\.zip: a zip's names must stay in its folder"):
        data.load(str(path))
    assert set(tmp_path.parent.rglob("*")) - before == {path}


# Splits, names and pixels of a custom data set.


def test_a_custom_data_set_is_named_after_its_path(tmp_path):
    loaded = data.load(str(make_folder(tmp_path / "my parts", CUSTOM)))
    assert (loaded.name, loaded.title, loaded.synthetic) == ("my parts", "my parts", False)


def test_a_tree_without_splits_is_split_by_class(tmp_path):
    loaded = data.load(str(make_folder(tmp_path / "x", CUSTOM)))
    assert [len(split) for split in loaded.splits] == [28, 6, 6]
    assert [np.bincount(split.labels).tolist() for split in loaded.splits] == [[14] * 2] + [
        [3] * 2
    ] * 2
    assert not loaded.declared_splits
    assert "split 70/15/15 by class with seed 0" in loaded.source


def test_every_image_has_its_own_label_and_pixels(tmp_path):
    loaded = data.load(str(make_folder(tmp_path / "x", CUSTOM)))
    expected = {name: picture(number) for number, name in enumerate(CUSTOM)}
    for split in loaded.splits:
        for image, label, name in zip(split.images, split.labels, split.files, strict=True):
            assert (image[..., 0] == expected[name]).all()
            assert name.startswith(loaded.classes[label])


def test_a_folder_and_a_zip_of_it_are_the_same_data(tmp_path):
    folder = data.load(str(make_folder(tmp_path / "x", CUSTOM)))
    zipped = data.load(str(make_zip(tmp_path / "x.zip", CUSTOM)))
    assert folder.fingerprint == zipped.fingerprint


def test_grey_images_stored_as_rgb_are_grey(tmp_path):
    grey = {
        name: encoded(np.repeat(picture(n)[..., None], 3, axis=2)) for n, name in enumerate(CUSTOM)
    }
    assert data.load(str(make_zip(tmp_path / "x.zip", grey))).input_shape == (12, 12, 1)


def test_one_image_in_colour_makes_a_data_set_rgb(tmp_path):
    mixed = CUSTOM | {"good/3.png": encoded(picture(0, (12, 12, 3)))}
    loaded = data.load(str(make_zip(tmp_path / "x.zip", mixed)))
    assert loaded.input_shape == (12, 12, 3)


def test_the_most_common_size_is_everybodys_size(tmp_path):
    mixed = CUSTOM | {"good/3.png": encoded(picture(0, (30, 20)))}
    assert data.load(str(make_zip(tmp_path / "x.zip", mixed))).input_shape == (12, 12, 1)


@pytest.mark.parametrize("size", [None, 8])
def test_images_of_another_stored_size_are_listed(tmp_path, size):
    odd = {
        "good/3.png": encoded(picture(0, (30, 20))),
        "dents/4.png": encoded(picture(0, (24, 24))),
    }
    loaded = data.load(str(make_zip(tmp_path / "x.zip", CUSTOM | odd)), size=size)
    assert loaded.odd_sizes == {"good/3.png": (30, 20), "dents/4.png": (24, 24)}


@pytest.mark.parametrize(
    ("size", "shape"), [(None, (200, 150, 1)), (40, (40, 30, 1)), (512, (512, 384, 1))]
)
def test_images_keep_their_aspect(tmp_path, size, shape):
    large = {f"{c}/{n}.png": encoded(picture(n, (400, 300))) for c in "ab" for n in range(3)}
    loaded = data.load(str(make_zip(tmp_path / "x.zip", large)), size=size)
    assert loaded.input_shape == shape


def test_progress_ends_at_one(tmp_path):
    seen = []
    path = make_folder(tmp_path / "x", CUSTOM)
    data.load(str(path), progress=lambda fraction, text: seen.append((fraction, text)))
    assert seen[:2] == [(0.0, "reading image 1 of 40"), (0.5, "read 20 of 40 images")]
    assert seen[-1] == (1.0, "loaded x")
    assert seen == sorted(seen, key=lambda step: step[0])


# Bad input: each in one sentence.


@pytest.fixture(scope="module")
def neu(real_neu):
    """Loaded by its name, which finds the zip in ``$CNNVIZ_DATA``."""
    return data.load("neu")


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
        [162] * 6,
        [18] * 6,
        [60] * 6,
    ]


def test_no_file_of_neu_is_in_two_splits(neu):
    names = [name for split in neu.splits for name in split.files]
    assert len(names) == len(set(names))
