"""Data sets by name, and what all of them have in common."""

import dataclasses
import subprocess
import sys

import numpy as np
import pytest

from cnnviz import data
from cnnviz.data import digits as digits_module
from cnnviz.data import neu
from cnnviz.data.class_names import NEU_CLASSES
from cnnviz.utils.errors import InputError


@pytest.fixture(scope="module")
def digits():
    return data.load("digits")


@pytest.fixture(scope="module")
def steel():
    return data.load("steel-synthetic")


@pytest.fixture(params=["digits", "steel"])
def dataset(request):
    return request.getfixturevalue(request.param)


# All data sets.


def test_images_are_uint8_batches_and_labels_int64(dataset):
    for split in dataset.splits:
        assert split.images.dtype == np.uint8
        assert split.images.shape == (len(split), *dataset.input_shape)
        assert split.labels.dtype == np.int64
        assert split.labels.shape == (len(split),)
        assert len(split.files) == len(split)


def test_every_split_has_every_class(dataset):
    for split in dataset.splits:
        assert set(split.labels.tolist()) == set(range(len(dataset.classes)))


def test_no_file_is_in_two_splits(dataset):
    names = [name for split in dataset.splits for name in split.files]
    assert len(set(names)) == len(names)


def test_no_picture_is_twice_in_a_data_set(dataset):
    pictures = [image.tobytes() for split in dataset.splits for image in split.images]
    assert len(set(pictures)) == len(pictures)


def test_shared_images_cannot_be_written_to(dataset):
    with pytest.raises(ValueError, match="read-only"):
        dataset.train.images[0] = 0


def test_a_data_set_is_frozen(dataset):
    with pytest.raises(dataclasses.FrozenInstanceError):
        dataset.name = "other"


def test_the_same_seed_gives_the_same_data(digits):
    assert data.load("digits", seed=0).fingerprint == digits.fingerprint


def test_another_seed_gives_another_split_of_the_same_images(digits):
    other = data.load("digits", seed=1)
    assert other.fingerprint != digits.fingerprint
    images = [
        sorted(image.tobytes() for split in one.splits for image in split.images)
        for one in (digits, other)
    ]
    assert images[0] == images[1]


@pytest.mark.parametrize("change", ["images", "labels"])
def test_a_single_changed_value_changes_the_fingerprint(digits, change):
    values = getattr(digits.test, change).copy()
    values.flat[0] += 1
    test = dataclasses.replace(digits.test, **{change: values})
    assert dataclasses.replace(digits, test=test).fingerprint != digits.fingerprint


def test_a_fingerprint_is_a_sha256(digits):
    assert len(bytes.fromhex(digits.fingerprint)) == 32


def test_a_size_scales_every_image():
    small = data.load("digits", size=14)
    assert small.input_shape == (14, 14, 1)
    full = data.load("digits").test.images[0].astype(float)
    halved = full.reshape(14, 2, 14, 2, 1).mean((1, 3))  # by area
    assert np.abs(small.test.images[0] - halved).max() <= 0.51


def test_progress_ends_at_one():
    seen = []
    data.load("digits", progress=lambda fraction, text: seen.append((fraction, text)))
    assert seen[-1] == (1.0, "loaded Built-in digits")


