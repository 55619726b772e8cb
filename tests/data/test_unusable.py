"""Files that are left out of a data set: all are named at once, and skipped where that is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz import data
from cnnviz.data import memory_limit
from cnnviz.data.memory_limit import TooLargeError
from cnnviz.data.unusable import UnusableFile, UnusableFilesError, listed
from tests.examples import at_most
from tests.image_files import CUSTOM, encoded, make_folder, make_zip, picture, refusal, tree

BROKEN = {"good/3.png": b"no image", "dents/5.png": b"", "dents/7.png": CUSTOM["dents/7.png"][:90]}


@pytest.mark.parametrize("make", [make_zip, make_folder])
def test_all_broken_files_are_named_at_once(tmp_path, make):
    with pytest.raises(UnusableFilesError) as caught:
        data.load(str(make(tmp_path / "x.zip", CUSTOM | BROKEN)))
    assert [each.file for each in caught.value.files] == [
        "dents/5.png",
        "dents/7.png",
        "good/3.png",
    ]
    assert all(name in str(caught.value) for name in BROKEN)
    assert str(caught.value).endswith("; repair, move or delete them, or leave them out")


def test_broken_files_can_be_left_out(tmp_path):
    path = make_zip(tmp_path / "x.zip", CUSTOM | BROKEN)
    loaded = data.load(str(path), skip_unusable=True)
    used = [name for split in loaded.splits for name in split.files]
    assert set(used) == set(CUSTOM) - set(BROKEN)
    assert {each.file for each in loaded.unusable} == set(BROKEN)


def test_what_is_left_out_changes_nothing_else(tmp_path):
    whole = {name: content for name, content in CUSTOM.items() if name not in BROKEN}
    expected = data.load(str(make_zip(tmp_path / "whole.zip", whole)))
    path = make_zip(tmp_path / "x.zip", CUSTOM | BROKEN)
    assert data.load(str(path), skip_unusable=True).fingerprint == expected.fingerprint


def test_strays_broken_files_and_rare_classes_are_named_together(tmp_path):
    strays = tree([f"{n}.png" for n in range(9)])
    path = make_folder(tmp_path / "x", CUSTOM | BROKEN | strays | tree(["rare/1.png"]))
    with pytest.raises(UnusableFilesError) as caught:
        data.load(str(path))
    assert {each.file for each in caught.value.files} == {*BROKEN, *strays, "rare/1.png"}
    loaded = data.load(str(path), skip_unusable=True)
    assert loaded.classes == ("dents", "good")


@pytest.mark.parametrize("suffix", ["heic", "HEIC", "avif", "svg", "dng", "jp2"])
def test_pictures_in_a_format_that_is_not_read_are_named(tmp_path, suffix):
    names = {f"cat/{n}.{suffix}": b"?" for n in range(5)}
    sentence = refusal(make_folder(tmp_path / "x", CUSTOM | names))
    assert sentence.startswith(f"5 files cannot be used: cat/0.{suffix}, ")
    assert "save it as PNG or JPEG" in sentence


def test_a_class_whose_pictures_are_not_read_is_not_forgotten(tmp_path):
    names = tree([f"cat/{n}.jpg" for n in range(5)]) | {f"dog/{n}.heic": b"?" for n in range(5)}
    sentence = refusal(make_folder(tmp_path / "x", names))
    assert sentence.startswith(
        "a data set needs at least 2 classes, got 1: cat; 5 files cannot be "
    )
    assert "dog/0.heic" in sentence


def test_a_set_of_pictures_that_are_not_read_names_their_format(tmp_path):
    names = {f"{label}/{n}.heic": b"?" for label in "ab" for n in range(5)}
    assert refusal(make_folder(tmp_path / "x", names)).endswith(
        "got only .heic files, such as a/0.heic in x"
    )


@pytest.mark.parametrize("stray", ["docs/sample.png", "sample.png", "docs/more/sample.png"])
def test_a_single_stray_picture_is_left_out_with_a_word(tmp_path, stray):
    members = {f"data/{name}": content for name, content in CUSTOM.items()}
    loaded = data.load(str(make_folder(tmp_path / "x", members | {stray: encoded(picture(3))})))
    assert loaded.classes == ("dents", "good")
    assert [each.file for each in loaded.unusable] == [stray]


@given(st.lists(st.sampled_from(sorted(CUSTOM)), max_size=12, unique=True))
@at_most(10)
def test_any_files_may_be_broken(tmp_path_factory, names):
    path = tmp_path_factory.mktemp("broken") / "x.zip"
    make_zip(path, CUSTOM | dict.fromkeys(names, b"broken"))
    loaded = data.load(str(path), skip_unusable=True)
    assert {each.file for each in loaded.unusable} == set(names)
    assert sum(map(len, loaded.splits)) == len(CUSTOM) - len(names)


def test_files_with_one_reason_share_it():
    files = [UnusableFile(f"{n}.png", "it is empty") for n in range(12)] + [
        UnusableFile("x.png", "it is no")
    ]
    assert listed(files) == (
        "13 files cannot be used: 0.png, 1.png, 2.png, 3.png, 4.png, 5.png, 6.png, 7.png, 8.png, "
        "9.png (it is empty) and 3 more files"
    )


# The size that fits.


@pytest.mark.parametrize(
    "shapes",
    [
        [(12, 12)] * 12,
        [(30, 20, 3)] * 12,
        [(30, 20), (30, 20, 3)] * 6,
        [(40, 40)] * 8 + [(40, 10, 3)] * 4,
        [(1000, 700)] * 6 + [(50, 64)] * 6,
    ],
)
@pytest.mark.parametrize("budget", [12_000, 30_000])
def test_the_size_that_is_offered_is_the_largest_that_fits(tmp_path, monkeypatch, shapes, budget):
    monkeypatch.setattr(memory_limit, "MAX_MEMORY", budget)
    members = {f"{n % 2}/{n}.png": encoded(picture(n, shape)) for n, shape in enumerate(shapes)}
    path = str(make_zip(tmp_path / "x.zip", members))
    with pytest.raises(TooLargeError) as caught:
        data.load(path, size=512)
    size = caught.value.size
    assert str(caught.value).endswith(f"image size {size} fits")
    assert max(data.load(path, size=size).input_shape[:2]) == size
    with pytest.raises(TooLargeError) as again:
        data.load(path, size=size + 1)
    assert again.value.size == size


def test_no_size_is_offered_where_none_fits(tmp_path, monkeypatch):
    monkeypatch.setattr(memory_limit, "MAX_MEMORY", 100)
    with pytest.raises(TooLargeError, match="no image size fits: use fewer images"):
        data.load(str(make_zip(tmp_path / "x.zip", CUSTOM)))


def test_a_named_data_set_has_a_size_that_fits_too(monkeypatch):
    monkeypatch.setattr(memory_limit, "MAX_MEMORY", 1797 * 40 * 40)
    with pytest.raises(TooLargeError) as caught:
        data.load("digits", size=41)
    assert caught.value.size == 40
    assert data.load("digits", size=40).input_shape == (40, 40, 1)
