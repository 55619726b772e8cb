"""Data sets stored as arrays: NumPy's files and MNIST's, under the names that people give them."""

import gzip
import io
import struct
import tracemalloc
import zipfile
from math import prod
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz import data
from cnnviz.data import array_files, idx, neu
from cnnviz.data.bundle import bundle
from cnnviz.data.class_names import FASHION_CLASSES, NEU_CLASSES
from cnnviz.data.files import Files
from cnnviz.utils.errors import InputError
from tests.image_files import make_folder, make_zip, refusal

RNG = np.random.default_rng(5)
X = {
    "train": RNG.integers(0, 256, (60, 20, 20), np.uint8),
    "test": RNG.integers(0, 256, (24, 20, 20), np.uint8),
}
Y = {"train": np.arange(60) % 6, "test": np.arange(24) % 6}


def npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def idx_bytes(array: np.ndarray) -> bytes:
    head = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    return head + array.astype(np.uint8).tobytes()


def lecture(images=lambda x: x, labels=lambda y: y) -> dict[str, bytes]:
    """The lecture's four files, with images and labels in another form."""
    return {
        f"NEU_{split}_{kind}.npy": npy(array)
        for split in X
        for kind, array in (("imgs", images(X[split])), ("labels", labels(Y[split])))
    }


def check(loaded: data.Dataset) -> None:
    """Every image has its own pixels and label, in the split that it was declared for."""
    assert sum(map(len, loaded.splits)) == 84
    assert len(loaded.test) == 24
    for split in loaded.splits:
        for image, label, file in zip(split.images, split.labels, split.files, strict=True):
            declared = "train" if "train" in file.lower() else "test"
            number = int(file.rpartition("/")[2])
            np.testing.assert_array_equal(image[..., 0], X[declared][number])
            assert label == Y[declared][number]


IMAGE_FORMS = {
    "N H W": lambda x: x,
    "N H W 1": lambda x: x[..., None],
    "N 1 H W": lambda x: x[:, None],
    "flat": lambda x: x.reshape(len(x), -1),
    "0 to 1": lambda x: (x / 255).astype(np.float32),
    "0 to 1 in float64": lambda x: x / 255,
    "0 to 255 as floats": lambda x: x.astype(np.float32),
    "int64": lambda x: x.astype(np.int64),
    "16 bits": lambda x: x.astype(np.uint16) * 257,
    "columns first": np.asfortranarray,
}
LABEL_FORMS = {
    "whole": lambda y: y,
    "uint8": lambda y: y.astype(np.uint8),
    "floats": lambda y: y.astype(float),
    "a column": lambda y: y[:, None],
    "one-hot": lambda y: np.eye(6)[y],
    "one-hot bool": lambda y: np.eye(6, dtype=bool)[y],
}


@pytest.mark.parametrize("form", IMAGE_FORMS.values(), ids=IMAGE_FORMS)
def test_the_lectures_images_are_read_in_every_form(tmp_path, form):
    loaded = data.load(str(make_folder(tmp_path / "x", lecture(images=form))))
    assert loaded.classes == NEU_CLASSES
    assert loaded.declared_splits
    check(loaded)


@pytest.mark.parametrize("form", LABEL_FORMS.values(), ids=LABEL_FORMS)
def test_the_lectures_labels_are_read_in_every_form(tmp_path, form):
    check(data.load(str(make_zip(tmp_path / "x.zip", lecture(labels=form)))))


