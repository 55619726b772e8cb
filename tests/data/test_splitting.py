"""Held-out images: the right number, of every class, and none twice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.data.dataset import Split
from cnnviz.data.splitting import hold_out, three_way


def numbered(counts: list[int]) -> Split:
    """A split whose image n is the number n, with this many images of each class."""
    labels = np.repeat(np.arange(len(counts)), counts)
    images = np.arange(len(labels), dtype=np.uint16).reshape(-1, 1, 1, 1)
    return Split(images, labels, tuple(map(str, range(len(labels)))))


def numbers(split: Split) -> set[int]:
    return set(split.images.ravel().tolist())


counts = st.lists(st.integers(3, 40), min_size=2, max_size=6)


@given(counts)
def test_every_image_is_in_exactly_one_part(counts):
    whole = numbered(counts)
    parts = [numbers(part) for part in three_way(whole, seed=0)]
    assert sum(map(len, parts)) == len(whole)
    assert set.union(*parts) == numbers(whole)


@given(counts)
def test_every_part_has_every_class(counts):
    for part in three_way(numbered(counts), seed=0):
        assert set(part.labels.tolist()) == set(range(len(counts)))


@given(counts, st.floats(0.05, 0.5))
def test_each_class_gives_its_share_to_within_one_image(counts, share):
    _, held = hold_out(numbered(counts), share, seed=0)
    for label, count in enumerate(counts):
        assert abs((held.labels == label).sum() - max(1, share * count)) <= 1


@given(counts)
def test_labels_and_files_stay_with_their_images(counts):
    whole = numbered(counts)
    for part in three_way(whole, seed=1):
        rows = part.images.ravel().astype(int)
        assert (part.labels == whole.labels[rows]).all()
        assert part.files == tuple(whole.files[row] for row in rows)


@pytest.mark.parametrize("share", [0.05, 0.1, 0.15])
def test_the_total_is_exact(share):
    rest, held = hold_out(numbered([101, 203, 307, 89]), share, seed=0)
    assert len(held) == round(700 * share)
    assert len(rest) == 700 - len(held)


def test_seventy_fifteen_fifteen():
    assert [len(part) for part in three_way(numbered([100, 100]), seed=0)] == [140, 30, 30]


def test_the_same_seed_holds_out_the_same_images():
    first, second = (hold_out(numbered([50, 50]), 0.2, seed=3)[1] for _ in range(2))
    assert numbers(first) == numbers(second)


def test_another_seed_holds_out_other_images():
    first, second = (hold_out(numbered([50, 50]), 0.2, seed=seed)[1] for seed in (0, 1))
    assert numbers(first) != numbers(second)
