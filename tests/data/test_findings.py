"""Each kind of finding is made where it is due, names its images, and is not made elsewhere."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from cnnviz.data import Dataset, Split
from cnnviz.data.dataset import silent
from cnnviz.data.findings import findings
from cnnviz.data.splitting import three_way
from cnnviz.data.survey import Survey, measure, survey
from tests.data.test_overlaps import crop, strip

EACH = 40  # images of each of two classes


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))


@pytest.fixture(scope="module")
def clean() -> np.ndarray:
    return np.stack([crop(strip(seed, 130, 130), 0, 0) for seed in range(2 * EACH)])


def dataset(pictures: np.ndarray, counts: tuple[int, ...] = (EACH, EACH)) -> Dataset:
    labels = np.repeat(np.arange(len(counts)), counts)
    files = tuple(f"{number:03}.png" for number in range(len(labels)))
    names = ("a", "b", "c")[: len(counts)]
    whole = Split(pictures[: len(labels)].copy(), labels, files)
    return Dataset("x", "X", names, *three_way(whole, 0), "made")


def split_of(whole: Dataset) -> dict[str, str]:
    names = ("training", "validation", "test")
    return {
        file: name for name, split in zip(names, whole.splits, strict=True) for file in split.files
    }


def found(whole: Dataset, left_out: tuple[str, ...] = ()) -> dict:
    seen = survey(whole, silent)
    return {one.kind: one for one in findings(seen, split_of(whole), left_out)}


def pair(whole: Dataset, across: bool) -> tuple[int, int]:
    """Two images of class a, of different splits or both for training."""
    of = split_of(whole)
    learned, tested = (
        [n for n in range(EACH) if (of[f"{n:03}.png"] == "training") is training]
        for training in (True, False)
    )
    return (learned[0], tested[0]) if across else (learned[0], learned[1])


def test_a_clean_data_set_has_no_findings(clean):
    assert found(dataset(clean)) == {}


@pytest.mark.parametrize(("across", "kind"), [(True, "equal"), (False, "repeated")])
def test_equal_images_are_found_across_splits_and_within_one(clean, across, kind):
    first, second = pair(dataset(clean), across)
    pictures = clean.copy()
    pictures[second] = pictures[first]
    only = found(dataset(pictures))
    assert set(only) == {kind}
    assert only[kind].text.startswith("1 pair of equal images")
    assert set(only[kind].images) == {f"{first:03}.png", f"{second:03}.png"}


@pytest.mark.parametrize(("across", "kind"), [(True, "overlapping"), (False, "neighbours")])
def test_overlapping_images_are_found_across_splits_and_within_one(clean, across, kind):
    first, second = pair(dataset(clean), across)
    pictures, surface = clean.copy(), strip(999)
    pictures[first], pictures[second] = crop(surface, 0, 0), crop(surface, 20, 30, gain=20)
    only = found(dataset(pictures))
    assert set(only) == {kind}
    (one,) = only[kind].pairs
    assert (abs(one.down), abs(one.right)) == pytest.approx((20, 30), abs=1.3)
    if across:
        assert "1 validation or test image shows what another split shows" in only[kind].text


def test_equal_images_of_two_classes_contradict_each_other(clean):
    pictures = clean.copy()
    pictures[EACH] = pictures[0]
    only = found(dataset(pictures))
    assert only["contradiction"].images == ("000.png", "040.png")
    assert "different classes" in only["contradiction"].text


def test_what_is_left_out_is_no_longer_found(clean):
    pictures = clean.copy()
    pictures[EACH] = pictures[0]
    assert found(dataset(pictures), left_out=("040.png",)) == {}


def test_constant_and_blurred_images_are_found(clean):
    pictures = clean.copy()
    pictures[3] = 77
    pictures[50, ..., 0] = cv2.GaussianBlur(pictures[50, ..., 0], (0, 0), 4)
    only = found(dataset(pictures))
    assert set(only) == {"constant", "blurred"}
    assert only["constant"].images == ("003.png",)
    assert only["blurred"].images == ("050.png",)


def test_a_class_that_is_blurred_as_a_whole_is_not_found(clean):
    pictures = clean.copy()
    for picture in pictures[EACH:]:
        picture[..., 0] = cv2.GaussianBlur(picture[..., 0], (0, 0), 3)
    assert "blurred" not in found(dataset(pictures))


def test_odd_sizes_and_unreadable_files_are_passed_on(clean):
    whole = replace(
        dataset(clean), odd_sizes={"007.png": (30, 20)}, unreadable=("broken.png", "b2.png")
    )
    only = found(whole)
    assert only["size"].images == ("007.png",)
    assert "such as 30 × 20 pixels" in only["size"].text
    assert only["unreadable"].text == "2 files could not be read and were left out."


def test_few_images_of_a_class_and_imbalance_are_found(clean):
    only = found(dataset(clean, (60, 20)))
    assert set(only) == {"few", "imbalance"}
    assert only["few"].text.startswith("Fewer than 20 training images in b (14)")
    assert "42 training images of a, 14 of b" in only["imbalance"].text
    assert len(only["few"].images) == 14


def test_several_small_classes_are_named_together(clean):
    only = found(dataset(clean, (24, 24)))
    assert set(only) == {"few"}
    text = "Fewer than 20 training images in a (17), b (17): their accuracies are left to chance."
    assert only["few"].text == text


def test_a_survey_measures_every_image(clean):
    whole = dataset(clean)
    seen: Survey = survey(whole, silent)
    assert seen.files == tuple(f"{number:03}.png" for number in range(2 * EACH))
    grey = clean[..., 0] / 255
    np.testing.assert_allclose(seen.brightness, grey.mean((1, 2)), atol=1e-6)
    np.testing.assert_allclose(seen.contrast, grey.std((1, 2)), atol=1e-6)
    np.testing.assert_array_equal(seen.copies, clean)
    for label, part in enumerate((clean[:EACH], clean[EACH:])):
        np.testing.assert_allclose(seen.mean[label], part.mean(0), atol=0.51)
    spreads = np.stack([clean[:EACH].std(0), clean[EACH:].std(0)])
    np.testing.assert_allclose(seen.spread, 255 * spreads / spreads.max(), atol=0.51)


def test_blur_lowers_sharpness_and_gain_does_not(clean):
    picture = clean[0]
    blurred = cv2.GaussianBlur(picture[..., 0], (0, 0), 2)[..., None]
    darker = (picture // 2).astype(np.uint8)
    sharp, soft, dark = (measure(each)[2] for each in (picture, blurred, darker))
    assert soft < 0.5 * sharp
    assert dark == pytest.approx(sharp, rel=0.05)


def test_copies_of_many_images_are_smaller(monkeypatch, clean):
    monkeypatch.setattr("cnnviz.data.survey.COPIES_BYTES", 2 * EACH * 30 * 30)
    assert survey(dataset(clean), silent).copies.shape == (2 * EACH, 30, 30, 1)


def test_progress_never_goes_back(clean):
    seen = []
    survey(dataset(clean), lambda fraction, text: seen.append(fraction))
    assert seen == sorted(seen)
    assert seen[-1] == 1
