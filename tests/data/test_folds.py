"""Cross-validation's folds, each image held out once, evenly by class; test alone; or none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.data import Dataset, Split, folds
from cnnviz.data.splitting import three_way
from cnnviz.utils.errors import InputError


def dataset(counts: list[int], seed: int = 0) -> Dataset:
    """Image n is the number n; split as a data set without splits of its own is."""
    labels = np.repeat(np.arange(len(counts)), counts)
    images = np.arange(len(labels), dtype=np.uint16).reshape(-1, 1, 1, 1)
    whole = Split(images, labels, tuple(f"{row:04}" for row in range(len(labels))))
    return Dataset("x", "X", tuple(map(str, labels)), *three_way(whole, seed), "numbers")


def numbers(split: Split) -> set[int]:
    return set(split.images.ravel().tolist())


counts = st.lists(st.integers(5, 40), min_size=2, max_size=6)


@given(counts, st.integers(2, 5))
def test_every_image_is_held_out_exactly_once(counts, number):
    whole = dataset(counts)
    parts = [folds.hold_out(whole, f"{fold}/{number}", 0) for fold in range(1, number + 1)]
    held = [image for part in parts for image in numbers(part.test)]
    assert sorted(held) == list(range(sum(counts)))
    for part in parts:
        assert not numbers(part.train) & numbers(part.test)
        assert len(part.train) + len(part.test) == sum(counts)
        assert numbers(part.validation) == numbers(part.test)


@given(counts)
def test_folds_share_out_every_class_and_the_whole_evenly(counts):
    parts = [folds.hold_out(dataset(counts), f"{fold}/5", 0).test for fold in range(1, 6)]
    sizes = [len(part) for part in parts]
    assert max(sizes) - min(sizes) <= 1
    for label in range(len(counts)):
        of_class = [(part.labels == label).sum() for part in parts]
        assert max(of_class) - min(of_class) <= 1


def test_folds_do_not_depend_on_the_split_that_they_replace():
    one, other = (folds.hold_out(dataset([30, 40], seed), "2/5", 3) for seed in (0, 1))
    assert one.test.files == other.test.files


def test_labels_and_files_stay_with_their_images():
    test = folds.hold_out(dataset([30, 40]), "1/5", 0).test
    assert test.files == tuple(f"{row:04}" for row in test.images.ravel())
    assert (test.labels == (test.images.ravel() >= 30)).all()


def test_without_held_out_images_all_are_learned():
    whole = folds.hold_out(dataset([30, 40]), "none", 0)
    assert numbers(whole.train) == set(range(70))
    assert numbers(whole.test) < numbers(whole.train)
    assert "all of them are trained on" in whole.source


def test_only_test_images_held_out_are_the_data_set_s_and_all_others_are_learned():
    own = dataset([30, 40])
    whole = folds.hold_out(own, "test", 0)
    assert numbers(whole.test) == numbers(whole.validation) == numbers(own.test)
    assert numbers(whole.train) == set(range(70)) - numbers(own.test)
    assert whole.source == "numbers; the validation images are trained on, too"


def test_a_data_set_s_own_split_stays():
    whole = dataset([30, 40])
    assert folds.hold_out(whole, "own", 0) is whole


@pytest.mark.parametrize("text", ["", "all", "0/5", "6/5", "1/1", "1/21", "1/5/2", "a/5", " 1/5"])
def test_anything_else_is_refused_with_rule_and_value(text):
    with pytest.raises(InputError, match="held out must be own, test, none or a fold such as 2/5"):
        folds.check(text)