def test_loading_needs_neither_streamlit_nor_keras():
    code = (
        "import sys; from cnnviz import data; data.load('digits'); data.available();"
        "print({'streamlit', 'keras', 'tensorflow'} & set(sys.modules))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "set()"


# The built-in digits.


def test_digits_are_scikit_learns_1797(digits):
    from sklearn.datasets import load_digits

    labels = np.concatenate([split.labels for split in digits.splits])
    names = [name for split in digits.splits for name in split.files]
    numbers = [int(name.removeprefix("digits/")) for name in names]
    assert len(labels) == 1797
    assert (load_digits().target[numbers] == labels).all()


def test_digits_are_split_70_15_15(digits):
    assert [len(split) for split in digits.splits] == [1258, 269, 270]


def test_digits_have_the_shape_and_classes_of_mnist(digits):
    assert digits.input_shape == (28, 28, 1)
    assert digits.classes == tuple("0123456789")


def test_digits_are_white_on_black(digits):
    assert digits.train.images[:, [0, -1]].mean() < 1
    assert digits.train.images.max(axis=(1, 2, 3)).min() > 240


def test_digits_stand_20_pixels_high_as_in_mnist(digits):
    heights = (digits.train.images > 64).any(axis=2).sum(axis=1)
    assert abs(heights.mean() - 20) < 1


def test_digits_are_centred_by_their_mass(digits):
    rows = np.arange(28)
    ink = digits.train.images[..., 0].sum(axis=2, dtype=float)
    assert np.abs((ink * rows).sum(1) / ink.sum(1) - 14).max() <= 1


def test_an_enlarged_digit_has_as_much_ink_as_its_blocks_say():
    from sklearn.datasets import load_digits

    blocks = load_digits().images
    ink = digits_module.like_mnist(blocks).sum(axis=(1, 2, 3))
    assert np.corrcoef(ink, blocks.sum(axis=(1, 2)))[0, 1] > 0.95


def test_a_neighbour_search_that_knows_only_mnist_reads_the_digits(digits, real_mnist):
    from sklearn.neighbors import KNeighborsClassifier

    known = data.load("mnist").test
    search = KNeighborsClassifier(3).fit(known.images.reshape(len(known), -1), known.labels)
    unknown = digits.test.images.reshape(len(digits.test), -1)
    assert search.score(unknown, digits.test.labels) > 0.75


# Synthetic steel.


def test_synthetic_steel_has_neus_classes_and_shape(steel):
    assert steel.classes == NEU_CLASSES
    assert steel.input_shape == (200, 200, 1)


def test_synthetic_steel_has_60_textures_a_class(steel):
    counts = sum(np.bincount(split.labels) for split in steel.splits)
    assert counts.tolist() == [60] * 6
    assert [len(split) for split in steel.splits] == [252, 54, 54]


def test_synthetic_steel_says_that_it_is_synthetic(steel):
    assert steel.synthetic
    assert "synthetic" in steel.name
    assert "synthetic" in steel.title.lower()
    assert "synthetic" in steel.source
    assert all(name.startswith("synthetic/") for name in steel.test.files)


def test_real_digits_are_not_synthetic(digits):
    assert not digits.synthetic


# What the menu offers.


def test_the_menu_offers_every_named_data_set():
    assert {offer.name: offer.title for offer in data.available()} == data.TITLES


def test_digits_and_synthetic_steel_are_always_there(monkeypatch, tmp_path):
    monkeypatch.setenv("CNNVIZ_DATA", str(tmp_path))
    present = {offer.name for offer in data.available() if offer.present}
    assert present >= {"digits", "steel-synthetic"}


NO_NEU = (
    "NEU surface defects are not on this machine; "
    "put NEU-DET.zip into the folder that CNNVIZ_DATA names, or upload it"
)


@pytest.mark.parametrize("folder", [None, "empty", "missing"])
def test_absent_neu_says_how_to_supply_it(monkeypatch, tmp_path, folder):
    monkeypatch.delenv("CNNVIZ_DATA", raising=False)
    (tmp_path / "empty").mkdir()
    if folder:
        monkeypatch.setenv("CNNVIZ_DATA", str(tmp_path / folder))
    with pytest.raises(InputError) as caught:
        data.load("neu")
    assert str(caught.value) == NO_NEU
    (offer,) = (offer for offer in data.available() if offer.name == "neu")
    assert (offer.present, offer.downloads, offer.reason) == (False, False, NO_NEU)


@pytest.fixture
def data_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("CNNVIZ_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def touch_classes(root, names=NEU_CLASSES):
    for name in names:
        (root / name).mkdir(parents=True)
        (root / name / "1.png").touch()


@pytest.mark.parametrize("place", ["NEU-DET", "steel", "surface/wrapped", "."])
def test_neu_is_found_under_any_name(data_folder, place):
    touch_classes(data_folder / "holiday", ["beach", "hotel"]) if place != "." else None
    touch_classes(data_folder / place)
    assert neu.is_neu(neu.find())


def test_a_neu_that_arrives_or_leaves_is_noticed(data_folder):
    data_folder.mkdir()
    with pytest.raises(InputError):
        neu.find()
    touch_classes(data_folder / "NEU")
    assert neu.find() == data_folder / "NEU"
    (data_folder / "NEU").rename(data_folder / "NEU-DET")
    assert neu.find() == data_folder / "NEU-DET"


def test_a_folder_called_neu_is_preferred(data_folder):
    touch_classes(data_folder / "archive")
    touch_classes(data_folder / "neu-cls")
    assert neu.find() == data_folder / "neu-cls"


def test_a_neu_that_cannot_be_used_says_why(data_folder):
    (data_folder / "NEU-DET" / "a" / "b").mkdir(parents=True)
    (data_folder / "NEU-DET" / "readme.txt").touch()
    with pytest.raises(InputError, match=r"^NEU-DET cannot be used: a data set must hold images"):
        neu.find()


@pytest.mark.parametrize("more", [["normal"], ["gg", "rp", "sp"]])
def test_the_six_classes_come_before_a_neu_with_further_ones(data_folder, more):
    touch_classes(data_folder / "NEU-CLS-64", [*NEU_CLASSES, *more])
    assert neu.find() == data_folder / "NEU-CLS-64"
    touch_classes(data_folder / "steel", NEU_CLASSES)
    assert neu.find() == data_folder / "steel"


def test_a_broken_neu_zip_says_why(data_folder):
    data_folder.mkdir()
    (data_folder / "NEU-DET.zip").write_bytes(b"no zip")
    with pytest.raises(InputError, match=r"^NEU-DET.zip cannot be used: .* damaged or no zip$"):
        neu.find()