def test_images_in_colour_keep_their_channels(tmp_path):
    colour = np.stack([X["train"], X["train"] // 2, X["train"] // 3], axis=-1)
    both = {"x.npy": npy(colour), "y.npy": npy(Y["train"])}
    loaded = data.load(str(make_folder(tmp_path / "a", both)))
    first = {"x.npy": npy(colour.transpose(0, 3, 1, 2)), "y.npy": npy(Y["train"])}
    assert loaded.input_shape == (20, 20, 3)
    assert loaded.fingerprint == data.load(str(make_folder(tmp_path / "b", first))).fingerprint


def test_the_lectures_arrays_are_neu_in_the_users_folder(tmp_path, monkeypatch):
    make_folder(tmp_path, lecture())
    monkeypatch.setenv("CNNVIZ_DATA", str(tmp_path))
    assert neu.find() == tmp_path
    check(data.load("neu"))


def test_the_lectures_arrays_dropped_together_are_neu(tmp_path):
    name, content = bundle(list(lecture().items()))
    assert name == "4 files"
    (tmp_path / f"{name}.zip").write_bytes(content)
    loaded = data.load(str(tmp_path / f"{name}.zip"))
    assert loaded.classes == NEU_CLASSES
    check(loaded)


NAMES = {
    "keras": ("x_{}.npy", "y_{}.npy"),
    "capital": ("X_{}.npy", "Y_{}.npy"),
    "camel": ("{}Images.npy", "{}Labels.npy"),
    "words": ("{}_images.npy", "{}_labels.npy"),
    "data": ("{}_data.npy", "{}_targets.npy"),
}


@pytest.mark.parametrize(("images", "labels"), NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("make", [make_folder, make_zip])
def test_arrays_are_found_by_their_usual_names(tmp_path, images, labels, make):
    content = {images.format(split): npy(X[split]) for split in X}
    content |= {labels.format(split): npy(Y[split]) for split in X}
    loaded = data.load(str(make(tmp_path / "set.zip", content)))
    assert loaded.classes == tuple("012345")
    check(loaded)


@pytest.mark.parametrize("place", ["set.npz", "folder/set.npz", "set.zip"])
def test_an_npz_is_read_wherever_it_is(tmp_path, place):
    arrays = {f"x_{split}": X[split] for split in X} | {f"y_{split}": Y[split] for split in X}
    (tmp_path / "folder").mkdir()
    np.savez_compressed(tmp_path / "folder" / "set.npz", **arrays)
    if place == "set.npz":
        (tmp_path / "folder" / "set.npz").rename(tmp_path / place)
    if place == "set.zip":
        make_zip(tmp_path / place, {"in/set.npz": (tmp_path / "folder" / "set.npz").read_bytes()})
    path = tmp_path / (place if place != "folder/set.npz" else "folder")
    check(data.load(str(path)))


def test_three_arrays_of_images_are_three_splits(tmp_path):
    arrays = {}
    for split in ("train", "val", "test"):
        arrays |= {f"{split}_images": X["train"], f"{split}_labels": Y["train"][:, None]}
    np.savez(tmp_path / "medical.npz", **arrays)
    loaded = data.load(str(tmp_path / "medical.npz"))
    assert [len(split) for split in loaded.splits] == [60, 60, 60]


def mnist_files(suffix: str = "", prefix: str = "", pack=lambda content: content):
    return {
        f"{prefix}{name}-{kind}{suffix}": pack(idx_bytes(array[split]))
        for name, split in (("train", "train"), ("t10k", "test"))
        for kind, array in (("images-idx3-ubyte", X), ("labels-idx1-ubyte", Y))
    }


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_idx_files_are_read_compressed_or_not(tmp_path, suffix):
    members = mnist_files(suffix, pack=gzip.compress if suffix else bytes)
    loaded = data.load(str(make_folder(tmp_path / "kuzushiji", members)))
    assert loaded.classes == tuple("012345")
    assert len(loaded.test) == 24
    np.testing.assert_array_equal(loaded.test.images[..., 0], X["test"])


@pytest.mark.parametrize("first", [9, 5])  # Fashion-MNIST's first label, and MNIST's
def test_fashion_mnist_is_known_by_its_labels_where_no_name_says_so(tmp_path, first):
    labels = np.tile(
        [first, 0, 0, 3, 0, 2, 7, 2, 5, 5, 0, 9, 5, 5, 7, 9, 1, 0, 6, 4, 3, 1, 4, 8, 4], 8
    )
    x = np.random.default_rng(0).integers(0, 256, (len(labels), 28, 28), np.uint8)
    members = {
        f"{split}-{kind}": idx_bytes(array)
        for split in ("train", "t10k")
        for kind, array in (
            ("images-idx3-ubyte", x),
            ("labels-idx1-ubyte", labels.astype(np.uint8)),
        )
    }
    loaded = data.load(str(make_folder(tmp_path / "4 files", members)))
    assert (loaded.classes[9] == "Ankle boot") == (first == 9)
    assert (loaded.classes == tuple("0123456789")) == (first == 5)


def test_idx_files_with_a_dot_in_place_of_a_hyphen_are_read(tmp_path):
    members = {name.replace("-idx", ".idx"): content for name, content in mnist_files().items()}
    loaded = data.load(str(make_folder(tmp_path / "x", members)))
    np.testing.assert_array_equal(loaded.test.images[..., 0], X["test"])


def test_letters_of_emnist_are_turned_upright_and_numbered_as_stored(tmp_path, monkeypatch):
    labels = {split: y + 1 for split, y in Y.items()}
    monkeypatch.setitem(globals(), "Y", labels)
    members = mnist_files(prefix="emnist-letters-")
    loaded = data.load(str(make_folder(tmp_path / "x", members)))
    assert loaded.classes == tuple("123456")
    np.testing.assert_array_equal(loaded.test.images[..., 0], X["test"].swapaxes(1, 2))


# Fashion-MNIST.


def fashion_files(suffix: str = ".gz") -> dict[str, bytes]:
    images = {split: RNG.integers(0, 256, (60, 28, 28), np.uint8) for split in ("train", "t10k")}
    labels = np.arange(60) % 10
    pack = gzip.compress if suffix else bytes
    return {
        f"{split}-{kind}{suffix}": pack(idx_bytes(array))
        for split in images
        for kind, array in (("images-idx3-ubyte", images[split]), ("labels-idx1-ubyte", labels))
    }


@pytest.fixture
def bare(tmp_path, monkeypatch):
    for variable in ("CNNVIZ_DATA", "CNNVIZ_HOME", "KERAS_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    return tmp_path


@pytest.mark.parametrize(
    "place",
    [
        "KERAS_HOME/datasets/fashion-mnist",
        "CNNVIZ_DATA/fashion-mnist",
        "CNNVIZ_DATA/FashionMNIST/raw",
        "CNNVIZ_DATA/Fashion MNIST.zip",
        "CNNVIZ_DATA/fashion_mnist.npz",
    ],
)
def test_fashion_mnist_is_found_by_name(bare, place):
    target = bare / place
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix == ".npz":
        images, labels = RNG.integers(0, 256, (60, 28, 28), np.uint8), np.arange(60) % 10
        np.savez(target, x_train=images, y_train=labels, x_test=images, y_test=labels)
    else:
        (make_zip if target.suffix else make_folder)(target, fashion_files())
    loaded = data.load("fashion-mnist")
    assert (loaded.name, loaded.title, loaded.classes) == (
        "fashion-mnist",
        "Fashion-MNIST",
        FASHION_CLASSES,
    )
    assert loaded.classes[9] == "Ankle boot"
    assert [len(split) for split in loaded.splits] == [50, 10, 60]
    assert next(offer for offer in data.available() if offer.name == "fashion-mnist").present


def test_absent_fashion_mnist_says_how_to_supply_it(bare):
    with pytest.raises(InputError, match=r"^Fashion-MNIST is not on this machine: put the folder"):
        data.load("fashion-mnist")


# Refusals.


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"NEU_test_labels.npy": None}, "NEU_test_imgs.npy needs a file with the labels of its"),
        ({"NEU_test_imgs.npy": None}, "NEU_test_labels.npy needs a file with the images beside"),
        ({"NEU_train_imgs.npy": b"?"}, "NEU_train_imgs.npy: this file is not a readable .npy"),
        ({"NEU_train_labels.npy": npy(Y["train"][1:])}, "labels must be 60 whole numbers, or"),
        ({"NEU_train_labels.npy": npy(Y["train"] + 0.5)}, "labels must be whole numbers, got 0.5"),
        ({"NEU_train_imgs.npy": npy(X["train"] - 128.0)}, "pixels must lie in 0 to 255, or in 0"),
        ({"NEU_train_imgs.npy": npy(X["train"] * 2.0)}, "510 in NEU_train_imgs.npy"),
        ({"NEU_train_imgs.npy": npy(X["train"] * np.nan)}, "pixels must be finite numbers, got"),
        ({"NEU_test_imgs.npy": npy(X["test"][:, :10])}, "must have one shape, got 10 × 20 × 1, 20"),
        ({"NEU_train_imgs.npy": npy(X["train"][0])}, "images must be an array (N, height, width)"),
    ],
)
def test_what_is_wrong_with_an_array_is_one_sentence_with_its_name(tmp_path, change, sentence):
    members = {name: c for name, c in (lecture() | change).items() if c is not None}
    assert sentence in refusal(make_folder(tmp_path / "x", members))


