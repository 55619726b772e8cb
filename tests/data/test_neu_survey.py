"""What is found in the real NEU before a run, against what is known of it."""

import shutil

import numpy as np
import pytest

from cnnviz import data
from cnnviz.data import folds, neu, similarity
from cnnviz.data.dataset import silent
from cnnviz.data.findings import findings
from cnnviz.data.survey import survey


@pytest.fixture(scope="module")
def found(real_neu, tmp_path_factory):
    """The data set, its survey, and the findings by kind; the search is made in an empty home."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_HOME", str(home))
        dataset = data.load(str(real_neu))
        seen = survey(dataset, silent)
        yield dataset, seen, {one.kind: one for one in findings(seen, dataset.split_of)}
    shutil.rmtree(home)


def test_its_overlaps_are_counted(found):
    """1,060 of 1,440 images overlap another one, in 1,342 pairs."""
    _, seen, _ = found
    pairs = seen.similarity.overlaps
    assert len(pairs) == pytest.approx(1342, abs=15)
    overlapping = {index for pair in pairs for index in (pair.first, pair.second)}
    assert len(overlapping) == pytest.approx(1060, abs=10)


def test_held_out_images_that_show_what_is_learned_are_reported(found):
    """338 of 468: NEU-DET's 360 for testing, and 108 of its training images for validation."""
    dataset, seen, kinds = found
    leaking = kinds["overlapping"]
    part = dataset.split_of
    affected = {file for file in leaking.images if part[file] != "training"}
    assert sum(len(split) for split in (dataset.validation, dataset.test)) == 468
    assert len(affected) == pytest.approx(338, abs=5)
    assert f"{len(affected)} validation or test images show what another split" in leaking.text
    for pair in leaking.pairs:
        assert part[seen.files[pair.first]] != part[seen.files[pair.second]]


def test_no_class_is_small_and_no_file_of_another_size(found):
    *_, kinds = found
    assert not {"few", "imbalance", "size", "unreadable", "constant"} & kinds.keys()


def test_its_brightness_and_averages_are_those_of_the_images(found):
    dataset, seen, _ = found
    whole = similarity.pool(dataset.splits)
    assert whole.files == seen.files
    np.testing.assert_allclose(seen.brightness, whole.images.mean((1, 2, 3)) / 255, atol=1e-5)
    np.testing.assert_allclose(seen.contrast, whole.images.std((1, 2, 3)) / 255, atol=1e-5)
    for label in range(6):
        mean = whole.images[whole.labels == label].mean(0)
        np.testing.assert_allclose(seen.mean[label], mean, atol=0.51)


def test_split_by_group_it_leaves_no_overlap_across_splits(found):
    dataset, seen, _ = found
    by_group = folds.hold_out(dataset, folds.GROUPS, 0, seen.similarity.groups)
    kinds = {one.kind for one in findings(seen, by_group.split_of)}
    assert not {"overlapping", "equal"} & kinds
    assert [len(split) for split in by_group.splits] == pytest.approx([972, 108, 360], rel=0.05)


def test_it_is_found_in_the_users_folder_by_its_content(real_neu):
    assert neu.find() == real_neu
