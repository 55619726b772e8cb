"""The search over a whole data set: independent of its split, and done once."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.data import Dataset, Split, folds, overlaps, similarity
from cnnviz.data.dataset import silent
from cnnviz.data.splitting import three_way
from tests.data.test_overlaps import crop, strip


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    return tmp_path


def dataset(seed: int = 0) -> Dataset:
    """Two classes of 12 crops; 0 and 1 overlap, 1 and 2 too, and 20 equals 21."""
    first = strip(1)
    pictures = [crop(first, 0, 60 * number) for number in range(3)]
    pictures += [crop(strip(seed + 10), 0, 0) for seed in range(21)]
    pictures[21] = pictures[20]
    files = tuple(f"{number:02}.png" for number in range(24))
    whole = Split(np.stack(pictures), np.repeat([0, 1], 12), files)
    return Dataset("x", "X", ("a", "b"), *three_way(whole, seed), "made")


def test_overlaps_and_equal_images_are_found_whatever_the_split(home):
    for seed in (0, 1):
        found = similarity.search(dataset(seed), silent)
        assert found.equal == ((20, 21),)
        assert [(one.first, one.second) for one in found.overlaps] == [(0, 1), (1, 2)]
        assert {found.groups[f"{n:02}.png"] for n in range(3)} == {0}
        assert found.groups["21.png"] == found.groups["20.png"] == 20
        assert len(set(found.groups.values())) == 24 - 2 - 1


def test_a_search_is_read_the_second_time(home, monkeypatch):
    once = similarity.search(dataset(), silent)
    monkeypatch.setattr(overlaps, "find", None)
    assert similarity.search(dataset(1), silent) == once


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"equal": [], "overlaps": [{"first": 1}]}'])
def test_a_damaged_file_is_searched_again(home, damage):
    once = similarity.search(dataset(), silent)
    (file,) = home.glob("overlaps/*.json")
    file.write_text(damage)
    assert similarity.search(dataset(), silent) == once


def test_other_pixels_are_searched_again(home):
    whole = dataset()
    similarity.search(whole, silent)
    changed = replace(whole.train, images=255 - whole.train.images)
    similarity.search(replace(whole, train=changed), silent)
    assert len(list(home.glob("overlaps/*.json"))) == 2


def test_a_home_that_cannot_be_written_does_not_stop_the_search(home, monkeypatch):
    (home / "file").touch()
    monkeypatch.setenv("CNNVIZ_HOME", str(home / "file"))
    assert similarity.search(dataset(), silent).overlaps


def test_small_images_are_searched_for_equal_ones_only(home):
    pictures = np.random.default_rng(0).integers(0, 256, (8, 28, 28, 1), dtype=np.uint8)
    pictures[7] = pictures[2]
    whole = Split(pictures, np.repeat([0, 1], 4), tuple(map(str, range(8))))
    found = similarity.search(Dataset("x", "X", ("a", "b"), *three_way(whole, 0), "made"), silent)
    assert found.equal == ((2, 7),)
    assert found.overlaps == ()
    assert found.not_searched == "images need at least 64 pixels on each side"


def test_a_split_by_group_leaves_no_overlap_across_splits(home):
    whole = dataset()
    groups = similarity.search(whole, silent).groups
    for seed in range(5):
        new = folds.hold_out(whole, "groups", seed, groups)
        part = {file: n for n, split in enumerate(new.splits) for file in split.files}
        assert part["00.png"] == part["01.png"] == part["02.png"]
        assert part["20.png"] == part["21.png"]