def test_two_data_sets_in_one_folder_are_refused_with_both_names(tmp_path):
    members = lecture() | {"x.npy": npy(X["train"]), "y.npy": npy(Y["train"])}
    assert "a folder may hold one data set stored as arrays" in refusal(
        make_folder(tmp_path / "x", members)
    )


def gzip_bomb(*axes: int) -> bytes:
    """An idx file in gzip that unpacks to 100 MB of zeros, whatever its header says."""
    head = struct.pack(f">HBB{len(axes)}I", 0, 0x08, len(axes), *axes)
    return gzip.compress(head + bytes(100_000_000), 1)


@pytest.mark.parametrize(
    ("axes", "sentence"),
    [
        ((40_000, 28, 28), "values has 31,360,000 bytes of them, got more"),
        ((1000,), "values has 1,000 bytes of them, got more"),
        ((100_000_000,), "may have at most 64 MB unpacked, its header says 95 MB"),
        ((2**32 - 1,) * 30, "may have at most 64 MB unpacked, its header says"),
        ((0, 28, 28), "has 0 bytes of them, got more"),
    ],
)
def test_no_more_of_a_gzip_file_is_unpacked_than_its_header_says(axes, sentence):
    bomb, claimed = gzip_bomb(*axes), prod(axes)
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match=sentence):
            idx.read(bomb, 2**26)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2.2 * (claimed if claimed < 2**26 else 0) + 2**20


