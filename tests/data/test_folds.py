"""Cross-validation's folds, each image held out once, evenly by class; test alone; or none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.data import Dataset, Split, folds
from cnnviz.data.groups import assign, connected
from cnnviz.data.splitting import three_way
from cnnviz.utils.errors import InputError


def dataset(counts: list[int], seed: int = 0) -> Dataset:
    """Image n is the number n; split as a data set without splits of its own is."""
    labels = np.repeat(np.arange(len(counts)), counts)
    images = np.arange(len(labels), dtype=np.uint16).reshape(-1, 1, 1, 1)
    whole = Split(images, labels, tuple(f"{row:04}" for row in range(len(labels))))
    return Dataset(
        "x", "X", tuple(map(str, range(len(counts)))), *three_way(whole, seed), "numbers"
    )


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


@pytest.mark.parametrize(
    "text", ["", "all", "0/5", "6/5", "1/1", "1/21", "1/5/2", "a/5", " 1/5", "2/5-group"]
)
def test_anything_else_is_refused_with_rule_and_value(text):
    with pytest.raises(
        InputError, match="held out must be own, test, none, groups or a fold such as 2/5"
    ):
        folds.check(text)


# By group.


def grouped(sizes: list[list[int]]) -> tuple[Dataset, dict[str, int]]:
    """A data set whose class n has groups of these sizes, and the group of each file."""
    whole = dataset([sum(each) for each in sizes])
    flat = [size for each in sizes for size in each]
    groups = np.repeat(np.arange(len(flat)), flat)
    return whole, {f"{row:04}": int(group) for row, group in enumerate(groups)}


classes = st.lists(st.lists(st.integers(1, 8), min_size=6, max_size=20), min_size=2, max_size=4)


def groups_in(split: Split, groups: dict[str, int]) -> set[int]:
    return {groups[file] for file in split.files}


@given(classes, st.integers(0, 99))
def test_a_split_by_group_keeps_each_group_in_one_part_and_every_image(sizes, seed):
    whole, groups = grouped(sizes)
    new = folds.hold_out(whole, "groups", seed, groups)
    held = [groups_in(split, groups) for split in new.splits]
    assert not held[0] & held[1]
    assert not held[0] & held[2]
    assert not held[1] & held[2]
    assert sorted(f for split in new.splits for f in split.files) == sorted(groups)
    for split in new.splits:
        assert set(split.labels.tolist()) == set(range(len(sizes)))
    assert "stay together" in new.source


@given(classes, st.integers(2, 5))
def test_folds_by_group_hold_out_each_group_once_and_whole(sizes, count):
    whole, groups = grouped(sizes)
    parts = [folds.hold_out(whole, f"{k}/{count}-groups", 0, groups) for k in range(1, count + 1)]
    held = [file for part in parts for file in part.test.files]
    assert sorted(held) == sorted(groups)
    for part in parts:
        assert not groups_in(part.train, groups) & groups_in(part.test, groups)


@given(classes)
def test_parts_by_group_differ_from_their_shares_by_less_than_the_largest_group(sizes):
    whole, groups = grouped(sizes)
    new = folds.hold_out(whole, "groups", 0, groups)
    for label, own in enumerate(sizes):
        for before, after in zip(whole.splits, new.splits, strict=True):
            wanted = sum(own) * len(before) / sum(map(sum, sizes))
            assert abs((after.labels == label).sum() - wanted) <= 2 * max(own)


@given(counts, st.integers(2, 5))
def test_folds_by_groups_of_one_image_are_as_even_as_plain_folds(counts, number):
    labels = np.repeat(np.arange(len(counts)), counts)
    fold = assign(labels, np.arange(len(labels)), [1 / number] * number, 0)
    for label in range(len(counts)):
        sizes = np.bincount(fold[labels == label], minlength=number)
        assert sizes.max() - sizes.min() <= 1


def test_another_seed_holds_out_other_groups_and_the_same_seed_the_same():
    whole, groups = grouped([[2] * 20, [1] * 30])
    held = [folds.hold_out(whole, "1/5-groups", seed, groups).test.files for seed in (0, 0, 1)]
    assert held[0] == held[1] != held[2]


def test_a_class_with_too_few_groups_is_named():
    whole, groups = grouped([[10, 10], [1] * 20])
    with pytest.raises(InputError, match="got none of 0, whose images form only 2 groups"):
        folds.hold_out(whole, "groups", 0, groups)


def test_a_class_that_is_one_group_cannot_be_left_for_training():
    whole, groups = grouped([[20], [1] * 20])
    labels, of_image = np.repeat([0, 1], 20), np.array(list(groups.values()))
    number = assign(labels, of_image, [0.2] * 5, 0)[0] + 1
    with pytest.raises(InputError, match="training images need images of every class"):
        folds.hold_out(whole, f"{number}/5-groups", 0, groups)


@given(
    st.lists(st.lists(st.integers(0, 29), min_size=2, max_size=4), max_size=20),
)
def test_groups_are_the_connected_components(sets):
    components = [{n} for n in range(30)]
    for together in sets:
        joined = set.union(*(c for c in components if c & set(together)))
        components = [c for c in components if not c & joined] + [joined]
    expected = [min(next(c for c in components if n in c)) for n in range(30)]
    assert connected(30, sets).tolist() == expected