def test_a_gzip_file_may_not_unpack_to_more_than_a_hundred_times_its_size():
    with pytest.raises(InputError, match="may unpack to 100 times its size, its header says to"):
        idx.read(gzip_bomb(100_000_000), 2**29)


@pytest.mark.parametrize("axes", [(2**32 - 1,) * 30, (1,) * 70, (), (2**31, 2**31)])
def test_an_idx_file_of_impossible_axes_is_one_sentence(axes):
    head = struct.pack(f">HBB{len(axes)}I", 0, 0x08, len(axes), *axes)
    with pytest.raises(InputError, match=r"its first bytes are wrong|bytes of them, got 1$"):
        idx.read(head + b"1", 2**20)


@given(st.binary(max_size=60))
def test_any_bytes_are_an_idx_file_or_one_sentence(content):
    try:
        array = idx.read(content, 1000)
    except InputError:
        return
    assert array.size > 0


@given(
    st.lists(st.sampled_from([3, 4, 5]), min_size=1, max_size=4),
    st.sampled_from(sorted(idx.TYPES)),
)
def test_every_type_and_number_of_axes_of_idx_is_read(shape, kind):
    values = np.arange(np.prod(shape)).reshape(shape).astype(idx.TYPES[kind])
    head = struct.pack(f">HBB{len(shape)}I", 0, kind, len(shape), *shape)
    np.testing.assert_array_equal(idx.read(head + values.tobytes(), 2**20), values)


@given(
    names=st.lists(
        st.text("xytrainesmglb_-.", max_size=12).map(lambda name: f"{name}.npy"), unique=True
    )
)
def test_any_names_of_arrays_are_found_or_refused_with_a_sentence(names):
    source = Files((), tuple(names), lambda name: b"")
    try:
        found = array_files.find(source, "set")
    except InputError:
        return
    if found:
        used = [name for pair in found.parts.values() for name in pair]
        assert set(used) <= set(names)
        assert len(set(used)) == len(used)


def test_the_image_size_is_applied(tmp_path):
    path = make_folder(tmp_path / "x", lecture())
    assert data.load(str(path), size=10).input_shape == (10, 10, 1)


def test_an_empty_zip_member_is_one_sentence(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.npz", "w") as archive:
        for name in ("x_train", "y_train"):
            archive.writestr(f"{name}.npy", b"")
    assert refusal(Path(tmp_path / "x.npz")).startswith("x_train.npy: ")
